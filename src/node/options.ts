/** Options under the names of node:tls, except those that decide which peers are trusted: `roots`, `name`, `profile` and `revocation` are those of
 * `validateChain`. Also their translation for the engine. */
import type { Duplex } from 'node:stream';
import {
  assertBoolean,
  assertBytes,
  assertFunction,
  assertInteger,
  assertNotRenamed,
  assertOptions,
  type Random,
  UsageError,
} from '../bytes/index.ts';
import * as tls from '../tls/index.ts';
import {
  assertExpectedName,
  assertProfile,
  assertRevocation,
  type ExpectedName,
  parseIpAddress,
  type SkippedCertificate,
} from '../x509/index.ts';
import { COMMON, type CommonOptions, engineOptions, RENAMED } from './common-options.ts';
import {
  type CertificatesInput,
  type CredentialsInput,
  type PrivateKeyInput,
  type RootsInput,
  toTrustStore,
} from './credentials.ts';
import { answererOf, credentialsOf } from './key-answers.ts';
import type { TlsSocket } from './socket.ts';
import type { SocketSettings } from './socket-settings.ts';
import { TicketRotation } from './ticket-rotation.ts';

/** The host to connect to; or an already connected stream, which is closed with the TLS connection. */
type Destination =
  | {
      readonly host: string;
      readonly port: number;
      readonly name?: ExpectedName | undefined;
      readonly socket?: undefined;
    }
  | { readonly socket: Duplex; readonly name: ExpectedName; readonly host?: undefined; readonly port?: undefined };
/** How the peer's certificate is validated, as `validateChain` takes it. */
interface TrustInput extends Omit<tls.Trust, 'roots'> {
  /** The trusted roots: as `tls/` takes them, or as PEM text. Unreadable certificates of a PEM bundle are skipped: see `skipped` of
   * the socket or the server. */
  readonly roots: RootsInput;
}

/** How to validate the server's certificate; required. */
type ServerTrust =
  | (TrustInput & { readonly dangerouslyUnverified?: undefined })
  | {
      /** Accepts any certificate for any name: an attacker in the middle can read and modify everything. */
      readonly dangerouslyUnverified: true;
      readonly roots?: undefined;
      readonly profile?: undefined;
      readonly revocation?: undefined;
    };
/** The client's certificate and key, if the server requests one; both or neither. Default: none. */
interface OwnCredentials {
  readonly cert?: CertificatesInput | undefined;
  readonly key?: PrivateKeyInput | undefined;
}

/** `name` is what the server's certificate must match; a DNS name is also sent to the server. Default: `host`. */
export type ConnectOptions = CommonOptions &
  Destination &
  ServerTrust &
  OwnCredentials & {
    /** The DNS name to send to the server in place of `name`, or false to send none. */
    readonly sni?: string | false | undefined;
    /** The store of sessions to resume, and to keep new ones in; share it among connections. A session is bound to host, port,
     * protocols, roots and own certificates; with `socket`, the port is 0. False: none is
     * resumed or kept, and in TLS 1.2 no ticket is asked for. Default: sessions are not
     * kept, but `getSession()` has the newest. */
    readonly sessions?: tls.SessionStore | false | undefined;
    /** A session to resume, from `getSession()` or the event `session` of an earlier connection with the same options. Secret. */
    readonly session?: Uint8Array | undefined;
    /** Whether to ask the server for an OCSP response about its certificate (RFC 6066 §8): see the event `OCSPResponse`. It is
     * evaluated only if `revocation` enables checks. Default: true if `revocation` enables checks. */
    readonly requestOCSP?: boolean | undefined;
    /** Whether to offer reserved values (GREASE, RFC 8701). Default: false. */
    readonly grease?: boolean | undefined;
    /** Whether to send TLS_FALLBACK_SCSV (RFC 7507), in another attempt after a higher version failed. Default: false. */
    readonly fallback?: boolean | undefined;
    /** Aborting destroys the socket with an `AbortError`. */
    readonly signal?: AbortSignal | undefined;
  };

