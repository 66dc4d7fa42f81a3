/** How a cipher suite protects records in one direction (RFC 5246 §6.2.3). It holds keys but no state: only the record layer
 * keeps the sequence number, which must never repeat. */
import type { Bytes } from '../../bytes/index.ts';
import { struct, uint16, uint64 } from '../../codec/index.ts';
import { ruleOf, TlsError } from '../errors.ts';
import { contentType, protocolVersion, TLS_1_2 } from '../messages/code-points.ts';
import type { TlsVersion } from '../negotiation/signature-schemes.ts';

export interface Protection {
  /** Set if the content type is encrypted (RFC 8446 §5.2). */
  readonly hidesType?: true;
  /** Number of records after which a new key is required; absent if only the sequence number limits it. */
  readonly limit?: number;
  /** @param sequence - the record's number. @param type - its content type.
   * @returns the fragment to send, newly allocated. */
  seal(sequence: number, type: number, plaintext: Uint8Array, watch?: Watch): Bytes;
  /** The inverse of `seal`.
   * @throws TlsError `bad-record-mac`, the same for every failure. */
  open(sequence: number, type: number, fragment: Uint8Array, watch?: Watch): Bytes;
}

/** The keys for one direction, from the key block. Secret. */
export interface DirectionKeys {
  /** Empty for an AEAD. */
  readonly macKey: Bytes;
  readonly key: Bytes;
  /** The implicit part of the nonce; empty for CBC, which sends its IVs. */
  readonly fixedIv: Bytes;
}

/** The parts of a protected record, in the order of sealing. */
export type ProtectedParts =
  | {
      readonly kind: 'mac-then-encrypt' | 'encrypt-then-mac';
      /** Sequence number, type, version and length: the MAC's header before the content. */
      readonly macHeader: Uint8Array;
      readonly mac: Uint8Array;
      /** The padding, including its length byte. */
      readonly padding: Uint8Array;
      readonly iv: Uint8Array;
      readonly ciphertext: Uint8Array;
    }
  | {
      readonly kind: 'aead';
      readonly nonce: Uint8Array;
      /** The explicit part of the nonce; empty if both sides derive the nonce from the sequence number. */
      readonly explicitNonce: Uint8Array;
      readonly additionalData: Uint8Array;
      readonly ciphertext: Uint8Array;
      readonly tag: Uint8Array;
    };
export type Watch = (parts: ProtectedParts) => void;

/** The header before the content under a MAC (RFC 5246 §6.2.3.1), and an AEAD's additional data (§6.2.3.3). */
export const macHeaderFields = struct('MACHeader', 'RFC 5246 §6.2.3.1', {
  seqNum: uint64,
  type: contentType,
  version: protocolVersion,
  length: uint16,
});

/** The fast path of `macHeaderFields`, which every record needs. @param sequence - below 2^53. */
export function macHeader(sequence: number, type: number, length: number): Bytes {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, Math.floor(sequence / 2 ** 32));
  view.setUint32(4, sequence % 2 ** 32);
  view.setUint8(8, type);
  view.setUint16(9, TLS_1_2);
  view.setUint16(11, length);
  return header;
}

/** The only error of a record that fails to open: it must not reveal the cause (RFC 5246 §7.2.2). */
export const badRecordMac = (version: TlsVersion = 'TLSv1.2'): TlsError =>
  new TlsError('bad-record-mac', ruleOf(version, 'RFC 5246 §6.2.3', 'RFC 8446 §5.2'));
