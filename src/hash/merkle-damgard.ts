import { assertBytes, type Bytes } from '../bytes/index.ts';
import type { Hash, HashState } from './hash.ts';

/** The parameters of one hash of FIPS 180-4. */
export interface MerkleDamgard {
  readonly name: string;
  /** Bits of a word: 32, or 64 as two halves of 32, the high one first. A block has sixteen words, and the length in bits that ends
   * the padding has two (§5.1). */
  readonly wordBits: 32 | 64;
  /** The initial hash value H(0) (§5.3). */
  readonly initial: Int32Array;
  /** Bytes of a digest, a multiple of four: the hash value, truncated where it is longer. */
  readonly outputLength: number;
  /** Processes the whole blocks of `data[at..end)`: updates the hash value. */
  readonly blocks: (H: Int32Array, data: DataView, at: number, end: number) => void;
}

/** Bytes of a block: sixteen words. */
const blockLengthOf = ({ wordBits }: MerkleDamgard): number => 2 * wordBits;

/** Block functions read words from a DataView, which is fastest in V8. Creating a view takes as long as a block or two, so shorter data is
 * copied to `scratch`. */
const SHORT = 256; // bytes

/** One block and the view of it, shared by all calls: each call initializes it, and no other code runs meanwhile.
 * Getters of a subclass of Uint8Array could run the caller's code, so they are read first. */
const scratch = new Uint8Array(128);
const scratchView = new DataView(scratch.buffer);

const families = new WeakMap<Hash, MerkleDamgard>();

/** The parameters of a hash, for functions that work on its hash value (HMAC, PBKDF2); undefined if it is not of this family. */
export const familyOf = (hash: Hash): MerkleDamgard | undefined => families.get(hash);

/** Builds a hash from its block function: padding, buffering and output are the same for the whole family. */
export function merkleDamgard(family: MerkleDamgard): Hash {
  const { name, initial, outputLength } = family;
  const hash: Hash = {
    name,
    outputLength,
    blockLength: blockLengthOf(family),
    digest: (message) => digestAfter(family, initial, 0, message),
    create: () => stateAfter(family, initial, 0),
  };
  families.set(hash, family);
  return hash;
}

/** The hash value after one block. */
export function valueAfter(family: MerkleDamgard, block: Uint8Array): Int32Array {
  const H = new Int32Array(family.initial);
  takeBlocks(family, H, block, undefined, 0, blockLengthOf(family));
  return H;
}

/** The hash value of a message that is digested in one call; it may have fewer words. Shared like `scratch`. */
const oneGo = new Int32Array(16);

/** The digest of a message whose first `before` bytes, whole blocks, gave the hash value `start`; `message` is the rest. */
export function digestAfter(family: MerkleDamgard, start: Int32Array, before: number, message: Uint8Array): Bytes {
  assertBytes(message, 'message');
  const { length } = message;
  return digestOf(family, start, before, message, length, viewIfLong(message, length));
}

/** @param length - of the message. @param view - of the message, if it is long. @param digest - where it is written, and what is returned. */
function digestOf(
  family: MerkleDamgard,
  start: Int32Array,
  before: number,
  message: Uint8Array,
  length: number,
  view: DataView | undefined,
  digest = new Uint8Array(family.outputLength),
): Bytes {
  const H = oneGo;
  for (let i = 0; i < start.length; i++) H[i] = start[i];
  const whole = length - (length % blockLengthOf(family));
  takeBlocks(family, H, message, view, 0, whole);
  return finish(family, H, message, whole, length, before + length, digest);
}

/** The hash values after the inner and the outer pad, and a pad, which holds the key. Shared like `scratch`; what holds secrets is overwritten. */
const innerValue = new Int32Array(16);
const outerValue = new Int32Array(16);
const pad = new Uint8Array(128);
/** The inner digest, of at most 64 bytes. */
const innerDigest = new Uint8Array(64);

/** HMAC (RFC 2104 §2) of a whole message. For a short one nothing is allocated but the result: a handshake of TLS computes some forty MACs.
 * @param key - at most a block; the caller hashes a longer one. Secret. */
export function macOf(family: MerkleDamgard, key: Uint8Array, message: Uint8Array): Bytes {
  assertBytes(message, 'message');
  const { length } = message;
  const view = viewIfLong(message, length);
  const blockLength = blockLengthOf(family);
  const keyLength = key.length;
  // K XOR ipad, and K XOR opad; K is padded with zeros.
  for (let i = 0; i < blockLength; i++) pad[i] = (i < keyLength ? key[i] : 0) ^ 0x36;
  startWith(family, pad, innerValue);
  for (let i = 0; i < blockLength; i++) pad[i] ^= 0x36 ^ 0x5c;
  startWith(family, pad, outerValue);
  pad.fill(0);
  digestOf(family, innerValue, blockLength, message, length, view, innerDigest);
  const mac = digestOf(family, outerValue, blockLength, innerDigest, family.outputLength, undefined);
  innerDigest.fill(0);
  // Who has these values can make MACs under the key.
  innerValue.fill(0);
  outerValue.fill(0);
  return mac;
}

