/** The two hellos as the client reads and writes them (RFC 5246 §7.4.1). */
import { bytesToUtf8, equalBytes, randomBytes, utf8ToBytes } from '../../bytes/index.ts';
import type { ValidationName } from '../../x509/index.ts';
import { TlsError } from '../errors.ts';
import type { Negotiated } from '../events.ts';
import { COMPRESSION_METHODS, TLS_1_2 } from '../messages/code-points.ts';
import { type ClientHelloExtension, extensionValue, type ServerHelloExtension } from '../messages/extensions.ts';
import type { ClientHello, ServerHello } from '../messages/hellos.ts';
import { OFFERED_SCHEMES } from '../negotiation/signature-schemes.ts';
import type { ClientSettings } from '../options.ts';
import type { Agreed } from '../tls12/handshake-keys.ts';

export function makeClientHello(settings: ClientSettings): ClientHello {
  return {
    clientVersion: TLS_1_2,
    random: randomBytes(settings.random, 32),
    // Nothing to resume.
    sessionId: new Uint8Array(),
    cipherSuites: settings.suites.map((suite) => suite.id),
    compressionMethods: [COMPRESSION_METHODS.null],
    extensions: clientExtensions(settings),
  };
}

/** RFC 6066 §3: "without a trailing dot"; "literal IPv4 and IPv6 addresses are not permitted". */
const hostNameOf = (name: ValidationName): string | undefined =>
  'dns' in name ? name.dns.replace(/\.$/, '') : undefined;

function clientExtensions(settings: ClientSettings): ClientHelloExtension[] {
  const { serverName, alpn, encryptThenMac, extendedMasterSecret } = settings;
  const extensions: ClientHelloExtension[] = [];
  const hostName = hostNameOf(serverName);
  if (hostName !== undefined) {
    extensions.push({ kind: 'server_name', value: [{ nameType: 0, hostName: utf8ToBytes(hostName) }] });
  }
  if (extendedMasterSecret !== 'off') extensions.push({ kind: 'extended_master_secret', value: {} });
  if (encryptThenMac) extensions.push({ kind: 'encrypt_then_mac', value: {} });
  extensions.push({ kind: 'renegotiation_info', value: { renegotiatedConnection: new Uint8Array() } });
  extensions.push({ kind: 'signature_algorithms', value: OFFERED_SCHEMES });
  if (alpn.length > 0) {
    extensions.push({ kind: 'application_layer_protocol_negotiation', value: alpn.map(utf8ToBytes) });
  }
  return extensions;
}

/** Reads the answer against the question.
 * @throws TlsError for a choice that was not offered. */
export function readServerHello(hello: ServerHello, offer: ClientHello, settings: ClientSettings): Agreed {
  // A client that knows no TLS 1.3 does not look for its downgrade sentinel in the random (RFC 8446 §4.1.3).
  if (hello.serverVersion !== TLS_1_2) throw new TlsError('no-common-version', 'RFC 5246 §7.4.1.3');
  const suite = settings.suites.find(({ id }) => id === hello.cipherSuite);
  if (suite === undefined || hello.compressionMethod !== COMPRESSION_METHODS.null) {
    throw new TlsError('not-offered', 'RFC 5246 §7.4.1.3');
  }
  const extensions = hello.extensions ?? [];
  checkSolicited(extensions, offer.extensions ?? []);
  checkRenegotiationInfo(extensions);
  const has = (kind: ServerHelloExtension['kind']) => extensions.some((extension) => extension.kind === kind);
  if (settings.extendedMasterSecret === 'require' && !has('extended_master_secret')) {
    throw new TlsError('extended-master-secret-missing', 'RFC 7627 §5.2');
  }
  // RFC 7366 §3: a server that chose an AEAD "MUST NOT send an encrypt-then-MAC response extension".
  if (has('encrypt_then_mac') && !suite.bulk.hasMac) throw new TlsError('not-offered', 'RFC 7366 §3');
  const serverName = hostNameOf(settings.serverName);
  const negotiated: Negotiated = {
    version: 'TLSv1.2',
    suite: suite.name,
    extendedMasterSecret: has('extended_master_secret'),
    encryptThenMac: has('encrypt_then_mac'),
    ...protocolOf(extensions, offer),
    ...(serverName !== undefined && { serverName }),
  };
  settings.observe?.({ kind: 'negotiated', negotiated });
  return { suite, randoms: { client: offer.random, server: hello.random }, negotiated };
}

/** RFC 5246 §7.4.1.4: a server may only answer what it was asked. */
function checkSolicited(answers: readonly ServerHelloExtension[], questions: readonly ClientHelloExtension[]): void {
  for (const { kind } of answers) {
    if (!questions.some((question) => question.kind === kind)) {
      throw new TlsError('unsolicited-extension', 'RFC 5246 §7.4.1.4');
    }
  }
}

/** RFC 5746 §3.4: empty in a first handshake. Deviation: a server without it is refused, where the RFC leaves that to the client:
 * it may let an attacker speak first and continue with our session. */
function checkRenegotiationInfo(extensions: readonly ServerHelloExtension[]): void {
  const info = extensionValue(extensions, 'renegotiation_info');
  if (info?.renegotiatedConnection.length !== 0) throw new TlsError('renegotiation-info-wrong', 'RFC 5746 §3.4');
}

/** RFC 7301 §3.1: one protocol, and one of ours. */
function protocolOf(extensions: readonly ServerHelloExtension[], offer: ClientHello): { alpn?: string } {
  const chosen = extensionValue(extensions, 'application_layer_protocol_negotiation')?.[0];
  if (chosen === undefined) return {};
  const protocols = extensionValue(offer.extensions, 'application_layer_protocol_negotiation') ?? [];
  if (!protocols.some((protocol) => equalBytes(protocol, chosen))) {
    throw new TlsError('not-offered', 'RFC 7301 §3.2');
  }
  return { alpn: bytesToUtf8(chosen) };
}
