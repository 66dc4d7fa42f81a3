/** A TLS 1.2 server's negotiation, and its ServerHello (RFC 5246 §7.4.1.3). */
import { randomBytes, utf8ToBytes } from '../../bytes/index.ts';
import { TlsError } from '../errors.ts';
import type { Negotiated } from '../events.ts';
import { COMPRESSION_METHODS, EC_POINT_FORMATS, TLS_1_2 } from '../messages/code-points.ts';
import { extensionValue, type ServerHelloExtension } from '../messages/extensions.ts';
import type { ClientHello, ServerHello } from '../messages/hellos.ts';
import { ownRecordSizeLimit } from '../negotiation/record-size.ts';
import {
  type ChosenCertificate,
  checkCompression,
  choose12,
  chooseProtocol,
  credentialsFor,
  readServerName,
} from '../negotiation/server-choice.ts';
import { stapleFor } from '../negotiation/stapling.ts';
import { type CipherSuite, RENEGOTIATION_SCSV } from '../negotiation/suites.ts';
import type { ServerSettings } from '../options.ts';
import type { Agreed } from './handshake-keys.ts';
import { planResumption, type ResumedSession12, type ResumptionPlan, resumedSession } from './resume-session.ts';

/** RFC 8446 §4.1.3: the end of the random of a TLS 1.3 server that negotiates TLS 1.2, and one that negotiates less. */
export const DOWNGRADE_SENTINELS = [utf8ToBytes('DOWNGRD\x01'), utf8ToBytes('DOWNGRD\x00')] as const;

/** Negotiates from the client's offers; the server's order of preference applies.
 * @throws TlsError if there is no common choice. */
export function negotiate(hello: ClientHello, settings: ServerSettings): Answered {
  checkCompression(hello, 'TLSv1.2');
  checkRenegotiationInfo(hello);
  const name = readServerName(hello);
  const bound = { ...chooseProtocol(hello, name, settings), ...name };
  const resumed = resumedSession(hello, bound, settings);
  const chosen =
    resumed === undefined ? choose12(hello, credentialsFor(name.serverName, settings), settings) : undefined;
  const suite = resumed?.suite ?? chosen!.suite;
  const negotiated: Negotiated = {
    version: 'TLSv1.2',
    suite: suite.name,
    ...(chosen?.group && { group: chosen.group.name }),
    extendedMasterSecret: chooseExtendedMasterSecret(hello, settings, suite),
    encryptThenMac: chooseEncryptThenMac(hello, settings, suite),
    ...bound,
  };
  settings.observe?.({ kind: 'negotiated', negotiated });
  const plan = planResumption(hello, negotiated, chosen?.credentials.chain ?? [], settings);
  const staple = chosen && stapleFor(hello, chosen.credentials);
  const random = randomBytes(settings.random, 32);
  if (settings.versions.includes('TLSv1.3')) random.set(DOWNGRADE_SENTINELS[0], 24);
  const answer: ServerHello = {
    serverVersion: TLS_1_2,
    random,
    // RFC 5246 §7.4.1.3: the client's id if its session is resumed; empty if we store no session.
    sessionId: resumed === undefined ? plan.sessionId : hello.sessionId,
    cipherSuite: suite.id,
    compressionMethod: COMPRESSION_METHODS.null,
    extensions:
      resumed === undefined
        ? answers(hello, negotiated, suite, { ...plan, staple }, settings)
        : answersOnResuming(hello, negotiated, settings),
  };
  const agreed = { suite, group: chosen?.group, randoms: { client: hello.random, server: random }, negotiated };
  return resumed === undefined ? { agreed, answer, certificate: chosen!, plan, staple } : { agreed, answer, resumed };
}

/** The ServerHello, and what it begins: a full handshake or a resumed session. */
export type Answered = { readonly agreed: Agreed; readonly answer: ServerHello } & (
  | {
      readonly certificate: ChosenCertificate;
      readonly plan: ResumptionPlan;
      /** The OCSP response about our certificate, if the client asks for one. */
      readonly staple: Uint8Array | undefined;
      readonly resumed?: undefined;
    }
  | { readonly resumed: ResumedSession12 }
);

