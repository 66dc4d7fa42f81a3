/** A server in a process of its own, so that its processor time is its alone: `server.js vitrine|node:tls CERT KEY`. It tells its port, and on each
 * message the microseconds of processor time and the handshakes since the one before. */
import { readFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createNodeServer } from 'node:tls';
import { createServer } from '../../src/node/index.ts';
import { HOST } from './parties.ts';

const [who, certFile, keyFile] = process.argv.slice(2);
const [cert, key] = [certFile, keyFile].map((file) => readFileSync(file, 'utf8'));
let handshakes = 0;
let before = process.cpuUsage();

const only = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const;
const server: Server =
  who === 'vitrine'
    ? createServer({ cert, key, groups: ['x25519'], requestCert: false, ...only }, (socket) => {
        handshakes++;
        socket.on('error', () => undefined).end();
      })
    : createNodeServer({ cert, key, ecdhCurve: 'X25519', ...only }, (socket) => {
        handshakes++;
        socket.on('error', () => undefined).end();
      });
server.on('tlsClientError', (error) => process.stderr.write(`${error.message}\n`));
server.listen(0, HOST, () => process.send!({ port: (server.address() as AddressInfo).port }));

process.on('message', () => {
  const { user, system } = process.cpuUsage(before);
  process.send!({ cpu: user + system, handshakes });
  before = process.cpuUsage();
  handshakes = 0;
});
process.on('disconnect', () => process.exit(0));