/** Whether to request a certificate from clients; required. A certificate that fails validation is always refused. */
type ClientAuthentication =
  | ({ readonly requestCert: false; readonly rejectUnauthorized?: undefined; readonly judgeClient?: undefined } & {
      readonly [K in keyof TrustInput]?: undefined;
    })
  | (TrustInput & {
      readonly requestCert: true;
      /** Whether to refuse clients without a certificate. Deviation: with false, node:tls also accepts an invalid certificate. */
      readonly rejectUnauthorized: boolean;
      /** An additional check of each validated client, also before a session is resumed: see `ClientJudgement` of tls/. Default: none. */
      readonly judgeClient?: tls.ClientJudgement['judge'];
    });

/** How a server lets clients resume sessions. */
export interface TicketOptions {
  /** Default: random keys of this server, each replaced after one lifetime. Pass your own keys to share them among servers. */
  readonly keys?: tls.TicketKeys | undefined;
  /** Seconds, 1..604800. Default: 7200, as OpenSSL's. */
  readonly lifetime?: number | undefined;
  /** Sessions that are kept for clients of TLS 1.2 without tickets, 0..65536; beyond that the oldest is dropped. Default: 1024. */
  readonly sessionIds?: number | undefined;
  /** Tickets after a full handshake of TLS 1.3: see `ServerTickets` of tls/. Default: 2. */
  readonly count?: number | undefined;
}

export type TlsServerOptions = CommonOptions &
  CredentialsInput &
  ClientAuthentication & {
    /** Selects credentials by the server name that the client sent; undefined means `cert` and `key`. Called in each handshake:
     * pass decoded values. */
    readonly credentialsFor?: ((servername: string) => CredentialsInput | undefined) | undefined;
    /** Whether a post-quantum group is worth a HelloRetryRequest: see `ServerOptions` of tls/. Default: false. */
    readonly retryForPostQuantum?: boolean | undefined;
    /** Bytes of a client's early data that are skipped: see `ServerOptions` of tls/. Default: 16384. */
    readonly maxSkippedEarlyData?: number | undefined;
    /** Chooses the application protocol, in place of `ALPNProtocols`, as with node:tls: undefined refuses the client. */
    readonly ALPNCallback?:
      | ((offer: { readonly servername: string; readonly protocols: readonly string[] }) => string | undefined)
      | undefined;
    /** Whether clients may resume sessions, and how. Default: they may, as with node:tls; false forbids it. */
    readonly tickets?: false | TicketOptions | undefined;
    /** Maximum concurrent handshakes. One more closes an existing one: a peer that has sent nothing before others, then one of
     * the network with the most handshakes, then the oldest; the newest stays. Default: 2048. */
    readonly maxPendingHandshakes?: number | undefined;
    /** Maximum open connections, as in node:net's server. Default: no limit. */
    readonly maxConnections?: number | undefined;
  };

const CONNECT = [
  ...COMMON,
  'host',
  'port',
  'socket',
  'name',
  'sni',
  'dangerouslyUnverified',
  'signal',
  'sessions',
  'session',
  'requestOCSP',
  'grease',
  'fallback',
];
const SERVER = [
  ...COMMON,
  ...[
    'ocspResponse',
    'requestCert',
    'rejectUnauthorized',
    'judgeClient',
    'credentialsFor',
    'ALPNCallback',
    'retryForPostQuantum',
    'maxSkippedEarlyData',
    'tickets',
    'maxPendingHandshakes',
    'maxConnections',
  ],
];

/** Milliseconds. Go's client allows as much (net/http, TLSHandshakeTimeout), and kube-apiserver 32 s (ReadHeaderTimeout). */
const DEFAULT_HANDSHAKE_TIMEOUT = { client: 10_000, server: 30_000 };
const MAX_TIMEOUT = 2 ** 31 - 1; // ms; the maximum of Node's timers

