/** The caller's options, validated and completed once, when the connection is created. */
import {
  assertBoolean,
  assertFunction,
  assertInteger,
  assertNotRenamed,
  assertOptions,
  assertString,
  type Clock,
  type Random,
  timeOf,
  UsageError,
  utf8ToBytes,
} from '../bytes/index.ts';
import { assertEach } from '../bytes/internal.ts';
import { asciiDnsName, assertExpectedName, type ExpectedName } from '../x509/index.ts';
import { type AnyCredentials, credentialsOf, missing } from './credentials.ts';
import type { Observe } from './events.ts';
import { GROUP_NAMES, type Group, type GroupName, groupsOf } from './negotiation/groups.ts';
import {
  SIGNATURE_SCHEME_NAMES,
  type SignatureScheme,
  schemesOf,
  type TlsVersion,
} from './negotiation/signature-schemes.ts';
import { type CipherSuiteName, DEFAULT_CIPHER_SUITES, type Suites, suitesOf } from './negotiation/suites.ts';
import { SessionIdCache } from './resumption/session-cache.ts';
import { SessionStore } from './resumption/session-store.ts';
import { TicketKeys } from './resumption/ticket-keys.ts';
import { assertTrust, type ClientJudgement, type Trust } from './trust.ts';

/** Policy for the extended master secret (RFC 7627) in TLS 1.2; TLS 1.3 always has the equivalent. Without it an attacker can
 * make two sessions share a master secret (§1). `prefer` accepts its absence with ECDHE only; such a session has no exporter and
 * cannot be resumed. With RSA key transport `prefer` requires it. `accept-without` always accepts its absence; `off` does not
 * offer it. */
export type ExtendedMasterSecretPolicy = 'accept-without' | 'off' | 'prefer' | 'require';

export interface CommonOptions {
  /** The protocol versions to allow. A version without an enabled suite is disabled. Default: both. */
  readonly versions?: readonly TlsVersion[];
  /** Cipher suites in order of preference. Default: `DEFAULT_CIPHER_SUITES`, those with forward secrecy and an AEAD. */
  readonly ciphers?: readonly CipherSuiteName[];
  /** Groups for (EC)DHE in order of preference. Default: `GROUP_NAMES`. */
  readonly groups?: readonly GroupName[];
  /** Signature schemes to sign and verify with, in order of preference. Default: `SIGNATURE_SCHEME_NAMES`. */
  readonly signatureSchemes?: readonly string[];
  readonly random: Random;
  /** The time to validate certificates at; a function is called in each handshake. */
  readonly time: Clock;
  /** Application protocols (RFC 7301) in order of preference. Default: none. */
  readonly alpn?: readonly string[];
  /** Default: `prefer`. */
  readonly extendedMasterSecret?: ExtendedMasterSecretPolicy;
  /** Whether CBC suites may use encrypt-then-MAC (RFC 7366). Default: true. */
  readonly encryptThenMac?: boolean;
  /** TLS 1.3: pads each record so that its content, content type and padding fill a multiple of this many bytes, 1..16384 (RFC 8446 §5.4).
   * Default: 1, no padding. */
  readonly recordPadding?: number;
  /** The plaintext bytes that we accept in a protected record, 64..16385 (RFC 8449); in TLS 1.3 with its content type. A client sends its
   * limit to the server. A server sends its own only to a client that sent one, and always respects the client's limit. Default: a client
   * sends none, a server sends the maximum. */
  readonly recordSizeLimit?: number;
  /** Receives each line for an SSLKEYLOGFILE, without a line end. Secret: these lines decrypt the session. */
  readonly keyLog?: (line: string) => void;
  readonly observe?: Observe;
}

/** The protocols that a client offers, except names that are not UTF-8, and the server name that it sent. */
export interface AlpnOffer {
  readonly serverName: string | undefined;
  readonly protocols: readonly string[];
}

/** What a client needs to resume sessions. */
export interface ClientResumption {
  readonly sessions: SessionStore;
  /** The server's port: sessions are kept per port. */
  readonly port: number;
  /** Receives each new session, for another store: see `SessionStore.add`. Secret: its holder can resume the session. */
  readonly onSession?: ((exported: Uint8Array<ArrayBuffer>) => void) | undefined;
}

/** What a server needs to issue and accept tickets. It keeps no sessions itself. */
export interface ServerTickets {
  readonly keys: TicketKeys;
  /** The lifetime of a ticket in seconds, 1..604800; shorter if a certificate of the session expires first. Resuming does not extend it. */
  readonly lifetime: number;
  /** The tickets that a server of TLS 1.3 sends after a full handshake, 0..255; after a resumption at most one. Default: 2. */
  readonly count?: number | undefined;
}

