/** Programs of others reach our server: our side sets the version. Each posts 64 KiB, and gets them back. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fetch, Agent as UndiciAgent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, type TlsServer, type TlsServerOptions, type TlsSocket } from '../../src/node/index.ts';
import { JUDGED_BY } from '../judged.ts';
import { HOST } from '../node/loopback.ts';
import { sayWhySkipped } from '../skipping.ts';
import { BODY, PKI, writeCellFiles } from './cell-files.ts';
import { type Cell, CLIENTS, cellId, cellsOf } from './cells.ts';
import { PATIENCE, peerProgram } from './peer-programs.ts';
import { folder, isInstalled, type Program, runClient } from './peers.ts';

type Client = (typeof CLIENTS)[number];

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const SENT = digestOf(BODY);

/** What our side saw of a cell. */
interface Seen {
  readonly body: string;
  readonly version: string | null;
  readonly suite: string | undefined;
  readonly client: boolean;
}
const seen = new Map<string, Seen>();
const servers: TlsServer[] = [];
const ports = new Map<string, Promise<number>>();

/** Sends back what comes, and notes it under the path. */
const echo = http.createServer((request, response) => {
  const socket = request.socket as unknown as TlsSocket;
  const pieces: Buffer[] = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const body = Buffer.concat(pieces);
    const facts = { version: socket.getProtocol(), suite: socket.getCipher()?.name, client: socket.authorized };
    seen.set(request.url!.slice(1), { body: digestOf(body), ...facts });
    response.end(body);
  });
});

async function listenFor({ version, kind, mutual }: Omit<Cell, 'peer'>): Promise<number> {
  const { ca, server } = PKI[kind];
  const options: TlsServerOptions = {
    ...{ cert: server.cert, key: server.key, minVersion: version, maxVersion: version, ALPNProtocols: ['http/1.1'] },
    ...(mutual
      ? { requestCert: true, rejectUnauthorized: true, ...JUDGED_BY, roots: ca.cert }
      : { requestCert: false }),
  };
  const listening = createServer(options, (socket) => echo.emit('connection', socket));
  servers.push(listening);
  await once(listening.listen(0, HOST), 'listening');
  return (listening.address() as AddressInfo).port;
}

/** The port of our server for a cell. */
function portFor({ version, kind, mutual }: Cell): Promise<number> {
  const key = `${version} ${kind} ${mutual}`;
  const port = ports.get(key) ?? listenFor({ version, kind, mutual });
  ports.set(key, port);
  return port;
}

beforeAll(writeCellFiles);
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

/** A request as it stands on the wire, for programs that know no HTTP. */
const requestOf = (id: string): Buffer =>
  Buffer.concat([
    Buffer.from(
      `POST /${id} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${BODY.length}\r\nConnection: close\r\n\r\n`,
    ),
    BODY,
  ]);
const bodyOf = (answer: Buffer): Buffer => answer.subarray(answer.indexOf('\r\n\r\n') + 4);

const flags = (cell: Cell, ca: string, cert: string, key: string): string[] => [
  ...[ca, `${cell.kind}-ca.crt`],
  ...(cell.mutual ? [cert, `${cell.kind}-client.crt`, key, `${cell.kind}-client.key`] : []),
];

/** Programs that are run once for each cell: how, and whether they have to be told the request. */
const PROGRAMS: Partial<Record<Client, (cell: Cell, url: URL) => Program & { readonly isRaw?: boolean }>> = {
  curl: (cell, url) => ({
    command: 'curl',
    args: ['-q', '-sS', ...flags(cell, '--cacert', '--cert', '--key'), '--data-binary', '@body', url.href],
  }),
  wget: (cell, url) => ({
    command: 'wget',
    args: [
      ...['--no-config', '--no-hsts', '-q', '-O', '-'],
      ...flags(cell, '--ca-certificate', '--certificate', '--private-key'),
      ...['--post-file=body', url.href],
    ],
  }),
  kubectl: (cell, url) => ({
    command: 'kubectl',
    args: [
      ...['--kubeconfig=/dev/null', `--server=${url.origin}`],
      ...flags(cell, '--certificate-authority', '--client-certificate', '--client-key'),
      // Without any credentials it would ask for a password.
      ...(cell.mutual ? [] : ['--token=none']),
      ...['create', '--raw', url.pathname, '-f', 'body'],
    ],
    env: { HOME: folder, KUBECACHEDIR: join(folder, 'cache') },
  }),
  'openssl s_client': (cell, url) => ({
    command: 'openssl',
    args: [
      ...['s_client', '-quiet', '-verify_return_error', '-connect', url.host],
      ...flags(cell, '-CAfile', '-cert', '-key'),
    ],
    isRaw: true,
  }),
  'gnutls-cli': (cell, url) => ({
    command: 'gnutls-cli',
    args: [
      ...['--logfile', `${cellId(cell)}.log`, '--port', url.port],
      ...flags(cell, '--x509cafile', '--x509certfile', '--x509keyfile'),
      'localhost',
    ],
    isRaw: true,
  }),
};

