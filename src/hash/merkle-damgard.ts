import { assertBytes, type Bytes } from '../bytes/index.ts';
import type { Hash, HashState } from './hash.ts';

/** What makes one hash of the family of FIPS 180-4 with 512-bit blocks. */
export interface MerkleDamgard {
  readonly name: string;
  /** The initial hash value H(0), a word each (§5.3). */
  readonly initial: Int32Array;
  /** Takes the whole blocks of `data[at..end)` into the hash value. */
  readonly blocks: (H: Int32Array, data: Uint8Array, at: number, end: number) => void;
}

const BLOCK = 64; // octets
const LENGTH_FIELD = 8; // octets

/** Builds a hash from its block function: padding, buffering and output are the same for the whole family. */
export function merkleDamgard(family: MerkleDamgard): Hash {
  return {
    name: family.name,
    outputLength: 4 * family.initial.length,
    blockLength: BLOCK,
    digest(message) {
      assertBytes(message, 'message');
      const H = new Int32Array(family.initial);
      const whole = message.length - (message.length % BLOCK);
      if (whole > 0) family.blocks(H, message, 0, whole);
      const last = new Uint8Array(BLOCK);
      copy(message, whole, message.length, last, 0);
      return finish(family, H, last, message.length);
    },
    create: () => new State(family, new Int32Array(family.initial), new Uint8Array(BLOCK), 0),
  };
}

class State implements HashState {
  readonly #family: MerkleDamgard;
  /** The hash value after all whole blocks. */
  readonly #H: Int32Array;
  /** The octets of the block that is not whole yet. */
  readonly #tail: Uint8Array;
  /** Octets taken in. */
  #length: number;

  constructor(family: MerkleDamgard, H: Int32Array, tail: Uint8Array, length: number) {
    this.#family = family;
    this.#H = H;
    this.#tail = tail;
    this.#length = length;
  }

  update(data: Uint8Array): HashState {
    assertBytes(data, 'data');
    const buffered = this.#length % BLOCK;
    const filling = buffered === 0 ? 0 : Math.min(BLOCK - buffered, data.length);
    copy(data, 0, filling, this.#tail, buffered);
    if (filling > 0 && buffered + filling === BLOCK) this.#family.blocks(this.#H, this.#tail, 0, BLOCK);
    const end = data.length - ((data.length - filling) % BLOCK);
    if (end > filling) this.#family.blocks(this.#H, data, filling, end);
    copy(data, end, data.length, this.#tail, 0);
    this.#length += data.length;
    return this;
  }

  digest(): Bytes {
    return finish(this.#family, new Int32Array(this.#H), this.#tail.slice(), this.#length);
  }

  clone(): HashState {
    return new State(this.#family, new Int32Array(this.#H), this.#tail.slice(), this.#length);
  }
}

/** Pads (FIPS 180-4 §5.1.1), takes in the last one or two blocks and writes the hash value out.
 * @param H - after all whole blocks; used up.
 * @param last - a block that begins with what follows them; used up. (Two blocks of 64 octets, one after the other,
 * cost V8 less than one array of 128, which it puts outside its heap.)
 * @param length - octets of the whole message, below 2^53; in bits it takes two words. */
function finish(family: MerkleDamgard, H: Int32Array, last: Uint8Array, length: number): Bytes {
  const left = length % BLOCK;
  last[left] = 0x80;
  last.fill(0, left + 1);
  if (left + 1 + LENGTH_FIELD > BLOCK) {
    family.blocks(H, last, 0, BLOCK);
    last.fill(0);
  }
  writeWord(last, BLOCK - 8, Math.floor(length / 2 ** 29));
  writeWord(last, BLOCK - 4, length << 3);
  family.blocks(H, last, 0, BLOCK);
  const digest = new Uint8Array(4 * H.length);
  for (let i = 0; i < H.length; i++) writeWord(digest, 4 * i, H[i]);
  return digest;
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

/** Less than a block is copied faster by a loop than by `set(subarray())`, which makes an object. */
function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  for (let i = start; i < end; i++) to[at++] = from[i];
}
