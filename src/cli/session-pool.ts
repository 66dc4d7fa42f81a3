/** The sessions of `s_server`. Their number is bounded: for a further one, one that has said nothing for longest is closed. */
import type { TlsSocket } from '../node/index.ts';
import { networkOf, type Peer, peerToDrop, poolSize } from '../node/internal.ts';

/** Room for a thousand clients at once. */
const MOST_SESSIONS = 1024;

interface Session extends Peer {
  readonly socket: TlsSocket;
}

export class SessionPool {
  readonly #most: number;
  /** The least recently active first. */
  readonly #all = new Map<TlsSocket, Session>();

  /** @param most - sessions. Default: 1024, or fewer where the limit of open files is low; handshakes have the other half of it. */
  constructor(most: number = poolSize(MOST_SESSIONS, 2)) {
    this.#most = most;
  }

  add(socket: TlsSocket): void {
    if (this.#all.size >= this.#most) this.#makeRoom();
    this.#all.set(socket, { socket, network: networkOf(socket.remoteAddress), rank: 0 });
    socket.once('close', () => this.#all.delete(socket));
  }

  /** To be called when the client has said something. */
  touch(socket: TlsSocket): void {
    const session = this.#all.get(socket);
    if (session === undefined) return;
    this.#all.delete(socket);
    this.#all.set(socket, session);
  }

  #makeRoom(): void {
    const idle = peerToDrop(this.#all.values());
    if (idle === undefined) return;
    // Its 'close' event comes later, perhaps after the next session.
    this.#all.delete(idle.socket);
    idle.socket.abandon();
  }
}
