/** Verifies a session's peer again before the session is resumed: at the current time, with the current roots, and by name. */
import { bytesToHex } from '../../bytes/index.ts';
import { sha256 } from '../../hash/index.ts';
import type { Certificate } from '../../x509/index.ts';
import { TlsError } from '../errors.ts';
import { readCertificates } from '../negotiation/peer-certificates.ts';
import type { TlsVersion } from '../negotiation/signature-schemes.ts';
import { verifyClient, verifyServer } from '../negotiation/verify-peer.ts';
import type { ClientSettings, ServerSettings } from '../options.ts';
import { type PeerVerified, Resumed } from '../proofs.ts';
import { sessionKey } from './bounds.ts';
import type { StoredSession } from './stored-session.ts';
import type { TicketState } from './ticket-keys.ts';

/** Checks that the session has not expired, and verifies the client. @returns undefined if either fails: a full handshake follows. */
export function judgeClient(
  { issuedAt, expiresAt, clientCertificates }: TicketState,
  version: TlsVersion,
  settings: ServerSettings,
): { readonly client: PeerVerified | undefined } | undefined {
  const now = settings.time().getTime();
  if (now < Number(issuedAt) || now >= Number(expiresAt)) return undefined;
  const { clientCertificate } = settings;
  if (clientCertificate.mode === 'none') return clientCertificates.length === 0 ? { client: undefined } : undefined;
  // The session has no client certificate, but we ask for one now: only a full handshake can.
  if (clientCertificates.length === 0) return undefined;
  const client = unlessRefused(() =>
    verifyClient(decoded(clientCertificates, version), version, clientCertificate, settings),
  );
  return client && { client };
}

/** Not in the RFC: a cache of recent clients' chains, so that these are not decoded again. The least recently used one comes first. */
const recent = new Map<string, readonly Certificate[]>();
const MAX_RECENT = 64;

function decoded(chain: readonly Uint8Array[], version: TlsVersion): readonly Certificate[] {
  const key = chain.map((der) => bytesToHex(sha256.digest(der))).join();
  const certificates = recent.get(key) ?? readCertificates(chain, version);
  recent.delete(key);
  recent.set(key, certificates);
  if (recent.size > MAX_RECENT) recent.delete(recent.keys().next().value!);
  return certificates;
}

/** A session taken from the store, and its server. */
export interface TakenSession {
  readonly stored: StoredSession;
  readonly server: Resumed;
}

/** Of the sessions that we could offer here, takes the one with the highest version, then the newest, and verifies its server.
 * @returns undefined if there is none, or its server is refused: a full handshake follows. */
export function takeSession(settings: ClientSettings): TakenSession | undefined {
  const { resumption, time, versions } = settings;
  if (resumption === undefined) return undefined;
  const key = sessionKey(settings, resumption.port);
  const newestOf = (version: TlsVersion) =>
    resumption.sessions.take(
      key,
      time().getTime(),
      (session) => session.suite.version === version && isOffered(session, settings),
    );
  // The server most likely accepts a session of the highest version that we offer.
  const stored = versions.reduce<StoredSession | undefined>((found, version) => found ?? newestOf(version), undefined);
  if (stored === undefined) return undefined;
  const { suite, certificates } = stored;
  const isTransport = suite.version === 'TLSv1.2' && suite.keyExchange === 'RSA';
  const usage = isTransport ? 'keyEncipherment' : 'digitalSignature';
  const server = unlessRefused(() => verifyServer(certificates, { usage, version: suite.version }, settings));
  if (server !== undefined) return { stored, server: Resumed.offered(server) };
  stored.secret.fill(0);
  return undefined;
}

/** RFC 8446 §4.2.11: a PSK belongs to a hash; RFC 5246 §7.4.1.2: a session of TLS 1.2, to its suite. */
function isOffered({ suite }: StoredSession, settings: ClientSettings): boolean {
  const { suites, extendedMasterSecret } = settings;
  if (suite.version === 'TLSv1.3') return suites.tls13.some(({ hash }) => hash.name === suite.hash.name);
  // RFC 7627 §5.3: the extension must be offered again.
  return suites.tls12.some(({ id }) => id === suite.id) && extendedMasterSecret !== 'off';
}

function unlessRefused<T>(verify: () => T): T | undefined {
  try {
    return verify();
  } catch (error) {
    if (error instanceof TlsError) return undefined;
    throw error;
  }
}