/** Clients in this process. */
const IN_PROCESS: Partial<Record<Client, (cell: Cell, url: URL) => Promise<Buffer>>> = {
  async 'node:https'(cell, url) {
    const request = https.request(url, { method: 'POST', agent: false, ...nodeCredentials(cell) }).end(BODY);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    return Buffer.concat(await response.toArray());
  },
  async fetch(cell, url) {
    const dispatcher = new UndiciAgent({ connect: nodeCredentials(cell) });
    const response = await fetch(url, { method: 'POST', body: BODY, dispatcher });
    const body = Buffer.from(await response.arrayBuffer());
    await dispatcher.close();
    return body;
  },
};
const nodeCredentials = ({ kind, mutual }: Cell) => {
  const { ca, client } = PKI[kind];
  return { ca: ca.cert, ...(mutual && { cert: client.cert, key: client.key }) };
};

async function digestFrom(cell: Cell<Client>, url: URL): Promise<string> {
  const inProcess = IN_PROCESS[cell.peer];
  if (inProcess !== undefined) return digestOf(await inProcess(cell, url));
  const { isRaw, ...program } = PROGRAMS[cell.peer]!(cell, url);
  const { received, code, messages } = await runClient(program, isRaw ? requestOf(cellId(cell)) : Buffer.alloc(0));
  expect(code, messages).toBe(0);
  return digestOf(isRaw ? bodyOf(received) : received);
}

/** Runs a program that takes all cells of its peer. @returns the digests that it tells, by cell. */
async function digestsFrom(peer: 'go' | 'java' | 'python', cells: readonly Cell[]): Promise<Map<string, string>> {
  const program = await peerProgram(peer);
  const lines = await Promise.all(
    cells.map(
      async (cell) => `${cellId(cell)} ${await portFor(cell)} ${cell.kind} ${cell.mutual ? 'mutual' : 'server-only'}\n`,
    ),
  );
  const input = Buffer.from(lines.join(''));
  const { received, code, messages } = await runClient({ ...program, args: [...program.args, 'client'] }, input, true);
  expect(code, messages).toBe(0);
  return new Map(
    received
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
}

/** What each needs to be there. */
const NEEDS: Readonly<Record<Client, string>> = {
  ...{ curl: 'curl', wget: 'wget', kubectl: 'kubectl', 'node:https': 'node', fetch: 'node' },
  ...{ go: 'go', java: 'javac', python: 'python3', 'openssl s_client': 'openssl', 'gnutls-cli': 'gnutls-cli' },
};
const isBatch = (peer: Client): peer is 'go' | 'java' | 'python' => ['go', 'java', 'python'].includes(peer);

function expectSeen(cell: Cell): void {
  const { version, kind, mutual } = cell;
  expect(seen.get(cellId(cell))).toEqual({
    body: SENT,
    version,
    suite: version === 'TLSv1.2' ? expect.stringContaining(`_${kind}_`) : expect.not.stringContaining('_WITH_'),
    client: mutual,
  });
}

const cells = cellsOf(CLIENTS);
describe.each(CLIENTS)('%s', (peer) => {
  const own = cells.filter((cell) => cell.peer === peer);
  const isThere = isInstalled(NEEDS[peer]);
  if (!isThere) sayWhySkipped(`${NEEDS[peer]} is not installed`);
  if (isBatch(peer)) {
    it.skipIf(!isThere)(
      own.map(cellId).join(', '),
      async () => {
        const digests = await digestsFrom(peer, own);
        for (const cell of own) {
          expect(digests.get(cellId(cell)), cellId(cell)).toBe(SENT);
          expectSeen(cell);
        }
      },
      PATIENCE,
    );
    return;
  }
  it.skipIf(!isThere).each(own.map((cell) => [cellId(cell), cell] as const))('%s', async (id, cell) => {
    expect(await digestFrom(cell, new URL(`https://localhost:${await portFor(cell)}/${id}`))).toBe(SENT);
    expectSeen(cell);
  });
});
