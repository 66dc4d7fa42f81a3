/** The sponge of FIPS 202 §4 on Keccak-f[1600], for whole bytes. */
import { assertBytes, assertInteger, type Bytes, UsageError } from '../bytes/index.ts';
import { keccakPermute } from './generated/keccak.ts';

/** The parameters of one function of the family. */
export interface Sponge {
  /** Bytes of a block, the standard's r: a multiple of eight, below 200. */
  readonly rate: number;
  /** The bits that tell hashes from extendable-output functions, and the first bit of the padding (§6.1, §6.2, §B.2). */
  readonly suffix: 0x06 | 0x1f;
}

/** Words of a state: 25 lanes of two words each, and as many for the permutation's working space. */
const STATE = 100;

/** The longest output of one call. */
const MAX_OUTPUT = 2 ** 30; // bytes

/** Creating a DataView takes as long as copying this many bytes. */
const SHORT = 100; // bytes

/** A block, and the state of a message that is absorbed in one call. Shared by all calls: each call initializes them, and no other code runs
 * meanwhile. Getters of a subclass of Uint8Array could run the caller's code, so they are read first. */
const block = new Uint8Array(200);
const blockView = new DataView(block.buffer);
const oneGo = new Int32Array(STATE);

/** The first `outputLength` bytes of output for a whole message, a fresh array. */
export function spongeDigest(sponge: Sponge, message: Uint8Array, outputLength: number): Bytes {
  assertBytes(message, 'message');
  assertInteger(outputLength, 'length', 0, MAX_OUTPUT);
  const { rate } = sponge;
  const { length } = message;
  const view = length < rate ? undefined : new DataView(message.buffer, message.byteOffset, length);
  const S = oneGo;
  S.fill(0);
  let at = 0;
  if (view !== undefined) for (; at + rate <= length; at += rate) absorbBlock(S, view, at, rate);
  absorbLast(S, sponge, message, at, length);
  const output = new Uint8Array(outputLength);
  squeezeInto(S, rate, 0, output);
  return output;
}

/** A message that comes in pieces, and its output in pieces. */
export class SpongeState {
  readonly #sponge: Sponge;
  readonly #S: Int32Array;
  /** The bytes of the incomplete block. */
  readonly #tail: Uint8Array;
  /** While absorbing: the number of bytes in `tail`. While squeezing: the number of bytes already taken from the current block. */
  #position: number;
  #squeezing: boolean;

  constructor(
    sponge: Sponge,
    S = new Int32Array(STATE),
    tail = new Uint8Array(sponge.rate),
    position = 0,
    squeezing = false,
  ) {
    this.#sponge = sponge;
    this.#S = S;
    this.#tail = tail;
    this.#position = position;
    this.#squeezing = squeezing;
  }

