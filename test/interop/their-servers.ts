/** Our clients, `connect()` and `vitrine s_client`, reach servers of others: our side sets the version. 64 KiB go there and back. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as nodeTls from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/node/index.ts';
import { SessionStore } from '../../src/tls/index.ts';
import { closingWithFile } from '../closing.ts';
import { HOST, sameBytes } from '../node/loopback.ts';
import { isWholeTable } from '../property-runs.ts';
import { sayWhySkipped } from '../skipping.ts';
import { BODY, PKI, writeCellFiles } from './cell-files.ts';
import { type Cell, cellId, cellsOf, KINDS, type OUR_CLIENTS, OUR_CLIENTS as OURS, SERVERS } from './cells.ts';
import { optionsOf, type Talked, talk } from './our-clients.ts';
import { obstacleTo, PATIENCE, type PeerName, peerProcess } from './peer-programs.ts';
import { file, folder, freePort, isInstalled, startServer, startServerOn } from './peers.ts';

type Server = (typeof SERVERS)[number];
type OurCell = Cell<Server, (typeof OUR_CLIENTS)[number]>;
type Wanted = Pick<Cell, 'kind' | 'mutual'>;
/** What servers with P-384 alone are asked for: our clients send no half of it at first. Not ECDSA: by TLS 1.2 OpenSSL would refuse our client's P-256. */
const RETRIED = { kind: 'RSA', mutual: true } as const;
const isRetried = ({ kind, mutual }: Wanted): boolean => kind === RETRIED.kind && mutual === RETRIED.mutual;
const wantedKey = ({ kind, mutual }: Wanted): string => `${kind} ${mutual ? 'mutual' : 'server-only'}`;

/** Starts the peer for some kinds of certificates. @returns the port of each. */
const START: Readonly<Record<Server, (wanted: readonly Wanted[]) => Promise<Map<string, number>>>> = {
  'openssl s_server': (wanted) =>
    eachOn(wanted, async ({ kind, mutual }, port) => {
      const asks = mutual ? ['-Verify', '1', '-verify_return_error', '-CAfile', `${kind}-ca.crt`] : [];
      const own = ['-cert', `${kind}-server.crt`, '-key', `${kind}-server.key`];
      const groups = isRetried({ kind, mutual }) ? ['-groups', 'P-384'] : [];
      const args = ['s_server', '-accept', `${HOST}:${port}`, ...own, ...asks, ...groups, '-rev', '-quiet'];
      await startServerOn(port, { command: 'openssl', args });
    }),
  'gnutls-serv': (wanted) =>
    eachOn(wanted, async ({ kind, mutual }, port) => {
      const asks = mutual ? ['--require-client-cert', '--verify-client-cert'] : ['--disable-client-cert'];
      const own = ['--x509certfile', `${kind}-server.crt`, '--x509keyfile', `${kind}-server.key`];
      const groups = isRetried({ kind, mutual }) ? ['--priority', 'NORMAL:-GROUP-ALL:+GROUP-SECP384R1'] : [];
      const args = ['--echo', '--port', `${port}`, '--x509cafile', `${kind}-ca.crt`, ...own, ...asks, ...groups];
      await startServer({ command: 'gnutls-serv', args }, /IPv4 .*done/);
    }),
  async 'node:tls'(wanted) {
    const ports = new Map<string, number>();
    for (const one of wanted) {
      const { ca, server } = PKI[one.kind];
      const asks = { ca: ca.cert, requestCert: one.mutual, rejectUnauthorized: one.mutual };
      const more = { sessionIdContext: 'cells', ...(isRetried(one) && { ecdhCurve: 'P-384' }) };
      const listening = nodeTls.createServer({ cert: server.cert, key: server.key, ...asks, ...more }, (socket) =>
        socket.on('error', () => undefined).pipe(socket),
      );
      await once(listening.listen(0, HOST), 'listening');
      closingWithFile(() => listening.close());
      ports.set(wantedKey(one), (listening.address() as AddressInfo).port);
    }
    return ports;
  },
  async nginx(wanted) {
    const ports = new Map<string, number>();
    for (const one of wanted) ports.set(wantedKey(one), await freePort());
    await mkdir(join(folder, 'files'), { recursive: true });
    const path = await file('cells.conf', nginxConfiguration(wanted, ports));
    const program = { command: 'nginx', args: ['-p', folder, '-e', 'stderr', '-c', path] };
    await startServerOn([...ports.values()][0], program);
    return ports;
  },
  go: fromProgram('go'),
  java: fromProgram('java'),
  'node 24': fromProgram('node 24'),
  etcd: (wanted) =>
    eachOn(wanted, async ({ kind, mutual }, port) => {
      const [url, peer] = [`https://${HOST}:${port}`, `http://${HOST}:${await freePort()}`];
      const own = [`--cert-file=${kind}-both.crt`, `--key-file=${kind}-both.key`];
      const asks = mutual ? ['--client-cert-auth', `--trusted-ca-file=${kind}-ca.crt`] : [];
      const urls = [`--listen-client-urls=${url}`, `--advertise-client-urls=${url}`, `--listen-peer-urls=${peer}`];
      const name = `etcd-${kind}-${mutual}`;
      const cluster = [`--initial-advertise-peer-urls=${peer}`, `--initial-cluster=${name}=${peer}`];
      const args = [`--name=${name}`, `--data-dir=${name}`, ...urls, ...cluster, ...own, ...asks, '--log-level=error'];
      await startServerOn(port, { command: 'etcd', args: ['--logger=zap', ...args] });
    }),
};

