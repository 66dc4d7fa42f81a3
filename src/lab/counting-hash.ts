/** A hash that counts how often its block function runs: the work that an observer with a stopwatch would see. */
import type { Bytes } from '../bytes/index.ts';
import type { Hash, HashState } from '../hash/index.ts';

export interface Work {
  /** Applications of the block function so far. */
  blocks: number;
}

/** @param work - is added to. */
export function countingHash(hash: Hash, work: Work): Hash {
  const { name, outputLength, blockLength } = hash;
  const create = (): HashState => new CountingState(hash, hash.create(), 0, work);
  return { name, outputLength, blockLength, create, digest: (message) => create().update(message).digest() };
}

class CountingState implements HashState {
  readonly #hash: Hash;
  readonly #state: HashState;
  readonly #work: Work;
  #length: number;

  constructor(hash: Hash, state: HashState, length: number, work: Work) {
    this.#hash = hash;
    this.#state = state;
    this.#length = length;
    this.#work = work;
  }

  update(data: Uint8Array): HashState {
    const { blockLength } = this.#hash;
    const whole = (length: number): number => Math.floor(length / blockLength);
    this.#work.blocks += whole(this.#length + data.length) - whole(this.#length);
    this.#length += data.length;
    this.#state.update(data);
    return this;
  }

  digest(): Bytes {
    const { blockLength } = this.#hash;
    // FIPS 180-4 §5.1: one bit and the length follow the message.
    this.#work.blocks += Math.ceil(((this.#length % blockLength) + 1 + blockLength / 8) / blockLength);
    return this.#state.digest();
  }

  clone(): HashState {
    return new CountingState(this.#hash, this.#state.clone(), this.#length, this.#work);
  }
}
