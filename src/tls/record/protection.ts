/** What a cipher suite does to records, one direction at a time (RFC 5246 §6.2.3). It has keys and no memory: the sequence
 * number, which must never go back, is kept by the record layer alone. */
import type { Bytes } from '../../bytes/index.ts';
import { struct, uint16, uint64 } from '../../codec/index.ts';
import { TlsError } from '../errors.ts';
import { contentType, protocolVersion, TLS_1_2 } from '../messages/code-points.ts';

export interface Protection {
  /** Set where the content type is inside what is protected (RFC 8446 §5.2). */
  readonly hidesType?: true;
  /** Records after which another key is needed; absent where there is no such bound below that of the numbers. */
  readonly limit?: number;
  /** @param sequence - the record's number. @param type - its content type.
   * @returns the fragment to send, fresh. */
  seal(sequence: number, type: number, plaintext: Uint8Array, watch?: Watch): Bytes;
  /** The inverse.
   * @throws TlsError `bad-record-mac`, whatever is wrong. */
  open(sequence: number, type: number, fragment: Uint8Array, watch?: Watch): Bytes;
}

/** What protects one direction: its share of the key block. Secret. */
export interface DirectionKeys {
  /** Empty for an AEAD. */
  readonly macKey: Bytes;
  readonly key: Bytes;
  /** The part of the nonce that is not sent; empty for CBC, whose IVs are all sent. */
  readonly fixedIv: Bytes;
}

/** The parts of a protected record, in the order in which they arise when sealing. */
export type ProtectedParts =
  | {
      readonly kind: 'mac-then-encrypt' | 'encrypt-then-mac';
      /** Sequence number, type, version and length, which are MACed before the content. */
      readonly macHeader: Uint8Array;
      readonly mac: Uint8Array;
      /** The padding's bytes and the one that tells their number. */
      readonly padding: Uint8Array;
      readonly iv: Uint8Array;
      readonly ciphertext: Uint8Array;
    }
  | {
      readonly kind: 'aead';
      readonly nonce: Uint8Array;
      /** Its last bytes, where they travel with the record; empty where both ends make it of the sequence number. */
      readonly explicitNonce: Uint8Array;
      readonly additionalData: Uint8Array;
      readonly ciphertext: Uint8Array;
      readonly tag: Uint8Array;
    };
export type Watch = (parts: ProtectedParts) => void;

/** What precedes the content under a MAC (RFC 5246 §6.2.3.1), and is an AEAD's additional data (§6.2.3.3). */
export const macHeaderFields = struct('MACHeader', 'RFC 5246 §6.2.3.1', {
  seqNum: uint64,
  type: contentType,
  version: protocolVersion,
  length: uint16,
});

/** The fast path of `macHeaderFields`: each record needs one. @param sequence - below 2^53. */
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

/** The one error of a record that does not open: nothing tells why (RFC 5246 §7.2.2). */
export const badRecordMac = (): TlsError => new TlsError('bad-record-mac', 'RFC 5246 §6.2.3');
