/** Scheduling of requests: one per connection at a time, and one over all connections per turn of the event loop. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { readPiecewise } from './request-pieces.ts';
import { Turns } from './turns.ts';

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Requests of one connection that may wait. Only a waiting request whose body is still to come has others behind it. */
const MOST_WAITING = 8;

/** A client may send requests without waiting for answers (RFC 9112 §9.3.2), and `node:http` reads all requests of one chunk at once. Here
 * the next request of a connection begins only after the response to the previous one was read, so a client that does not read its
 * responses has at most one pending; while another waits nothing more is read from it. */
export class RequestTurns {
  readonly #handler: RequestListener;
  readonly #turns = new Turns();
  readonly #lines = new WeakMap<Duplex, Line>();

  constructor(handler: RequestListener) {
    this.#handler = handler;
  }

  /** Begins a connection, which node:http has just begun to read. */
  begin(socket: Duplex): void {
    const line = new Line(socket, this.#handler, this.#turns);
    this.#lines.set(socket, line);
    readPiecewise(socket, () => line.isFull);
  }

  /** Adds a new request of a connection that was begun. */
  add(request: IncomingMessage, response: ServerResponse): void {
    this.#lines.get(request.socket)!.add({ request, response });
  }

  /** Called when a response on this connection has ended. */
  ended(socket: Duplex): void {
    this.#lines.get(socket)?.next();
  }
}

/** The requests of one connection. */
class Line {
  readonly #socket: Duplex;
  readonly #handler: RequestListener;
  readonly #turns: Turns;
  readonly #waiting: Asked[] = [];
  #isBusy = false;

  constructor(socket: Duplex, handler: RequestListener, turns: Turns) {
    this.#socket = socket;
    this.#handler = handler;
    this.#turns = turns;
  }

  /** Whether no further request is to be read. The body of the last one is: the time for it runs. */
  get isFull(): boolean {
    const last = this.#waiting.at(-1);
    return last !== undefined && (last.request.complete || this.#waiting.length >= MOST_WAITING);
  }

  add(asked: Asked): void {
    this.#waiting.push(asked);
    if (!this.#isBusy) this.next();
  }

  next(): void {
    // RFC 9112 §9.6: after an answer with `Connection: close`, which ended our side, no further request is processed.
    if (this.#socket.destroyed || this.#socket.writableEnded) this.#waiting.length = 0;
    const asked = this.#waiting.shift();
    this.#isBusy = asked !== undefined;
    if (asked !== undefined) this.#turns.take(() => this.#serve(asked));
    // The rest of a body may still be unread; after the last waiting request, further requests too. After our end nothing more is read.
    const isOpen = !this.#socket.destroyed && !this.#socket.writableEnded;
    if (!this.isFull && isOpen) this.#socket.resume();
  }

  #serve({ request, response }: Asked): void {
    if (!this.#socket.destroyed) this.#handler(request, response);
  }
}