  update(data: Uint8Array): this {
    assertBytes(data, 'data');
    if (this.#squeezing) throw new UsageError('misuse', 'data', 'the message ended when output was taken');
    const { rate } = this.#sponge;
    const { length } = data;
    const view = length < rate ? undefined : new DataView(data.buffer, data.byteOffset, length);
    let at = 0;
    if (this.#position > 0) {
      at = Math.min(rate - this.#position, length);
      copy(data, 0, at, this.#tail, this.#position);
      this.#position += at;
      if (this.#position < rate) return this;
      copy(this.#tail, 0, rate, block, 0);
      absorbBlock(this.#S, blockView, 0, rate);
    }
    if (view !== undefined) for (; at + rate <= length; at += rate) absorbBlock(this.#S, view, at, rate);
    copy(data, at, length, this.#tail, 0);
    this.#position = length - at;
    return this;
  }

  /** The first bytes of output, as if the message ended here; the state is left as it was. */
  digest(outputLength: number): Bytes {
    return this.clone().squeeze(outputLength);
  }

  squeeze(outputLength: number): Bytes {
    assertInteger(outputLength, 'length', 0, MAX_OUTPUT);
    if (!this.#squeezing) {
      absorbLast(this.#S, this.#sponge, this.#tail, 0, this.#position);
      this.#squeezing = true;
      this.#position = 0;
    }
    const output = new Uint8Array(outputLength);
    this.#position = squeezeInto(this.#S, this.#sponge.rate, this.#position, output);
    return output;
  }

  clone(): SpongeState {
    return new SpongeState(this.#sponge, this.#S.slice(), this.#tail.slice(), this.#position, this.#squeezing);
  }
}

/** §4, algorithm 8, steps 5 and 6 for one block: the state is XORed with it and permuted. */
function absorbBlock(S: Int32Array, data: DataView, at: number, rate: number): void {
  addLanes(S, data, at, rate);
  keccakPermute(S);
}

/** The last block, `data[at..end)` with its padding. */
function absorbLast(S: Int32Array, { rate, suffix }: Sponge, data: Uint8Array, at: number, end: number): void {
  const left = end - at;
  copy(data, at, end, block, 0);
  block[left] = suffix;
  // Only the lanes that hold bytes are added.
  const lanes = (left & ~7) + 8;
  for (let i = left + 1; i < lanes; i++) block[i] = 0;
  addLanes(S, blockView, 0, lanes);
  // §5.1: pad10*1 ends with a one: bit 63 of the last lane, which is the last of its odd bits.
  S[rate / 4 - 1] ^= 0x80000000;
  keccakPermute(S);
}

/** XORs `data[at..at + length)`, a multiple of eight bytes, into the first lanes. */
function addLanes(S: Int32Array, data: DataView, at: number, length: number): void {
  for (let i = 0; i < length; i += 8) {
    const low = unshuffle(data.getInt32(at + i, true));
    const high = unshuffle(data.getInt32(at + i + 4, true));
    S[i >> 2] ^= (low & 0xffff) | (high << 16);
    S[(i >> 2) + 1] ^= (low >>> 16) | (high & 0xffff0000);
  }
}

/** §4, algorithm 8, steps 8 to 10: fills `output`.
 * @param position - the number of bytes already taken from the current block.
 * @returns the new position. A block that was taken completely is replaced only when more output is needed. */
function squeezeInto(S: Int32Array, rate: number, position: number, output: Bytes): number {
  const { length } = output;
  const view = length < SHORT ? undefined : new DataView(output.buffer);
  for (let done = 0; done < length; ) {
    if (position === rate) {
      keccakPermute(S);
      position = 0;
    }
    const count = Math.min(rate - position, length - done);
    // Whole lanes go straight to the output; the rest by way of `block`.
    const direct = view !== undefined && position === 0 ? count & ~7 : 0;
    if (view !== undefined) writeLanes(S, view, done, 0, direct);
    if (direct < count) {
      const from = (position + direct) & ~7;
      const to = (position + count + 7) & ~7;
      writeLanes(S, blockView, from, from, to);
      copy(block, position + direct, position + count, output, done + direct);
    }
    done += count;
    position += count;
  }
  return position;
}

/** Writes the bytes `from..to` of the state, multiples of eight, to `out[at..]`. */
function writeLanes(S: Int32Array, out: DataView, at: number, from: number, to: number): void {
  for (let i = from; i < to; i += 8, at += 8) {
    const even = S[i >> 2];
    const odd = S[(i >> 2) + 1];
    out.setInt32(at, shuffle((even & 0xffff) | (odd << 16)), true);
    out.setInt32(at + 4, shuffle((even >>> 16) | (odd & 0xffff0000)), true);
  }
}

/** Bits 0, 2, 4, … of a word come to its lower half, bits 1, 3, 5, … to its upper (Hacker's Delight §7-2). */
function unshuffle(x: number): number {
  let t = (x ^ (x >>> 1)) & 0x22222222;
  x ^= t ^ (t << 1);
  t = (x ^ (x >>> 2)) & 0x0c0c0c0c;
  x ^= t ^ (t << 2);
  t = (x ^ (x >>> 4)) & 0x00f000f0;
  x ^= t ^ (t << 4);
  t = (x ^ (x >>> 8)) & 0x0000ff00;
  return x ^ t ^ (t << 8);
}

/** The inverse of `unshuffle`. */
function shuffle(x: number): number {
  let t = (x ^ (x >>> 8)) & 0x0000ff00;
  x ^= t ^ (t << 8);
  t = (x ^ (x >>> 4)) & 0x00f000f0;
  x ^= t ^ (t << 4);
  t = (x ^ (x >>> 2)) & 0x0c0c0c0c;
  x ^= t ^ (t << 2);
  t = (x ^ (x >>> 1)) & 0x22222222;
  return x ^ t ^ (t << 1);
}

function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  for (let i = start; i < end; i++) to[at++] = from[i];
}
