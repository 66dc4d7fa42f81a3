/** Scheduling of requests: one per connection at a time, and one over all connections per turn of the event loop. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Turns } from './turns.ts';

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A client may send requests without waiting for answers (RFC 9112 §9.3.2), and `node:http` emits all requests of one read at once. Here
 * the next request of a connection begins only after the response to the previous one was read, so a client that does not read its
 * responses has at most one pending; until then nothing more is read from it. */
export class RequestTurns {
  readonly #handler: RequestListener;
  readonly #turns = new Turns();
  readonly #lines = new WeakMap<Duplex, Line>();

  constructor(handler: RequestListener) {
    this.#handler = handler;
  }

  /** Adds a new request. */
  add(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const line = this.#lines.get(socket) ?? new Line(socket, this.#handler, this.#turns);
    this.#lines.set(socket, line);
    line.add({ request, response });
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
    // node:http resumes the connection after each request that it has read.
    socket.on('resume', () => this.#pauseIfWaiting());
  }

  add(asked: Asked): void {
    this.#waiting.push(asked);
    if (this.#isBusy) this.#pauseIfWaiting();
    else this.next();
  }

  #pauseIfWaiting(): void {
    if (this.#waiting.length > 0) this.#socket.pause();
  }

  next(): void {
    // RFC 9112 §9.6: after an answer with `Connection: close`, which ended our side, no further request is processed.
    if (this.#socket.destroyed || this.#socket.writableEnded) this.#waiting.length = 0;
    const asked = this.#waiting.shift();
    this.#isBusy = asked !== undefined;
    if (asked !== undefined) this.#turns.take(() => this.#serve(asked));
    // The rest of a body may still be unread; after the last waiting request, further requests too. After our end nothing more is read.
    const isOpen = !this.#socket.destroyed && !this.#socket.writableEnded;
    if (this.#waiting.length === 0 && isOpen) this.#socket.resume();
  }

  #serve({ request, response }: Asked): void {
    if (!this.#socket.destroyed) this.#handler(request, response);
  }
}
