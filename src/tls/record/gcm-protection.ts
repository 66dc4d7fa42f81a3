/** GenericAEADCipher with AES-GCM (RFC 5246 §6.2.3.3, RFC 5288 §3). */
import { concat } from '../../bytes/index.ts';
import { type Aead, CipherError } from '../../cipher/index.ts';
import { badRecordMac, macHeader, type Protection } from './protection.ts';

/** Bytes of the nonce that travel with each record. */
const EXPLICIT = 8;

/** @param salt - the four bytes of the nonce that come from the key block.
 * Timing: as the AEAD's. */
export function gcmProtection(aead: Aead, salt: Uint8Array): Protection {
  return {
    seal(sequence, type, plaintext, watch) {
      const additionalData = macHeader(sequence, type, plaintext.length);
      // RFC 5288 §3: nonce_explicit "MAY be the 64-bit sequence number", which cannot repeat.
      const explicit = additionalData.subarray(0, EXPLICIT);
      const nonce = concat(salt, explicit);
      const sealed = aead.seal(nonce, plaintext, additionalData);
      watch?.({ kind: 'aead', nonce, additionalData, ...parts(aead, sealed) });
      return concat(explicit, sealed);
    },
    open(sequence, type, fragment, watch) {
      if (fragment.length < EXPLICIT + aead.tagLength) throw badRecordMac();
      const sealed = fragment.subarray(EXPLICIT);
      const nonce = concat(salt, fragment.subarray(0, EXPLICIT));
      const additionalData = macHeader(sequence, type, sealed.length - aead.tagLength);
      watch?.({ kind: 'aead', nonce, additionalData, ...parts(aead, sealed) });
      try {
        return aead.open(nonce, sealed, additionalData);
      } catch (error) {
        if (!(error instanceof CipherError)) throw error;
        throw badRecordMac();
      }
    },
  };
}

function parts(aead: Aead, sealed: Uint8Array): { ciphertext: Uint8Array; tag: Uint8Array } {
  const end = sealed.length - aead.tagLength;
  return { ciphertext: sealed.subarray(0, end), tag: sealed.subarray(end) };
}
