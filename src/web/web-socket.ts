/** A WebSocket to a relay as a pair of streams with back-pressure and a half-close. */
import { type Bytes, concat } from '../bytes/index.ts';
import { WebError } from './errors.ts';
import { END, RELAY_PROTOCOL, TOLD_AT, takenOf, WINDOW } from './relay-protocol.ts';
import type { ByteStreams } from './streams.ts';

/** The part of a browser's WebSocket that is used here (WebSockets Standard §3.1). */
export interface WebSocketLike {
  binaryType: string;
  readonly protocol: string;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void;
}
export type WebSocketConstructor = new (url: string, protocol: string) => WebSocketLike;

/** RFC 6455 §7.4.1: the purpose was fulfilled. */
const NORMAL = 1000;
/** RFC 6455 §7.4.2, private use: the relay broke the protocol. A page may not send 1002. */
const PROTOCOL_BROKEN = 4002;

/** §7.4.1: a relay says no more of a server that failed. */
const FAILED = 1011;

/** Opens a WebSocket to a relay.
 * @param url - with the token and the destination. @param timeout - milliseconds.
 * @throws WebError `relay-refused`, which cannot say why: neither browser nor relay tells a page. @throws the signal's reason, if it was aborted. */
export async function openRelay(
  url: string,
  WebSocket: WebSocketConstructor,
  { signal, timeout }: { readonly signal: AbortSignal | undefined; readonly timeout: number },
): Promise<RelayStreams> {
  const socket = new WebSocket(url, RELAY_PROTOCOL);
  socket.binaryType = 'arraybuffer';
  let late: ReturnType<typeof setTimeout> | undefined;
  const opening = new Promise<RelayStreams>((opened, failed) => {
    const refuse = (): void =>
      failed(new WebError('relay-refused', 'no relay answers there, or it refuses this page, token or destination'));
    socket.addEventListener('error', refuse);
    socket.addEventListener('close', refuse);
    // Created immediately, since a message may arrive together with the answer.
    const streams = new RelayStreams(socket);
    socket.addEventListener('open', () => {
      if (socket.protocol === RELAY_PROTOCOL) return opened(streams);
      socket.close(PROTOCOL_BROKEN);
      refuse();
    });
    const giveUp = (reason: unknown): void => {
      socket.close();
      failed(reason);
    };
    late = setTimeout(
      () => giveUp(new WebError('relay-refused', `the relay did not answer within ${timeout} ms`)),
      timeout,
    );
    signal?.addEventListener('abort', () => giveUp(signal.reason));
  });
  try {
    return await opening;
  } finally {
    clearTimeout(late);
  }
}

/** The streams of one WebSocket. */
export class RelayStreams implements ByteStreams {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly #socket: WebSocketLike;
  /** Received, and not yet consumed: at most `WINDOW` bytes. */
  #held: Uint8Array[] = [];
  #heldLength = 0;
  /** Number of bytes consumed, and not yet acknowledged to the relay. */
  #taken = 0;
  /** Number of bytes that we may send before the next acknowledgement. */
  #credit = WINDOW;
  #hasEnded = false;
  #hasSentEnd = false;
  #failure: WebError | undefined;
  /** Wake the waiting reader and the waiting writer. */
  #wakeReader: () => void = () => undefined;
  #wakeWriter: () => void = () => undefined;

  constructor(socket: WebSocketLike) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', ({ code }) => this.#closed(code));
    this.readable = new ReadableStream<Uint8Array>(
      { pull: (controller) => this.#pull(controller), cancel: () => this.#close() },
      // Bytes in the stream's own queue would count as consumed.
      { highWaterMark: 0 },
    );
    this.writable = new WritableStream<Uint8Array>({
      write: (chunk) => this.#write(chunk),
      close: () => this.#end(),
      abort: () => this.#close(),
    });
  }

  #receive(data: unknown): void {
    if (typeof data === 'string') this.#hear(data);
    else if (data instanceof ArrayBuffer && !this.#hasEnded && this.#heldLength + data.byteLength <= WINDOW) {
      this.#held.push(new Uint8Array(data));
      this.#heldLength += data.byteLength;
    } else this.#fail('the relay sent more than was asked for');
    this.#wakeReader();
  }

  #hear(text: string): void {
    const taken = takenOf(text);
    if (text === END) this.#hasEnded = true;
    else if (taken !== undefined && this.#credit + taken <= WINDOW) this.#credit += taken;
    else this.#fail('the relay sent a text that is none of its own');
    this.#wakeWriter();
    this.#closeIfDone();
  }

  #fail(message: string): void {
    this.#failure ??= new WebError('relay-closed', message);
    this.#socket.close(PROTOCOL_BROKEN);
    this.#wakeReader();
    this.#wakeWriter();
  }

  #closed(code: number): void {
    // A normal close comes after the ends of both directions. TLS itself detects a truncated stream.
    if (code === NORMAL) this.#hasEnded = true;
    else {
      const why = code === FAILED ? ': it cannot reach the server, or the server broke off' : '';
      this.#failure ??= new WebError('relay-closed', `the relay closed the connection with code ${code}${why}`);
    }
    this.#wakeReader();
    this.#wakeWriter();
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    while (this.#heldLength === 0) {
      if (this.#hasEnded) return controller.close();
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((wake) => {
        this.#wakeReader = wake;
      });
    }
    const bytes = concat(...this.#held);
    this.#held = [];
    this.#heldLength = 0;
    controller.enqueue(bytes);
    this.#taken += bytes.length;
    if (this.#taken < TOLD_AT || this.#hasEnded) return;
    this.#socket.send(`${this.#taken}`);
    this.#taken = 0;
  }

  async #write(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      await this.#creditOf();
      const piece: Bytes = chunk.slice(at, at + this.#credit);
      this.#credit -= piece.length;
      at += piece.length;
      this.#socket.send(piece);
    }
  }

  /** Resolves when something may be sent. @throws the failure. */
  async #creditOf(): Promise<void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#credit > 0) return;
      await new Promise<void>((wake) => {
        this.#wakeWriter = wake;
      });
    }
  }

  #end(): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#socket.send(END);
    this.#hasSentEnd = true;
    this.#closeIfDone();
  }

  #closeIfDone(): void {
    if (this.#hasEnded && this.#hasSentEnd) this.#close();
  }

  #close(): void {
    this.#socket.close(NORMAL);
  }
}
