/** A file received from `openssl s_server -WWW`, by our client and by @reclaimprotocol/tls with its cryptography in JavaScript. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer as createTcpServer, connect as dial } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '../../src/node/index.ts';
import { JUDGED_BY } from '../../test/judged.ts';
import type { Files } from './handshakes.ts';
import { HOST } from './parties.ts';

const SIZE = 16 * 2 ** 20; // bytes
const SUITE = 'TLS_AES_128_GCM_SHA256';
const REQUEST = Buffer.from('GET /file HTTP/1.0\r\n\r\n');

/** @returns MB/s of both; undefined for what is not installed. */
export async function reception(
  files: Files,
  folder: string,
  rounds: number,
): Promise<{ readonly ours: number; readonly theirs: number | undefined }> {
  writeFileSync(join(folder, 'file'), new Uint8Array(SIZE));
  const port = await freePort();
  const options = [
    '-accept',
    `${port}`,
    '-cert',
    files.cert,
    '-key',
    files.key,
    '-WWW',
    '-tls1_3',
    '-ciphersuites',
    SUITE,
  ];
  const server = spawn('openssl', ['s_server', '-quiet', ...options], { cwd: folder, stdio: 'ignore' });
  try {
    await listening(port);
    const ca = readFileSync(files.ca, 'utf8');
    const theirs = await reclaim(port);
    const speeds = { ours: 0, theirs: theirs && 0 };
    for (let i = 0; i < rounds; i++) {
      speeds.ours = Math.max(speeds.ours, await speedOf(() => ours(port, ca)));
      if (theirs !== undefined) speeds.theirs = Math.max(speeds.theirs!, await speedOf(theirs));
    }
    return speeds;
  } finally {
    server.kill();
  }
}

/** @param receive - resolves with the bytes of the answer. */
async function speedOf(receive: () => Promise<number>): Promise<number> {
  const start = performance.now();
  const bytes = await receive();
  const time = performance.now() - start;
  if (bytes < SIZE) throw new Error(`only ${bytes} bytes came`);
  return bytes / 1e3 / time;
}

async function ours(port: number, roots: string): Promise<number> {
  const socket = connect({ host: HOST, port, name: { dns: 'localhost' }, roots, ...JUDGED_BY, ciphers: [SUITE] });
  let received = 0;
  socket.on('data', (chunk: Uint8Array) => (received += chunk.length)).on('error', () => undefined);
  await once(socket, 'secureConnect');
  socket.write(REQUEST);
  await once(socket, 'close');
  return received;
}

/** What we use of @reclaimprotocol/tls. */
interface Reclaim {
  setCryptoImplementation(crypto: unknown): void;
  makeTLSClient(options: object): {
    startHandshake(): Promise<void>;
    write(data: Uint8Array): Promise<void>;
    handleReceivedBytes(data: Uint8Array): void;
  };
}

async function reclaim(port: number): Promise<(() => Promise<number>) | undefined> {
  // Names in variables: TypeScript need not find what may not be installed.
  const [name, cryptography] = ['@reclaimprotocol/tls', '@reclaimprotocol/tls/purejs-crypto'];
  const found = await Promise.all([import(name), import(cryptography)]).catch(() => undefined);
  if (found === undefined) return undefined;
  const [{ makeTLSClient, setCryptoImplementation }, { pureJsCrypto }] = found as [Reclaim, { pureJsCrypto: unknown }];
  setCryptoImplementation(pureJsCrypto);
  return async () => {
    const socket = dial({ host: HOST, port });
    let received = 0;
    const silent = () => undefined;
    const logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent, child: () => logger };
    let end: () => void = silent;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const client = makeTLSClient({
      ...{ host: 'localhost', verifyServerCertificate: false, cipherSuites: [SUITE], logger },
      write({ header, content }: { header: Uint8Array; content: Uint8Array }) {
        socket.write(header);
        socket.write(content);
      },
      onHandshake: () => void client.write(REQUEST),
      onApplicationData: (data: Uint8Array) => void (received += data.length),
      onTlsEnd: () => end(),
    });
    socket.on('data', (data) => client.handleReceivedBytes(data)).on('error', () => undefined);
    await once(socket, 'connect');
    await client.startHandshake();
    await ended;
    socket.destroy();
    return received;
  };
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = dial({ host: HOST, port });
    const isThere = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isThere) return;
    await pause(100);
  }
}
