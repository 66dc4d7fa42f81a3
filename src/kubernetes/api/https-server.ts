/** node:http over our TLS, with bounds on the resources that idle and slow clients can hold. */
import type { Server as HttpServer, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  assertFields,
  assertInteger,
  assertMethods,
  assertNotRenamed,
  assertOptions,
  assertString,
  bytesToUtf8,
  type Clock,
  isBytes,
} from '../../bytes/index.ts';
import {
  type CommonOptions,
  type CredentialsInput,
  createServer,
  type RootsInput,
  type TlsServer,
  type TlsSocket,
} from '../../node/index.ts';
import { answerAndEnd, createHttpServer, poolSize } from '../../node/internal.ts';
import { type Certificate, type Root, readCertificatesPem, validateChain } from '../../x509/index.ts';
import type { ClientRevocation } from '../revocation/client-revocation.ts';
import { Sessions } from './sessions.ts';

/** The TLS settings of one side: its certificate and key, the trusted roots, the suites. */
export interface TlsIdentity
  extends CredentialsInput,
    Pick<
      CommonOptions,
      'ciphers' | 'extendedMasterSecret' | 'maxVersion' | 'minVersion' | 'observe' | 'random' | 'time'
    > {
  readonly roots: RootsInput;
}

const TLS_IDENTITY: Readonly<Record<keyof TlsIdentity, true>> = {
  cert: true,
  key: true,
  ocspResponse: true,
  roots: true,
  ciphers: true,
  extendedMasterSecret: true,
  maxVersion: true,
  minVersion: true,
  observe: true,
  random: true,
  time: true,
};

/** @throws UsageError for an unknown option, and without roots. Their values are checked when they are used. */
export function assertTlsIdentity(tls: TlsIdentity, argument: string): void {
  assertOptions(tls, argument, Object.keys(TLS_IDENTITY));
  assertFields(tls, argument, 'a TlsIdentity', 'cert', 'roots');
}

/** How Kubernetes validates certificates: without revocation. `ClientRevocation` implements the option `-client-crl`. */
export const JUDGED_BY = { profile: 'rfc5280', revocation: { policy: 'off' } } as const;

/** Bounds; times are in milliseconds. */
export interface ServerLimits {
  /** Time from accept to the last Finished. Default is 30 000. */
  readonly handshakeTimeout: number;
  /** Maximum number of pending handshakes; a further one replaces one of them (`maxPendingHandshakes` of `createServer` in node/). Default
   * is 2048, or fewer where the limit of open files is low. */
  readonly maxPendingHandshakes: number;
  /** Maximum number of TLS sessions. For a further one, an idle session is closed: preferably one without a client certificate, then one
   * from the network with the most sessions, then the one that was idle longest. If none is idle, one is closed whose client is to read its
   * answer, such as a watch, or to send its body. If each is being answered, the new session gets 503. Default is 2048, or fewer where the
   * limit of open files is low. */
  readonly maxSessions: number;
  /** From the session's start, or the first byte of a further request, to the end of the header section; after that 408. Default:
   * 30,000. */
  readonly headersTimeout: number;
  /** The same to the end of the body; after that 408. Default is 30 000. */
  readonly requestTimeout: number;
  /** Between the end of an answer and the next request. Default is 60 000. */
  readonly idleTimeout: number;
  /** Maximum time for which a peer may leave its data unread, in milliseconds. Default: 30,000. */
  readonly stallTimeout: number;
}

/** kube-apiserver has 32 s for the handshake and the header section together, and 90 s between requests. */
const DEFAULT_LIMITS: ServerLimits = {
  handshakeTimeout: 30_000,
  maxPendingHandshakes: 2048,
  maxSessions: 2048,
  headersTimeout: 30_000,
  requestTimeout: 30_000,
  idleTimeout: 60_000,
  stallTimeout: 30_000,
};
const MAX_LIMIT = 2 ** 31 - 1; // the maximum delay of a timer in Node.js
const LOOKS = 6; // checks in one stallTimeout

/** The address to listen on, and the server's TLS settings. */
export interface Listen {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port?: number;
  readonly tls: TlsIdentity;
  readonly limits?: Partial<ServerLimits>;
  /** Revocation of clients. Default: none. */
  readonly clientRevocation?: ClientRevocation | undefined;
}

/** A server that listens. */
export interface Running {
  /** Its events report handshakes: `tlsClientError`, `secureConnection`, `keylog`. */
  readonly server: TlsServer;
  readonly host: string;
  readonly port: number;
  /** Replaces certificate, key and trusted roots: new handshakes use them. Open sessions continue, except those whose client certificate
   * does not chain to a new root: they end with the alert unknown_ca.
   * @throws as the start; then nothing is replaced. */
  replaceTls(tls: TlsIdentity): void;
  /** Closes all connections; resolves when the server is closed. */
  close(): Promise<void>;
}

/** Serves HTTP/1.1 to clients with a certificate of the CA; to clients without one only if `rejectUnauthorized` is false.
 * @param usualPort - where `listen` has none. Default: a free one.
 * @throws UsageError for wrong options, the system's error if the port is not available (`EADDRINUSE`). */
