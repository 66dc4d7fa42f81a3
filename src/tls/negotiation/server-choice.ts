/** All of a server's choices from a ClientHello: version, suite, group, certificate and scheme, protocol. Each choice is reported
 * to the observer with its reason. */
import { bytesToUtf8, EncodingError, equalBytes, UsageError, utf8ToBytes } from '../../bytes/index.ts';
import type { PublicKey } from '../../keys/index.ts';
import type { AnyCredentials } from '../credentials.ts';
import { ruleOf, TlsError } from '../errors.ts';
import type { ChoiceKind, Observe } from '../events.ts';
import { COMPRESSION_METHODS, EC_POINT_FORMATS, TLS_1_2, TLS_1_3 } from '../messages/code-points.ts';
import { extensionValue } from '../messages/extensions.ts';
import type { ClientHello } from '../messages/hellos.ts';
import type { ServerSettings } from '../options.ts';
import { GROUP_OF_CURVE, type Group } from './groups.ts';
import { type SignatureScheme, schemeFor, type TlsVersion } from './signature-schemes.ts';
import { type Authentication, type CipherSuite, type CipherSuite13, FALLBACK_SCSV } from './suites.ts';

const SSL_3_0 = 0x0300;
const NUMBERS: Readonly<Record<TlsVersion, number>> = { 'TLSv1.2': TLS_1_2, 'TLSv1.3': TLS_1_3 };

/** Reports a choice and its reason to the observer. */
const tell = (observe: Observe | undefined, what: ChoiceKind, chosen: string, reason: string): void =>
  observe?.({ kind: 'choice', what, chosen, reason });

/** The highest version that both support. A TLS 1.3 client puts 1.2 into the old field and lists its versions in
 * supported_versions; then the old field means nothing (RFC 8446 §4.2.1), but SSL 3.0 or less in it is refused (appendix D.5).
 * @throws TlsError `no-common-version`; `inappropriate-fallback` if the client falls back below what both support (RFC 7507 §3). */
export function chooseVersion(hello: ClientHello, { versions, observe }: ServerSettings): TlsVersion {
  const listed = extensionValue(hello.extensions, 'supported_versions');
  const offered = (version: TlsVersion) =>
    listed === undefined
      ? version === 'TLSv1.2' && hello.clientVersion >= TLS_1_2
      : listed.includes(NUMBERS[version]) && hello.clientVersion > SSL_3_0;
  const chosen = versions.find(offered);
  if (hello.cipherSuites.includes(FALLBACK_SCSV) && chosen !== versions[0]) {
    throw new TlsError('inappropriate-fallback', 'RFC 7507 §3');
  }
  if (chosen === undefined) {
    throw new TlsError('no-common-version', ruleOf(versions[0], 'RFC 5246 appendix E.1', 'RFC 8446 §4.2.1'));
  }
  tell(observe, 'version', chosen, 'the highest version that both support');
  return chosen;
}

/** @throws TlsError unless null compression is offered; in TLS 1.3 it must be the only one (RFC 8446 §4.1.2). */
export function checkCompression({ compressionMethods }: ClientHello, version: TlsVersion): void {
  const { null: none } = COMPRESSION_METHODS;
  const isGood = version === 'TLSv1.3' ? compressionMethods.length === 1 : true;
  if (!isGood || !compressionMethods.includes(none)) {
    throw new TlsError('null-compression-missing', ruleOf(version, 'RFC 5246 §7.4.1.2', 'RFC 8446 §4.1.2'));
  }
}

/** A certificate to present, and the scheme that its key signs with; no scheme if it does not sign. */
export interface ChosenCertificate {
  readonly credentials: AnyCredentials;
  readonly scheme: SignatureScheme | undefined;
}

/** The choices that TLS 1.2 continues with. */
export interface Choice12 extends ChosenCertificate {
  readonly suite: CipherSuite;
  /** Absent with RSA key transport. */
  readonly group: Group | undefined;
}

/** The first of our suites that the client offers and that is usable: with ECDHE, there must be a common group and a certificate
 * whose key signs with a common scheme; with RSA key transport, a certificate with an RSA key.
 * @throws TlsError `no-common-suite` */
