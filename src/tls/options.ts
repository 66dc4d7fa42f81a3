/** What callers say, and what is made of it once, when the connection is made. */
import { assertBytes, assertOptions, equalBytes, type Random, UsageError, utf8ToBytes } from '../bytes/index.ts';
import { encodePublicKey, type PrivateKey, publicKeyOf } from '../keys/index.ts';
import { schemesFor } from '../signatures/index.ts';
import { type Certificate, matchesName, type ValidationName } from '../x509/index.ts';
import type { Observe } from './events.ts';
import { GROUP_NAMES, type Group, type GroupName, groupsOf } from './negotiation/groups.ts';
import {
  SIGNATURE_SCHEME_NAMES,
  type SignatureScheme,
  schemesOf,
  type TlsVersion,
} from './negotiation/signature-schemes.ts';
import { type CipherSuiteName, DEFAULT_CIPHER_SUITES, type Suites, suitesOf } from './negotiation/suites.ts';

/** What TLS 1.2 does about the extended master secret (RFC 7627); TLS 1.3 has nothing without it. Without it two sessions can be
 * made to share one master secret (§1). `prefer` goes without it under ECDHE alone, where such a session has no exporter and is
 * never resumed; with RSA key transport it is required. `accept-without` goes without it always; `off` does not even offer it. */
export type ExtendedMasterSecretPolicy = 'accept-without' | 'off' | 'prefer' | 'require';

export interface CommonOptions {
  /** The versions to speak. A version of which no suite is named is not spoken. Default both. */
  readonly versions?: readonly TlsVersion[];
  /** The suites to use, the preferred first. Default `DEFAULT_CIPHER_SUITES`: those with forward secrecy and an AEAD. */
  readonly ciphers?: readonly CipherSuiteName[];
  /** The groups for (EC)DHE, the preferred first. Default `GROUP_NAMES`. */
  readonly groups?: readonly GroupName[];
  /** The schemes to sign with and to take signatures of, the preferred first. Default `SIGNATURE_SCHEME_NAMES`. */
  readonly signatureSchemes?: readonly string[];
  readonly random: Random;
  /** The time at which certificates are judged. */
  readonly time: () => Date;
  /** Application protocols, the preferred first (RFC 7301). Default none. */
  readonly alpn?: readonly string[];
  /** Default is `prefer`. */
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
  /** Shown when the server asks: the first that it takes. Default none. */
  readonly credentials?: Credentials | readonly Credentials[];
}

export interface ServerOptions extends CommonOptions {
  /** Of several, the client is shown the first that it can verify. */
  readonly credentials: Credentials | readonly Credentials[];
  /** Chooses by the name that the client dialled; undefined means `credentials`. Default always does. */
  readonly credentialsFor?: (serverName: string) => Credentials | readonly Credentials[] | undefined;
  /** `request` lets a client in that shows none, and none in whose certificate does not verify. */
  readonly clientCertificate:
    | { readonly mode: 'none' }
    | { readonly mode: 'request' | 'require'; readonly roots: readonly Certificate[] };
}

/** Options with nothing left to decide. */
export interface Settings {
  /** Those of which there are suites, the highest first; never none. */
  readonly versions: readonly TlsVersion[];
  readonly suites: Suites;
  readonly groups: readonly Group[];
  readonly schemes: readonly SignatureScheme[];
  readonly random: Random;
  readonly time: () => Date;
  readonly alpn: readonly string[];
  readonly extendedMasterSecret: ExtendedMasterSecretPolicy;
  readonly encryptThenMac: boolean;
  readonly keyLog: ((line: string) => void) | undefined;
  readonly observe: Observe | undefined;
}
export interface ClientSettings extends Settings, Pick<ClientOptions, 'serverName' | 'verification'> {
  readonly credentials: readonly Credentials[];
}
export interface ServerSettings extends Settings, Pick<ServerOptions, 'clientCertificate'> {
  readonly credentials: readonly Credentials[];
  /** What `credentialsFor` says, checked. */
  readonly credentialsFor: (serverName: string) => readonly Credentials[] | undefined;
}

const COMMON = [
  'versions',
  'ciphers',
  'groups',
  'signatureSchemes',
  'random',
  'time',
  'alpn',
  'extendedMasterSecret',
  'encryptThenMac',
  'keyLog',
  'observe',
];
const VERSIONS: readonly TlsVersion[] = ['TLSv1.3', 'TLSv1.2'];
const POLICIES: readonly ExtendedMasterSecretPolicy[] = ['accept-without', 'off', 'prefer', 'require'];

