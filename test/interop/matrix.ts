/** The cases that every peer is put through, and our side of them. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect } from 'vitest';
import {
  type ConnectOptions,
  connect,
  createServer,
  type TlsServerOptions,
  type TlsSocket,
} from '../../src/node/index.ts';
import { type CipherSuiteName, RSA_CIPHER_SUITES } from '../../src/tls/index.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { HOST } from '../node/loopback.ts';
import { isWholeTable } from '../property-runs.ts';

/** What a peer is told when it starts; one peer serves every suite. */
export interface Features {
  readonly clientCertificate: boolean;
  readonly extendedMasterSecret: boolean;
  readonly encryptThenMac: boolean;
}
export interface Case extends Features {
  readonly suite: CipherSuiteName;
  /** Bytes each way. */
  readonly size: number;
}

/** Those with RSA key transport by OpenSSL's names, which Node, nginx and curl use too. */
export const OPENSSL_CIPHERS = 'AES128-SHA256:AES256-SHA256:AES128-GCM-SHA256:AES128-SHA';
export const OPENSSL_NAME: Readonly<Record<CipherSuiteName, string>> = {
  TLS_AES_128_GCM_SHA256: 'TLS_AES_128_GCM_SHA256',
  TLS_AES_256_GCM_SHA384: 'TLS_AES_256_GCM_SHA384',
  TLS_CHACHA20_POLY1305_SHA256: 'TLS_CHACHA20_POLY1305_SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_RSA_WITH_AES_128_CBC_SHA256: 'AES128-SHA256',
  TLS_RSA_WITH_AES_256_CBC_SHA256: 'AES256-SHA256',
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256',
  TLS_RSA_WITH_AES_128_CBC_SHA: 'AES128-SHA',
};

const BOTH = [true, false];
export const FEATURES: readonly Features[] = BOTH.flatMap((clientCertificate) =>
  BOTH.flatMap((extendedMasterSecret) =>
    BOTH.map((encryptThenMac) => ({ clientCertificate, extendedMasterSecret, encryptThenMac })),
  ),
);

/** Bytes in a line of the payload, its end included: s_server takes 16 383 at most. */
const LINE = 2 ** 13;
const SMALL = 8 * LINE; // 64 KiB
const MEDIUM = 128 * LINE; // 1 MiB
const LARGE = 1221 * LINE; // 10 MB
/** One suite with a MAC, and one with an AEAD: what happens over many records does not depend on the key's or the hash's length. */
const LARGE_SUITES: readonly CipherSuiteName[] = ['TLS_RSA_WITH_AES_128_CBC_SHA256', 'TLS_RSA_WITH_AES_128_GCM_SHA256'];

const isGcm = (suite: CipherSuiteName) => suite.includes('GCM');

/** The suites under these features: GCM, which has no MAC to put outside, only once. */
export function casesOf(features: Features): readonly Case[] {
  const { clientCertificate, extendedMasterSecret, encryptThenMac } = features;
  const hasEverything = clientCertificate && extendedMasterSecret && encryptThenMac;
  const sizeOf = (suite: CipherSuiteName) => (isWholeTable && LARGE_SUITES.includes(suite) ? LARGE : MEDIUM);
  const suites = RSA_CIPHER_SUITES.filter((suite) => encryptThenMac || !isGcm(suite));
  // In the everyday tests a third, another one for each set of features.
  const part = suites.filter((_, i) => isWholeTable || (i + FEATURES.indexOf(features)) % 3 === 0);
  return part.map((suite) => ({ ...features, suite, size: hasEverything ? sizeOf(suite) : SMALL }));
}

const withOrWithout = (on: boolean, what: string) => `${on ? 'with' : 'without'} ${what}`;
export const title = (features: Features): string =>
  [
    withOrWithout(features.clientCertificate, 'client certificate'),
    withOrWithout(features.extendedMasterSecret, 'extended master secret'),
    withOrWithout(features.encryptThenMac, 'encrypt-then-MAC'),
  ].join(', ');

/** One describe block for each set of features. */
export function describeFeatures(tests: (features: Features) => void): void {
  for (const features of FEATURES) describe(title(features), () => tests(features));
}

/** Random text in lines, for peers that echo line by line. */
export function payload({ size }: Case): Buffer {
  const text = Buffer.from(randomBytes((size / 4) * 3).toString('base64'), 'latin1');
  for (let end = LINE; end <= size; end += LINE) text[end - 1] = 0x0a;
  return text;
}

/** Bytes by their number and hash. */
export const digest = (bytes: Uint8Array): string =>
  `${bytes.length} ${createHash('sha256').update(bytes).digest('hex')}`;

/** What our side must have agreed on. */
export function expectFacts(socket: TlsSocket, { suite, extendedMasterSecret, encryptThenMac }: Case): void {
  const expected = { suite, extendedMasterSecret, encryptThenMac: encryptThenMac && !isGcm(suite) };
  expect(socket.session).toMatchObject(expected);
}

/** Our client, for a case. The peer's switches decide what is agreed on; ours only says what it insists on. */
export const clientOptions = (port: number, of: Case): ConnectOptions => ({
  host: HOST,
  port,
  ciphers: [of.suite],
  ...JUDGED_BY,
  roots: pki.ca.cert,
  extendedMasterSecret: of.extendedMasterSecret ? 'require' : 'accept-without',
  ...(of.clientCertificate && { cert: pki.client.cert, key: pki.client.key }),
});

/** Sends to an echo while reading from it, closes properly, and expects the case's facts. @returns what came back. */
export async function exchange(port: number, of: Case, sent: Uint8Array): Promise<Buffer> {
  const socket = connect(clientOptions(port, of));
  try {
    socket.write(sent);
    const received = await readExactly(socket, sent.length);
    expectFacts(socket, of);
    socket.end();
    await once(socket, 'close');
    return received;
  } finally {
    socket.destroy();
  }
}

/** Our server for one connection, which takes the case's bytes, sends them back and closes. `check` is run on its connection. */
export async function serveOnce<T>(of: Case, client: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(serverOptions(of));
  let served: Promise<unknown> = Promise.resolve();
  let failure: Error | undefined;
  server.on('tlsClientError', (error) => (failure = error));
  server.on('secureConnection', (socket: TlsSocket) => {
    served = answer(socket, of).catch((error) => (failure = error));
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  try {
    const result = await client((server.address() as { port: number }).port);
    await served;
    if (failure) throw failure;
    return result;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const serverOptions = (of: Case): TlsServerOptions => ({
  ciphers: [of.suite],
  cert: pki.server.cert,
  key: pki.server.key,
  extendedMasterSecret: of.extendedMasterSecret ? 'require' : 'accept-without',
  ...(of.clientCertificate
    ? { requestCert: true, rejectUnauthorized: true, ...JUDGED_BY, roots: pki.ca.cert }
    : { requestCert: false }),
});

async function answer(socket: TlsSocket, of: Case): Promise<void> {
  socket.end(await readExactly(socket, of.size));
  // Not every peer says good-bye.
  socket.on('error', () => {});
  expectFacts(socket, of);
  expect(socket.authorized).toBe(of.clientCertificate);
}

function readExactly(socket: TlsSocket, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let left = length;
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      left -= chunk.length;
      if (left <= 0) resolve(Buffer.concat(chunks));
    });
    socket.once('error', reject).once('end', () => reject(new Error(`ended with ${left} bytes to come`)));
  });
}
