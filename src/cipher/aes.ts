import { xorCounters } from './aes-counter.ts';
import { aesKeySchedule, BLOCK } from './aes-key.ts';
import { INVERSE_T, S_BOX } from './aes-tables.ts';
import { assertEnd, type BlockCipher } from './block-cipher.ts';
import { aesDecryptChain, aesEncryptChain } from './generated/aes-chain.ts';

const ZEROS = new DataView(new ArrayBuffer(BLOCK));
/** One block and its view, shared by all calls: each call initializes it, and no other code runs meanwhile. */
const scratch = new Uint8Array(BLOCK);
const scratchView = new DataView(scratch.buffer);

/** AES (FIPS 197) under one key, by tables: the fastest form. `aesBitsliced` is the same without tables.
 * @param key - 16, 24 or 32 bytes: AES-128, -192, -256. Secret; it is expanded at once and not kept.
 * @throws UsageError `out-of-range` on any other length.
 * Timing: reads tables at secret indices; see `aes-tables.ts`. */
export function aes(key: Uint8Array): BlockCipher {
  const w = aesKeySchedule(key, subWord);
  // Counter mode never decrypts a block.
  let schedule: Int32Array | undefined;
  const encryptChain: BlockCipher['encryptChain'] = (iv, data) => aesEncryptChain(w, iv, data);
  const decryptChain: BlockCipher['decryptChain'] = (iv, data) => {
    schedule ??= inverseKeySchedule(w);
    aesDecryptChain(schedule, iv, data);
  };
  return {
    blockLength: BLOCK,
    readsTables: true,
    encryptBlock: oneBlock(encryptChain),
    decryptBlock: oneBlock(decryptChain),
    encryptChain,
    decryptChain,
    xorCounters: (counter, data, at, end) => {
      assertEnd(end);
      xorCounters(w, counter, data, at, end);
    },
  };
}

/** A single block is a CBC chain of one block with an IV of zeros. */
function oneBlock(chain: BlockCipher['encryptChain']): BlockCipher['encryptBlock'] {
  return (input, inputOffset, output, outputOffset) => {
    for (let i = 0; i < BLOCK; i++) scratch[i] = input[inputOffset + i];
    chain(ZEROS, scratchView);
    for (let i = 0; i < BLOCK; i++) output[outputOffset + i] = scratch[i];
    scratch.fill(0);
  };
}

const subWord = (word: number): number =>
  (S_BOX[word >>> 24] << 24) |
  (S_BOX[(word >>> 16) & 0xff] << 16) |
  (S_BOX[(word >>> 8) & 0xff] << 8) |
  S_BOX[word & 0xff];

/** KeyExpansionEIC (FIPS 197 §5.3.5): the rounds in reverse, InvMixColumns applied to all but the first and the last. */
function inverseKeySchedule(w: Int32Array): Int32Array {
  const dw = new Int32Array(w.length);
  const mixed = (row: number, byte: number): number => INVERSE_T.getInt32(1024 * row + 4 * byte, true);
  for (let i = 0; i < w.length; i++) {
    const word = w[w.length - 4 - (i & ~3) + (i & 3)];
    const outer = i < 4 || i >= w.length - 4;
    // INVERSE_T undoes SubBytes too, so SubBytes is applied first; InvMixColumns remains.
    const s = subWord(word);
    dw[i] = outer
      ? word
      : mixed(0, s >>> 24) ^ mixed(1, (s >>> 16) & 0xff) ^ mixed(2, (s >>> 8) & 0xff) ^ mixed(3, s & 0xff);
  }
  return dw;
}
