/** GenericBlockCipher (RFC 5246 §6.2.3.2): CBC with a MAC, as MAC-then-encrypt or as encrypt-then-MAC (RFC 7366). */
import { type Bytes, concat, ctEqual, type Random, randomBytes } from '../../bytes/index.ts';
import { type BlockCipher, cbcDecrypt, cbcEncrypt } from '../../cipher/index.ts';
import { type Hash, hmacKey } from '../../hash/index.ts';
import { openMacThenEncrypt, paddingMask } from './cbc-padding.ts';
import { badRecordMac, macHeader, type Protection } from './protection.ts';

/** The parameters of a CBC suite for one direction. */
export interface CbcParameters {
  readonly cipher: BlockCipher;
  readonly hash: Hash;
  readonly macKey: Uint8Array;
  /** Draws one IV for each record; IVs must be unpredictable (RFC 5246 §6.2.3.2). */
  readonly random: Random;
}

/** MAC-then-encrypt: the MAC covers the plaintext and is encrypted with it.
 * Timing: as the cipher's; opening does the same work for any padding and MAC, see `openMacThenEncrypt`. */
export function macThenEncrypt({ cipher, hash, macKey, random }: CbcParameters): Protection {
  const size = cipher.blockLength;
  const hmac = hmacKey(hash, macKey);
  // The minimum: a MAC and a padding length.
  const least = size * Math.ceil((hash.outputLength + 1) / size);
  return {
    seal(sequence, type, plaintext, watch) {
      const header = macHeader(sequence, type, plaintext.length);
      const mac = hmac.mac(header, plaintext);
      const padding = paddingFor(plaintext.length + mac.length, size);
      const iv = randomBytes(random, size);
      const ciphertext = cbcEncrypt(cipher, iv, concat(plaintext, mac, padding));
      watch?.({ kind: 'mac-then-encrypt', macHeader: header, mac, padding, iv, ciphertext });
      return concat(iv, ciphertext);
    },
    open(sequence, type, fragment, watch) {
      const iv = fragment.subarray(0, size);
      const ciphertext = fragment.subarray(size);
      // These lengths are public.
      if (ciphertext.length < least || ciphertext.length % size !== 0) throw badRecordMac();
      const padded = cbcDecrypt(cipher, iv, ciphertext);
      const headerOf = (length: number) => macHeader(sequence, type, length);
      const { plaintext, mac, padding } = openMacThenEncrypt(hash, hmac, headerOf, padded);
      watch?.({ kind: 'mac-then-encrypt', macHeader: headerOf(plaintext.length), mac, padding, iv, ciphertext });
      return plaintext;
    },
  };
}

/** Encrypt-then-MAC: the MAC covers the IV and the ciphertext, and is verified before decryption (RFC 7366 §3).
 * Timing: as the cipher's. */
export function encryptThenMac({ cipher, hash, macKey, random }: CbcParameters): Protection {
  const size = cipher.blockLength;
  const hmac = hmacKey(hash, macKey);
  return {
    seal(sequence, type, plaintext, watch) {
      const padding = paddingFor(plaintext.length, size);
      const iv = randomBytes(random, size);
      const ciphertext = cbcEncrypt(cipher, iv, concat(plaintext, padding));
      const header = macHeader(sequence, type, size + ciphertext.length);
      const mac = hmac.mac(header, iv, ciphertext);
      watch?.({ kind: 'encrypt-then-mac', macHeader: header, mac, padding, iv, ciphertext });
      return concat(iv, ciphertext, mac);
    },
    open(sequence, type, fragment, watch) {
      const end = fragment.length - hash.outputLength;
      if (end < 2 * size || end % size !== 0) throw badRecordMac();
      const header = macHeader(sequence, type, end);
      const mac = fragment.subarray(end);
      if (!ctEqual(hmac.mac(header, fragment.subarray(0, end)), mac)) throw badRecordMac();
      const iv = fragment.subarray(0, size);
      const ciphertext = fragment.subarray(size, end);
      const padded = cbcDecrypt(cipher, iv, ciphertext);
      // The peer authenticated this padding, so its length need not be hidden from an attacker.
      if (paddingMask(padded) === 0) throw badRecordMac();
      const length = padded.length - 1 - padded[padded.length - 1];
      const padding = padded.subarray(length);
      watch?.({ kind: 'encrypt-then-mac', macHeader: header, mac, padding, iv, ciphertext });
      return padded.slice(0, length);
    },
  };
}

/** Minimal padding: each byte, including the last, holds the number of padding bytes before the last (RFC 5246 §6.2.3.2). */
function paddingFor(length: number, size: number): Bytes {
  const count = size - 1 - (length % size);
  return new Uint8Array(count + 1).fill(count);
}
