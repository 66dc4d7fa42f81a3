/** The TLS sessions of a server. Their number is bounded: when the limit is reached, one that is not being answered is closed for a new
 * one. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TlsSocket } from '../../node/index.ts';
import { networkOf, type Peer, peerToDrop } from '../../node/internal.ts';
import type { CertificateAlert } from '../../tls/index.ts';
import type { Certificate } from '../../x509/index.ts';

class Session implements Peer {
  readonly socket: TlsSocket;
  readonly network: string;
  /** The requests whose response has not ended, in their order: the first is the one that is being answered. */
  readonly open = new Map<ServerResponse, IncomingMessage>();
  /** Bytes written to the transport at the last check, and the number of checks without progress. */
  #written = 0;
  #unmoved = 0;

  constructor(socket: TlsSocket) {
    this.socket = socket;
    this.network = networkOf(socket.remoteAddress);
  }

  /** The priority for closing the session: first without a client certificate, then with one, then those whose client is to read its answer,
   * such as a watch, which is asked for again, or to send its body; undefined while an answer is made. */
  get rank(): number | undefined {
    const [first] = this.open;
    if (first === undefined) return this.socket.authorized ? 1 : 0;
    const [response, request] = first;
    return response.headersSent || !request.complete ? 2 : undefined;
  }

  /** @returns the number of consecutive checks that found pending data without progress. */
  look(): number {
    const { bytesWritten, writableLength, writableEnded } = this.socket;
    const isStuck = (writableLength > 0 || writableEnded) && bytesWritten === this.#written;
    this.#written = bytesWritten;
    this.#unmoved = isStuck ? this.#unmoved + 1 : 0;
    return this.#unmoved;
  }
}

export class Sessions {
  readonly #max: number;
  /** All sessions, the least recently active first. */
  readonly #all = new Map<TlsSocket, Session>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#all.size;
  }

  /** @returns false if there is no room, because all other sessions are being answered. */
  add(socket: TlsSocket): boolean {
    if (this.#all.size >= this.#max) {
      const idle = peerToDrop(this.#all.values());
      if (idle === undefined) return false;
      this.#all.delete(idle.socket);
      idle.socket.abandon();
    }
    this.#all.set(socket, new Session(socket));
    socket.once('close', () => this.#all.delete(socket));
    return true;
  }

  /** Registers a request of a session. @returns a function to call when its response has ended. */
  begin(socket: TlsSocket, request: IncomingMessage, response: ServerResponse): () => void {
    const session = this.#all.get(socket);
    if (session === undefined) return () => {};
    session.open.set(response, request);
    return () => {
      session.open.delete(response);
      // Marks it as the most recently active one.
      if (this.#all.delete(socket)) this.#all.set(socket, session);
    };
  }

  /** Ends the sessions whose client may no longer be served, each with a fatal alert.
   * @returns the number of these sessions. */
  refuse(judge: (chain: readonly Certificate[]) => CertificateAlert | undefined): number {
    let refused = 0;
    for (const { socket } of [...this.#all.values()]) {
      const alert = socket.peerChain.length === 0 ? undefined : judge(socket.peerChain);
      if (alert === undefined) continue;
      refused++;
      socket.refusePeer(alert);
    }
    return refused;
  }

  /** Destroys sessions whose peer left data unread during that many checks. */
  dropStuck(looks: number): void {
    for (const session of this.#all.values()) if (session.look() >= looks) session.socket.destroy();
  }
}
