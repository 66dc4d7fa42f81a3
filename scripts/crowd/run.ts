/** `npm run test:crowd`: the long form of R32 (docs/security-requirements.md). It starts `vitrine apiserver` as a process of its own on a new
 * cluster, and opens 1,000 connections that are silent, slow or half-open. Whenever the server closes one, it is opened again. Meanwhile an honest
 * client asks, each time on a new connection. Every honest request must be answered with 200.
 *
 * Usage: `npm run test:crowd [-- PEERS [SECONDS]]`. Default: 1000 peers, 40 seconds, which is more than the server's handshake deadline. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';

const HOST = '127.0.0.1';
const VITRINE = ['--import', 'tsx', resolve(import.meta.dirname, '../../src/cli/main.ts')];
/** Milliseconds after which an honest request counts as not served. */
const PATIENCE = 20_000;
const [peers = 1000, seconds = 40] = process.argv.slice(2).map(Number);
if (![peers, seconds].every((number) => Number.isInteger(number) && number > 0)) {
  throw new Error('usage: npm run test:crowd [-- PEERS [SECONDS]]');
}
const folder = mkdtempSync(join(tmpdir(), 'vitrine-crowd-'));
const cluster = join(folder, 'cluster');
let over = false;

/** What a TLS client sends first, from Node's own. */
async function clientHello(): Promise<Buffer> {
  const listener = createServer().listen(0, HOST);
  await once(listener, 'listening');
  const client = connectTls({ host: HOST, port: (listener.address() as AddressInfo).port }).on('error', () => {});
  const [socket] = (await once(listener, 'connection')) as [Socket];
  const [hello] = (await once(socket, 'data')) as [Buffer];
  client.destroy();
  socket.destroy();
  listener.close();
  return hello;
}

const KINDS = ['silent', 'slow', 'half-open'] as const;
type Kind = (typeof KINDS)[number];

/** One peer of the crowd: dials again whenever it is closed. */
class Peer {
  readonly #kind: Kind;
  readonly #port: number;
  readonly #hello: Buffer;
  socket: Socket | undefined;
  opened = 0;

  constructor(kind: Kind, port: number, hello: Buffer) {
    this.#kind = kind;
    this.#port = port;
    this.#hello = hello;
    this.#dial();
  }

  #dial(): void {
    if (over) return;
    const socket = connect({ host: HOST, port: this.#port });
    this.socket = socket;
    let sent = 0;
    const byte = (): void => void socket.write(this.#hello.subarray(sent, ++sent));
    const timer = this.#kind === 'slow' ? setInterval(byte, 1000) : undefined;
    socket.on('connect', () => {
      this.opened++;
      if (this.#kind === 'half-open') socket.write(this.#hello);
    });
    socket
      .on('error', () => {})
      .on('close', () => {
        clearInterval(timer);
        // A crowd that is turned away does not dial in a closed loop: that would measure this script.
        setTimeout(() => this.#dial(), 500);
      });
    socket.resume();
  }
}

interface Honest {
  readonly ca: Buffer;
  readonly cert: string;
  readonly key: string;
}

function honestIdentity(): Honest {
  const config = readFileSync(join(cluster, 'admin.conf'), 'utf8');
  const field = (name: string): string =>
    Buffer.from(new RegExp(`${name}: "?([A-Za-z0-9+/=]+)`).exec(config)![1], 'base64').toString();
  return {
    ca: readFileSync(join(cluster, 'pki/ca.crt')),
    cert: field('client-certificate-data'),
    key: field('client-key-data'),
  };
}

/** One request on a connection of its own. @returns milliseconds, or why it was not served. */
async function ask(port: number, identity: Honest): Promise<number | string> {
  const begun = performance.now();
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const agent = new Agent({ keepAlive: false });
    const sent = request({ host: HOST, port, path: '/version', agent, signal, ...identity }).end();
    const [response] = await once(sent, 'response', { signal });
    await once(response.resume(), 'end', { signal });
    return response.statusCode === 200 ? performance.now() - begun : `status ${response.statusCode}`;
  } catch (error) {
    return signal.aborted ? `no answer in ${PATIENCE} ms` : String((error as Error).message);
  }
}

async function startServer(): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const init = ['pki', 'init', '-dir', cluster, '-node-name', 'cp1', '-apiserver-advertise-address', HOST];
  const [code] = await once(
    spawn(process.execPath, [...VITRINE, ...init], { stdio: ['ignore', 'ignore', 'inherit'] }),
    'exit',
  );
  if (code !== 0) throw new Error(`pki init ended with code ${code}`);
  const serve = ['apiserver', '-dir', cluster, '-secure-port', '0'];
  const child = spawn(process.execPath, [...VITRINE, ...serve], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [note] = await once(child.stderr, 'data');
  child.stderr.resume();
  return { child, port: Number(/:(\d+) until/.exec(`${note}`)![1]) };
}

async function run(port: number): Promise<boolean> {
  const identity = honestIdentity();
  const hello = await clientHello();
  const crowd = Array.from({ length: peers }, (_, i) => new Peer(KINDS[i % KINDS.length], port, hello));
  await sleep(2000);
  const answers: (number | string)[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    answers.push(await ask(port, identity));
    await sleep(100);
  }
  over = true;
  const open = crowd.filter(({ socket }) => socket?.readyState === 'open').length;
  for (const { socket } of crowd) socket?.destroy();
  const times = answers.filter((answer) => typeof answer === 'number').sort((a, b) => a - b);
  const failures = answers.filter((answer) => typeof answer === 'string');
  const dialled = crowd.reduce((sum, { opened }) => sum + opened, 0);
  console.log(`crowd: ${peers} peers, ${dialled} connections in ${seconds} s, ${open} open at the end`);
  console.log(`honest requests: ${times.length} of ${answers.length} served`);
  const [median, last] = [times[times.length >> 1], times.at(-1)].map((time) => `${Math.round(time ?? 0)} ms`);
  console.log(`time to an answer: median ${median}, longest ${last}`);
  for (const failure of new Set(failures)) console.log(`not served: ${failure}`);
  return failures.length === 0 && times.length > 0;
}

const { child, port } = await startServer();
let ok = false;
try {
  ok = await run(port);
  if (child.exitCode !== null) {
    console.log(`the server ended with code ${child.exitCode}`);
    ok = false;
  }
} finally {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
}
process.exit(ok ? 0 : 1);
