/** Requests that take turns: one of a connection at a time, and one of all connections a turn of the event loop. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Turns } from '../../node/internal.ts';

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A client may send requests without waiting for answers (RFC 9112 §9.3.2), and `node:http` hands over all that one read brought at
 * once. Here the next of a connection begins when the answer to the one before has been taken, so that a client that does not read its
 * answers has one of them waiting; meanwhile nothing more is read of it. */
export class RequestTurns {
  readonly #handler: RequestListener;
  readonly #turns = new Turns();
  readonly #lines = new WeakMap<Duplex, Line>();

  constructor(handler: RequestListener) {
    this.#handler = handler;
  }

  /** A request has come. */
  add(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const line = this.#lines.get(socket) ?? new Line(socket, this.#handler, this.#turns);
    this.#lines.set(socket, line);
    line.add({ request, response });
  }

  /** An answer on this connection has ended. */
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
    if (this.#socket.destroyed) this.#waiting.length = 0;
    const asked = this.#waiting.shift();
    this.#isBusy = asked !== undefined;
    if (asked !== undefined) this.#turns.take(() => this.#serve(asked));
    // A body may still be to come; after the last request that waited, so are further ones.
    if (this.#waiting.length === 0 && !this.#socket.destroyed) this.#socket.resume();
  }

  #serve({ request, response }: Asked): void {
    if (!this.#socket.destroyed) this.#handler(request, response);
  }
}
