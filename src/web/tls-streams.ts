/** Connects the engine of tls/ to two pairs of streams: one that carries records, and one that carries plaintext. */
import {
  assertBytes,
  assertFields,
  assertFunction,
  assertInteger,
  assertMethods,
  type Bytes,
  UsageError,
} from '../bytes/index.ts';
import type { KeyRequest, TlsConnection, TlsOutput, TlsSession } from '../tls/index.ts';
import { WebError } from './errors.ts';
import { BY_LENGTH, type ByteStreams, Deferred } from './streams.ts';

/** Plaintext to encrypt at a time: four full records. */
const PIECE_LENGTH = 4 * 2 ** 14;
/** Milliseconds for the peer to close too, after `close()`. */
const LINGER = 1000;
/** Milliseconds. */
export const HANDSHAKE_TIMEOUT = 10_000;
/** The maximum of timers, in milliseconds. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/** The options that concern the streams, not the engine. */
export interface StreamSettings {
  /** Milliseconds for a relay to answer, and then for the handshake; received bytes do not extend it. Default: 10,000. */
  readonly handshakeTimeout?: number | undefined;
  /** Aborting it aborts the connection. */
  readonly signal?: AbortSignal | undefined;
  /** Uses the private key of credentials whose key is `'on-request'`, such as a key of WebCrypto. Default: none. */
  readonly answerKeyRequest?: ((request: KeyRequest) => Promise<Uint8Array>) | undefined;
}

/** @throws UsageError */
export function assertSettings({ handshakeTimeout, signal, answerKeyRequest }: StreamSettings): void {
  if (answerKeyRequest !== undefined) assertFunction(answerKeyRequest, 'answerKeyRequest');
  if (handshakeTimeout !== undefined) assertInteger(handshakeTimeout, 'handshakeTimeout', 1, MAX_TIMEOUT);
  if (signal !== undefined) assertMethods(signal, 'signal', 'an AbortSignal', 'throwIfAborted', 'addEventListener');
}

/** @throws UsageError `wrong-type` */
export function assertStreams(streams: ByteStreams, argument: string): void {
  assertFields(streams, argument, 'a pair of streams', 'readable', 'writable');
  assertMethods(streams.readable, `${argument}.readable`, 'a ReadableStream', 'getReader');
  assertMethods(streams.writable, `${argument}.writable`, 'a WritableStream', 'getWriter');
}

/** A TLS connection as streams of its plaintext.
 *
 * `writable.close()` sends close_notify and ends that direction alone. `readable` ends with the peer's close_notify; if the transport
 * ends without one, it fails with the TlsError `truncated`, since an attacker may have cut off data. A consumer that does not
 * read stops the peer, and one that writes faster than the peer reads waits.
 *
 * In TLS 1.3 a client is connected before the server has validated its certificate: a rejection arrives with the first read. */
