/** The TLS sessions of a server. Their number is bounded: when it is reached, an idle session is closed for a new one. */
import type { TlsSocket } from '../../node/index.ts';
import { networkOf, type Peer, peerToDrop } from '../../node/internal.ts';
import type { CertificateAlert } from '../../tls/index.ts';
import type { Certificate } from '../../x509/index.ts';

class Session implements Peer {
  readonly socket: TlsSocket;
  readonly network: string;
  /** Requests that wait for their answer or its end. */
  open = 0;
  /** Bytes of the transport when the last look was taken at it, and how many looks found the same. */
  #written = 0;
  #unmoved = 0;

  constructor(socket: TlsSocket) {
    this.socket = socket;
    this.network = networkOf(socket.remoteAddress);
  }

  /** One that has a request under way stays; one that showed no certificate goes first. */
  get rank(): number | undefined {
    return this.open > 0 ? undefined : this.socket.authorized ? 1 : 0;
  }

  /** @returns how many looks in a row found something to send that the peer did not take. */
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
  /** The least recently active one first. */
  readonly #all = new Map<TlsSocket, Session>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#all.size;
  }

  /** @returns whether there is room for it; if not, all others have requests under way. */
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

  /** A request of it begins. @returns to be called when its answer has ended. */
  begin(socket: TlsSocket): () => void {
    const session = this.#all.get(socket);
    if (session === undefined) return () => {};
    session.open++;
    return () => {
      session.open--;
      // Marks it as the most recently active one.
      if (this.#all.delete(socket)) this.#all.set(socket, session);
    };
  }

  /** Ends the sessions whose client may no longer be served, each with a fatal alert.
   * @returns how many. */
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
