/** What a server makes of a ClientHello (RFC 5246 §7.4.1.2), and its answer (§7.4.1.3). */
import { equalBytes, randomBytes, utf8ToBytes } from '../../bytes/index.ts';
import { TlsError } from '../errors.ts';
import type { Negotiated } from '../events.ts';
import { COMPRESSION_METHODS, TLS_1_2 } from '../messages/code-points.ts';
import { extensionValue, type ServerHelloExtension } from '../messages/extensions.ts';
import type { ClientHello, ServerHello } from '../messages/hellos.ts';
import { type CipherSuite, RENEGOTIATION_SCSV } from '../negotiation/suites.ts';
import type { ServerSettings } from '../options.ts';
import type { Agreed } from '../tls12/handshake-keys.ts';

/** Chooses among what the client offers; the server's order counts.
 * @throws TlsError where there is nothing to choose. */
export function negotiate(hello: ClientHello, settings: ServerSettings): { agreed: Agreed; answer: ServerHello } {
  checkVersion(hello);
  if (!hello.compressionMethods.includes(COMPRESSION_METHODS.null)) {
    throw new TlsError('null-compression-missing', 'RFC 5246 §7.4.1.2');
  }
  const suite = settings.suites.find(({ id }) => hello.cipherSuites.includes(id));
  if (suite === undefined) throw new TlsError('no-common-suite', 'RFC 5246 §7.4.1.3');
  const renegotiationInfo = extensionValue(hello.extensions, 'renegotiation_info');
  // RFC 5746 §3.6: in a first handshake the field is empty.
  if (renegotiationInfo !== undefined && renegotiationInfo.renegotiatedConnection.length > 0) {
    throw new TlsError('renegotiation-info-wrong', 'RFC 5746 §3.6');
  }
  const negotiated: Negotiated = {
    version: 'TLSv1.2',
    suite: suite.name,
    extendedMasterSecret: chooseExtendedMasterSecret(hello, settings),
    encryptThenMac: chooseEncryptThenMac(hello, settings, suite),
    ...chooseProtocol(hello, settings.alpn),
    ...readServerName(hello),
  };
  settings.observe?.({ kind: 'negotiated', negotiated });
  const random = randomBytes(settings.random, 32);
  const answer: ServerHello = {
    serverVersion: TLS_1_2,
    random,
    // Empty: this session cannot be resumed (RFC 5246 §7.4.1.3).
    sessionId: new Uint8Array(),
    cipherSuite: suite.id,
    compressionMethod: COMPRESSION_METHODS.null,
    extensions: answers(negotiated, renegotiationInfo !== undefined || hello.cipherSuites.includes(RENEGOTIATION_SCSV)),
  };
  return { agreed: { suite, randoms: { client: hello.random, server: random }, negotiated }, answer };
}

/** A client of TLS 1.3 says 1.2 in the old field and lists what it takes in supported_versions (RFC 8446 §4.2.1). */
function checkVersion({ clientVersion, extensions }: ClientHello): void {
  const supported = extensionValue(extensions, 'supported_versions');
  if (clientVersion < TLS_1_2 || (supported !== undefined && !supported.includes(TLS_1_2))) {
    throw new TlsError('no-common-version', 'RFC 5246 appendix E.1');
  }
}

function chooseExtendedMasterSecret({ extensions }: ClientHello, { extendedMasterSecret }: ServerSettings): boolean {
  const isOffered = extensionValue(extensions, 'extended_master_secret') !== undefined;
  if (extendedMasterSecret === 'require' && !isOffered) {
    throw new TlsError('extended-master-secret-missing', 'RFC 7627 §5.2');
  }
  return isOffered && extendedMasterSecret !== 'off';
}

/** RFC 7366 §3: only with a suite that has a MAC. */
const chooseEncryptThenMac = ({ extensions }: ClientHello, settings: ServerSettings, { bulk }: CipherSuite): boolean =>
  settings.encryptThenMac && bulk.hasMac && extensionValue(extensions, 'encrypt_then_mac') !== undefined;

function chooseProtocol({ extensions }: ClientHello, ours: readonly string[]): { alpn?: string } {
  const theirs = extensionValue(extensions, 'application_layer_protocol_negotiation');
  if (theirs === undefined || ours.length === 0) return {};
  const alpn = ours.find((protocol) => theirs.some((name) => equalBytes(name, utf8ToBytes(protocol))));
  // RFC 7301 §3.2: no common one is fatal.
  if (alpn === undefined) throw new TlsError('no-common-protocol', 'RFC 7301 §3.2');
  return { alpn };
}

/** @throws TlsError for a name that no DNS name is: it goes into comparisons and logs (RFC 6066 §3: ASCII, no trailing dot). */
function readServerName({ extensions }: ClientHello): { serverName?: string } {
  const name = extensionValue(extensions, 'server_name')?.[0].hostName;
  if (name === undefined) return {};
  const serverName = String.fromCharCode(...name.subarray(0, 256));
  if (!/^[\w.-]{1,255}$/.test(serverName)) throw new TlsError('server-name-syntax', 'RFC 6066 §3');
  return { serverName };
}

function answers(negotiated: Negotiated, knowsRenegotiationInfo: boolean): ServerHelloExtension[] {
  const extensions: ServerHelloExtension[] = [];
  if (negotiated.serverName !== undefined) extensions.push({ kind: 'server_name', value: {} });
  if (negotiated.extendedMasterSecret) extensions.push({ kind: 'extended_master_secret', value: {} });
  if (negotiated.encryptThenMac) extensions.push({ kind: 'encrypt_then_mac', value: {} });
  if (knowsRenegotiationInfo) {
    extensions.push({ kind: 'renegotiation_info', value: { renegotiatedConnection: new Uint8Array() } });
  }
  if (negotiated.alpn !== undefined) {
    extensions.push({ kind: 'application_layer_protocol_negotiation', value: [utf8ToBytes(negotiated.alpn)] });
  }
  return extensions;
}