/** What a server needs to resume sessions of TLS 1.2 for clients without tickets: the server stores them itself. */
export interface ServerSessionIds {
  readonly cache: SessionIdCache;
  /** As `lifetime` of `ServerTickets`. */
  readonly lifetime: number;
}

export interface ClientOptions extends CommonOptions {
  /** The name that the server's certificate must match; `'unchecked'` waives it. A DNS name is also sent to the server (RFC 6066
   * §3). */
  readonly name: ExpectedName;
  /** The DNS name to send to the server in place of `name`, or false to send none. */
  readonly sni?: string | false | undefined;
  readonly verification:
    | ({ readonly mode: 'roots' } & Trust)
    /** Accepts any certificate: an attacker in the middle can read and modify everything. */
    | { readonly mode: 'dangerous-none' };
  /** Presented if the server requests a certificate: the first that the server accepts. Default: none. */
  readonly credentials?: AnyCredentials | readonly AnyCredentials[];
  /** Whether to ask the server for an OCSP response about its certificate (RFC 6066 §8). Then a certificate with must-staple (RFC 7633)
   * needs one. Default: where `verification` checks revocation. */
  readonly requestOcsp?: boolean;
  /** Default: sessions are neither stored nor resumed. */
  readonly resumption?: ClientResumption;
  /** Whether to offer reserved values (GREASE, RFC 8701), which a server must ignore. Default: false. */
  readonly grease?: boolean;
  /** Whether this is another attempt, after one with a higher version failed: sends TLS_FALLBACK_SCSV (RFC 7507 §4), so that a server that
   * supports a higher version refuses. Default: false. */
  readonly fallback?: boolean;
}

export interface ServerOptions extends CommonOptions {
  /** If there are several, the server presents the first that the client can verify. */
  readonly credentials: AnyCredentials | readonly AnyCredentials[];
  /** Selects credentials by the server name that the client sent; undefined means `credentials`. Default: always `credentials`. */
  readonly credentialsFor?: (serverName: string) => AnyCredentials | readonly AnyCredentials[] | undefined;
  /** Chooses the application protocol among those that the client offers, in place of `alpn`; undefined refuses the client. Not called for a
   * client that offers none. */
  readonly chooseAlpn?: ((offer: AlpnOffer) => string | undefined) | undefined;
  /** Whether a post-quantum group that both support is worth a HelloRetryRequest, a round trip, to a client that sent a key share for another
   * group only. Default: false. */
  readonly retryForPostQuantum?: boolean | undefined;
  /** Early data is never accepted. Up to this many bytes of it are skipped, record headers included; more end the handshake (RFC 8446 §4.2.10).
   * 0..16777216. Default: 16384. */
  readonly maxSkippedEarlyData?: number | undefined;
  /** `request` also accepts a client without a certificate, but never one whose certificate fails validation. */
  readonly clientCertificate:
    | { readonly mode: 'none' }
    | ({ readonly mode: 'request' | 'require' } & Trust & ClientJudgement);
  /** Default: no tickets are issued or accepted. */
  readonly tickets?: ServerTickets;
  /** Default: no session ids are issued or accepted. */
  readonly sessionIds?: ServerSessionIds;
}

/** Options with all defaults filled in. */
export interface Settings {
  /** The versions that have enabled suites, highest first; at least one. */
  readonly versions: readonly TlsVersion[];
  readonly suites: Suites;
  readonly groups: readonly Group[];
  readonly schemes: readonly SignatureScheme[];
  readonly random: Random;
  readonly time: () => Date;
  readonly alpn: readonly string[];
  readonly extendedMasterSecret: ExtendedMasterSecretPolicy;
  readonly encryptThenMac: boolean;
  readonly recordPadding: number;
  readonly recordSizeLimit: number | undefined;
  readonly keyLog: ((line: string) => void) | undefined;
  readonly observe: Observe | undefined;
}
export interface ClientSettings extends Settings, Pick<ClientOptions, 'name' | 'verification'> {
  /** The name in server_name; undefined if none is sent. */
  readonly sni: string | undefined;
  readonly credentials: readonly AnyCredentials[];
  readonly resumption: ClientResumption | undefined;
  readonly requestOcsp: boolean;
  readonly grease: boolean;
  readonly fallback: boolean;
}
export interface ServerSettings extends Settings, Pick<ServerOptions, 'clientCertificate'> {
  readonly credentials: readonly AnyCredentials[];
  /** The credentials that `credentialsFor` returned, checked. */
  readonly credentialsFor: (serverName: string) => readonly AnyCredentials[] | undefined;
  readonly chooseAlpn: ServerOptions['chooseAlpn'];
  readonly retryForPostQuantum: boolean;
  readonly maxSkippedEarlyData: number;
  readonly tickets: ServerTickets | undefined;
  readonly sessionIds: ServerSessionIds | undefined;
}

