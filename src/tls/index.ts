/** TLS 1.2 (RFC 5246) without a socket: records, handshake messages as codecs, the client's and the server's state machines. */
export { ALERTS, type Alert, type AlertName, alertMessage, type ReceivedAlert } from './alerts.ts';
export { createClient, createServer, TlsConnection, type TlsOutput } from './connection.ts';
export { alertFor, TlsError, type TlsErrorCode } from './errors.ts';
export type { Direction, KeyBlockPart, Negotiated, Observe, TlsEvent } from './events.ts';
export {
  type ClientHello,
  clientHello,
  type HandshakeKind,
  type HandshakeMessage,
  handshake,
  preMasterSecret,
  type ServerHello,
  serverHello,
} from './messages.ts';
export type {
  ClientOptions,
  CommonOptions,
  Credentials,
  ExtendedMasterSecretPolicy,
  ServerOptions,
} from './options.ts';
export { prf } from './prf.ts';
export type { PeerVerified } from './proofs.ts';
export type { ProtectedParts } from './protection.ts';
export { CONTENT, type ContentKind, changeCipherSpec, recordHeader, tlsRecord } from './records.ts';
export type { TlsSession } from './session.ts';
export { CIPHER_SUITE_NAMES, type CipherSuiteName, cipherSuiteName } from './suites.ts';
