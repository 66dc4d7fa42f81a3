import { Server, type Socket } from 'node:net';
import { assertInteger } from '../bytes/index.ts';
import * as tls from '../tls/index.ts';
import type { SkippedCertificate } from '../x509/index.ts';
import { networkOf, type Peer, peerToDrop } from './crowd.ts';
import { ConnectionError } from './errors.ts';
import { serverOptions, socketSettings, type TlsServerOptions } from './options.ts';
import { type SocketSettings, TlsSocket } from './socket.ts';
import { Turns } from './turns.ts';

/** Some tens of kilobytes each at most. */
const DEFAULT_PENDING_HANDSHAKES = 2048;

/** A handshake under way. */
interface Pending extends Peer {
  readonly socket: TlsSocket;
}

/** A `net.Server` whose connections speak TLS, in the manner of `tls.Server`. Beside the events of net.Server:
 * - `secureConnection` (socket): a handshake is done;
 * - `tlsClientError` (error, socket): one failed, and its connection is closed; errors after the handshake are the socket's;
 * - `keylog` (line, socket): one line of an SSLKEYLOGFILE, its end included. Whoever reads it reads the session. */
export class TlsServer extends Server {
  /** What of the `ca` that was given could not be read, and was passed over. */
  readonly skipped: readonly SkippedCertificate[];
  readonly #engine: tls.ServerOptions;
  readonly #settings: SocketSettings;
  readonly #maxPending: number;
  readonly #sockets = new Set<TlsSocket>();
  /** In the order in which they came. */
  readonly #pending = new Set<Pending>();

  /** Use `createServer`. */
  constructor(options: TlsServerOptions, onConnection?: (socket: TlsSocket) => void) {
    // Our side of the transport is ended by us, after our close_notify.
    super({ allowHalfOpen: true, noDelay: true });
    const { engine, skipped } = serverOptions(options);
    this.#engine = engine;
    this.skipped = skipped;
    this.#settings = { ...socketSettings(options, 'server'), turns: new Turns(), skipped };
    const { maxPendingHandshakes = DEFAULT_PENDING_HANDSHAKES, maxConnections } = options;
    assertInteger(maxPendingHandshakes, 'maxPendingHandshakes', 1);
    this.#maxPending = maxPendingHandshakes;
    if (maxConnections !== undefined) {
      assertInteger(maxConnections, 'maxConnections', 1);
      this.maxConnections = maxConnections;
    }
    // Made and thrown away: what is wrong with the options is said here, and not to the first client.
    tls.createServer(this.#engine);
    if (onConnection !== undefined) this.on('secureConnection', onConnection);
    this.on('connection', (transport) => this.#accept(transport));
  }

  /** Handshakes under way. */
  get pendingHandshakes(): number {
    return this.#pending.size;
  }

  /** Destroys all connections, whatever they are doing; `close` only waits for them. */
  closeAllConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(transport: Socket): void {
    const socket = new TlsSocket(
      'server',
      (taps) => tls.createServer({ ...this.#engine, ...taps }),
      () => transport,
      this.#settings,
    );
    if (this.#pending.size >= this.#maxPending) this.#makeRoom();
    this.#sockets.add(socket);
    const pending: Pending = {
      socket,
      network: networkOf(transport.remoteAddress),
      get rank() {
        return socket.bytesRead === 0 ? 0 : 1;
      },
    };
    this.#pending.add(pending);
    const refuse = (error: Error) => this.emit('tlsClientError', error, socket);
    const settle = () => {
      this.#pending.delete(pending);
      socket.off('secureConnect', secured).off('close', settle);
    };
    const secured = () => {
      settle();
      socket.off('error', refuse);
      this.emit('secureConnection', socket);
    };
    socket.on('keylog', (line) => this.emit('keylog', line, socket));
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('secureConnect', secured).on('close', settle).on('error', refuse);
  }

  #makeRoom(): void {
    const chosen = peerToDrop(this.#pending);
    if (chosen === undefined) return;
    // Its 'close' comes later, and the next newcomer may come before.
    this.#pending.delete(chosen);
    chosen.socket.abandon(
      new ConnectionError('too-many-handshakes', `gave way: ${this.#maxPending} handshakes are under way`),
    );
  }
}

/** A TLS server, which `listen` starts, in the manner of `tls.createServer`.
 *
 * node:tls has a default for what is asked of clients; here `requestCert` must be given.
 * @param onConnection - added to `secureConnection`. To serve HTTP: `(socket) => httpServer.emit('connection', socket)`.
 * @throws UsageError for options that are wrong; what reading a certificate or a key throws. */
export const createServer = (options: TlsServerOptions, onConnection?: (socket: TlsSocket) => void): TlsServer =>
  new TlsServer(options, onConnection);
