/** What callers say, and what is made of it once, when the connection is made. */
import { assertBytes, assertOptions, equalBytes, type Random, UsageError, utf8ToBytes } from '../bytes/index.ts';
import { encodePublicKey, type PrivateKey, publicKeyOf } from '../keys/index.ts';
import { type Certificate, matchesName, type ValidationName } from '../x509/index.ts';
import type { Observe } from './events.ts';
import { type CipherSuite, type CipherSuiteName, suitesOf } from './negotiation/suites.ts';

/** `require` is for everyone who can choose. `accept-without` is for peers that have no extended master secret: two of its sessions
 * can then be made to share one (RFC 7627 §1). `off` does not even offer it. */
export type ExtendedMasterSecretPolicy = 'accept-without' | 'off' | 'require';

export interface CommonOptions {
  /** The suites to use, the preferred first. No default: all of them transport keys by RSA, without forward secrecy, and who
   * wants that says so. */
  readonly ciphers: readonly CipherSuiteName[];
  readonly random: Random;
  /** The time at which certificates are judged. */
  readonly time: () => Date;
  /** Application protocols, the preferred first (RFC 7301). Default none. */
  readonly alpn?: readonly string[];
  /** Default is `require`. */
  readonly extendedMasterSecret?: ExtendedMasterSecretPolicy;
  /** Whether the CBC suites may put the MAC outside (RFC 7366). Default true. */
  readonly encryptThenMac?: boolean;
  /** Takes one line of an SSLKEYLOGFILE, without its end. Whoever reads it reads the session. */
  readonly keyLog?: (line: string) => void;
  readonly observe?: Observe;
}

/** A certificate to show, and its key. */
export interface Credentials {
  /** The leaf first, each certified by the one after; the root may be left out. */
  readonly chain: readonly Certificate[];
  readonly key: PrivateKey;
}

export interface ClientOptions extends CommonOptions {
  /** Who is dialled: what the server's certificate must name. A DNS name is also told to the server (RFC 6066 §3). */
  readonly serverName: ValidationName;
  readonly verification:
    | { readonly mode: 'roots'; readonly roots: readonly Certificate[] }
    /** Takes any certificate: anyone in between can read and alter everything. */
    | { readonly mode: 'dangerous-none' };
  /** Shown when the server asks. Default none. */
  readonly credentials?: Credentials;
}

export interface ServerOptions extends CommonOptions {
  readonly credentials: Credentials;
  /** Chooses by the name that the client dialled; undefined means `credentials`. Default always does. */
  readonly credentialsFor?: (serverName: string) => Credentials | undefined;
  /** `request` lets a client in that shows none, and none in whose certificate does not verify. */
  readonly clientCertificate:
    | { readonly mode: 'none' }
    | { readonly mode: 'request' | 'require'; readonly roots: readonly Certificate[] };
}

/** Options with nothing left to decide. */
export interface Settings {
  readonly suites: readonly CipherSuite[];
  readonly random: Random;
  readonly time: () => Date;
  readonly alpn: readonly string[];
  readonly extendedMasterSecret: ExtendedMasterSecretPolicy;
  readonly encryptThenMac: boolean;
  readonly keyLog: ((line: string) => void) | undefined;
  readonly observe: Observe | undefined;
}
export interface ClientSettings extends Settings, Pick<ClientOptions, 'serverName' | 'verification'> {
  readonly credentials: Credentials | undefined;
}
export interface ServerSettings extends Settings, Pick<ServerOptions, 'clientCertificate' | 'credentials'> {
  readonly credentialsFor: (serverName: string) => Credentials | undefined;
}

const COMMON = ['ciphers', 'random', 'time', 'alpn', 'extendedMasterSecret', 'encryptThenMac', 'keyLog', 'observe'];

/** @throws UsageError */
export function clientSettings(options: ClientOptions): ClientSettings {
  assertOptions(options, 'options', [...COMMON, 'serverName', 'verification', 'credentials']);
  const { serverName, verification, credentials } = options;
  if (typeof serverName !== 'object' || serverName === null) throw missing('serverName');
  // Refuses what is no name, before there is any certificate to compare it with.
  matchesName(serverName, []);
  assertTrust(verification, 'verification', ['dangerous-none'], ['roots']);
  if (credentials !== undefined) assertCredentials(credentials, 'credentials');
  return { ...commonSettings(options), serverName, verification, credentials };
}

/** @throws UsageError */
export function serverSettings(options: ServerOptions): ServerSettings {
  assertOptions(options, 'options', [...COMMON, 'credentials', 'credentialsFor', 'clientCertificate']);
  const { credentials, credentialsFor = () => undefined, clientCertificate } = options;
  assertCredentials(credentials, 'credentials');
  assertTrust(clientCertificate, 'clientCertificate', ['none'], ['request', 'require']);
  return { ...commonSettings(options), credentials, credentialsFor, clientCertificate };
}

function commonSettings(options: CommonOptions): Settings {
  const { random, time, alpn = [], extendedMasterSecret = 'require', encryptThenMac = true } = options;
  const suites = suitesOf(options.ciphers, 'ciphers');
  if (typeof random?.bytes !== 'function') throw missing('random');
  if (typeof time !== 'function') throw missing('time');
  if (!['accept-without', 'off', 'require'].includes(extendedMasterSecret)) throw unknownMode('extendedMasterSecret');
  for (const protocol of alpn) assertProtocol(protocol);
  const { keyLog, observe } = options;
  return { suites, random, time, alpn, extendedMasterSecret, encryptThenMac, keyLog, observe };
}

const missing = (argument: string) => new UsageError('missing-option', argument, 'must be given');
const unknownMode = (argument: string) => new UsageError('out-of-range', argument, 'is none of the documented modes');

function assertProtocol(protocol: string): void {
  const { length } = utf8ToBytes(protocol);
  if (length < 1 || length > 255) throw new UsageError('out-of-range', 'alpn', 'must be names of 1..255 bytes');
}

function assertTrust(
  trust: { readonly mode: string; readonly roots?: readonly Certificate[] },
  argument: string,
  bare: readonly string[],
  rooted: readonly string[],
): void {
  if (typeof trust !== 'object' || trust === null) throw missing(argument);
  const isRooted = rooted.includes(trust.mode);
  if (!isRooted && !bare.includes(trust.mode)) throw unknownMode(`${argument}.mode`);
  assertOptions(trust, argument, isRooted ? ['mode', 'roots'] : ['mode']);
  if (isRooted && !(trust.roots && trust.roots.length > 0)) throw missing(`${argument}.roots`);
}

/** @throws UsageError `out-of-range` when the key is not the leaf's. */
export function assertCredentials(credentials: Credentials, argument: string): void {
  assertOptions(credentials, argument, ['chain', 'key']);
  const { chain, key } = credentials;
  if (!Array.isArray(chain) || chain.length === 0) throw missing(`${argument}.chain`);
  for (const certificate of chain) assertBytes(certificate?.der, `${argument}.chain`);
  if (key?.type !== 'rsa') throw missing(`${argument}.key`);
  const ours = encodePublicKey(publicKeyOf(key), 'spki');
  if (!equalBytes(ours, encodePublicKey(chain[0].publicKey, 'spki'))) {
    throw new UsageError('out-of-range', `${argument}.key`, 'is not the key of the first certificate');
  }
}