export class TlsStreams implements ByteStreams {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly #connection: TlsConnection;
  readonly #input: ReadableStreamDefaultReader<Uint8Array>;
  readonly #output: WritableStreamDefaultWriter<Uint8Array>;
  readonly #answerKeyRequest: StreamSettings['answerKeyRequest'];
  readonly #opened = new Deferred<TlsSession>();
  readonly #closed = new Deferred<void>();
  #reading!: ReadableStreamDefaultController<Uint8Array>;
  #writing!: WritableStreamDefaultController;
  #wake: () => void = () => undefined;
  #hasReadEnd = false;
  #hasSentEnd = false;
  #isOver = false;
  /** Whether received data is discarded. */
  #isDropping = false;
  readonly #deadline: ReturnType<typeof setTimeout>;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  /** Use `connect`, `clientOver` or `serverOver`, which check their arguments. */
  constructor(connection: TlsConnection, transport: ByteStreams, settings: StreamSettings) {
    assertFields(connection, 'connection', 'a TlsConnection', 'role');
    assertStreams(transport, 'transport');
    assertFields(settings, 'settings', 'an object');
    assertSettings(settings);
    const { handshakeTimeout = HANDSHAKE_TIMEOUT, signal } = settings;
    this.#connection = connection;
    this.#answerKeyRequest = settings.answerKeyRequest;
    this.#input = transport.readable.getReader();
    this.#output = transport.writable.getWriter();
    this.readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#reading = controller;
        },
        pull: () => this.#wake(),
        cancel: () => this.#drop(),
      },
      BY_LENGTH,
    );
    this.writable = new WritableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#writing = controller;
        },
        write: (chunk) => this.#write(chunk),
        close: () => this.#finish(),
        abort: (reason) => this.abort(reason),
      },
      BY_LENGTH,
    );
    this.#deadline = setTimeout(() => this.#expire(handshakeTimeout), handshakeTimeout);
    void this.#pump();
    const breakOff = (): void => this.abort(signal?.reason);
    if (signal?.aborted) breakOff();
    else signal?.addEventListener('abort', breakOff);
  }

  /** The handshake. Rejected with a TlsError, a WebError, or the signal's reason. */
  get opened(): Promise<TlsSession> {
    return this.#opened.promise;
  }

  /** Resolves when both directions have ended properly; rejected with the reason if they have not. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** The negotiated parameters; undefined until the handshake is complete. */
  get session(): TlsSession | undefined {
    return this.#connection.session;
  }

  /** See `TlsConnection.exportKeyingMaterial`. */
  exportKeyingMaterial(label: string, length: number, context?: Uint8Array): Bytes {
    return this.#connection.exportKeyingMaterial(label, length, context);
  }

  /** See `TlsConnection.channelBinding`. */
  channelBinding(type: 'tls-exporter' | 'tls-server-end-point'): Bytes {
    return this.#connection.channelBinding(type);
  }

  /** Ends our direction, discards what the peer still sends, and gives it a second to end its own.
   * @returns when the connection is over. Never rejects: `closed` tells how it ended. */
  async close(): Promise<void> {
    if (!this.#hasReadEnd && !this.#isDropping && !this.#isOver) this.#reading.close();
    this.#drop();
    const ended = this.#finish().then(() => this.closed);
    const late = setTimeout(() => this.#end(), LINGER);
    await ended.catch(() => undefined);
    clearTimeout(late);
  }

  /** Aborts the connection: the peer sees that it was truncated. */
  abort(reason: unknown = new WebError('closed', 'the connection was broken off')): void {
    if (!this.#isOver) this.#fail(reason);
  }

  #expire(limit: number): void {
    if (this.session !== undefined || this.#isOver) return;
    // RFC 5246 §7.2.1: the side that closes sends close_notify.
    for (const output of this.#connection.close()) this.#carryOut(output);
    this.#fail(new WebError('handshake-timeout', `the handshake is not complete after ${limit} ms`));
  }

  /** Passes the transport's bytes to the engine until they end. */
  async #pump(): Promise<void> {
    try {
      this.#perform(this.#connection.start());
      for (;;) {
        await this.#room();
        const { done, value } = await this.#input.read();
        if (done) break;
        this.#perform(this.#connection.receive(value!));
      }
      clearTimeout(this.#lingering);
      this.#inputEnded();
    } catch (error) {
      this.abort(error);
    }
  }

  /** Resolves when the consumer has room for more. */
  async #room(): Promise<void> {
    while (this.#connection.isAwaitingKey || this.#isFull) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  get #isFull(): boolean {
    const isRead = this.session !== undefined && !this.#isOver && !this.#isDropping && !this.#hasReadEnd;
    return isRead && this.#reading.desiredSize! <= 0;
  }

  async #askForKey(request: KeyRequest): Promise<void> {
    const result = await this.#answerTo(request);
    if (this.#isOver || !this.#connection.isAwaitingKey) return;
    try {
      this.#perform(this.#connection.provide(result));
    } catch (error) {
      // An invalid answer ends the connection, as an error does.
      if (!(error instanceof UsageError)) throw error;
      this.#perform(this.#connection.provide(error));
    }
    this.#wake();
  }

  async #answerTo(request: KeyRequest): Promise<Error | Uint8Array> {
    try {
      if (this.#answerKeyRequest !== undefined) return await this.#answerKeyRequest(request);
      return new UsageError('missing-option', 'answerKeyRequest', 'must be given for a key on request');
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #inputEnded(): void {
    const outputs = this.#connection.endOfInput();
    const isCut = outputs.some((output) => output.kind === 'error' && output.error.code === 'truncated');
    // As in node:tls: after our own end it is not an error if the peer closes without close_notify.
    if (isCut && this.#hasSentEnd) this.#readEnd();
    else this.#perform(outputs);
  }

  #perform(outputs: readonly TlsOutput[]): void {
    for (const output of outputs) void this.#carryOut(output);
  }

  /** @returns when the transport has accepted the data to send. */
  async #carryOut(output: TlsOutput): Promise<void> {
    switch (output.kind) {
      case 'send':
        // A failure of the transport aborts the connection.
        await this.#output.write(output.bytes).catch((error: unknown) => this.abort(error));
        break;
      case 'request':
        await this.#askForKey(output.request);
        break;
      case 'data':
        if (!this.#isDropping) this.#reading.enqueue(output.bytes);
        break;
      case 'secured':
        clearTimeout(this.#deadline);
        this.#opened.resolve(output.session);
        break;
      case 'end':
        this.#readEnd();
        break;
      case 'error':
        this.#fail(output.error);
        break;
    }
  }

  async #write(chunk: Uint8Array): Promise<void> {
    assertBytes(chunk, 'chunk');
    await this.opened;
    for (let at = 0; at < chunk.length; at += PIECE_LENGTH) {
      for (const output of this.#connection.write(chunk.subarray(at, at + PIECE_LENGTH))) await this.#carryOut(output);
    }
  }

  /** Our end: close_notify, and then the transport's own. */
  async #finish(): Promise<void> {
    await this.opened;
    if (this.#hasSentEnd || this.#isOver) return;
    this.#hasSentEnd = true;
    for (const output of this.#connection.close()) await this.#carryOut(output);
    if (this.#isOver) return;
    // It is not an error if the peer has closed meanwhile.
    await this.#output.close().catch(() => undefined);
    if (this.#hasReadEnd) this.#end();
  }

  #readEnd(): void {
    if (this.#hasReadEnd) return;
    this.#hasReadEnd = true;
    if (!this.#isDropping) this.#reading.close();
    this.#wake();
    if (this.#hasSentEnd) this.#end();
  }

  #drop(): void {
    this.#isDropping = true;
    this.#wake();
  }

  /** Both directions have ended. */
  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#closed.resolve();
    // The peer should end its transport too; it gets limited time to do so.
    this.#lingering = setTimeout(() => this.#input.cancel().catch(() => undefined), LINGER);
  }

  #fail(reason: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#deadline);
    this.#opened.reject(reason);
    this.#closed.reject(reason);
    if (!this.#hasReadEnd && !this.#isDropping) this.#reading.error(reason);
    this.#writing.error(reason);
    this.#wake();
    // The alert, if any, goes first.
    this.#output.close().catch(() => undefined);
    this.#input.cancel(reason).catch(() => undefined);
  }
}