const COMMON = [
  ...['versions', 'ciphers', 'groups', 'signatureSchemes', 'random', 'time', 'alpn', 'extendedMasterSecret'],
  ...['encryptThenMac', 'recordPadding', 'recordSizeLimit', 'keyLog', 'observe'],
];
const VERSIONS: readonly TlsVersion[] = ['TLSv1.3', 'TLSv1.2'];
const POLICIES: readonly ExtendedMasterSecretPolicy[] = ['accept-without', 'off', 'prefer', 'require'];

/** @throws UsageError */
export function clientSettings(options: ClientOptions): ClientSettings {
  assertNotRenamed(options, 'options', { serverName: 'name' });
  assertOptions(options, 'options', [
    ...COMMON,
    'name',
    'sni',
    'verification',
    'credentials',
    'resumption',
    'requestOcsp',
    'grease',
    'fallback',
  ]);
  const { name, verification, resumption, grease = false, fallback = false } = options;
  // Reject an invalid name now, before any certificate is compared with it.
  assertExpectedName(name, 'name');
  const sni = sniOf(options);
  assertTrust(verification, 'verification', ['dangerous-none'], ['roots']);
  const credentials = options.credentials === undefined ? [] : credentialsOf(options.credentials, 'credentials');
  if (resumption !== undefined) assertResumption(resumption);
  const { requestOcsp = verification.mode === 'roots' && verification.revocation.policy !== 'off' } = options;
  assertBoolean(requestOcsp, 'requestOcsp');
  assertBoolean(grease, 'grease');
  assertBoolean(fallback, 'fallback');
  const settings = commonSettings(options);
  assertGroupOf12(settings);
  return { ...{ name, sni, verification, credentials, resumption, requestOcsp, grease, fallback }, ...settings };
}

/** RFC 6066 §3: in A-labels, "without a trailing dot"; "literal IPv4 and IPv6 addresses are not permitted".
 * @throws UsageError */
function sniOf({ name, sni }: ClientOptions): string | undefined {
  if (sni === false) return undefined;
  if (sni === undefined) return name !== 'unchecked' && 'dns' in name ? asciiDnsName(name.dns) : undefined;
  try {
    assertExpectedName({ dns: sni }, 'sni');
  } catch {
    throw new UsageError('out-of-range', 'sni', 'must be a DNS name, or false');
  }
  return asciiDnsName(sni);
}

/** @throws UsageError */
export function serverSettings(options: ServerOptions): ServerSettings {
  assertServerOptions(options);
  const { credentialsFor, chooseAlpn, clientCertificate, tickets, sessionIds } = options;
  const { retryForPostQuantum = false, maxSkippedEarlyData = 2 ** 14 } = options;
  return {
    credentials: credentialsOf(options.credentials, 'credentials'),
    credentialsFor(serverName) {
      const chosen = credentialsFor?.(serverName);
      return chosen && credentialsOf(chosen, 'credentialsFor()');
    },
    chooseAlpn,
    retryForPostQuantum,
    maxSkippedEarlyData,
    clientCertificate,
    tickets,
    sessionIds,
    ...commonSettings(options),
  };
}

/** The options that only a server has. */
function assertServerOptions(options: ServerOptions): void {
  assertOptions(options, 'options', [
    ...COMMON,
    ...['credentials', 'credentialsFor', 'chooseAlpn', 'retryForPostQuantum', 'maxSkippedEarlyData'],
    ...['clientCertificate', 'tickets', 'sessionIds'],
  ]);
  const { chooseAlpn, clientCertificate, tickets, sessionIds, retryForPostQuantum, maxSkippedEarlyData } = options;
  if (retryForPostQuantum !== undefined) assertBoolean(retryForPostQuantum, 'retryForPostQuantum');
  if (maxSkippedEarlyData !== undefined) assertInteger(maxSkippedEarlyData, 'maxSkippedEarlyData', 0, 2 ** 24);
  if (chooseAlpn !== undefined) assertFunction(chooseAlpn, 'chooseAlpn');
  if (options.credentialsFor !== undefined) assertFunction(options.credentialsFor, 'credentialsFor');
  if (chooseAlpn !== undefined && options.alpn !== undefined) {
    throw new UsageError('misuse', 'alpn', 'has no effect together with chooseAlpn');
  }
  assertTrust(clientCertificate, 'clientCertificate', ['none'], ['request', 'require'], ['judge']);
  if (clientCertificate.mode !== 'none') assertJudge(clientCertificate.judge);
  if (tickets !== undefined) assertTickets(tickets);
  if (sessionIds !== undefined) assertSessionIds(sessionIds);
}

function assertJudge(judge: unknown): void {
  if (judge === undefined || typeof judge === 'function') return;
  throw new UsageError('wrong-type', 'clientCertificate.judge', 'must be a function');
}

