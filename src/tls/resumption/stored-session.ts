/** A session that a client may resume, and its form outside a store. */
import type { Bytes } from '../../bytes/index.ts';
import {
  cite,
  constant,
  decode,
  encode,
  fixed,
  list,
  named,
  opaque,
  refine,
  secret,
  struct,
  uint8,
  uint16,
  uint32,
  uint64,
  vector,
} from '../../codec/index.ts';
import { sha256 } from '../../hash/index.ts';
import { type Certificate, decodeCertificate } from '../../x509/index.ts';
import { type CipherSuite, type CipherSuite13, suiteNumbered } from '../negotiation/suites.ts';

/** A session and its parameters. Times are milliseconds since 1970. */
export interface StoredSession {
  readonly suite: CipherSuite | CipherSuite13;
  /** Empty if the server keeps the session itself, under `sessionId` (TLS 1.2). */
  readonly ticket: Bytes;
  /** TLS 1.2: the server's session id; empty with a ticket, and in TLS 1.3. */
  readonly sessionId: Bytes;
  /** The PSK in TLS 1.3; the master secret in TLS 1.2. */
  readonly secret: Bytes;
  /** 0 in TLS 1.2. */
  readonly ticketAgeAdd: number;
  readonly receivedAt: number;
  readonly expiresAt: number;
  /** The server's certificates, leaf first. They are verified again before the session is resumed. */
  readonly certificates: readonly Certificate[];
}

/** The version of the exported format, which no RFC defines. */
const FORMAT = 1;
const MAX = 2 ** 24 - 1;

/** Not in the RFC: maximum bytes of a stored ticket. It must fit into a ClientHello, whose extensions have at most 2^16 - 1 bytes together;
 * otherwise a server could prevent us from connecting again. */
export const MAX_TICKET = 2 ** 14;

const suiteNumber = refine(uint16, 'unexpected-value', 'Not in the RFC: a suite that this library has', (id) =>
  Boolean(suiteNumbered(id)),
);

const fields = struct('ExportedSession', 'Not in the RFC: a session outside its store', {
  format: constant(uint8, FORMAT, 'Not in the RFC: a session outside its store'),
  /** What the session is stored under: see `sessionKey`. */
  key: fixed(sha256.outputLength),
  suite: suiteNumber,
  ticket: opaque(16, 0, 2 ** 16 - 1),
  sessionId: opaque(8, 0, 32),
  secret: secret(opaque(8, 32, 64)),
  ticketAgeAdd: uint32,
  receivedAt: uint64,
  expiresAt: uint64,
  certificates: vector(24, 0, MAX, list(cite('RFC 8446 §4.4.2', named('X509Certificate', opaque(24, 1, MAX))))),
});

/** TLS 1.3 needs a ticket, TLS 1.2 a ticket or an id. */
const exportedSession = refine(
  fields,
  'unexpected-value',
  'Not in the RFC: a session that can be offered',
  ({ suite, ticket, sessionId }) =>
    ticket.length <= MAX_TICKET &&
    (ticket.length > 0 || (sessionId.length > 0 && suiteNumbered(suite)?.version === 'TLSv1.2')),
);

/** @param key - of 32 bytes. @returns the session with what it is bound to. Secret. */
export const exportSession = (key: Bytes, { suite, certificates, ...session }: StoredSession): Bytes =>
  encode(exportedSession, {
    ...session,
    format: FORMAT,
    key,
    suite: suite.id,
    receivedAt: BigInt(session.receivedAt),
    expiresAt: BigInt(session.expiresAt),
    certificates: certificates.map(({ der }) => der),
  });

/** The inverse of `exportSession`. @throws DecodeError */
export function importSession(bytes: Uint8Array): { readonly key: Bytes; readonly session: StoredSession } {
  // A copy: the store overwrites the secret later.
  const { key, suite, certificates, format: _, ...session } = decode(exportedSession, new Uint8Array(bytes));
  return {
    key: key.slice(),
    session: {
      suite: suiteNumbered(suite)!,
      ticket: session.ticket.slice(),
      sessionId: session.sessionId.slice(),
      secret: session.secret.slice(),
      ticketAgeAdd: session.ticketAgeAdd,
      receivedAt: Number(session.receivedAt),
      expiresAt: Number(session.expiresAt),
      certificates: certificates.map((der) => decodeCertificate(der)),
    },
  };
}