export function choose12(hello: ClientHello, ours: readonly AnyCredentials[], settings: ServerSettings): Choice12 {
  const { suites, observe } = settings;
  const group = chooseGroup12(hello, settings);
  for (const suite of suites.tls12) {
    if (!hello.cipherSuites.includes(suite.id)) continue;
    const chosen =
      suite.keyExchange === 'RSA'
        ? forTransport(ours)
        : group && forSigning(hello, 'TLSv1.2', ours, settings, suite.authentication);
    if (chosen === undefined) continue;
    tell(observe, 'suite', suite.name, 'our first suite that the client offers and one of our certificates fits');
    if (suite.keyExchange === 'ECDHE') tell(observe, 'group', group!.name, 'our first group that the client supports');
    return { suite, group: suite.keyExchange === 'ECDHE' ? group : undefined, ...tellCertificate(chosen, observe) };
  }
  throw new TlsError('no-common-suite', 'RFC 5246 §7.4.1.3');
}

/** Points are uncompressed, which a client that lists point formats must accept (RFC 8422 §5.1.2). If a client lists no groups,
 * the choice is ours (§4). */
function chooseGroup12({ extensions }: ClientHello, { groups }: ServerSettings): Group | undefined {
  const formats = extensionValue(extensions, 'ec_point_formats');
  if (formats !== undefined && !formats.includes(EC_POINT_FORMATS.uncompressed)) {
    throw new TlsError('point-format-missing', 'RFC 8422 §5.1.2');
  }
  const theirs = extensionValue(extensions, 'supported_groups');
  const ours = groups.filter(({ only13 }) => !only13);
  return theirs === undefined ? ours[0] : ours.find(({ id }) => theirs.includes(id));
}

const forTransport = (ours: readonly AnyCredentials[]): ChosenCertificate | undefined => {
  const credentials = ours.find(({ chain }) => chain[0].publicKey.type === 'rsa');
  return credentials && { credentials, scheme: undefined };
};

/** The first of our certificates whose key signs with a scheme that the client accepts.
 * @param authentication - the key type that the suite requires; any if it requires none. */
export function forSigning(
  { extensions }: ClientHello,
  version: TlsVersion,
  ours: readonly AnyCredentials[],
  { schemes }: ServerSettings,
  authentication?: Authentication,
): ChosenCertificate | undefined {
  const theirs = extensionValue(extensions, 'signature_algorithms') ?? [];
  const groups = extensionValue(extensions, 'supported_groups');
  for (const credentials of ours) {
    const { publicKey } = credentials.chain[0];
    if (authentication !== undefined && !authenticates(authentication, publicKey.type)) continue;
    if (version === 'TLSv1.2' && !hasCurve(publicKey, groups)) continue;
    const scheme = schemeFor(publicKey, version, schemes, theirs);
    if (scheme !== undefined) return { credentials, scheme };
  }
  return undefined;
}

/** RFC 8422 §5.1: in TLS 1.2 the client's groups also limit the curve of the certificate's key; in TLS 1.3 its schemes do.
 * @param groups - the client's; undefined if it lists none, so that any is acceptable. */
export const hasCurve = (key: PublicKey, groups: readonly number[] | undefined): boolean =>
  key.type !== 'ec' || groups === undefined || groups.includes(GROUP_OF_CURVE[key.curve]);

/** RFC 8422 §2.1: an ECDSA suite accepts every key that signs on a curve. */
export const authenticates = (authentication: Authentication, keyType: string): boolean =>
  (authentication === 'RSA') === keyType.startsWith('rsa');

function tellCertificate(chosen: ChosenCertificate, observe: Observe | undefined): ChosenCertificate {
  const { credentials, scheme } = chosen;
  tell(observe, 'certificate', credentials.chain[0].publicKey.type, 'our first certificate that the client can verify');
  if (scheme !== undefined)
    tell(observe, 'scheme', scheme.name, 'our first scheme that the client accepts and the key fits');
  return chosen;
}

/** The choices that TLS 1.3 continues with. */
export interface Choice13 {
  readonly suite: CipherSuite13;
  readonly group: Group;
  /** The client's key share; undefined if it must be requested (RFC 8446 §4.1.4). */
  readonly share: Uint8Array | undefined;
}

/** Suite and group: a group that the client sent a key share for is preferred over one that needs a HelloRetryRequest, unless that is a
 * post-quantum one and the caller wants it.
 * @throws TlsError `extension-missing`, `no-common-suite`, `no-common-group`, `key-share-wrong`. */
