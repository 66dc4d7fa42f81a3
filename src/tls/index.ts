/** TLS 1.2 (RFC 5246) and TLS 1.3 (RFC 8446) without a socket: records, handshake messages as codecs, the client's and the server's
 * state machines. */

export type { CertificateAlert } from './certificate-alerts.ts';
export { TlsConnection } from './connection.ts';
export { createClient, createServer } from './create.ts';
export type { AnyCredentials, Credentials, CredentialsOnRequest, OcspStaple } from './credentials.ts';
export { dialectOf, handshakeCodec } from './described.ts';
export { alertFor, TlsError, type TlsErrorCode } from './errors.ts';
export type { ChoiceKind, DescribedMessage, Direction, KeyBlockPart, Negotiated, Observe, TlsEvent } from './events.ts';
export { answerKeyRequest, type KeyRequest } from './key-request.ts';
export { ALERTS, type Alert, type AlertName, alertMessage, type ReceivedAlert } from './messages/alerts.ts';
export { CODE_POINTS, type Names } from './messages/code-points.ts';
export { type ClientHello, clientHello, type ServerHello, serverHello } from './messages/hellos.ts';
export { type Dialect, handshakeHeader } from './messages/message-type.ts';
export { type Ephemeral, GROUP_NAMES, type GroupName } from './negotiation/groups.ts';
export { SIGNATURE_SCHEME_NAMES, type TlsVersion } from './negotiation/signature-schemes.ts';
export {
  CIPHER_SUITE_NAMES,
  type CipherSuiteName,
  cipherSuiteName,
  DEFAULT_CIPHER_SUITES,
  RSA_CIPHER_SUITES,
} from './negotiation/suites.ts';
export type {
  AlpnOffer,
  ClientOptions,
  ClientResumption,
  CommonOptions,
  ExtendedMasterSecretPolicy,
  ServerOptions,
  ServerSessionIds,
  ServerTickets,
} from './options.ts';
export type { TlsOutput } from './output.ts';
export type { PeerVerified } from './proofs.ts';
export { macHeaderFields, type ProtectedParts } from './record/protection.ts';
export { CONTENT, type ContentKind, changeCipherSpec, recordHeader, tlsRecord } from './record/records.ts';
export { SessionIdCache } from './resumption/session-cache.ts';
export { SessionStore } from './resumption/session-store.ts';
export { TicketKeys } from './resumption/ticket-keys.ts';
export type { TlsSession } from './session.ts';
export { type HandshakeKind, type HandshakeMessage, handshake, preMasterSecret } from './tls12/messages.ts';
export { prf } from './tls12/prf.ts';
export type { SecretName } from './tls13/key-schedule.ts';
export type { ClientJudgement, Trust } from './trust.ts';
