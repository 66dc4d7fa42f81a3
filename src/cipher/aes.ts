import { assertBytes, UsageError } from '../bytes/index.ts';
import { decryptChain as aesDecryptChain, encryptChain as aesEncryptChain } from './aes-chain.ts';
import { xorCounters as aesXorCounters } from './aes-counter.ts';
import { INVERSE_T, S_BOX } from './aes-tables.ts';
import type { BlockCipher } from './block-cipher.ts';

const BLOCK = 16; // bytes
const ZEROS = new DataView(new ArrayBuffer(BLOCK));
/** One block and its view, shared by all calls: each writes it before it is read, and nobody else runs meanwhile. */
const scratch = new Uint8Array(BLOCK);
const scratchView = new DataView(scratch.buffer);

/** AES (FIPS 197) under one key.
 * @param key - 16, 24 or 32 bytes: AES-128, -192, -256. Secret; it is expanded at once and not kept.
 * @throws UsageError `out-of-range` on any other length.
 * Timing: reads tables at secret indices; see `aes-tables.ts`. */
export function aes(key: Uint8Array): BlockCipher {
  assertBytes(key, 'key');
  if (key.length !== 16 && key.length !== 24 && key.length !== 32) {
    throw new UsageError('out-of-range', 'key', `must have 16, 24 or 32 bytes, got ${key.length}`);
  }
  const w = keyExpansion(key);
  // Counter mode never decrypts a block.
  let schedule: Int32Array | undefined;
  const encryptChain: BlockCipher['encryptChain'] = (iv, data) => aesEncryptChain(w, iv, data);
  const decryptChain: BlockCipher['decryptChain'] = (iv, data) => {
    schedule ??= inverseKeyExpansion(w);
    aesDecryptChain(schedule, iv, data);
  };
  return {
    blockLength: BLOCK,
    encryptBlock: oneBlock(encryptChain),
    decryptBlock: oneBlock(decryptChain),
    encryptChain,
    decryptChain,
    xorCounters: (counter, data) => aesXorCounters(w, counter, data),
  };
}

/** A block alone is a chain of one, from an IV of zeros. */
function oneBlock(chain: BlockCipher['encryptChain']): BlockCipher['encryptBlock'] {
  return (input, inputOffset, output, outputOffset) => {
    for (let i = 0; i < BLOCK; i++) scratch[i] = input[inputOffset + i];
    chain(ZEROS, scratchView);
    for (let i = 0; i < BLOCK; i++) output[outputOffset + i] = scratch[i];
  };
}

const subWord = (word: number): number =>
  (S_BOX[word >>> 24] << 24) |
  (S_BOX[(word >>> 16) & 0xff] << 16) |
  (S_BOX[(word >>> 8) & 0xff] << 8) |
  S_BOX[word & 0xff];

/** KeyExpansion (FIPS 197 §5.2): Nk words of key become 4·(Nr + 1), where Nr = Nk + 6. */
function keyExpansion(key: Uint8Array): Int32Array {
  const Nk = key.length / 4;
  const w = new Int32Array(4 * (Nk + 7));
  for (let i = 0; i < Nk; i++) {
    w[i] = (key[4 * i] << 24) | (key[4 * i + 1] << 16) | (key[4 * i + 2] << 8) | key[4 * i + 3];
  }
  let rcon = 1; // x^(i/Nk - 1) in GF(2^8)
  for (let i = Nk; i < w.length; i++) {
    let temp = w[i - 1];
    if (i % Nk === 0) {
      temp = subWord((temp << 8) | (temp >>> 24)) ^ (rcon << 24); // RotWord, SubWord, Rcon
      rcon = (rcon << 1) ^ (rcon & 0x80 ? 0x11b : 0);
    } else if (Nk === 8 && i % Nk === 4) {
      temp = subWord(temp);
    }
    w[i] = w[i - Nk] ^ temp;
  }
  return w;
}

/** KeyExpansionEIC (FIPS 197 §5.3.5): the rounds in reverse, InvMixColumns applied to all but the first and the last. */
function inverseKeyExpansion(w: Int32Array): Int32Array {
  const dw = new Int32Array(w.length);
  const mixed = (row: number, byte: number): number => INVERSE_T.getInt32(1024 * row + 4 * byte, true);
  for (let i = 0; i < w.length; i++) {
    const word = w[w.length - 4 - (i & ~3) + (i & 3)];
    const outer = i < 4 || i >= w.length - 4;
    // INVERSE_T undoes SubBytes too, so SubBytes goes first: what is left is InvMixColumns alone.
    const s = subWord(word);
    dw[i] = outer
      ? word
      : mixed(0, s >>> 24) ^ mixed(1, (s >>> 16) & 0xff) ^ mixed(2, (s >>> 8) & 0xff) ^ mixed(3, s & 0xff);
  }
  return dw;
}
