/** One connection through the relay: a WebSocket on one side, a TCP connection on the other. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { utf8ToBytes } from '../../bytes/index.ts';
import { CLOSE, closePayload, FrameFault, FrameReader, frame, type Incoming } from './frames.ts';
import { END, TOLD_AT, takenOf, WINDOW } from './protocol.ts';

/** Milliseconds for a page to answer our Close frame. */
const LINGER = 1000;

export interface PassageBounds {
  /** Maximum bytes of the TCP connection, both directions together. */
  readonly maxBytes: number;
  /** Maximum milliseconds without a byte in either direction. */
  readonly idleTimeout: number;
}

/** How a connection ended, for the operator. */
export type PassageEnd = 'bytes' | 'done' | 'failed' | 'idle' | 'left' | 'protocol';

/** Forwards bytes in both directions, at most one window ahead of the consumer. */
export class Passage {
  readonly #page: Duplex;
  readonly #server: Socket;
  readonly #bounds: PassageBounds;
  readonly #onEnd: (how: PassageEnd, bytes: number) => void;
  readonly #reader = new FrameReader();
  #bytes = 0;
  /** Bytes from the page: received and not yet consumed by the server; consumed and not yet acknowledged. */
  #untaken = 0;
  #untold = 0;
  /** Number of bytes that the page will still accept. */
  #credit = WINDOW;
  #held: Buffer[] = [];
  #hasPageEnded = false;
  #hasToldEnd = false;
  #hasServerEnded = false;
  #isClosing = false;
  #idle: NodeJS.Timeout | undefined;

  /** @param server - connecting. @param onEnd - called once. */
  constructor(page: Duplex, server: Socket, bounds: PassageBounds, onEnd: (how: PassageEnd, bytes: number) => void) {
    this.#page = page;
    this.#server = server;
    this.#bounds = bounds;
    this.#onEnd = onEnd;
    this.#stir();
    server.on('data', (bytes) => this.#fromServer(bytes));
    server.on('end', () => this.#serverEnded());
    // One code for every failure of the server's side, so that a page learns nothing about the network.
    server.on('error', () => this.close('failed', CLOSE.failed));
    page.on('data', (chunk) => this.#fromPage(chunk));
    page.on('drain', () => page.resume());
    page.on('error', () => this.#leave());
    page.on('end', () => this.#leave());
    page.on('close', () => this.#leave());
  }

  /** Ends the connection with a Close frame. */
  close(how: PassageEnd, code: number): void {
    if (this.#isClosing) return;
    this.#send('close', closePayload(code));
    this.#over(how);
    this.#page.end();
    const late = setTimeout(() => this.#page.destroy(), LINGER);
    this.#page.once('close', () => clearTimeout(late));
    this.#page.resume();
  }

  /** The page has closed its connection. */
  #leave(): void {
    if (!this.#isClosing) this.#over('left');
    this.#page.destroy();
  }

  #over(how: PassageEnd): void {
    this.#isClosing = true;
    clearTimeout(this.#idle);
    this.#held = [];
    // After the ends of both directions nothing is in transit; otherwise the server must see that the connection was cut.
    if (how === 'done') this.#server.destroySoon();
    else this.#server.destroy();
    this.#onEnd(how, this.#bytes);
  }

  #stir(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.close('idle', CLOSE.policyViolation), this.#bounds.idleTimeout);
  }

  #count(length: number): void {
    this.#stir();
    this.#bytes += length;
    if (this.#bytes > this.#bounds.maxBytes) this.close('bytes', CLOSE.policyViolation);
  }

  #send(opcode: 'binary' | 'close' | 'pong' | 'text', payload: Uint8Array): void {
    // If the page does not read our answers, stop reading its messages.
    if (!this.#page.write(frame(opcode, payload))) this.#page.pause();
  }

  #fromPage(chunk: Uint8Array): void {
    if (this.#isClosing) return;
    try {
      for (const incoming of this.#reader.push(chunk)) this.#take(incoming);
    } catch (fault) {
      if (!(fault instanceof FrameFault)) throw fault;
      this.close('protocol', fault.close);
    }
  }

  #take(incoming: Incoming): void {
    if (this.#isClosing) return;
    switch (incoming.kind) {
      case 'bytes':
        this.#toServer(incoming.bytes);
        break;
      case 'text':
        this.#hear(incoming.text);
        break;
      case 'ping':
        this.#send('pong', incoming.payload);
        break;
      case 'close':
        // RFC 6455 §5.5.1: the answer to a Close frame is a Close frame.
        this.close(this.#hasPageEnded && this.#hasServerEnded ? 'done' : 'left', CLOSE.normal);
        break;
      case 'pong':
        break;
    }
  }

  #toServer(bytes: Uint8Array): void {
    this.#untaken += bytes.length;
    if (this.#hasPageEnded || this.#untaken > WINDOW) this.close('protocol', CLOSE.policyViolation);
    else this.#count(bytes.length);
    if (this.#isClosing) return;
    this.#server.write(bytes, (error) => {
      if (!error) this.#taken(bytes.length);
    });
  }

  #taken(length: number): void {
    this.#untaken -= length;
    this.#untold += length;
    if (this.#untold < TOLD_AT || this.#isClosing || this.#hasPageEnded) return;
    this.#send('text', utf8ToBytes(`${this.#untold}`));
    this.#untold = 0;
  }

  #hear(text: string): void {
    const taken = takenOf(text);
    if (text === END && !this.#hasPageEnded) {
      this.#hasPageEnded = true;
      this.#server.end();
      this.#finishIfDone();
    } else if (taken !== undefined && this.#credit + taken <= WINDOW) {
      this.#credit += taken;
      this.#pass();
    } else this.close('protocol', CLOSE.policyViolation);
  }

  #fromServer(bytes: Buffer): void {
    if (this.#isClosing) return;
    this.#count(bytes.length);
    this.#held.push(bytes);
    this.#pass();
  }

  /** Passes on as many bytes as the page will accept. */
  #pass(): void {
    while (this.#held.length > 0 && this.#credit > 0 && !this.#isClosing) {
      const [first] = this.#held;
      const piece = first.subarray(0, this.#credit);
      this.#credit -= piece.length;
      if (piece.length === first.length) this.#held.shift();
      else this.#held[0] = first.subarray(piece.length);
      this.#send('binary', piece);
    }
    if (this.#held.length > 0) this.#server.pause();
    else {
      this.#server.resume();
      this.#finishIfDone();
    }
  }

  #serverEnded(): void {
    this.#hasServerEnded = true;
    this.#finishIfDone();
  }

  /** Reports the server's end after its last byte. The page closes when both directions have ended; if it cannot, we do. */
  #finishIfDone(): void {
    if (!this.#hasServerEnded || this.#held.length > 0 || this.#isClosing) return;
    if (!this.#hasToldEnd) this.#send('text', utf8ToBytes(END));
    this.#hasToldEnd = true;
    if (this.#hasPageEnded) this.close('done', CLOSE.normal);
  }
}