/** @throws UsageError */
export function socketSettings(options: CommonOptions, role: 'client' | 'server'): SocketSettings<TlsSocket> {
  const { handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT[role], allowHalfOpen = false, observe } = options;
  assertInteger(handshakeTimeout, 'handshakeTimeout', 1, MAX_TIMEOUT);
  assertBoolean(allowHalfOpen, 'allowHalfOpen');
  return { handshakeTimeout, allowHalfOpen, observe, answerKeyRequest: answererOf(options) };
}

/** The engine's options, and the roots that could not be read. */
interface Read<Options> {
  readonly engine: Options;
  readonly skipped: readonly SkippedCertificate[];
}

/** @throws UsageError; the errors of reading a certificate or a key. */
export function clientOptions(options: ConnectOptions): Read<tls.ClientOptions> {
  assertNotRenamed(options, 'options', { ...RENAMED, servername: 'name' });
  assertNotRejecting(options);
  assertOptions(options, 'options', CONNECT);
  const { cert, key, dangerouslyUnverified = false } = options;
  assertBoolean(dangerouslyUnverified, 'dangerouslyUnverified');
  if (dangerouslyUnverified && options.roots !== undefined) {
    throw new UsageError('misuse', 'roots', 'has no effect together with dangerouslyUnverified');
  }
  const roots = dangerouslyUnverified ? undefined : toTrustStore(options.roots);
  const engine: tls.ClientOptions = {
    name: nameOf(options),
    verification:
      roots === undefined ? { mode: 'dangerous-none' } : trusting('roots', roots.roots, options as Partial<tls.Trust>),
    ...engineOptions(options),
    ...resumptionOf(options),
    ...(options.sni !== undefined && { sni: options.sni }),
    ...(options.requestOCSP !== undefined && { requestOcsp: options.requestOCSP }),
    ...(options.grease !== undefined && { grease: options.grease }),
    ...(options.fallback !== undefined && { fallback: options.fallback }),
    ...((cert ?? key) !== undefined && {
      credentials: credentialsOf({ cert, key } as CredentialsInput, 'options', options),
    }),
  };
  return { engine, skipped: roots?.skipped ?? [] };
}

/** What the engine needs to resume sessions, unless the caller wants none. */
function resumptionOf(options: ConnectOptions): Pick<tls.ClientOptions, 'resumption'> {
  const { sessions, session, socket, port } = options;
  if (sessions === false) {
    if (session !== undefined) throw new UsageError('misuse', 'session', 'has no effect together with sessions: false');
    return {};
  }
  return { resumption: { sessions: sessionsOf({ sessions, session }), port: socket === undefined ? port : 0 } };
}

/** The option of node:tls that turns off the verification is no option here. @throws UsageError */
function assertNotRejecting(options: object): void {
  if (Object.hasOwn(Object(options), 'rejectUnauthorized')) {
    throw new UsageError(
      'unknown-option',
      'options',
      'has no option "rejectUnauthorized": a server is always verified, unless dangerouslyUnverified is true',
    );
  }
}

/** The caller's store, with the session that the caller wants resumed. Without a store, the connection gets one of its own, for
 * `getSession()`. */
function sessionsOf({
  sessions = new tls.SessionStore({ capacity: 1 }),
  session,
}: {
  readonly sessions: tls.SessionStore | undefined;
  readonly session: Uint8Array | undefined;
}): tls.SessionStore {
  if (!(sessions instanceof tls.SessionStore)) throw new UsageError('wrong-type', 'sessions', 'must be a SessionStore');
  if (session !== undefined) {
    assertBytes(session, 'session');
    sessions.add(session);
  }
  return sessions;
}

/** The engine's options about trust. @throws UsageError that names the caller's option. */
function trusting<M extends string>(
  mode: M,
  roots: tls.Trust['roots'],
  { profile, revocation }: Partial<tls.Trust>,
): { readonly mode: M } & tls.Trust {
  assertProfile(profile, 'profile');
  assertRevocation(revocation, 'revocation');
  return { mode, roots, profile, revocation };
}

