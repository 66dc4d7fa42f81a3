/** Our client and our server, on the loopback, and what tests ask of them. All that is opened is closed after each test. */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { Readable } from 'node:stream';
import {
  type ConnectOptions,
  connect,
  createServer,
  type TlsServer,
  type TlsServerOptions,
  type TlsSocket,
} from '../../src/node/index.ts';
import { CIPHER_SUITE_NAMES } from '../../src/tls/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';

/** Where a test does not say otherwise: in TLS 1.3 a client is connected before the server has judged its certificate. */
const TLS_1_2 = CIPHER_SUITE_NAMES.filter((name) => name.includes('_WITH_'));

export const HOST = '127.0.0.1';

export async function listen(server: Server): Promise<number> {
  server.listen(0, HOST);
  await once(server, 'listening');
  closing(() => new Promise((closed) => server.close(closed)));
  return (server.address() as AddressInfo).port;
}

/** A server that asks for no client certificate, unless told otherwise, listening. */
export async function serve(
  options: Partial<TlsServerOptions>,
  onConnection?: (socket: TlsSocket) => void,
): Promise<{ server: TlsServer; port: number }> {
  const all = {
    ciphers: TLS_1_2,
    cert: pki.server.cert,
    key: pki.server.key,
    requestCert: false,
    ...options,
  };
  const server = createServer(all as TlsServerOptions, onConnection);
  const port = await listen(server);
  closing(() => server.closeAllConnections());
  return { server, port };
}

/** A client that trusts the server's CA, unless told otherwise. */
export function dial(port: number, options: Partial<ConnectOptions> = {}): TlsSocket {
  const trust = 'dangerouslyUnverified' in options ? {} : { ...JUDGED_BY, roots: pki.ca.cert };
  const socket = connect({ ciphers: TLS_1_2, host: HOST, port, ...trust, ...options } as ConnectOptions);
  closing(() => socket.destroy());
  return socket;
}

/** Both ends of one connection, its handshake done. */
export async function pair(
  serverOptions: Partial<TlsServerOptions> = {},
  clientOptions: Partial<ConnectOptions> = {},
): Promise<{ client: TlsSocket; peer: TlsSocket; server: TlsServer }> {
  const { server, port } = await serve(serverOptions);
  const client = dial(port, clientOptions);
  const [[peer]] = await Promise.all([once(server, 'secureConnection'), once(client, 'secureConnect')]);
  return { client, peer, server };
}

/** The error that ends an emitter; rejects when it closes without one. */
export const errorOf = (socket: TlsSocket): Promise<Error & { code: string }> =>
  new Promise((resolve, reject) => {
    socket.once('error', resolve);
    socket.once('close', () => reject(new Error('closed without an error')));
  });

/** All that comes until the end. Not by `for await`, which destroys the stream after it, and its other direction too. */
export const readAll = (stream: Readable): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.once('end', () => resolve(Buffer.concat(chunks))).once('error', reject);
    stream.once('close', () => reject(new Error('closed before its end')));
  });

/** When a stream has closed, with an error or without. */
export const closed = (stream: Readable): Promise<void> =>
  new Promise((resolve) => void stream.on('error', () => {}).once('close', resolve));

/** Bytes that repeat nowhere near, the same each time. */
export function pattern(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let i = 0; i < length; i++) bytes[i] = i * 167 + (i >> 8);
  return bytes;
}

/** Compares whole byte strings at once; `toEqual` takes seconds for a megabyte. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
