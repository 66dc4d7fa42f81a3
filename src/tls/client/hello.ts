/** The ClientHello: one for all versions (RFC 5246 §7.4.1.2, RFC 8446 §4.1.2). */
import { equalBytes, randomBytes, utf8ToBytes } from '../../bytes/index.ts';
import { ruleOf, TlsError } from '../errors.ts';
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
import type { TlsVersion } from '../negotiation/signature-schemes.ts';
import { statusRequest } from '../negotiation/stapling.ts';
import { FALLBACK_SCSV } from '../negotiation/suites.ts';
import type { ClientSettings } from '../options.ts';
import { type TakenSession, takeSession } from '../resumption/judge-again.ts';
import { type OfferedSession, offeredSession, offering } from '../tls13/offer-session.ts';
import { Grease } from './grease.ts';

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
  /** The session of TLS 1.3 whose ticket is in the ClientHello, if any. */
  readonly session: OfferedSession | undefined;
  /** The session of TLS 1.2 that the ClientHello names, if any. */
  readonly session12: TakenSession | undefined;
}

/** The first ClientHello. With TLS 1.3 it includes a key share for our preferred group, which saves a round trip if the server supports
 * it. */
export function makeOffer(settings: ClientSettings): Offer {
  const { random, suites, versions, groups } = settings;
  const has13 = versions.includes('TLSv1.3');
  const shares = has13 ? guessedGroups(groups).map((group) => drawShare(group, settings)) : [];
  const { tls12, tls13 } = suites;
  const named = [...(has13 ? tls13 : []), ...(versions.includes('TLSv1.2') ? tls12 : [])];
  const taken = takeSession(settings);
  const grease = new Grease(settings);
  const session12 = taken?.stored.suite.version === 'TLSv1.2' ? taken : undefined;
  const hello: ClientHello = {
    clientVersion: TLS_1_2,
    random: randomBytes(random, 32),
    sessionId: sessionIdOf(session12, has13, random),
    cipherSuites: [...grease.take(1), ...named.map(({ id }) => id), ...(settings.fallback ? [FALLBACK_SCSV] : [])],
    compressionMethods: [COMPRESSION_METHODS.null],
    extensions: greased(extensionsOf(settings, shares, session12), grease),
  };
  if (taken === undefined || session12 !== undefined) return { hello, shares, session: undefined, session12 };
  const session = offeredSession(taken, hello.random, settings);
  const before = Transcript.EMPTY.hashedBy(session.early.hash);
  return { hello: offering(hello, session, before, settings), shares, session, session12 };
}

/** The id of a session that the server keeps. With a ticket, a random id, which the server repeats if it takes the ticket (RFC 5077
 * §3.4). In TLS 1.3 a random one satisfies middleboxes (RFC 8446 appendix D.4). */
function sessionIdOf(session: TakenSession | undefined, has13: boolean, random: ClientSettings['random']): Uint8Array {
  const id = session?.stored.sessionId;
  if (id !== undefined && id.length > 0) return id;
  return has13 || session !== undefined ? randomBytes(random, 32) : new Uint8Array();
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

function extensionsOf(
  settings: ClientSettings,
  shares: readonly OfferedShare[],
  session: TakenSession | undefined,
): ClientHelloExtension[] {
  const { sni, alpn, groups, schemes, suites, versions } = settings;
  const has12 = versions.includes('TLSv1.2');
  const has13 = versions.includes('TLSv1.3');
  const hasGroups = has13 || suites.tls12.some(({ keyExchange }) => keyExchange === 'ECDHE');
  const extensions: ClientHelloExtension[] = [];
  if (sni !== undefined) {
    extensions.push({ kind: 'server_name', value: [{ nameType: 0, hostName: utf8ToBytes(sni) }] });
  }
  if (settings.requestOcsp) extensions.push(statusRequest());
  if (has12) extensions.push(...extensionsOf12(settings, hasGroups, session));
  if (hasGroups) {
    const spoken = groups.filter(({ only13 }) => has13 || !only13);
    extensions.push({ kind: 'supported_groups', value: spoken.map(({ id }) => id) });
  }
  if (settings.recordSizeLimit !== undefined) {
    extensions.push({ kind: 'record_size_limit', value: { recordSizeLimit: settings.recordSizeLimit } });
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

function extensionsOf12(
  settings: ClientSettings,
  hasGroups: boolean,
  session: TakenSession | undefined,
): ClientHelloExtension[] {
  const extensions: ClientHelloExtension[] = [];
  if (settings.extendedMasterSecret !== 'off') extensions.push({ kind: 'extended_master_secret', value: {} });
  if (settings.encryptThenMac && settings.suites.tls12.some(({ bulk }) => bulk.hasMac)) {
    extensions.push({ kind: 'encrypt_then_mac', value: {} });
  }
  extensions.push({ kind: 'renegotiation_info', value: { renegotiatedConnection: new Uint8Array() } });
  // Only sessions with the extended master secret are resumed (RFC 7627 §5.4).
  if (settings.resumption !== undefined && settings.extendedMasterSecret !== 'off') {
    extensions.push({ kind: 'session_ticket', value: { ticket: session?.stored.ticket ?? new Uint8Array() } });
  }
  if (hasGroups) extensions.push({ kind: 'ec_point_formats', value: [EC_POINT_FORMATS.uncompressed] });
  return extensions;
}

/** RFC 8701 §3.1: reserved values among what a client offers, so that servers do not come to rely on knowing them all. */
function greased(extensions: readonly ClientHelloExtension[], grease: Grease): readonly ClientHelloExtension[] {
  if (!grease.isOn) return extensions;
  const [first, last, group, version] = grease.take(4);
  const values = extensions.map((extension): ClientHelloExtension => {
    switch (extension.kind) {
      case 'supported_groups':
        return { kind: extension.kind, value: [group, ...extension.value] };
      case 'supported_versions':
        return { kind: extension.kind, value: [version, ...extension.value] };
      case 'key_share':
        return { kind: extension.kind, value: [{ group, keyExchange: new Uint8Array(1) }, ...extension.value] };
      default:
        return extension;
    }
  });
  const unknown = (type: number, value: Uint8Array): ClientHelloExtension => ({ kind: 'unknown', type, value });
  return [unknown(first, new Uint8Array()), ...values, unknown(last, new Uint8Array(1))];
}

type Extensions = readonly { readonly kind: string; readonly type?: number }[];

/** RFC 5246 §7.4.1.4, RFC 8446 §4.2: a server may only send extensions that the client offered.
 * @param unasked - kinds that this message may contain without an offer. @throws TlsError `unsolicited-extension`. */
export function checkSolicited(
  answers: Extensions | undefined,
  { extensions = [] }: ClientHello,
  version: TlsVersion,
  unasked: readonly string[] = [],
): void {
  // RFC 8701 §3.1: reserved values, which are the only unknown ones, may not be answered.
  const asked = new Set(extensions.filter(({ kind }) => kind !== 'unknown').map(extensionType));
  for (const answer of answers ?? []) {
    if (!asked.has(extensionType(answer)) && !unasked.includes(answer.kind)) {
      throw new TlsError('unsolicited-extension', ruleOf(version, 'RFC 5246 §7.4.1.4', 'RFC 8446 §4.2'));
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
