/** `npm run leaks:handshakes`: many handshakes with one server, full, resumed, refused and cut off, in both versions. Afterwards the heap and what
 * the process has open must be as they were after the first tenth.
 *
 * Usage: `npm run leaks:handshakes [-- COUNT]`. Default: 100000, which takes a quarter of an hour. */
import { once } from 'node:events';
import { type AddressInfo, connect as dial } from 'node:net';
import { systemRandom } from '../../src/bytes/index.ts';
import { generateKey } from '../../src/keys/index.ts';
import { type ConnectOptions, connect, createServer } from '../../src/node/index.ts';
import { SessionStore, type TlsVersion } from '../../src/tls/index.ts';
import { aroundNow, fixturePki } from '../../test/fixtures/pki.ts';
import { JUDGED_BY } from '../../test/judged.ts';

const HOST = '127.0.0.1';
/** Bytes by which the heap may differ: it is not the same twice, and a leak of 100 bytes a handshake is more. */
const TOLERANCE = 4 * 2 ** 20;
const CONCURRENT = 8;
/** Milliseconds: other work of the machine is no leak. */
const PATIENCE = { handshakeTimeout: 120_000 };

const [count = 100_000] = process.argv.slice(2).map(Number);
if (!Number.isInteger(count) || count < 100)
  throw new Error('usage: npm run leaks:handshakes [-- COUNT], at least 100');
const { gc } = globalThis;
if (gc === undefined) throw new Error('needs node --expose-gc');

const { authority, leaf } = fixturePki({ validity: aroundNow(), random: systemRandom });
const key = () => generateKey({ type: 'ec', curve: 'P-256', random: systemRandom });
const usage = ['digitalSignature'] as const;
const [ca, otherCa] = [authority('ca', key()), authority('other', key())];
const identity = leaf(ca, { subject: 'server', key: key(), purpose: 'serverAuth', names: 'DNS:localhost', usage });
const jane = leaf(ca, { subject: 'jane', key: key(), purpose: 'clientAuth', usage });

const server = createServer(
  {
    ...{ cert: [identity.certificate], key: identity.privateKey, ...PATIENCE },
    ...{ requestCert: true, rejectUnauthorized: false, ...JUDGED_BY, roots: [ca.certificate] },
  },
  (socket) =>
    socket
      .on('error', () => undefined)
      .resume()
      .end('hello'),
).on('tlsClientError', () => undefined);
await once(server.listen(0, HOST), 'listening');
const { port } = server.address() as AddressInfo;

/** One connection to its end, which must be the one that is expected. */
async function meet(options: Partial<ConnectOptions>, failure?: string): Promise<void> {
  const common = { host: HOST, port, name: { dns: 'localhost' }, ...JUDGED_BY, roots: [ca.certificate], ...PATIENCE };
  const socket = connect({ ...common, ...options } as ConnectOptions);
  let code: string | undefined;
  socket.on('error', (error: Error & { code?: string }) => (code = error.code)).resume();
  await once(socket, 'close').catch(() => undefined);
  if (code !== failure) throw new Error(`expected ${failure ?? 'a session'}, not ${code ?? 'a session'}`);
}

/** A client that says something that is no TLS, and one that leaves after its first bytes. */
async function cut(bytes: Uint8Array): Promise<void> {
  const socket = dial({ host: HOST, port });
  socket.on('error', () => undefined).resume();
  socket.write(bytes, () => socket.destroy());
  await new Promise((closed) => socket.once('close', closed));
}

const sessions = new SessionStore({ capacity: 16 });
const both: readonly TlsVersion[] = ['TLSv1.3', 'TLSv1.2'];
const KINDS: readonly (() => Promise<void>)[] = [
  ...both.flatMap((version) => {
    const only = { minVersion: version, maxVersion: version };
    return [
      () => meet({ ...only, cert: [jane.certificate], key: jane.privateKey }),
      () => meet({ ...only, sessions }),
      () => meet({ ...only, roots: [otherCa.certificate] }, 'certificate-refused'),
    ];
  }),
  () => cut(Uint8Array.of(22, 3, 1, 1, 0, 1)),
  () => cut(Buffer.from('GET / HTTP/1.1\r\n\r\n')),
];

/** What is left when everything that was done is over. */
async function look(): Promise<{ readonly heap: number; readonly open: number }> {
  while (server.pendingHandshakes > 0) await new Promise((turn) => setTimeout(turn, 20));
  // Alerts linger for a second.
  await new Promise((over) => setTimeout(over, 1500));
  for (let i = 0; i < 4; i++) {
    gc!();
    await new Promise((turn) => setImmediate(turn));
  }
  return { heap: process.memoryUsage().heapUsed, open: process.getActiveResourcesInfo().length };
}

async function handshakes(from: number, to: number): Promise<void> {
  for (let i = from; i < to; i += CONCURRENT) {
    await Promise.all(Array.from({ length: CONCURRENT }, (_, j) => KINDS[(i + j) % KINDS.length]()));
  }
}

const tenth = Math.ceil(count / 10);
await handshakes(0, tenth);
const before = await look();
let now = before;
for (let done = tenth; done < count; done += tenth) {
  await handshakes(done, done + tenth);
  now = await look();
  console.log(`${done + tenth} handshakes: heap ${(now.heap / 2 ** 20).toFixed(1)} MiB, open ${now.open}`);
}
server.close();
const grown = now.heap - before.heap;
const isLeak = grown > TOLERANCE || now.open > before.open;
console.log(`since the first tenth: heap ${(grown / 2 ** 20).toFixed(2)} MiB, open ${now.open - before.open}`);
if (isLeak) process.exitCode = 1;
