/** Processes a TLS 1.2 ServerHello against our ClientHello (RFC 5246 §7.4.1.3). */
import { bytesToUtf8, equalBytes } from '../../bytes/index.ts';
import { checkProtocol, checkSolicited, type Offer } from '../client/hello.ts';
import { TlsError } from '../errors.ts';
import type { Negotiated } from '../events.ts';
import type { Effect } from '../machine.ts';
import { COMPRESSION_METHODS, EC_POINT_FORMATS, TLS_1_2 } from '../messages/code-points.ts';
import { extensionValue, type ServerHelloExtension } from '../messages/extensions.ts';
import type { ClientHello, ServerHello } from '../messages/hellos.ts';
import { recordLimits } from '../negotiation/record-size.ts';
import type { CipherSuite } from '../negotiation/suites.ts';
import type { ClientSettings } from '../options.ts';
import type { TakenSession } from '../resumption/judge-again.ts';
import type { Agreed } from './handshake-keys.ts';
import { checkWithoutExtendedMasterSecret, DOWNGRADE_SENTINELS } from './server-hello.ts';

/** @throws TlsError for a choice that we did not offer. */
export function readServerHello(
  hello: ServerHello,
  { hello: offer, session12: session }: Pick<Offer, 'hello' | 'session12'>,
  settings: ClientSettings,
): Answer {
  if (hello.serverVersion !== TLS_1_2 || !settings.versions.includes('TLSv1.2')) {
    throw new TlsError('no-common-version', 'RFC 5246 §7.4.1.3');
  }
  checkSentinel(hello, settings);
  const suite = settings.suites.tls12.find(({ id }) => id === hello.cipherSuite);
  if (suite === undefined || hello.compressionMethod !== COMPRESSION_METHODS.null) {
    throw new TlsError('not-offered', 'RFC 5246 §7.4.1.3');
  }
  const extensions = hello.extensions ?? [];
  checkSolicited(extensions, offer, 'TLSv1.2');
  checkRenegotiationInfo(extensions);
  checkPointFormats(extensions);
  const negotiated = negotiatedBy(extensions, suite, settings);
  checkProtocol(extensionValue(extensions, 'application_layer_protocol_negotiation')?.[0], offer);
  settings.observe?.({ kind: 'negotiated', negotiated });
  const agreed: Agreed = { suite, randoms: { client: offer.random, server: hello.random }, negotiated };
  const isResumed = checkSessionId(hello, offer, session);
  if (isResumed) checkResumed(agreed, session!);
  return {
    agreed,
    resumed: isResumed ? session : undefined,
    sessionId: hello.sessionId,
    limits: recordLimits(extensionValue(extensions, 'record_size_limit')?.recordSizeLimit, 'TLSv1.2', true, settings),
    expectsStatus: extensionValue(extensions, 'status_request') !== undefined,
    expectsTicket: extensionValue(extensions, 'session_ticket') !== undefined,
  };
}

/** The parameters that the ServerHello selects. */
export interface Answer {
  readonly agreed: Agreed;
  /** The session that the server resumes. */
  readonly resumed: TakenSession | undefined;
  /** The session id that the server assigned; empty if it keeps no session. */
  readonly sessionId: Uint8Array;
  /** The record size limits of both sides (RFC 8449). */
  readonly limits: readonly Effect[];
  /** Whether a CertificateStatus may follow (RFC 6066 §8). */
  readonly expectsStatus: boolean;
  /** Whether a NewSessionTicket follows (RFC 5077 §3.2). */
  readonly expectsTicket: boolean;
}

/** RFC 5246 §7.4.1.3: the server repeats our session id if it resumes that session. @returns whether it does.
 * @throws TlsError `not-offered` if it repeats an id that belongs to no session: by RFC 8446 appendix D.4 the client invents such an id. */
function checkSessionId({ sessionId }: ServerHello, offer: ClientHello, session: TakenSession | undefined): boolean {
  if (sessionId.length === 0 || !equalBytes(sessionId, offer.sessionId)) return false;
  if (session === undefined) throw new TlsError('not-offered', 'RFC 8446 §4.1.3');
  return true;
}

/** A resumed session keeps its suite (RFC 5246 §7.4.1.3) and its extended master secret (RFC 7627 §5.3). */
function checkResumed({ suite, negotiated }: Agreed, { stored }: TakenSession): void {
  if (suite.id !== stored.suite.id) throw new TlsError('not-offered', 'RFC 5246 §7.4.1.3');
  if (!negotiated.extendedMasterSecret) throw new TlsError('extended-master-secret-missing', 'RFC 7627 §5.3');
}

/** RFC 8446 §4.1.3: a TLS 1.3 server marks its random when it negotiates a lower version. A client without TLS 1.3 ignores the
 * mark. */
function checkSentinel({ random }: ServerHello, { versions }: ClientSettings): void {
  if (versions.includes('TLSv1.3') && DOWNGRADE_SENTINELS.some((one) => equalBytes(random.subarray(24), one))) {
    throw new TlsError('downgrade-detected', 'RFC 8446 §4.1.3');
  }
}

function negotiatedBy(
  extensions: readonly ServerHelloExtension[],
  suite: CipherSuite,
  { sni: serverName, extendedMasterSecret }: ClientSettings,
): Negotiated {
  const has = (kind: ServerHelloExtension['kind']) => extensions.some((extension) => extension.kind === kind);
  if (!has('extended_master_secret')) checkWithoutExtendedMasterSecret(extendedMasterSecret, suite);
  // RFC 7366 §3: a server that chose an AEAD "MUST NOT send an encrypt-then-MAC response extension".
  if (has('encrypt_then_mac') && !suite.bulk.hasMac) throw new TlsError('not-offered', 'RFC 7366 §3');
  const alpn = extensionValue(extensions, 'application_layer_protocol_negotiation')?.[0];
  return {
    version: 'TLSv1.2',
    suite: suite.name,
    extendedMasterSecret: has('extended_master_secret'),
    encryptThenMac: has('encrypt_then_mac'),
    ...(alpn !== undefined && { alpn: bytesToUtf8(alpn) }),
    ...(serverName !== undefined && { serverName }),
  };
}

/** RFC 5746 §3.4: empty in an initial handshake. Deviation: we refuse a server without the extension, which the RFC leaves to the
 * client: such a server may let an attacker send first and then splice in our session. */
function checkRenegotiationInfo(extensions: readonly ServerHelloExtension[]): void {
  const info = extensionValue(extensions, 'renegotiation_info');
  if (info?.renegotiatedConnection.length !== 0) throw new TlsError('renegotiation-info-wrong', 'RFC 5746 §3.4');
}

/** RFC 8422 §5.2: if the server lists point formats, uncompressed must be among them. */
function checkPointFormats(extensions: readonly ServerHelloExtension[]): void {
  const formats = extensionValue(extensions, 'ec_point_formats');
  if (formats !== undefined && !formats.includes(EC_POINT_FORMATS.uncompressed)) {
    throw new TlsError('point-format-missing', 'RFC 8422 §5.1.2');
  }
}
