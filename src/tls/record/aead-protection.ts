/** Records under an AEAD: with an explicit nonce part in each record (RFC 5288 §3), or with nonces derived from the sequence
 * number (RFC 7905 §2, RFC 8446 §5.3). */
import { type Bytes, concat } from '../../bytes/index.ts';
import { type Aead, CipherError } from '../../cipher/index.ts';
import type { TlsVersion } from '../negotiation/signature-schemes.ts';
import { badRecordMac, macHeader, type Protection, type Watch } from './protection.ts';
import { CONTENT, RECORD_HEADER, writeHeader } from './records.ts';

/** Length of the explicit nonce, in bytes. */
const EXPLICIT = 8;

/** GenericAEADCipher with AES-GCM in TLS 1.2 (RFC 5246 §6.2.3.3, RFC 5288 §3).
 * @param salt - the four bytes of the nonce that come from the key block.
 * Timing: as the AEAD's. */
export function explicitNonceProtection(aead: Aead, salt: Uint8Array): Protection {
  return {
    seal(sequence, type, plaintext, watch) {
      const additionalData = macHeader(sequence, type, plaintext.length);
      // RFC 5288 §3: nonce_explicit "MAY be the 64-bit sequence number", which cannot repeat.
      const explicit = additionalData.subarray(0, EXPLICIT);
      return concat(explicit, seal(aead, concat(salt, explicit), explicit, plaintext, additionalData, watch));
    },
    open(sequence, type, fragment, watch) {
      if (fragment.length < EXPLICIT + aead.tagLength) throw badRecordMac();
      const explicit = fragment.subarray(0, EXPLICIT);
      const sealed = fragment.subarray(EXPLICIT);
      const additionalData = macHeader(sequence, type, sealed.length - aead.tagLength);
      return open(aead, concat(salt, explicit), explicit, sealed, additionalData, watch);
    },
  };
}

const NOTHING = new Uint8Array();

/** ChaCha20-Poly1305 in TLS 1.2 (RFC 7905 §2): the nonce is the IV XORed with the sequence number, and is not sent.
 * Timing: as the AEAD's. */
export function implicitNonceProtection(aead: Aead, iv: Uint8Array): Protection {
  return {
    seal: (sequence, type, plaintext, watch) =>
      seal(aead, nonceOf(iv, sequence), NOTHING, plaintext, macHeader(sequence, type, plaintext.length), watch),
    open(sequence, type, fragment, watch) {
      if (fragment.length < aead.tagLength) throw badRecordMac();
      const additionalData = macHeader(sequence, type, fragment.length - aead.tagLength);
      return open(aead, nonceOf(iv, sequence), NOTHING, fragment, additionalData, watch);
    },
  };
}

/** TLS 1.3 (RFC 8446 §5.2): the nonce is derived in the same way; the additional data is the record header, and the content type
 * is encrypted.
 * @param limit - number of records that the key may protect (§5.5).
 * Timing: as the AEAD's. */
export function innerTypeProtection(aead: Aead, iv: Uint8Array, limit: number): Protection {
  return {
    hidesType: true,
    limit,
    seal: (sequence, _type, inner, watch) =>
      seal(aead, nonceOf(iv, sequence), NOTHING, inner, headerOf(inner.length + aead.tagLength), watch),
    open(sequence, _type, fragment, watch) {
      if (fragment.length < aead.tagLength) throw badRecordMac('TLSv1.3');
      return open(aead, nonceOf(iv, sequence), NOTHING, fragment, headerOf(fragment.length), watch, 'TLSv1.3');
    },
  };
}

/** §5.3: the sequence number, padded with zeros to the IV's length, XORed with the IV. */
function nonceOf(iv: Uint8Array, sequence: number): Bytes {
  const nonce = new Uint8Array(iv);
  for (let at = nonce.length, rest = sequence; rest > 0; rest = Math.floor(rest / 256)) nonce[--at] ^= rest % 256;
  return nonce;
}

/** The header of a protected TLS 1.3 record, as its AEAD's additional data. */
export function headerOf(length: number): Bytes {
  const header = new Uint8Array(RECORD_HEADER);
  writeHeader(header, CONTENT.application_data, length);
  return header;
}

function seal(
  aead: Aead,
  nonce: Uint8Array,
  explicitNonce: Uint8Array,
  plaintext: Uint8Array,
  additionalData: Uint8Array,
  watch: Watch | undefined,
): Bytes {
  const sealed = aead.seal(nonce, plaintext, additionalData);
  watch?.({ kind: 'aead', nonce, explicitNonce, additionalData, ...partsOf(aead, sealed) });
  return sealed;
}

function open(
  aead: Aead,
  nonce: Uint8Array,
  explicitNonce: Uint8Array,
  sealed: Uint8Array,
  additionalData: Uint8Array,
  watch: Watch | undefined,
  version?: TlsVersion,
): Bytes {
  watch?.({ kind: 'aead', nonce, explicitNonce, additionalData, ...partsOf(aead, sealed) });
  try {
    return aead.open(nonce, sealed, additionalData);
  } catch (error) {
    if (!(error instanceof CipherError)) throw error;
    throw badRecordMac(version);
  }
}

function partsOf(aead: Aead, sealed: Uint8Array): { ciphertext: Uint8Array; tag: Uint8Array } {
  const end = sealed.length - aead.tagLength;
  return { ciphertext: sealed.subarray(0, end), tag: sealed.subarray(end) };
}
