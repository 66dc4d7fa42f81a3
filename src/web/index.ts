/** TLS in a page: through a WebSocket to `vitrine relay`, or over streams. */
export { type ConnectOptions, clientOver, connect, serverOver } from './connect.ts';
export { WebError, type WebErrorCode } from './errors.ts';
export type { ByteStreams } from './streams.ts';
export { type StreamSettings, TlsStreams } from './tls-streams.ts';
export type { WebSocketConstructor, WebSocketLike } from './web-socket.ts';
