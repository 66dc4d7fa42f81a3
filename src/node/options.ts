/** Options under the names of node:tls, and what the engine is told for them. */
import type { Duplex } from 'node:stream';
import { assertInteger, assertOptions, type Random, systemRandom, UsageError } from '../bytes/index.ts';
import type * as tls from '../tls/index.ts';
import { matchesName, parseIpAddress, type SkippedCertificate, type ValidationName } from '../x509/index.ts';
import {
  type CertificatesInput,
  type CredentialsInput,
  type PrivateKeyInput,
  toCredentials,
  toTrustStore,
} from './credentials.ts';
import type { SocketSettings, TlsSocket } from './socket.ts';

export interface CommonOptions {
  /** The suites to use, the preferred first. Default: see `CommonOptions` of tls/. */
  readonly ciphers?: readonly tls.CipherSuiteName[];
  /** Application protocols, the preferred first. Default none. */
  readonly ALPNProtocols?: readonly string[] | undefined;
  /** Default is `prefer`: see `ExtendedMasterSecretPolicy` of tls/. */
  readonly extendedMasterSecret?: tls.ExtendedMasterSecretPolicy | undefined;
  /** Whether CBC suites may put the MAC outside. Default true. */
  readonly encryptThenMac?: boolean | undefined;
  /** Milliseconds from the first byte that could flow to the last Finished, whatever comes meanwhile. The time in which a server has not
   * come to what a client has sent does not count. Default is 10 000 for a client and 30 000 for a server. */
  readonly handshakeTimeout?: number | undefined;
  /** Whether our side stays open for writing when the peer has ended its own. Default false: then we end too, as node:net does.
   * Deviation: with true, ours outlives the peer's close_notify, where RFC 5246 §7.2.1 would have pending writes discarded. */
  readonly allowHalfOpen?: boolean | undefined;
  /** Default is the system's. */
  readonly random?: Random | undefined;
  /** The time at which certificates are judged. Default is now. */
  readonly time?: (() => Date) | undefined;
  readonly observe?: ((event: tls.TlsEvent, socket: TlsSocket) => void) | undefined;
}

/** Whom to dial; or a stream that leads there already, which closes with the TLS connection. */
type Destination =
  | {
      readonly host: string;
      readonly port: number;
      readonly servername?: string | undefined;
      readonly socket?: undefined;
    }
  | { readonly socket: Duplex; readonly servername: string; readonly host?: undefined; readonly port?: undefined };
/** How the server is to be judged: no default. */
type ServerTrust =
  | {
      /** The roots that its certificate may lead to. Of a PEM bundle, what cannot be read is passed over: `skipped` of the socket. */
      readonly ca: CertificatesInput;
      readonly dangerouslyUnverified?: undefined;
    }
  | {
      /** Takes any certificate of any name: anyone in between can read and alter everything. */
      readonly dangerouslyUnverified: true;
      readonly ca?: undefined;
    };
/** What to show a server that asks: both or, by default, nothing. */
interface OwnCredentials {
  readonly cert?: CertificatesInput | undefined;
  readonly key?: PrivateKeyInput | undefined;
}

/** `servername` is the name or IP address that the server's certificate must hold, and, for a name, what the server is told;
 * its default is `host`. */
export type ConnectOptions = CommonOptions &
  Destination &
  ServerTrust &
  OwnCredentials & {
    /** Aborting destroys the socket, with an `AbortError`. */
    readonly signal?: AbortSignal | undefined;
  };

/** Whether to ask clients for a certificate: no default. One that does not verify is refused in any case. */
type ClientAuthentication =
  | { readonly requestCert: false; readonly rejectUnauthorized?: undefined; readonly ca?: undefined }
  | {
      readonly requestCert: true;
      /** Whether a client that shows none is refused. Deviation: with false, node:tls lets a bad certificate in too. */
      readonly rejectUnauthorized: boolean;
      /** The roots that a client's certificate may lead to. Of a PEM bundle, what cannot be read is passed over: `skipped` of the server. */
      readonly ca: CertificatesInput;
    };

export type TlsServerOptions = CommonOptions &
  CredentialsInput &
  ClientAuthentication & {
    /** Chooses by the name that the client dialled; undefined means `cert` and `key`. Called in each handshake: decode before. */
    readonly credentialsFor?: ((servername: string) => CredentialsInput | undefined) | undefined;
    /** Handshakes that may be under way at once. For one more, one makes room: a peer that has sent nothing before others, of these
     * one of the network that holds most, of these the oldest; the newest stays. Default is 2048. */
    readonly maxPendingHandshakes?: number | undefined;
    /** Connections that may be open at once, as node:net's server counts them. Default is no bound. */
    readonly maxConnections?: number | undefined;
  };

