/** All that the engine takes from the platform, beside the language itself (ECMAScript 2023): what Node.js, browsers, Deno and Bun have in
 * common. `npm run typecheck` compiles the engine's rooms with these declarations in the place of Node's and the DOM's, so that a
 * use of anything else is an error. */

/** Web Cryptography, §10: the one source of randomness, which `bytes/random.ts` alone reads. */
declare var crypto: { getRandomValues<T extends Uint8Array>(array: T): T } | undefined;

/** Encoding Standard, §7: UTF-8. */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes?: Uint8Array | Uint16Array, options?: { readonly stream?: boolean }): string;
}

/** DOM Standard, §3.2: how a caller ends long work. */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void): void;
}

/** HTML Standard, §8.6: long work lets the event loop have its turn. */
declare function setTimeout(callback: (value?: never) => void, milliseconds?: number): unknown;

/** URL Standard, §6.1. */
declare class URL {
  constructor(url: string);
  readonly host: string;
  readonly hostname: string;
  readonly pathname: string;
  readonly port: string;
  readonly protocol: string;
  static canParse(url: string): boolean;
}

/** Streams Standard, §4 and §5: what `web/` uses of them. */
interface ReadableStreamDefaultController<R> {
  readonly desiredSize: number | null;
  enqueue(chunk: R): void;
  close(): void;
  error(reason?: unknown): void;
}
interface ReadableStreamDefaultReader<R> {
  read(): Promise<{ readonly done: boolean; readonly value?: R | undefined }>;
  cancel(reason?: unknown): Promise<void>;
}
interface QueuingStrategy<T> {
  readonly highWaterMark?: number;
  readonly size?: (chunk: T) => number;
}
declare class ReadableStream<R> {
  constructor(
    source: {
      start?(controller: ReadableStreamDefaultController<R>): void;
      pull?(controller: ReadableStreamDefaultController<R>): void | Promise<void>;
      cancel?(reason: unknown): void;
    },
    strategy?: QueuingStrategy<R>,
  );
  getReader(): ReadableStreamDefaultReader<R>;
}
interface WritableStreamDefaultController {
  error(reason?: unknown): void;
}
interface WritableStreamDefaultWriter<W> {
  write(chunk: W): Promise<void>;
  close(): Promise<void>;
}
declare class WritableStream<W> {
  constructor(
    sink: {
      start?(controller: WritableStreamDefaultController): void;
      write?(chunk: W): void | Promise<void>;
      close?(): void | Promise<void>;
      abort?(reason: unknown): void;
    },
    strategy?: QueuingStrategy<W>,
  );
  getWriter(): WritableStreamDefaultWriter<W>;
}

/** HTML Standard, §8.6. */
declare function clearTimeout(timer: unknown): void;
