/** ServerHello and HelloRetryRequest, checked against the ClientHello that they answer (RFC 8446 §4.1.3, §4.1.4). */
import { equalBytes } from '../../bytes/index.ts';
import { checkSolicited, type Offer } from '../client/hello.ts';
import { TlsError } from '../errors.ts';
import { COMPRESSION_METHODS, TLS_1_2, TLS_1_3 } from '../messages/code-points.ts';
import { extensionValue } from '../messages/extensions.ts';
import type { HelloRetryRequest, ServerHello } from '../messages/hellos.ts';
import type { Group, KeyShare } from '../negotiation/groups.ts';
import type { CipherSuite13 } from '../negotiation/suites.ts';
import type { ClientSettings } from '../options.ts';
import type { OfferedSession } from './offer-session.ts';

/** The extensions that TLS 1.3 allows in a ServerHello and in a HelloRetryRequest. */
const IN_SERVER_HELLO: readonly string[] = ['key_share', 'pre_shared_key', 'supported_versions'];
const IN_RETRY: readonly string[] = ['cookie', 'key_share', 'supported_versions'];

/** The parameters that ServerHello selects. */
export interface ReadServerHello {
  readonly suite: CipherSuite13;
  readonly group: Group;
  /** Our key pair of that group. */
  readonly share: KeyShare;
  /** The server's public value. */
  readonly theirs: Uint8Array;
  /** The session that the server resumes; undefined for a full handshake. */
  readonly resumed: OfferedSession | undefined;
}

/** @throws TlsError `not-offered`, `unsolicited-extension`, `extension-missing`. */
export function readServerHello(
  answer: ServerHello,
  { hello, shares, session }: Offer,
  settings: ClientSettings,
): ReadServerHello {
  const version = extensionValue(answer.extensions, 'supported_versions')?.selectedVersion;
  const suite = checkedSuite(answer, version, hello.sessionId, settings);
  checkSolicited(answer.extensions, hello, 'TLSv1.3');
  checkAllowed(answer.extensions ?? [], IN_SERVER_HELLO);
  const entry = extensionValue(answer.extensions, 'key_share');
  if (entry === undefined) throw new TlsError('extension-missing', 'RFC 8446 §4.2.8');
  const ours = shares.find(({ group }) => group.id === entry.group);
  if (ours === undefined) throw new TlsError('not-offered', 'RFC 8446 §4.2.8');
  const selected = extensionValue(answer.extensions, 'pre_shared_key');
  const resumed = selected === undefined ? undefined : session;
  // §4.2.11: the index must be in range (we offer one ticket), and the suite must have its hash.
  if (selected && (selected.selectedIdentity !== 0 || resumed?.early.hash.name !== suite.hash.name)) {
    throw new TlsError('not-offered', 'RFC 8446 §4.2.11');
  }
  return { suite, group: ours.group, share: ours.share, theirs: entry.keyExchange, resumed };
}

/** The parameters that HelloRetryRequest asks for. */
export interface ReadRetry {
  readonly suite: CipherSuite13;
  /** Undefined if it does not ask for another key share. */
  readonly group: Group | undefined;
  readonly cookie: Uint8Array | undefined;
}

/** @throws TlsError `not-offered` also if the second ClientHello would equal the first. */
export function readRetry(answer: HelloRetryRequest, { hello, shares }: Offer, settings: ClientSettings): ReadRetry {
  const version = extensionValue(answer.extensions, 'supported_versions')?.selectedVersion;
  const suite = checkedSuite(answer, version, hello.sessionId, settings);
  checkSolicited(answer.extensions, hello, 'TLSv1.3', ['cookie']);
  checkAllowed(answer.extensions, IN_RETRY);
  const selected = extensionValue(answer.extensions, 'key_share')?.selectedGroup;
  const cookie = extensionValue(answer.extensions, 'cookie')?.cookie;
  const group = settings.groups.find(({ id }) => id === selected);
  const isKnown = selected === undefined || group !== undefined;
  if (
    !isKnown ||
    shares.some((share) => share.group.id === selected) ||
    (group === undefined && cookie === undefined)
  ) {
    throw new TlsError('not-offered', 'RFC 8446 §4.1.4');
  }
  return { suite, group, cookie };
}

/** The checks that both have in common. */
function checkedSuite(
  answer: HelloRetryRequest | ServerHello,
  version: number | undefined,
  sessionId: Uint8Array,
  { suites, versions }: ClientSettings,
): CipherSuite13 {
  const suite = suites.tls13.find(({ id }) => id === answer.cipherSuite);
  const isGood =
    versions.includes('TLSv1.3') &&
    version === TLS_1_3 &&
    answer.serverVersion === TLS_1_2 &&
    answer.compressionMethod === COMPRESSION_METHODS.null &&
    equalBytes(answer.sessionId, sessionId);
  if (!isGood || suite === undefined) throw new TlsError('not-offered', 'RFC 8446 §4.1.3');
  return suite;
}

/** §4.2: a known extension in a message that must not have it. */
function checkAllowed(extensions: readonly { readonly kind: string }[], allowed: readonly string[]): void {
  if (extensions.some(({ kind }) => !allowed.includes(kind))) throw new TlsError('not-offered', 'RFC 8446 §4.2');
}
