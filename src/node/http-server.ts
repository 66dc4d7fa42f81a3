/** Our servers of HTTP/1.1. To `http.Server` they add turns (in reading and in answering), answers to requests that node:http cannot read or
 * would answer without asking, and an answer for clients that close their side first. */
import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { refusalOf } from './http-requests.ts';
import { RequestTurns } from './request-turns.ts';

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A connection: a `net.Socket` or a TlsSocket. */
type Connection = Duplex & { destroySoon(): void };

/** Requests whose client waits for a 100 before it sends the body, and their responses. */
const waiting = new WeakMap<IncomingMessage, ServerResponse>();

/** Refuses a request that node:http could not read, or CONNECT, by this status, and ends the connection. */
type Refuse = (socket: Connection, status: string) => void;

/** Milliseconds between two looks at how long requests have taken: so late a bound may be kept. */
const LOOKING = 1000;

/** Makes a server: the only place where one of HTTP is made. The handler is called in a later turn than the event `request`, so what other
 * listeners of that event add to a response comes before its answer.
 * @param options - `requestTimeout` is also the time for answers that are under way when a request cannot be read.
 * @param handler - called for one request of a connection at a time, and never after an answer with `Connection: close`. */
export function createHttpServer(
  options: Omit<ServerOptions, 'connectionsCheckingInterval'> & { readonly requestTimeout: number },
  handler: RequestListener,
  refuse: Refuse = answerAndEnd,
): HttpServer {
  const { requestTimeout, headersTimeout = requestTimeout } = options;
  // Otherwise node:http looks every 30 seconds.
  const connectionsCheckingInterval = Math.min(LOOKING, headersTimeout, requestTimeout);
  const web = createServer({ ...options, connectionsCheckingInterval });
  const turns = new RequestTurns(handler);
  web.on('connection', (socket) => turns.begin(socket));
  refuseUnreadable(web, requestTimeout, refuse);
  web.on('request', (request, response) => {
    response.once('close', () => turns.ended(request.socket));
    turns.add(request, response);
  });
  return web;
}

/** Answers unreadable requests of a server.
 * @param patience - milliseconds for answers that are under way, before a connection is cut. */
function refuseUnreadable(web: HttpServer, patience: number, answer: Refuse): void {
  const asked = new WeakMap<object, Set<Asked>>();
  web.on('request', (request, response) => {
    const underWay = asked.get(request.socket) ?? new Set();
    const own = { request, response };
    asked.set(request.socket, underWay.add(own));
    response.once('close', () => underWay.delete(own));
    // The parser stops at a request that asks to switch protocols; what came with it after its end is lost.
    if (request.headers.upgrade !== undefined) response.setHeader('Connection', 'close');
  });
  // node:http would answer both by itself: the first although its final answer may be certain (RFC 9110 §10.1.1).
  web.on('checkContinue', (request, response) => {
    waiting.set(request, response);
    response.setHeader('Connection', 'close');
    web.emit('request', request, response);
  });
  web.on('checkExpectation', (request, response) => void web.emit('request', request, response));
  const refused = new WeakSet<object>();
  const refuse = (socket: Connection, status: string): void => {
    if (refused.has(socket)) return;
    refused.add(socket);
    refuseAfter(asked.get(socket) ?? new Set(), socket, patience, () => answer(socket, status));
  };
  web.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    if (error.code === 'ECONNRESET') stream.destroy();
    else refuse(stream as Connection, refusalOf(error));
  });
  // RFC 9110 §9.1: a method that is not implemented. Without a listener node:http closes the connection without an answer.
  web.on('connect', (_request, stream) => {
    // node:http has let go of the connection: an error without a listener would end the process.
    stream.on('error', () => undefined);
    refuse(stream as Connection, '501 Not Implemented');
  });
}

/** Answers clients that close their side after their request too, as RFC 9293 §3.6 lets them; node:http would drop its answer. Only for
 * servers whose answers end soon: that such a client has left altogether shows only when it is written to. */
export function answerHalfClosed(web: HttpServer): void {
  // Not in Node's documentation; `http.Server` has it since its first versions.
  Object.assign(web, { httpAllowHalfOpen: true });
}

/** Asks a client that waits for it to send the body (RFC 9110 §10.1.1). To be called where a body is read. */
export function askForBody(request: IncomingMessage): void {
  const response = waiting.get(request);
  if (response === undefined || !waiting.delete(request) || response.headersSent) return;
  response.removeHeader('Connection');
  response.writeContinue();
}

/** Refuses a request that cannot be read, and ends the connection. RFC 9112 §9.3.2: answers come in the order of the requests, so
 * those that were received completely are answered first; if that takes longer than `patience`, the connection is cut.
 * @param asked - the pending requests, in order. @param patience - milliseconds. */
function refuseAfter(asked: ReadonlySet<Asked>, socket: Connection, patience: number, answer: () => void): void {
  const last = [...asked].findLast(({ request }) => request.complete);
  if (last !== undefined) {
    const late = setTimeout(() => socket.destroy(), patience).unref();
    last.response.once('close', () => {
      clearTimeout(late);
      refuseAfter(asked, socket, patience, answer);
    });
    return;
  }
  // If its own response has begun, the client would read another response as part of its body.
  const hasBegun = [...asked].some(({ response }) => response.headersSent);
  if (hasBegun || !socket.writable) socket.destroy();
  else answer();
}

/** Milliseconds for a client to close its side after an answer that ends the connection. */
const LINGER = 1000;

/** Sends an answer that is a status alone, and ends the connection. */
export function answerAndEnd(socket: Connection, status: string): void {
  // It may not be node:http's, or no longer; and a client that has gone needs no answer.
  socket.on('error', () => undefined);
  socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  // A TlsSocket reads on by itself until the client has read the answer. Closing a TCP socket with unread bytes may discard it.
  if (!(socket instanceof Socket)) {
    socket.destroySoon();
    return;
  }
  const late = setTimeout(() => socket.destroy(), LINGER).unref();
  socket.once('close', () => clearTimeout(late));
  socket.resume().end();
}