/** @throws UsageError `missing-option`; `out-of-range` for a name that is neither a DNS name nor an IP address. */
function nameOf({ name, host }: ConnectOptions): ExpectedName {
  const expected = name ?? (host === undefined ? undefined : parseIpAddress(host) ? { ip: host } : { dns: host });
  assertExpectedName(expected, name === undefined && host !== undefined ? 'host' : 'name');
  return expected;
}

/** The server's options, and its ticket keys if they rotate. */
interface ReadServer extends Read<tls.ServerOptions> {
  readonly rotation: TicketRotation | undefined;
}

/** Seconds. */
const DEFAULT_TICKET_LIFETIME = 7200;
const DEFAULT_SESSION_IDS = 1024;

/** @throws UsageError */
function ticketsOf(
  tickets: TlsServerOptions['tickets'] = {},
  engine: { readonly random: Random; readonly time: () => Date },
): Pick<tls.ServerOptions, 'sessionIds' | 'tickets'> & { readonly rotation: TicketRotation | undefined } {
  if (tickets === false) return { rotation: undefined };
  assertOptions(tickets, 'tickets', ['keys', 'lifetime', 'sessionIds', 'count']);
  const { keys, lifetime = DEFAULT_TICKET_LIFETIME, sessionIds: capacity = DEFAULT_SESSION_IDS, count } = tickets;
  assertInteger(lifetime, 'tickets.lifetime', 1);
  assertInteger(capacity, 'tickets.sessionIds', 0);
  const ids = capacity === 0 ? {} : { sessionIds: { cache: new tls.SessionIdCache({ capacity }), lifetime } };
  if (keys !== undefined) return { ...ids, tickets: { keys, lifetime, count }, rotation: undefined };
  const rotation = new TicketRotation(engine, lifetime);
  return { ...ids, tickets: { keys: rotation.keys, lifetime, count }, rotation };
}

/** @throws UsageError; the errors of reading a certificate or a key. */
export function serverOptions(options: TlsServerOptions): ReadServer {
  assertNotRenamed(options, 'options', { ...RENAMED, SNICallback: 'credentialsFor' });
  assertOptions(options, 'options', SERVER);
  const { cert, key, ocspResponse, credentialsFor, ALPNCallback, requestCert } = options;
  if (ALPNCallback !== undefined) assertFunction(ALPNCallback, 'ALPNCallback');
  const mode = clientCertificateMode(options);
  const roots = requestCert ? toTrustStore(options.roots) : undefined;
  const common = engineOptions(options);
  const { rotation, ...tickets } = ticketsOf(options.tickets, common);
  const engine: tls.ServerOptions = {
    credentials: credentialsOf({ cert, key, ocspResponse }, 'options', options),
    retryForPostQuantum: options.retryForPostQuantum,
    maxSkippedEarlyData: options.maxSkippedEarlyData,
    clientCertificate:
      mode === 'none'
        ? { mode }
        : { ...trusting(mode, roots!.roots, options as Partial<tls.Trust>), judge: options.judgeClient },
    ...common,
    ...tickets,
    ...(credentialsFor && {
      credentialsFor(servername) {
        const chosen = credentialsFor(servername);
        return chosen && credentialsOf(chosen, 'credentialsFor()', options);
      },
    }),
    ...(ALPNCallback && {
      chooseAlpn: ({ serverName = '', protocols }) => ALPNCallback({ servername: serverName, protocols }),
    }),
  };
  return { engine, rotation, skipped: roots?.skipped ?? [] };
}

function clientCertificateMode({ requestCert, rejectUnauthorized }: TlsServerOptions): 'none' | 'request' | 'require' {
  if (typeof requestCert !== 'boolean') throw new UsageError('missing-option', 'requestCert', 'must be given');
  if (!requestCert) return 'none';
  if (typeof rejectUnauthorized !== 'boolean') {
    throw new UsageError('missing-option', 'rejectUnauthorized', 'must be given with requestCert');
  }
  return rejectUnauthorized ? 'require' : 'request';
}