export function choose13(hello: ClientHello, settings: ServerSettings): Choice13 {
  const { suites, groups, observe, retryForPostQuantum } = settings;
  const suite = suites.tls13.find(({ id }) => hello.cipherSuites.includes(id));
  if (suite === undefined) throw new TlsError('no-common-suite', 'RFC 8446 §4.1.1');
  tell(observe, 'suite', suite.name, 'our first suite that the client offers');
  const theirs = extensionValue(hello.extensions, 'supported_groups');
  const shares = extensionValue(hello.extensions, 'key_share');
  // RFC 8446 §9.2: one of the two extensions without the other.
  if (theirs === undefined || shares === undefined) throw new TlsError('extension-missing', 'RFC 8446 §9.2');
  checkShares(shares, theirs);
  const common = groups.filter(({ id }) => theirs.includes(id));
  if (common.length === 0) throw new TlsError('no-common-group', 'RFC 8446 §4.1.1');
  // The groups of TLS 1.3 alone are the hybrids with ML-KEM.
  const wanted = retryForPostQuantum ? common.filter(({ only13 }) => only13) : [];
  const candidates = wanted.length > 0 ? wanted : common;
  const shared = candidates.find(({ id }) => shares.some((share) => share.group === id));
  const group = shared ?? candidates[0];
  const reason = shared
    ? 'our first group that the client sent a key share for'
    : 'our first group that the client supports; its key share is requested';
  tell(observe, 'group', group.name, reason);
  return { suite, group, share: shares.find((share) => share.group === group.id)?.keyExchange };
}

/** RFC 8446 §4.2.8: at most one key share for each group, and only for listed groups. */
function checkShares(shares: readonly { readonly group: number }[], groups: readonly number[]): void {
  const sent = shares.map(({ group }) => group);
  if (new Set(sent).size < sent.length || sent.some((group) => !groups.includes(group))) {
    throw new TlsError('key-share-wrong', 'RFC 8446 §4.2.8');
  }
}

/** The certificate and scheme for TLS 1.3.
 * @throws TlsError `extension-missing`, `no-common-scheme`. */
export function chooseCertificate13(
  hello: ClientHello,
  ours: readonly AnyCredentials[],
  settings: ServerSettings,
): { readonly credentials: AnyCredentials; readonly scheme: SignatureScheme } {
  if (extensionValue(hello.extensions, 'signature_algorithms') === undefined) {
    throw new TlsError('extension-missing', 'RFC 8446 §4.2.3');
  }
  const chosen = forSigning(hello, 'TLSv1.3', ours, settings);
  if (chosen?.scheme === undefined) throw new TlsError('no-common-scheme', 'RFC 8446 §4.4.2.2');
  tellCertificate(chosen, settings.observe);
  return { credentials: chosen.credentials, scheme: chosen.scheme };
}

/** Our certificates for the server name that the client sent. */
export const credentialsFor = (serverName: string | undefined, settings: ServerSettings): readonly AnyCredentials[] =>
  (serverName === undefined ? undefined : settings.credentialsFor(serverName)) ?? settings.credentials;

/** @throws TlsError `no-common-protocol`: without a common protocol the handshake fails (RFC 7301 §3.2). */
export function chooseProtocol(
  { extensions }: ClientHello,
  { serverName }: { readonly serverName?: string },
  { alpn: ours, chooseAlpn }: ServerSettings,
): { alpn?: string } {
  const theirs = extensionValue(extensions, 'application_layer_protocol_negotiation');
  if (theirs === undefined || (ours.length === 0 && chooseAlpn === undefined)) return {};
  const isOffered = (protocol: string) => theirs.some((name) => equalBytes(name, utf8ToBytes(protocol)));
  const alpn = chooseAlpn
    ? chooseAlpn({ serverName, protocols: theirs.flatMap(protocolText) })
    : ours.find((protocol) => isOffered(protocol));
  if (alpn === undefined) throw new TlsError('no-common-protocol', 'RFC 7301 §3.2');
  if (!isOffered(alpn)) throw new UsageError('out-of-range', 'chooseAlpn()', 'must be one of the protocols');
  return { alpn };
}

/** RFC 7301 §6: names are bytes. A name that is not UTF-8 cannot be one of ours. */
function protocolText(name: Uint8Array): string[] {
  try {
    return [bytesToUtf8(name)];
  } catch (error) {
    if (error instanceof EncodingError) return [];
    throw error;
  }
}

/** @throws TlsError for an invalid DNS name: it is used in comparisons and logs (RFC 6066 §3: ASCII, no trailing dot). */
export function readServerName({ extensions }: ClientHello): { serverName?: string } {
  const name = extensionValue(extensions, 'server_name')?.[0].hostName;
  if (name === undefined) return {};
  const serverName = String.fromCharCode(...name.subarray(0, 256));
  if (!/^[\w.-]{0,254}[\w-]$/.test(serverName)) throw new TlsError('server-name-syntax', 'RFC 6066 §3');
  return { serverName };
}
