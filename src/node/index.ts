/** TLS over node:net with the interface of node:tls, atomic file writes, and conversion of node:crypto's keys. */
export { Agent, type Connector, type ConnectorRequest, type HttpsOptions, undiciConnector } from './agent.ts';
export type { CommonOptions } from './common-options.ts';
export { connect } from './connect.ts';
export type { CertificatesInput, CredentialsInput, PrivateKeyInput, RootsInput } from './credentials.ts';
export {
  ConnectionError,
  type ConnectionErrorCode,
  FetchError,
  type FetchErrorCode,
  FileError,
  type FileErrorCode,
  HttpError,
  type HttpErrorCode,
} from './errors.ts';
export {
  assertWritable,
  type FileContent,
  targetOf,
  type WriteFileOptions,
  writeFilesTogether,
  writeFileWhole,
  writeFolderWhole,
} from './files.ts';
export { fromKeyObject, toKeyObject } from './key-objects.ts';
export { KeyPool } from './key-pool.ts';
export { type LockOptions, withFileLock } from './locks.ts';
export type { Leftover, LeftoverListener } from './makers.ts';
export type { ConnectOptions, TicketOptions, TlsServerOptions } from './options.ts';
export type { RefusalReason } from './relay/opening.ts';
export type { PassageEnd } from './relay/passage.ts';
export { createRelay, Relay, type RelayEvent, type RelayOptions } from './relay/relay.ts';
export {
  type FetchedEvidence,
  type FetcherOptions,
  type RevocationFetcher,
  revocationFetcher,
} from './revocation-fetcher.ts';
export { createServer, TlsServer } from './server.ts';
export { TlsSocket } from './socket.ts';
export { type SkippedRoot, type SystemRoots, type SystemRootsOptions, systemRoots } from './system-roots.ts';
