import { type Bytes, UsageError } from '../bytes/index.ts';
import { EncodeError } from './errors.ts';

/** The part of a codec that a writer needs. */
export interface Encoder<T> {
  /** Writes the value, last part first. */
  encode(writer: Writer, value: T): void;
}

/** Initial bytes: enough for most structures, including a certificate. */
const INITIAL_SIZE = 1024;

/** A zeroed buffer of `INITIAL_SIZE` bytes that the last writer gave back: clearing one is faster than allocating one. Undefined if there is none, as
 * while a writer uses it. */
let spare: Uint8Array<ArrayBuffer> | undefined;

function takeSpare(): Uint8Array<ArrayBuffer> {
  const buffer = spare ?? new Uint8Array(INITIAL_SIZE);
  spare = undefined;
  return buffer;
}

const NOTHING = new Uint8Array();

/** Fills one buffer from its end to its start, so that a length is known when its prefix is written: no second pass, no patching,
 * no intermediate arrays. Fields are therefore written last to first. */
export class Writer {
  /** Set on the second pass after an `EncodeError`, to find the faulty field; otherwise absent. */
  readonly path: string[] | undefined;
  #buffer = takeSpare();
  #at = INITIAL_SIZE;

  constructor(path?: string[]) {
    this.path = path;
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#buffer.length - this.#at;
  }

  uint8(value: number): void {
    if (this.#at === 0) this.#grow(1);
    this.#buffer[--this.#at] = value;
  }

  bytes(value: Uint8Array): void {
    if (this.#at < value.length) this.#grow(value.length);
    this.#at -= value.length;
    this.#buffer.set(value, this.#at);
  }

  /** A view of the bytes written since `size` was `mark`, valid until the next write. */
  since(mark: number): Uint8Array {
    return this.#buffer.subarray(this.#at, this.#buffer.length - mark);
  }

  fail(code: string, rule: string): never {
    throw new EncodeError(code, rule);
  }

  /** @returns a copy of the written bytes. The writer's own buffer is overwritten with zeros, and the writer must not be used again. */
  finish(): Bytes {
    const written = this.#buffer.slice(this.#at);
    this.#giveBack();
    this.#buffer = NOTHING;
    this.#at = 0;
    return written;
  }

  #giveBack(): void {
    this.#buffer.fill(0, this.#at);
    if (this.#buffer.length === INITIAL_SIZE) spare = this.#buffer;
  }

  #grow(length: number): void {
    const { size } = this;
    const grown = new Uint8Array(this.#buffer.length * 2 + length);
    grown.set(this.#buffer.subarray(this.#at), grown.length - size);
    this.#giveBack();
    this.#at = grown.length - size;
    this.#buffer = grown;
  }
}

/** Writes `codec` as the field `name`; the name is recorded only on the pass that looks for a fault. */
export function writeField<T>(writer: Writer, name: string, codec: Encoder<T>, value: T): void {
  if (typeof writer?.bytes !== 'function' || typeof codec?.encode !== 'function') {
    throw new UsageError('wrong-type', 'writer, codec', 'must be a Writer and a codec');
  }
  writer.path?.push(name);
  codec.encode(writer, value);
  writer.path?.pop();
}
