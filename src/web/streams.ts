/** A pair of byte streams, one in each direction, as in the Streams Standard. */
export interface ByteStreams {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

/** Streams measure their queue in bytes, and apply back-pressure from this size on. */
export const BY_LENGTH = { highWaterMark: 2 ** 16, size: (chunk: Uint8Array): number => chunk.length };

/** A promise that is settled from outside. Its rejection never counts as unhandled, since it need not be awaited. */
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