/** One process for each. */
async function eachOn(
  wanted: readonly Wanted[],
  start: (one: Wanted, port: number) => Promise<void>,
): Promise<Map<string, number>> {
  const ports = new Map<string, number>();
  for (const one of wanted) {
    const port = await freePort();
    await start(one, port);
    ports.set(wantedKey(one), port);
  }
  return ports;
}

function fromProgram(peer: PeerName) {
  return async () => (await peerProcess(peer)).ports;
}

const nginxConfiguration = (wanted: readonly Wanted[], ports: ReadonlyMap<string, number>): string => `
daemon off;
master_process off;
pid cells.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  root ${folder}/files;
  dav_methods PUT;
  client_max_body_size 16m;
  ssl_protocols TLSv1.2 TLSv1.3;
  ${wanted
    .map(
      (one) => `server {
    listen ${HOST}:${ports.get(wantedKey(one))} ssl;
    ssl_certificate ${folder}/${one.kind}-server.crt;
    ssl_certificate_key ${folder}/${one.kind}-server.key;
    ssl_client_certificate ${folder}/${one.kind}-ca.crt;
    ssl_verify_client ${one.mutual ? 'on' : 'off'};
    ${isRetried(one) ? 'ssl_ecdh_curve secp384r1;' : ''}
    add_header Client "$ssl_client_verify" always;
  }`,
    )
    .join('\n  ')}
}`;

