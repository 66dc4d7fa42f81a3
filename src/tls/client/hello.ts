/** The ClientHello: one for all versions (RFC 5246 §7.4.1.2, RFC 8446 §4.1.2). */
import { equalBytes, randomBytes, utf8ToBytes } from '../../bytes/index.ts';
import type { ExpectedName } from '../../x509/index.ts';
import { TlsError } from '../errors.ts';
import {
  COMPRESSION_METHODS,
  EC_POINT_FORMATS,
  PSK_KEY_EXCHANGE_MODES,
  TLS_1_2,
  TLS_1_3,
} from '../messages/code-points.ts';
import { type ClientHelloExtension, extensionType, extensionValue } from '../messages/extensions.ts';
import type { ClientHello } from '../messages/hellos.ts';
import { Transcript } from '../messages/transcript.ts';
import type { Group, KeyShare } from '../negotiation/groups.ts';
import type { ClientSettings } from '../options.ts';
import { type OfferedSession, offeredSession, offering } from '../tls13/offer-session.ts';

/** Our key share for an offered group, with its private key. */
export interface OfferedShare {
  readonly group: Group;
  readonly share: KeyShare;
}

/** The ClientHello, and what the client keeps for processing the answer. */
export interface Offer {
  readonly hello: ClientHello;
  /** Empty where TLS 1.3 is not offered. */
  readonly shares: readonly OfferedShare[];
  /** The session whose ticket is in the ClientHello, if any. */
  readonly session: OfferedSession | undefined;
}

/** The first ClientHello. With TLS 1.3 it includes a key share for our preferred group, in the hope that the server supports it. */
export function makeOffer(settings: ClientSettings): Offer {
  const { random, suites, versions, groups } = settings;
  const has13 = versions.includes('TLSv1.3');
  const shares = has13 ? guessedGroups(groups).map((group) => drawShare(group, settings)) : [];
  const { tls12, tls13 } = suites;
  const named = [...(has13 ? tls13 : []), ...(versions.includes('TLSv1.2') ? tls12 : [])];
  const hello: ClientHello = {
    clientVersion: TLS_1_2,
    random: randomBytes(random, 32),
    // Not for resumption: in TLS 1.3 it satisfies middleboxes (RFC 8446 appendix D.4).
    sessionId: has13 ? randomBytes(random, 32) : new Uint8Array(),
    cipherSuites: named.map(({ id }) => id),
    compressionMethods: [COMPRESSION_METHODS.null],
    extensions: extensionsOf(settings, shares),
  };
  const session = has13 ? offeredSession(hello.random, settings) : undefined;
  if (session === undefined) return { hello, shares, session };
  const before = Transcript.EMPTY.hashedBy(session.early.hash);
  return { hello: offering(hello, session, before, settings), shares, session };
}

/** The groups to send key shares for: the preferred one, and if that is a hybrid, which few servers support, the next one too. */
function guessedGroups(groups: readonly Group[]): readonly Group[] {
  return groups.slice(0, groups[0].only13 ? 2 : 1);
}

export const drawShare = (group: Group, { random }: ClientSettings): OfferedShare => ({
  group,
  share: group.generate(random),
});

/** key_share as sent. */
export const keyShareOf = (shares: readonly OfferedShare[]): ClientHelloExtension => ({
  kind: 'key_share',
  value: shares.map(({ group, share }) => ({ group: group.id, keyExchange: share.publicValue })),
});

/** RFC 6066 §3: "without a trailing dot"; "literal IPv4 and IPv6 addresses are not permitted". */
export const hostNameOf = (name: ExpectedName): string | undefined =>
  name !== 'unchecked' && 'dns' in name ? name.dns.replace(/\.$/, '') : undefined;

function extensionsOf(settings: ClientSettings, shares: readonly OfferedShare[]): ClientHelloExtension[] {
  const { name, alpn, groups, schemes, suites, versions } = settings;
  const has12 = versions.includes('TLSv1.2');
  const has13 = versions.includes('TLSv1.3');
  const hasGroups = has13 || suites.tls12.some(({ keyExchange }) => keyExchange === 'ECDHE');
  const hostName = hostNameOf(name);
  const extensions: ClientHelloExtension[] = [];
  if (hostName !== undefined) {
    extensions.push({ kind: 'server_name', value: [{ nameType: 0, hostName: utf8ToBytes(hostName) }] });
  }
  if (has12) extensions.push(...extensionsOf12(settings, hasGroups));
  if (hasGroups) {
    const spoken = groups.filter(({ only13 }) => has13 || !only13);
    extensions.push({ kind: 'supported_groups', value: spoken.map(({ id }) => id) });
  }
  extensions.push({ kind: 'signature_algorithms', value: schemes.map(({ id }) => id) });
  if (alpn.length > 0) {
    extensions.push({ kind: 'application_layer_protocol_negotiation', value: alpn.map(utf8ToBytes) });
  }
  if (has13) {
    const numbers = versions.map((version) => (version === 'TLSv1.3' ? TLS_1_3 : TLS_1_2));
    extensions.push({ kind: 'supported_versions', value: numbers });
    extensions.push({ kind: 'psk_key_exchange_modes', value: [PSK_KEY_EXCHANGE_MODES.psk_dhe_ke] });
    extensions.push(keyShareOf(shares));
  }
  return extensions;
}

function extensionsOf12(settings: ClientSettings, hasGroups: boolean): ClientHelloExtension[] {
  const extensions: ClientHelloExtension[] = [];
  if (settings.extendedMasterSecret !== 'off') extensions.push({ kind: 'extended_master_secret', value: {} });
  if (settings.encryptThenMac && settings.suites.tls12.some(({ bulk }) => bulk.hasMac)) {
    extensions.push({ kind: 'encrypt_then_mac', value: {} });
  }
  extensions.push({ kind: 'renegotiation_info', value: { renegotiatedConnection: new Uint8Array() } });
  if (hasGroups) extensions.push({ kind: 'ec_point_formats', value: [EC_POINT_FORMATS.uncompressed] });
  return extensions;
}

type Extensions = readonly { readonly kind: string; readonly type?: number }[];

/** RFC 5246 §7.4.1.4, RFC 8446 §4.2: a server may only send extensions that the client offered.
 * @param unasked - kinds that this message may contain without an offer. @throws TlsError `unsolicited-extension`. */
export function checkSolicited(
  answers: Extensions | undefined,
  { extensions = [] }: ClientHello,
  unasked: readonly string[] = [],
): void {
  const asked = new Set(extensions.map(extensionType));
  for (const answer of answers ?? []) {
    if (!asked.has(extensionType(answer)) && !unasked.includes(answer.kind)) {
      throw new TlsError('unsolicited-extension', 'RFC 5246 §7.4.1.4');
    }
  }
}

/** RFC 7301 §3.1: exactly one protocol, one that we offered. @param chosen - as received; undefined if absent. @throws TlsError
 * `not-offered`. */
export function checkProtocol(chosen: Uint8Array | undefined, { extensions }: ClientHello): void {
  if (chosen === undefined) return;
  const offered = extensionValue(extensions, 'application_layer_protocol_negotiation') ?? [];
  if (!offered.some((protocol) => equalBytes(protocol, chosen))) throw new TlsError('not-offered', 'RFC 7301 §3.2');
}