/** RFC 5746 §3.6: the field is empty in an initial handshake. */
function checkRenegotiationInfo({ extensions }: ClientHello): void {
  const info = extensionValue(extensions, 'renegotiation_info');
  if (info !== undefined && info.renegotiatedConnection.length > 0) {
    throw new TlsError('renegotiation-info-wrong', 'RFC 5746 §3.6');
  }
}

/** RFC 7627 §5.2 and §5.4; `ExtendedMasterSecretPolicy` explains the reason for each policy. */
function chooseExtendedMasterSecret(
  { extensions }: ClientHello,
  { extendedMasterSecret }: ServerSettings,
  suite: CipherSuite,
): boolean {
  const isOffered = extensionValue(extensions, 'extended_master_secret') !== undefined;
  if (!isOffered) checkWithoutExtendedMasterSecret(extendedMasterSecret, suite);
  return isOffered && extendedMasterSecret !== 'off';
}

/** @throws TlsError `extended-master-secret-missing` if the policy requires the extension for this suite. */
export function checkWithoutExtendedMasterSecret(
  policy: ServerSettings['extendedMasterSecret'],
  { keyExchange }: CipherSuite,
): void {
  if (policy === 'require' || (policy === 'prefer' && keyExchange === 'RSA')) {
    throw new TlsError('extended-master-secret-missing', 'RFC 7627 §5.2');
  }
}

/** RFC 7366 §3: only for a suite with a separate MAC. */
const chooseEncryptThenMac = ({ extensions }: ClientHello, settings: ServerSettings, { bulk }: CipherSuite): boolean =>
  settings.encryptThenMac && bulk.hasMac && extensionValue(extensions, 'encrypt_then_mac') !== undefined;

function answers(
  hello: ClientHello,
  negotiated: Negotiated,
  suite: CipherSuite,
  { ticket, staple }: ResumptionPlan & { readonly staple: Uint8Array | undefined },
  settings: ServerSettings,
): ServerHelloExtension[] {
  const extensions: ServerHelloExtension[] = [];
  if (negotiated.serverName !== undefined) extensions.push({ kind: 'server_name', value: {} });
  extensions.push(...answersOnResuming(hello, negotiated, settings));
  if (ticket) extensions.push({ kind: 'session_ticket', value: {} });
  if (staple !== undefined) extensions.push({ kind: 'status_request', value: {} });
  if (suite.keyExchange === 'ECDHE' && extensionValue(hello.extensions, 'ec_point_formats') !== undefined) {
    extensions.push({ kind: 'ec_point_formats', value: [EC_POINT_FORMATS.uncompressed] });
  }
  return extensions;
}

/** RFC 6066 §3: no server_name in a resumed session. The others are negotiated again. */
function answersOnResuming(
  hello: ClientHello,
  negotiated: Negotiated,
  settings: ServerSettings,
): ServerHelloExtension[] {
  const extensions: ServerHelloExtension[] = [];
  const isAsked = extensionValue(hello.extensions, 'renegotiation_info') !== undefined;
  if (extensionValue(hello.extensions, 'record_size_limit') !== undefined) {
    const value = { recordSizeLimit: ownRecordSizeLimit('TLSv1.2', settings) };
    extensions.push({ kind: 'record_size_limit', value });
  }
  if (negotiated.extendedMasterSecret) extensions.push({ kind: 'extended_master_secret', value: {} });
  if (negotiated.encryptThenMac) extensions.push({ kind: 'encrypt_then_mac', value: {} });
  if (isAsked || hello.cipherSuites.includes(RENEGOTIATION_SCSV)) {
    extensions.push({ kind: 'renegotiation_info', value: { renegotiatedConnection: new Uint8Array() } });
  }
  if (negotiated.alpn !== undefined) {
    extensions.push({ kind: 'application_layer_protocol_negotiation', value: [utf8ToBytes(negotiated.alpn)] });
  }
  return extensions;
}
