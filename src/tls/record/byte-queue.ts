import type { Bytes } from '../../bytes/index.ts';

/** Bytes of buffer that an empty queue keeps: an idle connection should use little memory, whatever it carried before. */
const KEPT = 256;

/** Bytes that arrive in chunks and leave in chunks of other sizes. The cost is linear even if they arrive one by one: the buffer
 * doubles when full, and its content is moved to the front only then. */
export class ByteQueue {
  #buffer = new Uint8Array(KEPT);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  push(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#buffer.length) this.#makeRoom(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** @returns a view of the first bytes, valid until the next `push`. */
  peek(length: number): Uint8Array {
    return this.#buffer.subarray(this.#start, this.#start + length);
  }

  /** Removes the first bytes. @returns a copy of them. */
  take(length: number): Bytes {
    return this.pass(length).slice();
  }

  /** Removes the first bytes. @returns a view of them, valid until the next `push`. */
  pass(length: number): Bytes {
    const passed = this.#buffer.subarray(this.#start, this.#start + length);
    this.#start += passed.length;
    if (this.#start === this.#end) this.#reset();
    return passed;
  }

  #reset(): void {
    this.#start = 0;
    this.#end = 0;
    if (this.#buffer.length > KEPT) this.#buffer = new Uint8Array(KEPT);
  }

  #makeRoom(length: number): void {
    const held = this.#buffer.subarray(this.#start, this.#end);
    const needed = held.length + length;
    // At most half full after moving, so that moves are rare.
    const target = 2 * needed > this.#buffer.length ? new Uint8Array(2 * needed) : this.#buffer;
    target.set(held);
    this.#buffer = target;
    this.#end -= this.#start;
    this.#start = 0;
  }
}
