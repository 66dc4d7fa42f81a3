/** Our client reaches servers of others: our side sets the version. 64 KiB go there and back. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as nodeTls from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { Agent, type ConnectOptions, connect } from '../../src/node/index.ts';
import { closingWithFile } from '../closing.ts';
import { JUDGED_BY } from '../judged.ts';
import { HOST, sameBytes } from '../node/loopback.ts';
import { sayWhySkipped } from '../skipping.ts';
import { BODY, PKI, writeCellFiles } from './cell-files.ts';
import { type Cell, cellId, cellsOf, KINDS, SERVERS } from './cells.ts';
import { PATIENCE, peerProgram } from './peer-programs.ts';
import { file, folder, freePort, isInstalled, startServer, startServerOn } from './peers.ts';

type Server = (typeof SERVERS)[number];
type Wanted = Pick<Cell, 'kind' | 'mutual'>;
const wantedKey = ({ kind, mutual }: Wanted): string => `${kind} ${mutual ? 'mutual' : 'server-only'}`;

const optionsOf = ({ version, kind, mutual }: Cell) => {
  const { ca, client } = PKI[kind];
  return {
    ...{ ...JUDGED_BY, roots: ca.cert, minVersion: version, maxVersion: version, name: { dns: 'localhost' } },
    ...(mutual && { cert: client.cert, key: client.key }),
  };
};

/** Sends to an echo while reading from it. @returns as much as was sent, and the session. */
async function throughEcho(port: number, cell: Cell, sent: Buffer) {
  const socket = connect({ host: HOST, port, ...optionsOf(cell) } as ConnectOptions);
  try {
    socket.write(sent);
    const pieces: Buffer[] = [];
    let left = sent.length;
    for await (const piece of socket.iterator({ destroyOnReturn: false })) {
      pieces.push(piece);
      left -= piece.length;
      if (left <= 0) break;
    }
    return { received: Buffer.concat(pieces), session: socket.session };
  } finally {
    socket.destroy();
  }
}

/** A request over our TLS by Node's HTTP. */
async function ask(port: number, cell: Cell, method: string, path: string, body?: Buffer | string) {
  const agent = new Agent(optionsOf(cell), { maxSockets: 1 });
  const headers = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
  const request = https.request({ host: HOST, port, method, path, agent, headers }).end(body);
  const [socket] = await once(request, 'socket');
  const [response] = await once(request, 'response');
  const { session } = socket;
  const answer = Buffer.concat(await response.toArray());
  agent.destroy();
  return { status: response.statusCode, headers: response.headers, answer, session };
}

