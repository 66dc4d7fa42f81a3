/** Cipher block chaining. Both ways start from a copy and work in place. */
import { assertBytes, type Bytes, UsageError } from '../bytes/index.ts';
import type { BlockCipher } from './block-cipher.ts';
import { CipherError } from './errors.ts';

/** Octets. Ciphers with blocks of 8 are refused: under one key they betray plaintext after some 2^32 blocks, which the browsers
 * of one day can be made to send (Bhargavan and Leurent 2016). */
const BLOCK = 16;

/** CBC encryption (SP 800-38A §6.2) of whole blocks; padding is the protocol's.
 * @param iv - one block, unpredictable for each message.
 * @throws UsageError `out-of-range` when the cipher's block has not 16 octets, the IV is no block, or the plaintext no whole
 * number of them. Timing: as the cipher's; otherwise depends on the length only. */
export function cbcEncrypt(cipher: BlockCipher, iv: Uint8Array, plaintext: Uint8Array): Bytes {
  assertCipherAndIv(cipher, iv);
  assertBytes(plaintext, 'plaintext');
  if (plaintext.length % BLOCK !== 0) {
    throw new UsageError(
      'out-of-range',
      'plaintext',
      `must be whole blocks of ${BLOCK} bytes, got ${plaintext.length}`,
    );
  }
  const ciphertext = new Uint8Array(plaintext);
  const text = new DataView(ciphertext.buffer);
  let previous = new DataView(iv.buffer, iv.byteOffset, BLOCK);
  let from = 0;
  for (let at = 0; at < ciphertext.length; at += BLOCK) {
    // C_j = CIPH_K(P_j XOR C_(j-1)).
    xorBlock(text, at, previous, from);
    cipher.encryptBlock(text, at, text, at);
    previous = text;
    from = at;
  }
  return ciphertext;
}

/** CBC decryption (SP 800-38A §6.2) of whole blocks; the padding is left on, unlooked at.
 * @throws CipherError `partial-block` when the ciphertext is no whole number of blocks; UsageError on a wrong cipher or IV.
 * Timing: as `cbcEncrypt`. */
export function cbcDecrypt(cipher: BlockCipher, iv: Uint8Array, ciphertext: Uint8Array): Bytes {
  assertCipherAndIv(cipher, iv);
  assertBytes(ciphertext, 'ciphertext');
  if (ciphertext.length % BLOCK !== 0) throw new CipherError('partial-block', 'SP 800-38A §5.2');
  const plaintext = new Uint8Array(ciphertext);
  const text = new DataView(plaintext.buffer);
  for (let at = plaintext.length - BLOCK; at >= 0; at -= BLOCK) {
    // P_j = CIPH^-1_K(C_j) XOR C_(j-1), from the end, where C_(j-1) is still there.
    cipher.decryptBlock(text, at, text, at);
    if (at > 0) xorBlock(text, at, text, at - BLOCK);
  }
  if (plaintext.length > 0) xorBlock(text, 0, new DataView(iv.buffer, iv.byteOffset, BLOCK), 0);
  return plaintext;
}

/** A block of `target` XOR one of `source`. No loop: the loop would take a quarter of the time that AES does. */
function xorBlock(target: DataView, at: number, source: DataView, from: number): void {
  target.setInt32(at, target.getInt32(at) ^ source.getInt32(from));
  target.setInt32(at + 4, target.getInt32(at + 4) ^ source.getInt32(from + 4));
  target.setInt32(at + 8, target.getInt32(at + 8) ^ source.getInt32(from + 8));
  target.setInt32(at + 12, target.getInt32(at + 12) ^ source.getInt32(from + 12));
}

function assertCipherAndIv(cipher: BlockCipher, iv: unknown): asserts iv is Uint8Array {
  if (cipher.blockLength !== BLOCK)
    throw new UsageError('out-of-range', 'cipher', `must have blocks of ${BLOCK} bytes`);
  assertBytes(iv, 'iv');
  if (iv.length !== BLOCK) throw new UsageError('out-of-range', 'iv', `must have ${BLOCK} bytes, got ${iv.length}`);
}