/** A request as it stands on the wire, after whose answer the server ends: HTTP/1.0 has neither chunks nor later requests. */
const request = (method: string, path: string, body = Buffer.alloc(0)): Buffer =>
  Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.0\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`),
    body,
  ]);

interface Answer extends Talked {
  readonly status: number;
  readonly head: string;
  readonly body: Buffer;
}

async function ask(cell: OurCell, port: number, ...what: Parameters<typeof request>): Promise<Answer> {
  const talked = await talk(cell, port, request(...what), false);
  const end = talked.received.indexOf('\r\n\r\n');
  const head = talked.received.subarray(0, end + 2).toString('latin1');
  const [, status] = /^HTTP\/1\.\d (\d+) /.exec(head) ?? [];
  return { ...talked, status: Number(status), head, body: talked.received.subarray(end + 4) };
}

/** How the 64 KiB go there and back. @returns the last session. */
const TALK: Readonly<Partial<Record<Server, (cell: OurCell, port: number) => Promise<Talked>>>> = {
  async 'openssl s_server'(cell, port) {
    const talked = await talk(cell, port, BODY, true);
    // -rev turns each line round.
    const turned = BODY.toString('latin1')
      .split('\n')
      .map((line) => [...line].reverse().join(''));
    expect(sameBytes(talked.received, Buffer.from(turned.join('\n'), 'latin1'))).toBe(true);
    return talked;
  },
  async nginx(cell, port) {
    const path = `/${cellId(cell)}`;
    const put = await ask(cell, port, 'PUT', path, BODY);
    const get = await ask(cell, port, 'GET', path);
    expect([put.status, get.status]).toEqual([201, 200]);
    expect(get.head).toContain(`\r\nClient: ${cell.mutual ? 'SUCCESS' : 'NONE'}\r\n`);
    expect(sameBytes(get.body, BODY)).toBe(true);
    return get;
  },
  async etcd(cell, port) {
    const [key, value] = [Buffer.from(cellId(cell)).toString('base64'), BODY.toString('base64')];
    // It listens before it has elected itself.
    while ((await ask(cell, port, 'GET', '/health')).status !== 200) await setTimeout(50);
    const put = await ask(cell, port, 'POST', '/v3/kv/put', Buffer.from(JSON.stringify({ key, value })));
    const range = await ask(cell, port, 'POST', '/v3/kv/range', Buffer.from(JSON.stringify({ key })));
    expect([put.status, range.status]).toEqual([200, 200]);
    expect(JSON.parse(range.body.toString()).kvs[0].value).toBe(value);
    return range;
  },
};
async function throughEcho(cell: OurCell, port: number): Promise<Talked> {
  const talked = await talk(cell, port, BODY, true);
  expect(sameBytes(talked.received, BODY)).toBe(true);
  return talked;
}

const NEEDED: Readonly<Partial<Record<Server, string>>> = {
  ...{ 'openssl s_server': 'openssl', 'gnutls-serv': 'gnutls-serv', nginx: 'nginx', etcd: 'etcd' },
};
const PEERS: readonly string[] = ['go', 'java', 'node 24'];
function obstacleToServer(peer: Server): string | undefined {
  if (PEERS.includes(peer)) return obstacleTo(peer as PeerName);
  const needed = NEEDED[peer];
  return needed === undefined || isInstalled(needed) ? undefined : `${needed} is not installed`;
}

const cells = cellsOf(SERVERS, OURS);
const running = new Map<Server, Promise<Map<string, number>>>();
/** A server for each kind of certificates that is wanted of it, started once. @returns their ports. */
function started(peer: Server): Promise<Map<string, number>> {
  const wanted = KINDS.flatMap((kind) => [true, false].map((mutual) => ({ kind, mutual })));
  const own = cells.filter((cell) => cell.peer === peer);
  const used = wanted.filter((one) => [...own, RETRIED].some((cell) => wantedKey(cell) === wantedKey(one)));
  const ports = running.get(peer) ?? START[peer](used);
  running.set(peer, ports);
  return ports;
}
beforeAll(writeCellFiles);

describe.each(SERVERS)('%s', (peer) => {
  const own = cells.filter((cell) => cell.peer === peer);
  const obstacle = obstacleToServer(peer);
  if (obstacle !== undefined) sayWhySkipped(obstacle);
  let ports: Map<string, number>;
  beforeAll(async () => {
    if (obstacle === undefined) ports = await started(peer);
  }, PATIENCE);

  it.skipIf(obstacle !== undefined).each(own.map((cell) => [cellId(cell), cell] as const))(
    '%s',
    async (_, cell) => {
      const talked = await (TALK[peer] ?? throughEcho)(cell, ports.get(wantedKey(cell))!);
      expect(talked).toMatchObject({ version: cell.version, isVerified: true });
      // By our default it comes first; the other servers do not have it.
      const isHybrid = peer === 'node 24' && cell.version === 'TLSv1.3' && !isRetried(cell);
      expect(talked.group === 'X25519MLKEM768', talked.group).toBe(isHybrid);
    },
    PATIENCE,
  );
});

/** These cannot be told, or only for the whole process, which groups they have. */
const ANY_GROUP: readonly Server[] = ['java', 'etcd'];
const HTTP_SERVERS: readonly Server[] = ['nginx', 'etcd'];

/** Asks one thing under new keys. @returns what the server sent, and whether the session was resumed. */
async function visit(peer: Server, port: number, sessions: SessionStore) {
  const heard: string[] = [];
  const socket = connect({
    ...{ host: HOST, port, ...optionsOf({ version: 'TLSv1.3', ...RETRIED }) },
    sessions,
    observe: (event) => {
      if (event.kind === 'message' && event.direction === 'received') heard.push(event.message.kind);
    },
  });
  try {
    await once(socket, 'secureConnect');
    socket.updateKeys({ peer: true });
    socket.write(HTTP_SERVERS.includes(peer) ? request('GET', '/version') : 'hello\n');
    await once(socket, 'data');
    return { heard, resumed: socket.isSessionReused() };
  } finally {
    socket.destroy();
  }
}

/** As with the cells: a third, or all where main is guarded. */
const chosen = SERVERS.filter((_, i) => isWholeTable || i % 3 === 0);
describe.each(chosen)('%s', (peer) => {
  it.skipIf(obstacleToServer(peer) !== undefined)(
    'asks for another group, changes its keys when it is asked to, and resumes',
    async () => {
      const port = (await started(peer)).get(wantedKey(RETRIED))!;
      const sessions = new SessionStore({ capacity: 2 });
      const [first, second] = [await visit(peer, port, sessions), await visit(peer, port, sessions)];
      expect(first.heard.includes('hello_retry_request')).toBe(!ANY_GROUP.includes(peer));
      expect([first.heard, second.heard].map((heard) => heard.includes('key_update'))).toEqual([true, true]);
      expect([first.resumed, second.resumed]).toEqual([false, true]);
    },
    PATIENCE,
  );
});