function commonSettings(options: CommonOptions): Settings {
  const { random, time, alpn = [], extendedMasterSecret = 'prefer', encryptThenMac = true } = options;
  const { ciphers = DEFAULT_CIPHER_SUITES, signatureSchemes = SIGNATURE_SCHEME_NAMES } = options;
  const suites = suitesOf(ciphers, 'ciphers');
  const groups = groupsOf(options.groups === undefined ? GROUP_NAMES : options.groups, 'groups');
  const schemes = schemesOf(signatureSchemes, 'signatureSchemes');
  const versions = versionsOf(options.versions === undefined ? VERSIONS : options.versions, suites);
  if (typeof random?.bytes !== 'function') throw missing('random');
  if (time === undefined) throw missing('time');
  timeOf(time, 'time');
  if (!POLICIES.includes(extendedMasterSecret)) throw unknownMode('extendedMasterSecret');
  assertBoolean(encryptThenMac, 'encryptThenMac');
  assertEach(alpn, 'alpn', assertProtocol);
  const { keyLog, observe, recordPadding = 1, recordSizeLimit } = options;
  if (keyLog !== undefined) assertFunction(keyLog, 'keyLog');
  if (observe !== undefined) assertFunction(observe, 'observe');
  assertInteger(recordPadding, 'recordPadding', 1, 2 ** 14);
  if (recordSizeLimit !== undefined) assertInteger(recordSizeLimit, 'recordSizeLimit', 64, 2 ** 14 + 1);
  const chosen = { versions, suites, groups, schemes };
  return {
    random,
    time: () => timeOf(time, 'time'),
    alpn,
    extendedMasterSecret,
    encryptThenMac,
    recordPadding,
    recordSizeLimit,
    keyLog,
    observe,
    ...chosen,
  };
}

function versionsOf(named: readonly TlsVersion[], { tls12, tls13 }: Suites): readonly TlsVersion[] {
  assertEach(named, 'versions', (version, place) => {
    if (!VERSIONS.some((one) => one === version))
      throw new UsageError('out-of-range', place, `must be ${VERSIONS.join(' or ')}`);
  });
  const count = { 'TLSv1.2': tls12.length, 'TLSv1.3': tls13.length };
  const versions = VERSIONS.filter((version) => named.includes(version) && count[version] > 0);
  if (versions.length === 0)
    throw new UsageError('out-of-range', 'versions', 'has no version with an enabled cipher suite');
  return versions;
}

/** TLS 1.2 has no hybrid groups: a client that offers ECDHE there, and no TLS 1.3, must have another. */
function assertGroupOf12({ versions, suites: { tls12 }, groups }: Settings): void {
  if (versions.includes('TLSv1.3') || groups.some(({ only13 }) => !only13)) return;
  if (tls12.some(({ keyExchange }) => keyExchange === 'ECDHE'))
    throw new UsageError('out-of-range', 'groups', 'has only groups of TLS 1.3, and the version is TLS 1.2');
}

const unknownMode = (argument: string) =>
  new UsageError('out-of-range', argument, 'is not one of the documented modes');

function assertProtocol(protocol: unknown, argument: string): void {
  assertString(protocol, argument);
  const { length } = utf8ToBytes(protocol);
  if (length < 1 || length > 255) throw new UsageError('out-of-range', argument, 'must be a name of 1 to 255 bytes');
}

function assertResumption(resumption: ClientResumption): void {
  assertOptions(resumption, 'resumption', ['sessions', 'port', 'onSession']);
  if (!(resumption.sessions instanceof SessionStore)) throw missing('resumption.sessions');
  assertInteger(resumption.port, 'resumption.port', 0, 2 ** 16 - 1);
}

/** Seconds: 7 days (RFC 8446 §4.6.1). */
const MAX_LIFETIME = 604_800;

function assertTickets(tickets: ServerTickets): void {
  assertOptions(tickets, 'tickets', ['keys', 'lifetime', 'count']);
  if (!(tickets.keys instanceof TicketKeys)) throw missing('tickets.keys');
  assertInteger(tickets.lifetime, 'tickets.lifetime', 1, MAX_LIFETIME);
  // A ticket's nonce is a byte here, and must be unique in its connection.
  if (tickets.count !== undefined) assertInteger(tickets.count, 'tickets.count', 0, 255);
}

function assertSessionIds(sessionIds: ServerSessionIds): void {
  assertOptions(sessionIds, 'sessionIds', ['cache', 'lifetime']);
  if (!(sessionIds.cache instanceof SessionIdCache)) throw missing('sessionIds.cache');
  assertInteger(sessionIds.lifetime, 'sessionIds.lifetime', 1, MAX_LIFETIME);
}
