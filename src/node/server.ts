import { Server, type Socket } from 'node:net';
import { assertInteger } from '../bytes/index.ts';
import type * as tls from '../tls/index.ts';
import { assertCredentials, prepareServer } from '../tls/internal.ts';
import type { SkippedCertificate } from '../x509/index.ts';
import type { CredentialsInput } from './credentials.ts';
import { networkOf, type Peer, peerToDrop } from './crowd.ts';
import { ConnectionError } from './errors.ts';
import { credentialsOf } from './key-answers.ts';
import { poolSize } from './open-files.ts';
import { serverOptions, socketSettings, type TlsServerOptions } from './options.ts';
import { SniContexts } from './sni-contexts.ts';
import { TlsSocket } from './socket.ts';
import type { SocketSettings } from './socket-settings.ts';
import type { TicketRotation } from './ticket-rotation.ts';
import { Turns } from './turns.ts';

/** Each pending handshake uses at most some tens of kilobytes of memory. */
const DEFAULT_PENDING_HANDSHAKES = 2048;
/** Of the files that may be open, half are for handshakes, and half for sessions. */
const POOLS = 2;

/** Milliseconds without traffic until the system asks whether a client is still there: one that waits for events may have vanished. As
 * kube-apiserver's. */
const KEEP_ALIVE = 180_000;

/** A handshake in progress. */
interface Pending extends Peer {
  readonly socket: TlsSocket;
}

/** A `net.Server` whose connections speak TLS, like `tls.Server`. In addition to the events of net.Server:
 * - `secureConnection` (socket): a handshake is complete;
 * - `tlsClientError` (error, socket): a handshake failed and its connection is closed; later errors are the socket's;
 * - `keylog` (line, socket): one line for an SSLKEYLOGFILE, with its line end. Secret: these lines decrypt the session. */
export class TlsServer extends Server {
  /** The certificates of `roots` that could not be read and were skipped. */
  skipped: readonly SkippedCertificate[];
  #engine: tls.ServerOptions;
  /** Makes a connection with the options of `#engine`. */
  #connect: ReturnType<typeof prepareServer>;
  #options: TlsServerOptions;
  readonly #contexts = new SniContexts();
  readonly #rotation: TicketRotation | undefined;
  #settings: SocketSettings<TlsSocket>;
  readonly #maxPending: number;
  readonly #sockets = new Set<TlsSocket>();
  /** Oldest first. */
  readonly #pending = new Set<Pending>();

  /** Use `createServer`. */
  constructor(options: TlsServerOptions, onConnection?: (socket: TlsSocket) => void) {
    // We end our side of the transport ourselves, after our close_notify.
    super({ allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE });
    const { engine, skipped, rotation } = serverOptions(options);
    this.#options = options;
    this.#engine = engine;
    this.#rotation = rotation;
    this.skipped = skipped;
    this.#settings = { ...socketSettings(options, 'server'), turns: new Turns(), skipped };
    const { maxPendingHandshakes = poolSize(DEFAULT_PENDING_HANDSHAKES, POOLS), maxConnections } = options;
    assertInteger(maxPendingHandshakes, 'maxPendingHandshakes', 1);
    this.#maxPending = maxPendingHandshakes;
    if (maxConnections !== undefined) {
      assertInteger(maxConnections, 'maxConnections', 1);
      this.maxConnections = maxConnections;
    }
    // Invalid options are reported now rather than to the first client.
    this.#connect = this.#prepare(engine);
    if (onConnection !== undefined) this.on('secureConnection', onConnection);
    this.on('connection', (transport) => this.#accept(transport));
  }

  #prepare(engine: tls.ServerOptions): ReturnType<typeof prepareServer> {
    const credentialsFor = (name: string) => engine.credentialsFor?.(name) ?? this.#contexts.find(name);
    return prepareServer({ ...engine, credentialsFor });
  }

  /** Presents these credentials to clients that send this name, unless `credentialsFor` returns some; like `addContext` of node:tls.
   * @param hostname - a DNS name; its first label may be `*`. @throws UsageError; the errors of reading a certificate or a key. */
  addContext(hostname: string, credentials: CredentialsInput): void {
    this.#contexts.add(hostname, this.#read(credentials, 'credentials'));
  }

  /** Reads credentials now, so that errors are reported before the first client connects. */
  #read(input: CredentialsInput, argument: string): tls.AnyCredentials {
    const credentials = credentialsOf(input, argument, this.#options);
    assertCredentials(credentials, argument);
    return credentials;
  }

  /** Replaces certificate, key, trusted roots and the other handshake options for future connections, like `setSecureContext` of
   * tls.Server; handshakes in progress and open sessions keep the old ones. `tickets`,
   * `maxPendingHandshakes` and `maxConnections` keep the constructor's values. Old tickets therefore stay valid, unless the new client
   * policy refuses them.
   * @throws as the constructor; then nothing is replaced. */
  setSecureContext(options: TlsServerOptions): void {
    const {
      engine: { tickets: _, sessionIds: __, ...engine },
      skipped,
    } = serverOptions(options);
    const { tickets, sessionIds } = this.#engine;
    const replaced = { ...engine, ...(tickets && { tickets }), ...(sessionIds && { sessionIds }) };
    const settings = { ...socketSettings(options, 'server'), turns: this.#settings.turns, skipped };
    this.#connect = this.#prepare(replaced);
    [this.#engine, this.#settings, this.skipped, this.#options] = [replaced, settings, skipped, options];
  }

  /** Number of handshakes in progress. */
  get pendingHandshakes(): number {
    return this.#pending.size;
  }

  /** Destroys all connections at once; `close` only waits for them. */
  closeAllConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(transport: Socket): void {
    this.#rotation?.refresh();
    // The lines of a key log are made only for somebody who takes them, as in node:tls.
    const isLogged = this.listenerCount('keylog') > 0;
    const socket = new TlsSocket(
      'server',
      ({ keyLog, observe }) => this.#connect({ observe, keyLog: isLogged ? keyLog : undefined }),
      () => transport,
      this.#settings,
    );
    if (this.#pending.size >= this.#maxPending) this.#makeRoom();
    this.#sockets.add(socket);
    const pending: Pending = {
      socket,
      get network() {
        return networkOf(transport.remoteAddress);
      },
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
    if (isLogged) socket.on('keylog', (line) => this.emit('keylog', line, socket));
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('secureConnect', secured).on('close', settle).on('error', refuse);
  }

  #makeRoom(): void {
    const chosen = peerToDrop(this.#pending);
    if (chosen === undefined) return;
    // Its 'close' event comes later, perhaps after the next connection.
    this.#pending.delete(chosen);
    chosen.socket.abandon(
      new ConnectionError('too-many-handshakes', `closed to make room: ${this.#maxPending} handshakes are in progress`),
    );
  }
}

/** Creates a TLS server, like `tls.createServer`; `listen` starts it.
 *
 * node:tls has a default for requesting client certificates; here `requestCert` is required.
 * @param onConnection - added to `secureConnection`. To serve HTTP: `(socket) => httpServer.emit('connection', socket)`.
 * @throws UsageError for invalid options; the errors of reading a certificate or a key. */
export const createServer = (options: TlsServerOptions, onConnection?: (socket: TlsSocket) => void): TlsServer =>
  new TlsServer(options, onConnection);
