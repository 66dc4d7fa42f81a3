import { assertBytes, type Bytes } from '../bytes/index.ts';
import type { Hash, HashState } from './hash.ts';

/** What makes one hash of the family of FIPS 180-4 with 512-bit blocks. */
export interface MerkleDamgard {
  readonly name: string;
  /** The initial hash value H(0), a word each (§5.3). */
  readonly initial: Int32Array;
  /** Takes the whole blocks of `data[at..end)` into the hash value. */
  readonly blocks: (H: Int32Array, data: DataView, at: number, end: number) => void;
}

const BLOCK = 64; // bytes
const LENGTH_FIELD = 8; // bytes

/** Block functions read words from a DataView, which V8 does quickest. To make one takes as long as a block or two, so what
 * is shorter than this is copied to `scratch`. */
const SHORT = 4 * BLOCK; // bytes

/** One block and the view of it, shared by all calls: each writes it before it is read, and nobody else runs meanwhile.
 * What may run somebody else's code, the getters of a subclass of Uint8Array, is therefore read first. */
const scratch = new Uint8Array(BLOCK);
const scratchView = new DataView(scratch.buffer);

/** Builds a hash from its block function: padding, buffering and output are the same for the whole family. */
export function merkleDamgard(family: MerkleDamgard): Hash {
  const { initial } = family;
  /** The hash value of a message that is digested at one go: shared as `scratch` is. */
  const H = new Int32Array(initial.length);
  return {
    name: family.name,
    outputLength: 4 * family.initial.length,
    blockLength: BLOCK,
    digest(message) {
      assertBytes(message, 'message');
      const { length } = message;
      const view = viewIfLong(message, length);
      for (let i = 0; i < H.length; i++) H[i] = initial[i];
      const whole = length - (length % BLOCK);
      takeBlocks(family, H, message, view, 0, whole);
      return finish(family, H, message, whole, length);
    },
    create: () => new State(family, new Int32Array(family.initial), new Uint8Array(BLOCK), 0),
  };
}

class State implements HashState {
  readonly #family: MerkleDamgard;
  /** The hash value after all whole blocks. */
  readonly #H: Int32Array;
  /** The bytes of the block that is not whole yet. */
  readonly #tail: Uint8Array;
  /** Bytes taken in. */
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
    const buffered = this.#length % BLOCK;
    const filling = buffered === 0 ? 0 : Math.min(BLOCK - buffered, length);
    copy(data, 0, filling, this.#tail, buffered);
    if (filling > 0 && buffered + filling === BLOCK) takeBlocks(this.#family, this.#H, this.#tail, undefined, 0, BLOCK);
    const end = length - ((length - filling) % BLOCK);
    takeBlocks(this.#family, this.#H, data, view, filling, end);
    copy(data, end, length, this.#tail, 0);
    this.#length += length;
    return this;
  }

  digest(): Bytes {
    return finish(this.#family, new Int32Array(this.#H), this.#tail, 0, this.#length);
  }

  clone(): HashState {
    return new State(this.#family, new Int32Array(this.#H), this.#tail.slice(), this.#length);
  }
}

/** The view through which the bytes are read, or undefined when they are few enough to be copied. */
function viewIfLong(data: Uint8Array, length: number): DataView | undefined {
  return length < SHORT ? undefined : new DataView(data.buffer, data.byteOffset, length);
}

/** Takes the whole blocks of `data[at..end)` into H.
 * @param view - of `data`, if it has one. */
function takeBlocks(
  { blocks }: MerkleDamgard,
  H: Int32Array,
  data: Uint8Array,
  view: DataView | undefined,
  at: number,
  end: number,
): void {
  if (view !== undefined) {
    blocks(H, view, at, end);
    return;
  }
  for (let block = at; block < end; block += BLOCK) {
    copy(data, block, block + BLOCK, scratch, 0);
    blocks(H, scratchView, 0, BLOCK);
  }
}

/** Pads (FIPS 180-4 §5.1.1), takes in the last one or two blocks and writes the hash value out.
 * @param H - after all whole blocks; used up.
 * @param data - its bytes from `at` on, less than a block of them, are what is left of the message.
 * @param length - bytes of the whole message, below 2^53; in bits it takes two words. */
function finish({ blocks }: MerkleDamgard, H: Int32Array, data: Uint8Array, at: number, length: number): Bytes {
  const left = length % BLOCK;
  copy(data, at, at + left, scratch, 0);
  scratch[left] = 0x80;
  scratch.fill(0, left + 1);
  if (left + 1 + LENGTH_FIELD > BLOCK) {
    blocks(H, scratchView, 0, BLOCK);
    scratch.fill(0);
  }
  scratchView.setUint32(BLOCK - 8, Math.floor(length / 2 ** 29));
  scratchView.setUint32(BLOCK - 4, length << 3);
  blocks(H, scratchView, 0, BLOCK);
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