export async function startHttps(
  listen: Listen,
  handler: RequestListener,
  rejectUnauthorized: boolean,
  usualPort = 0,
): Promise<Running> {
  assertListen(listen);
  const { host, port = usualPort, tls } = listen;
  const limits = limitsOf(listen.limits === undefined ? {} : listen.limits);
  const sessions = new Sessions(limits.maxSessions);
  const web = httpServer(handler, sessions, limits);
  const { handshakeTimeout, maxPendingHandshakes } = limits;
  const { clientRevocation } = listen;
  const judgeClient = clientRevocation && ((chain: readonly Certificate[]) => clientRevocation.judge(chain));
  const asks = { ALPNProtocols: ['http/1.1'], requestCert: true, rejectUnauthorized, judgeClient } as const;
  const fixed = { ...JUDGED_BY, ...asks, handshakeTimeout, maxPendingHandshakes };
  const server = createServer({ ...tls, ...fixed }, (socket) => {
    if (sessions.add(socket)) web.emit('connection', socket);
    else answerAndEnd(socket, '503 Service Unavailable');
  });
  await listening(server, host, port);
  const forget = clientRevocation?.onChange(() => sessions.refuse((chain) => clientRevocation.judge(chain)));
  // `web` itself never listens. This event makes it enforce its time limits on headers and requests.
  web.emit('listening');
  const looks = setInterval(() => sessions.dropStuck(LOOKS), Math.ceil(limits.stallTimeout / LOOKS)).unref();
  return {
    server,
    host,
    port: (server.address() as AddressInfo).port,
    replaceTls(replaced) {
      server.setSecureContext({ ...replaced, ...fixed });
      refuseOthers(sessions, replaced);
    },
    close() {
      clearInterval(looks);
      forget?.();
      web.close();
      return closed(server);
    },
  };
}

const LISTEN: Readonly<Record<keyof Listen, true>> = {
  host: true,
  port: true,
  tls: true,
  limits: true,
  clientRevocation: true,
};

function assertListen(listen: Listen): void {
  assertOptions(listen, 'listen', Object.keys(LISTEN));
  assertNotRenamed(listen.tls, 'listen.tls', { ca: 'roots' });
  assertString(listen.host, 'listen.host');
  if (listen.port !== undefined) assertInteger(listen.port, 'listen.port', 0, 65_535);
  assertFields(listen.tls, 'listen.tls', 'an object', 'roots');
  const { clientRevocation } = listen;
  if (clientRevocation === undefined) return;
  assertMethods(clientRevocation, 'listen.clientRevocation', 'a ClientRevocation', 'judge', 'onChange');
}

const closed = (server: TlsServer): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Ends the sessions of clients whose certificates do not chain to the new roots. */
function refuseOthers(sessions: Sessions, replaced: TlsIdentity): void {
  const roots = rootsOf(replaced.roots);
  const time = replaced.time ?? (() => new Date());
  sessions.refuse((chain) => (isClientOf(roots, chain, time) ? undefined : 'unknown_ca'));
}

const rootsOf = (input: RootsInput): readonly Root[] =>
  typeof input === 'string'
    ? readCertificatesPem(input)
    : isBytes(input)
      ? readCertificatesPem(bytesToUtf8(input))
      : input;

/** Whether the certificate of a connected client is also valid with these roots. */
function isClientOf(roots: readonly Root[], [leaf, ...intermediates]: readonly Certificate[], time: Clock): boolean {
  return validateChain({ leaf, intermediates, roots, time, purpose: 'clientAuth', ...JUDGED_BY }).ok;
}

function limitsOf(given: Partial<ServerLimits>): ServerLimits {
  assertOptions(given, 'limits', Object.keys(DEFAULT_LIMITS));
  const most = poolSize(DEFAULT_LIMITS.maxSessions, 2);
  const limits = { ...DEFAULT_LIMITS, maxSessions: most, maxPendingHandshakes: most, ...given };
  for (const [name, value] of Object.entries(limits)) assertInteger(value, `limits.${name}`, 1, MAX_LIMIT);
  // The header section is part of the request.
  return { ...limits, headersTimeout: Math.min(limits.headersTimeout, limits.requestTimeout) };
}

/** Of one response. */
const MAX_LISTENERS = 20;

function httpServer(handler: RequestListener, sessions: Sessions, limits: ServerLimits): HttpServer {
  const { headersTimeout, requestTimeout, idleTimeout: keepAliveTimeout } = limits;
  const times = { headersTimeout, requestTimeout, keepAliveTimeout };
  const web = createHttpServer(times, handler);
  web.on('request', (request, response) => {
    // A relayed answer alone has seven of stream.pipeline; each of the others that can follow a response adds one.
    response.setMaxListeners(MAX_LISTENERS);
    response.once('close', sessions.begin(request.socket as unknown as TlsSocket, request, response));
  });
  // A session that was idle for too long is ended with a close_notify; node:http would destroy it.
  web.on('timeout', (socket) => void (socket as unknown as TlsSocket).destroySoon());
  return web;
}

function listening(server: TlsServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