/** Starts the peer for some kinds of certificates. @returns the port of each. */
const START: Readonly<Record<Server, (wanted: readonly Wanted[]) => Promise<Map<string, number>>>> = {
  'openssl s_server': (wanted) =>
    eachOn(wanted, async ({ kind, mutual }, port) => {
      const asks = mutual ? ['-Verify', '1', '-verify_return_error', '-CAfile', `${kind}-ca.crt`] : [];
      const own = ['-cert', `${kind}-server.crt`, '-key', `${kind}-server.key`];
      const args = ['s_server', '-accept', `${HOST}:${port}`, ...own, ...asks, '-rev', '-quiet'];
      await startServerOn(port, { command: 'openssl', args });
    }),
  'gnutls-serv': (wanted) =>
    eachOn(wanted, async ({ kind, mutual }, port) => {
      const asks = mutual ? ['--require-client-cert', '--verify-client-cert'] : ['--disable-client-cert'];
      const own = ['--x509certfile', `${kind}-server.crt`, '--x509keyfile', `${kind}-server.key`];
      const args = ['--echo', '--port', `${port}`, '--x509cafile', `${kind}-ca.crt`, ...own, ...asks];
      await startServer({ command: 'gnutls-serv', args }, /IPv4 .*done/);
    }),
  async 'node:tls'(wanted) {
    const ports = new Map<string, number>();
    for (const one of wanted) {
      const { ca, server } = PKI[one.kind];
      const asks = { ca: ca.cert, requestCert: one.mutual, rejectUnauthorized: one.mutual };
      const listening = nodeTls.createServer({ cert: server.cert, key: server.key, ...asks }, (socket) =>
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
  go: () => fromProgram('go'),
  java: () => fromProgram('java'),
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

async function fromProgram(peer: 'go' | 'java'): Promise<Map<string, number>> {
  const program = await peerProgram(peer);
  const [told] = await startServer({ ...program, args: [...program.args, 'server'] }, /(?:.*\n)+ready\n/);
  return new Map(
    [...told.matchAll(/^(\S+ \S+) (\d+)$/gm)].map(([, key, port]): [string, number] => [key, Number(port)]),
  );
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
    add_header Client "$ssl_client_verify" always;
  }`,
    )
    .join('\n  ')}
}`;

/** How the 64 KiB go there and back. @returns the session. */
const TALK: Readonly<Partial<Record<Server, (cell: Cell, port: number) => Promise<unknown>>>> = {
  async 'openssl s_server'(cell, port) {
    const { received, session } = await throughEcho(port, cell, BODY);
    // -rev turns each line round.
    const turned = BODY.toString('latin1')
      .split('\n')
      .map((line) => [...line].reverse().join(''));
    expect(sameBytes(received, Buffer.from(turned.join('\n'), 'latin1'))).toBe(true);
    return session;
  },
  async nginx(cell, port) {
    const path = `/${cellId(cell)}`;
    const put = await ask(port, cell, 'PUT', path, BODY);
    const get = await ask(port, cell, 'GET', path);
    expect([put.status, get.status, get.headers['client']]).toEqual([201, 200, cell.mutual ? 'SUCCESS' : 'NONE']);
    expect(sameBytes(get.answer, BODY)).toBe(true);
    return get.session;
  },
  async etcd(cell, port) {
    const [key, value] = [Buffer.from(cellId(cell)).toString('base64'), BODY.toString('base64')];
    // It listens before it has elected itself.
    while ((await ask(port, cell, 'GET', '/health')).status !== 200) await setTimeout(50);
    const put = await ask(port, cell, 'POST', '/v3/kv/put', JSON.stringify({ key, value }));
    const range = await ask(port, cell, 'POST', '/v3/kv/range', JSON.stringify({ key }));
    expect([put.status, range.status]).toEqual([200, 200]);
    expect(JSON.parse(range.answer.toString()).kvs[0].value).toBe(value);
    return range.session;
  },
};
async function throughPlainEcho(cell: Cell, port: number): Promise<unknown> {
  const { received, session } = await throughEcho(port, cell, BODY);
  expect(sameBytes(received, BODY)).toBe(true);
  return session;
}

const NEEDS: Readonly<Record<Server, string>> = {
  ...{ 'openssl s_server': 'openssl', 'gnutls-serv': 'gnutls-serv', 'node:tls': 'node', nginx: 'nginx' },
  ...{ go: 'go', java: 'javac', etcd: 'etcd' },
};
const cells = cellsOf(SERVERS);
beforeAll(writeCellFiles);

describe.each(SERVERS)('%s', (peer) => {
  const own = cells.filter((cell) => cell.peer === peer);
  const isThere = isInstalled(NEEDS[peer]);
  if (!isThere) sayWhySkipped(`${NEEDS[peer]} is not installed`);
  let ports: Map<string, number>;
  beforeAll(async () => {
    const wanted = KINDS.flatMap((kind) => [true, false].map((mutual) => ({ kind, mutual })));
    const used = wanted.filter((one) => own.some((cell) => wantedKey(cell) === wantedKey(one)));
    if (isThere) ports = await START[peer](used);
  }, PATIENCE);

  it.skipIf(!isThere).each(own.map((cell) => [cellId(cell), cell] as const))(
    '%s',
    async (_, cell) => {
      const talk = TALK[peer] ?? throughPlainEcho;
      const session = await talk(cell, ports.get(wantedKey(cell))!);
      expect(session).toMatchObject({ version: cell.version, peer: expect.anything() });
    },
    PATIENCE,
  );
});
