import { assertBytes, type Bytes, UsageError } from '../bytes/index.ts';
import { assertBlockCipher, type BlockCipher } from './block-cipher.ts';

const BLOCK = 16; // bytes

/** Counter mode (SP 800-38A §6.5), for both encryption and decryption: the text XOR the encryptions of the counter and its successors. A
 * counter is a 128-bit number. It does not authenticate: flipping a bit of the ciphertext flips the same bit of the plaintext.
 * @param counter - the first counter block, 16 bytes. No counter may be used twice with one key.
 * @throws UsageError `out-of-range` when the cipher's block or the counter has another length.
 * Timing: as the cipher's; otherwise depends on the length and the counter, which are public. */
export function ctr(cipher: BlockCipher, counter: Uint8Array, text: Uint8Array): Bytes {
  assertBlockCipher(cipher, 'cipher', BLOCK);
  assertBytes(counter, 'counter');
  if (counter.length !== BLOCK) {
    throw new UsageError('out-of-range', 'counter', `must have ${BLOCK} bytes, got ${counter.length}`);
  }
  assertBytes(text, 'text');
  const result = new Uint8Array(text);
  const block = new DataView(new Uint8Array(counter).buffer);
  const rest = result.length % BLOCK;
  xorBlocks(cipher, block, new DataView(result.buffer), result.length - rest);
  if (rest > 0) {
    const last = new Uint8Array(BLOCK);
    last.set(result.subarray(-rest));
    xorBlocks(cipher, block, new DataView(last.buffer), BLOCK);
    result.set(last.subarray(0, rest), result.length - rest);
  }
  return result;
}

/** XORs `data[0..end)`, whole blocks, and advances the counter past them. */
function xorBlocks(cipher: BlockCipher, counter: DataView, data: DataView, end: number): void {
  for (let at = 0; at < end; ) {
    // The cipher's loop starts after the given counter and counts modulo 2^32, so it is called once for each range without a carry.
    const low = counter.getUint32(12);
    const blocks = Math.min(2 ** 32 - low, (end - at) / BLOCK);
    counter.setUint32(12, low - 1);
    cipher.xorCounters(counter, data, at, at + BLOCK * blocks);
    counter.setUint32(12, low + blocks);
    if (low + blocks === 2 ** 32) carry(counter);
    at += BLOCK * blocks;
  }
}

/** Adds one to the upper 96 bits. */
function carry(counter: DataView): void {
  for (let at = 8; at >= 0; at -= 4) {
    counter.setUint32(at, counter.getUint32(at) + 1);
    if (counter.getUint32(at) !== 0) return;
  }
}
