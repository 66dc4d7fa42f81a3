/** Processes that end at their first secureConnect, timed from their start. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { Files } from './handshakes.ts';
import { HOST } from './parties.ts';

/** `vitrine/node` as the package has it, from bench/peers/built/bench/sockets. */
const DOOR = new URL('../../../../../dist/node/index.js', import.meta.url);

const ours = (port: number, ca: string): string => `
import { readFileSync } from 'node:fs';
import { connect } from ${JSON.stringify(DOOR.href)};
connect({ host: '${HOST}', port: ${port}, name: { dns: 'localhost' }, roots: readFileSync(${JSON.stringify(ca)}, 'utf8'),
  profile: 'rfc5280', revocation: { policy: 'off' } }).on('secureConnect', () => process.exit(0));`;

const theirs = (port: number, ca: string): string => `
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
connect({ host: '${HOST}', port: ${port}, servername: 'localhost', ca: readFileSync(${JSON.stringify(ca)}) })
  .on('secureConnect', () => process.exit(0));`;

/** @returns milliseconds; undefined if the package is not built. */
export async function firstConnections(
  { ca, cert, key }: Files,
  rounds: number,
): Promise<{ readonly ours: number; readonly theirs: number } | undefined> {
  if (!existsSync(fileURLToPath(DOOR))) return undefined;
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (socket) => {
    socket.on('error', () => undefined).end();
  }).on('tlsClientError', () => undefined);
  await once(server.listen(0, HOST), 'listening');
  const { port } = server.address() as AddressInfo;
  const least = { ours: Number.POSITIVE_INFINITY, theirs: Number.POSITIVE_INFINITY };
  for (let i = 0; i < 2 * rounds; i++) {
    least.ours = Math.min(least.ours, await timeOf(ours(port, ca)));
    least.theirs = Math.min(least.theirs, await timeOf(theirs(port, ca)));
  }
  server.close();
  return least;
}

async function timeOf(program: string): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`a first connection ended with ${code}`);
  return performance.now() - start;
}
