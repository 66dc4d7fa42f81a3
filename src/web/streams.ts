/** Bytes both ways, as the Streams Standard has them. */
export interface ByteStreams {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

/** Streams measure what they hold in bytes, and ask their source to wait from this many on. */
export const BY_LENGTH = { highWaterMark: 2 ** 16, size: (chunk: Uint8Array): number => chunk.length };

/** A promise that is settled from outside. That it is rejected is no unhandled rejection: nobody needs to wait for it. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (reason: unknown) => void;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(() => undefined);
  }
}
