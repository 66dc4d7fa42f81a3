/** Cipher block chaining. Both directions work in place on a copy. */
import { assertBytes, type Bytes, UsageError } from '../bytes/index.ts';
import { assertBlockCipher, type BlockCipher } from './block-cipher.ts';
import { CipherError } from './errors.ts';

/** CBC encryption (SP 800-38A §6.2) of whole blocks; the caller adds the padding.
 * @param iv - one block, unpredictable for each message.
 * @throws UsageError `out-of-range` unless the IV is one block and the plaintext whole blocks.
 * Timing: as the cipher's; otherwise depends on the length only. */
export function cbcEncrypt(cipher: BlockCipher, iv: Uint8Array, plaintext: Uint8Array): Bytes {
  assertBlockCipher(cipher, 'cipher');
  const size = cipher.blockLength;
  assertIv(iv, size);
  assertBytes(plaintext, 'plaintext');
  if (plaintext.length % size !== 0) {
    throw new UsageError('out-of-range', 'plaintext', `must be whole blocks of ${size} bytes, got ${plaintext.length}`);
  }
  const ciphertext = new Uint8Array(plaintext);
  cipher.encryptChain(new DataView(iv.buffer, iv.byteOffset, size), new DataView(ciphertext.buffer));
  return ciphertext;
}

/** CBC decryption (SP 800-38A §6.2) of whole blocks; the padding is neither checked nor removed.
 * @throws CipherError `partial-block` unless the ciphertext is whole blocks; UsageError on a wrong IV.
 * Timing: as `cbcEncrypt`. */
export function cbcDecrypt(cipher: BlockCipher, iv: Uint8Array, ciphertext: Uint8Array): Bytes {
  assertBlockCipher(cipher, 'cipher');
  const size = cipher.blockLength;
  assertIv(iv, size);
  assertBytes(ciphertext, 'ciphertext');
  if (ciphertext.length % size !== 0) throw new CipherError('partial-block', 'SP 800-38A §5.2');
  const plaintext = new Uint8Array(ciphertext);
  cipher.decryptChain(new DataView(iv.buffer, iv.byteOffset, size), new DataView(plaintext.buffer));
  return plaintext;
}

function assertIv(iv: unknown, size: number): asserts iv is Uint8Array {
  assertBytes(iv, 'iv');
  if (iv.length !== size) throw new UsageError('out-of-range', 'iv', `must have ${size} bytes, got ${iv.length}`);
}