const COMMON = [
  ...['ciphers', 'ALPNProtocols', 'extendedMasterSecret', 'encryptThenMac', 'handshakeTimeout', 'allowHalfOpen'],
  ...['random', 'time', 'observe', 'ca', 'cert', 'key'],
];
const CONNECT = [...COMMON, 'host', 'port', 'socket', 'servername', 'dangerouslyUnverified', 'signal'];
const SERVER = [
  ...COMMON,
  ...['requestCert', 'rejectUnauthorized', 'credentialsFor', 'maxPendingHandshakes', 'maxConnections'],
];

/** Milliseconds. Go's client gives as much (net/http, TLSHandshakeTimeout), and kube-apiserver (32 s, ReadHeaderTimeout). */
const DEFAULT_HANDSHAKE_TIMEOUT = { client: 10_000, server: 30_000 };
const MAX_TIMEOUT = 2 ** 31 - 1; // ms; what a timer of Node can hold

/** @throws UsageError */
export function socketSettings(options: CommonOptions, role: 'client' | 'server'): SocketSettings {
  const { handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT[role], allowHalfOpen = false, observe } = options;
  assertInteger(handshakeTimeout, 'handshakeTimeout', 1, MAX_TIMEOUT);
  return { handshakeTimeout, allowHalfOpen, observe };
}

/** What the engine is told, and what of the roots could not be read. */
interface Read<Options> {
  readonly engine: Options;
  readonly skipped: readonly SkippedCertificate[];
}

/** @throws UsageError; what reading a certificate or a key throws. */
export function clientOptions(options: ConnectOptions): Read<tls.ClientOptions> {
  assertOptions(options, 'options', CONNECT);
  const { ca, cert, key, dangerouslyUnverified } = options;
  const servername = options.servername ?? options.host;
  if (servername === undefined) throw new UsageError('missing-option', 'servername', 'must be given where host is not');
  if (dangerouslyUnverified && ca !== undefined) {
    throw new UsageError('misuse', 'ca', 'would not be used: dangerouslyUnverified is given too');
  }
  const roots = dangerouslyUnverified ? undefined : toTrustStore(ca);
  const engine: tls.ClientOptions = {
    ...engineOptions(options),
    serverName: toServerName(servername),
    verification: roots === undefined ? { mode: 'dangerous-none' } : { mode: 'roots', roots: roots.certificates },
    ...((cert ?? key) !== undefined && { credentials: toCredentials({ cert, key } as CredentialsInput, 'options') }),
  };
  return { engine, skipped: roots?.skipped ?? [] };
}

/** @throws UsageError `out-of-range` for what is neither a DNS name nor an IP address. */
function toServerName(servername: string): ValidationName {
  const name = parseIpAddress(servername) ? { ip: servername } : { dns: servername };
  // Asked of no certificate, it only looks at the name.
  matchesName(name, []);
  return name;
}

/** @throws UsageError; what reading a certificate or a key throws. */
export function serverOptions(options: TlsServerOptions): Read<tls.ServerOptions> {
  assertOptions(options, 'options', SERVER);
  const { cert, key, credentialsFor, requestCert, ca } = options;
  const mode = clientCertificateMode(options);
  const roots = requestCert ? toTrustStore(ca) : undefined;
  const engine: tls.ServerOptions = {
    ...engineOptions(options),
    credentials: toCredentials({ cert, key }, 'options'),
    ...(credentialsFor && {
      credentialsFor(servername) {
        const chosen = credentialsFor(servername);
        return chosen && toCredentials(chosen, 'credentialsFor()');
      },
    }),
    clientCertificate: mode === 'none' ? { mode } : { mode, roots: roots!.certificates },
  };
  return { engine, skipped: roots?.skipped ?? [] };
}

function clientCertificateMode({ requestCert, rejectUnauthorized }: TlsServerOptions): 'none' | 'request' | 'require' {
  if (typeof requestCert !== 'boolean') throw new UsageError('missing-option', 'requestCert', 'must be given');
  if (!requestCert) return 'none';
  if (typeof rejectUnauthorized !== 'boolean') {
    throw new UsageError('missing-option', 'rejectUnauthorized', 'must be given with requestCert');
  }
  return rejectUnauthorized ? 'require' : 'request';
}

function engineOptions(options: CommonOptions) {
  const { ciphers, ALPNProtocols, extendedMasterSecret, encryptThenMac } = options;
  return {
    ...(ciphers !== undefined && { ciphers }),
    random: options.random ?? systemRandom,
    time: options.time ?? (() => new Date()),
    ...(ALPNProtocols !== undefined && { alpn: ALPNProtocols }),
    ...(extendedMasterSecret !== undefined && { extendedMasterSecret }),
    ...(encryptThenMac !== undefined && { encryptThenMac }),
  };
}