/** The hash value after one block, in `H`. */
function startWith(family: MerkleDamgard, block: Uint8Array, H: Int32Array): void {
  H.set(family.initial);
  takeBlocks(family, H, block, undefined, 0, blockLengthOf(family));
}

/** A state that continues after `before` bytes, whole blocks, which gave the hash value `start`. */
export function stateAfter(family: MerkleDamgard, start: Int32Array, before: number): HashState {
  return new State(family, new Int32Array(start), new Uint8Array(blockLengthOf(family)), before);
}

class State implements HashState {
  readonly #family: MerkleDamgard;
  /** The hash value after all whole blocks. */
  readonly #H: Int32Array;
  /** The bytes of the incomplete block. */
  readonly #tail: Uint8Array;
  /** Number of bytes hashed so far. */
  #length: number;

  constructor(family: MerkleDamgard, H: Int32Array, tail: Uint8Array, length: number) {
    this.#family = family;
    this.#H = H;
    this.#tail = tail;
    this.#length = length;
  }

  update(data: Uint8Array): HashState {
    assertBytes(data, 'data');
    const { length } = data;
    const view = viewIfLong(data, length);
    const blockLength = this.#tail.length;
    const buffered = this.#length % blockLength;
    const filling = buffered === 0 ? 0 : Math.min(blockLength - buffered, length);
    copy(data, 0, filling, this.#tail, buffered);
    if (filling > 0 && buffered + filling === blockLength) {
      takeBlocks(this.#family, this.#H, this.#tail, undefined, 0, blockLength);
    }
    const end = length - ((length - filling) % blockLength);
    takeBlocks(this.#family, this.#H, data, view, filling, end);
    copy(data, end, length, this.#tail, 0);
    this.#length += length;
    return this;
  }

  digest(): Bytes {
    const left = this.#length % this.#tail.length;
    return finish(this.#family, new Int32Array(this.#H), this.#tail, 0, left, this.#length);
  }

  clone(): HashState {
    return new State(this.#family, new Int32Array(this.#H), this.#tail.slice(), this.#length);
  }
}

/** The view through which the bytes are read; undefined for data so short that it is copied. */
function viewIfLong(data: Uint8Array, length: number): DataView | undefined {
  return length < SHORT ? undefined : new DataView(data.buffer, data.byteOffset, length);
}

/** Processes the whole blocks of `data[at..end)`, updating H.
 * @param view - of `data`, if it has one. */
function takeBlocks(
  family: MerkleDamgard,
  H: Int32Array,
  data: Uint8Array,
  view: DataView | undefined,
  at: number,
  end: number,
): void {
  if (view !== undefined) {
    family.blocks(H, view, at, end);
    return;
  }
  const blockLength = blockLengthOf(family);
  for (let block = at; block < end; block += blockLength) {
    copy(data, block, block + blockLength, scratch, 0);
    family.blocks(H, scratchView, 0, blockLength);
  }
}

/** Pads (FIPS 180-4 §5.1), processes the last one or two blocks, and writes the digest.
 * @param H - after all whole blocks; used up.
 * @param data - `data[at..end)`, less than a block, is what is left of the message.
 * @param length - bytes of the whole message, below 2^53: its number of bits fits two 32-bit words, whatever the size of the length
 * field. */
function finish(
  family: MerkleDamgard,
  H: Int32Array,
  data: Uint8Array,
  at: number,
  end: number,
  length: number,
  digest = new Uint8Array(family.outputLength),
): Bytes {
  const blockLength = blockLengthOf(family);
  const left = end - at;
  copyWords(data, at, end);
  const padded = (left & ~3) + 4;
  if (left + 1 + blockLength / 8 > blockLength) {
    clearWords(padded, blockLength);
    family.blocks(H, scratchView, 0, blockLength);
    clearWords(0, blockLength);
  } else clearWords(padded, blockLength);
  scratchView.setUint32(blockLength - 8, Math.floor(length / 2 ** 29));
  scratchView.setUint32(blockLength - 4, length << 3);
  family.blocks(H, scratchView, 0, blockLength);
  for (let i = 0; 4 * i < family.outputLength; i++) writeWord(digest, 4 * i, H[i]);
  return digest;
}

/** Copies less than a block, followed by the byte 0x80 that begins the padding, to `scratch`. It writes whole words, which takes two thirds
 * of the time of single bytes. */
function copyWords(data: Uint8Array, at: number, end: number): void {
  const whole = end - ((end - at) & 3);
  let to = 0;
  for (; at < whole; at += 4, to += 4)
    scratchView.setInt32(to, (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3]);
  let last = 0;
  let shift = 24;
  for (; at < end; at++, shift -= 8) last |= data[at] << shift;
  scratchView.setInt32(to, last | (0x80 << shift));
}

function clearWords(from: number, to: number): void {
  for (; from < to; from += 4) scratchView.setInt32(from, 0);
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

/** Copies less than a block. A loop is faster here than `set(subarray())`, which allocates an object. */
function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  for (let i = start; i < end; i++) to[at++] = from[i];
}
