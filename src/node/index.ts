/** TLS over node:net in the manner of node:tls, and files written whole: where the engine meets the machine. */
export { connect } from './connect.ts';
export type { CertificatesInput, CredentialsInput, PrivateKeyInput } from './credentials.ts';
export { ConnectionError, type ConnectionErrorCode } from './errors.ts';
export { type WriteFileOptions, writeFileWhole } from './files.ts';
export type { CommonOptions, ConnectOptions, TlsServerOptions } from './options.ts';
export { createServer, TlsServer } from './server.ts';
export { TlsSocket } from './socket.ts';