/** @throws UsageError */
export function clientSettings(options: ClientOptions): ClientSettings {
  assertOptions(options, 'options', [...COMMON, 'serverName', 'verification', 'credentials']);
  const { serverName, verification } = options;
  if (typeof serverName !== 'object' || serverName === null) throw missing('serverName');
  // Refuses what is no name, before there is any certificate to compare it with.
  matchesName(serverName, []);
  assertTrust(verification, 'verification', ['dangerous-none'], ['roots']);
  const credentials = options.credentials === undefined ? [] : credentialsOf(options.credentials, 'credentials');
  return { ...commonSettings(options), serverName, verification, credentials };
}

/** @throws UsageError */
export function serverSettings(options: ServerOptions): ServerSettings {
  assertOptions(options, 'options', [...COMMON, 'credentials', 'credentialsFor', 'clientCertificate']);
  const { credentialsFor, clientCertificate } = options;
  assertTrust(clientCertificate, 'clientCertificate', ['none'], ['request', 'require']);
  return {
    ...commonSettings(options),
    credentials: credentialsOf(options.credentials, 'credentials'),
    credentialsFor(serverName) {
      const chosen = credentialsFor?.(serverName);
      return chosen && credentialsOf(chosen, 'credentialsFor()');
    },
    clientCertificate,
  };
}

function commonSettings(options: CommonOptions): Settings {
  const { random, time, alpn = [], extendedMasterSecret = 'prefer', encryptThenMac = true } = options;
  const suites = suitesOf(options.ciphers ?? DEFAULT_CIPHER_SUITES, 'ciphers');
  const groups = groupsOf(options.groups ?? GROUP_NAMES, 'groups');
  const schemes = schemesOf(options.signatureSchemes ?? SIGNATURE_SCHEME_NAMES, 'signatureSchemes');
  const versions = versionsOf(options.versions ?? VERSIONS, suites);
  if (typeof random?.bytes !== 'function') throw missing('random');
  if (typeof time !== 'function') throw missing('time');
  if (!POLICIES.includes(extendedMasterSecret)) throw unknownMode('extendedMasterSecret');
  for (const protocol of alpn) assertProtocol(protocol);
  const { keyLog, observe } = options;
  const chosen = { versions, suites, groups, schemes };
  return { ...chosen, random, time, alpn, extendedMasterSecret, encryptThenMac, keyLog, observe };
}

function versionsOf(named: readonly TlsVersion[], { tls12, tls13 }: Suites): readonly TlsVersion[] {
  if (!Array.isArray(named) || named.some((version) => !VERSIONS.includes(version))) {
    throw new UsageError('out-of-range', 'versions', `must be some of ${VERSIONS.join(', ')}`);
  }
  const count = { 'TLSv1.2': tls12.length, 'TLSv1.3': tls13.length };
  const versions = VERSIONS.filter((version) => named.includes(version) && count[version] > 0);
  if (versions.length === 0) throw new UsageError('out-of-range', 'versions', 'has none of which a suite is named');
  return versions;
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

/** @throws UsageError `out-of-range` when a key is not its leaf's. */
function credentialsOf(given: Credentials | readonly Credentials[], argument: string): readonly Credentials[] {
  const all: readonly Credentials[] = Array.isArray(given) ? given : [given];
  if (all.length === 0) throw missing(argument);
  for (const one of all) assertCredentials(one, argument);
  return all;
}

function assertCredentials(credentials: Credentials, argument: string): void {
  assertOptions(credentials, argument, ['chain', 'key']);
  const { chain, key } = credentials;
  if (!Array.isArray(chain) || chain.length === 0) throw missing(`${argument}.chain`);
  for (const certificate of chain) assertBytes(certificate?.der, `${argument}.chain`);
  if (typeof key?.type !== 'string') throw missing(`${argument}.key`);
  if (schemesFor(key).length === 0) {
    throw new UsageError('out-of-range', `${argument}.key`, `is of a kind that cannot sign: ${key.type}`);
  }
  const ours = encodePublicKey(publicKeyOf(key), 'spki');
  if (!equalBytes(ours, encodePublicKey(chain[0].publicKey, 'spki'))) {
    throw new UsageError('out-of-range', `${argument}.key`, 'is not the key of the first certificate');
  }
}
