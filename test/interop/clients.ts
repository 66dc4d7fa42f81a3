/** Programs of others as clients: how each posts the object of the cells. */
import { once } from 'node:events';
import type * as http from 'node:http';
import * as https from 'node:https';
import { join } from 'node:path';
import { fetch, Agent as UndiciAgent } from 'undici';
import { expect } from 'vitest';
import { closingWithFile } from '../closing.ts';
import { CONFIG_MAP, PKI } from './cell-files.ts';
import type { Cell, CLIENTS } from './cells.ts';
import { obstacleToChromium, postInChromium } from './chromium.ts';
import { obstacleTo, type PeerName, peerProcess } from './peer-programs.ts';
import { folder, isInstalled, type Program, runClient } from './peers.ts';

export type Client = (typeof CLIENTS)[number];
type Wanted = Pick<Cell, 'kind' | 'mutual'>;

const TYPE = 'application/json';
const flags = (cell: Wanted, ca: string, cert: string, key: string): string[] => [
  ...[ca, `${cell.kind}-ca.crt`],
  ...(cell.mutual ? [cert, `${cell.kind}-client.crt`, key, `${cell.kind}-client.key`] : []),
];

/** Programs that are run once for each cell, with the same URL once or more. */
const PROGRAMS: Partial<Record<Client, (cell: Wanted, url: URL, ...more: readonly URL[]) => Program>> = {
  curl: (cell, ...urls) => ({
    command: 'curl',
    args: [
      ...['-q', '-sS', ...flags(cell, '--cacert', '--cert', '--key')],
      ...['-H', `Content-Type: ${TYPE}`, '-H', 'Connection: close', '--data-binary', '@config-map.json'],
      ...urls.map(({ href }) => href),
    ],
  }),
  wget: (cell, ...urls) => ({
    command: 'wget',
    args: [
      ...['--no-config', '--no-hsts', '--no-http-keep-alive', '-q', '-O', '-'],
      ...flags(cell, '--ca-certificate', '--certificate', '--private-key'),
      ...['--header', `Content-Type: ${TYPE}`, '--post-file=config-map.json', ...urls.map(({ href }) => href)],
    ],
  }),
  kubectl: (cell, url) => ({
    command: 'kubectl',
    args: [
      ...['--kubeconfig=/dev/null', `--server=${url.origin}`],
      ...flags(cell, '--certificate-authority', '--client-certificate', '--client-key'),
      // Without any credentials it would ask for a password.
      ...(cell.mutual ? [] : ['--username=nobody', '--password=none']),
      ...['create', '--raw', url.pathname + url.search, '-f', 'config-map.json'],
    ],
    env: { HOME: folder, KUBECACHEDIR: join(folder, 'cache') },
  }),
};

/** Programs that know no HTTP. */
export const RAW_PROGRAMS: Partial<Record<Client, (cell: Wanted, url: URL, resumes?: boolean) => Program>> = {
  'openssl s_client': (cell, url) => ({
    command: 'openssl',
    args: [
      ...['s_client', '-quiet', '-no_ign_eof', '-verify_return_error', '-connect', url.host],
      ...flags(cell, '-CAfile', '-cert', '-key'),
    ],
  }),
  'gnutls-cli': (cell, url, resumes = false) => ({
    command: 'gnutls-cli',
    args: [
      ...['--logfile', 'gnutls-cli.log', '--port', url.port],
      // Without the second flag it waits 50 ms for the ticket, and goes on without one.
      ...(resumes ? ['--resume', '--waitresumption'] : []),
      ...flags(cell, '--x509cafile', '--x509certfile', '--x509keyfile'),
      'localhost',
    ],
  }),
};

/** A request as it stands on the wire. */
export const requestFor = ({ pathname, search }: URL): Buffer => {
  const fields = [
    'Host: localhost',
    `Content-Type: ${TYPE}`,
    `Content-Length: ${CONFIG_MAP.length}`,
    'Connection: close',
  ];
  return Buffer.concat([
    Buffer.from(`POST ${pathname}${search} HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n`),
    CONFIG_MAP,
  ]);
};
/** The body of an answer that says its length; undefined while it is not complete. */
const bodyOf = (answer: Buffer): Buffer | undefined => {
  const end = answer.indexOf('\r\n\r\n');
  const [, length] = /\r\nContent-Length: (\d+)\r\n/i.exec(answer.subarray(0, end + 2).toString('latin1')) ?? [];
  const body = answer.subarray(end + 4);
  return end >= 0 && body.length >= Number(length) ? body : undefined;
};

/** Clients in this process: one for each connection's options, which resumes sessions. */
const agents = new Map<string, https.Agent>();
const dispatchers = new Map<string, UndiciAgent>();
function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const one = map.get(key) ?? make();
  map.set(key, one);
  return one;
}
closingWithFile(async () => {
  for (const agent of agents.values()) agent.destroy();
  for (const dispatcher of dispatchers.values()) await dispatcher.close();
});
const keyOf = ({ kind, mutual }: Wanted, { origin }: URL): string => `${origin} ${kind} ${mutual}`;
const credentials = ({ kind, mutual }: Wanted) => {
  const { ca, client } = PKI[kind];
  return { ca: ca.cert, ...(mutual && { cert: client.cert, key: client.key }) };
};
const IN_PROCESS: Partial<Record<Client, (cell: Wanted, url: URL) => Promise<Buffer>>> = {
  async 'node:https'(cell, url) {
    const agent = kept(agents, keyOf(cell, url), () => new https.Agent(credentials(cell)));
    const headers = { 'Content-Type': TYPE, Connection: 'close' };
    const request = https.request(url, { method: 'POST', agent, headers }).end(CONFIG_MAP);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    return Buffer.concat(await response.toArray());
  },
  async fetch(cell, url) {
    const connect = credentials(cell);
    const dispatcher = kept(dispatchers, keyOf(cell, url), () => new UndiciAgent({ connect, pipelining: 0 }));
    const headers = { 'Content-Type': TYPE };
    const response = await fetch(url, { method: 'POST', body: CONFIG_MAP, dispatcher, headers });
    return Buffer.from(await response.arrayBuffer());
  },
};

/** Lets a client post once. @returns the answer. */
export async function post(peer: Client, cell: Cell, url: URL): Promise<Buffer> {
  const inProcess = IN_PROCESS[peer];
  if (inProcess !== undefined) return inProcess(cell, url);
  if (peer === 'chromium') return postInChromium(cell, url);
  const raw = RAW_PROGRAMS[peer];
  const program = PROGRAMS[peer];
  if (program === undefined && raw === undefined) return (await peerProcess(peer as PeerName)).post(cell, url);
  const { received, code, messages } = raw
    ? await runClient(raw(cell, url), requestFor(url), (answer) => bodyOf(answer) !== undefined)
    : await runClient(program!(cell, url), Buffer.alloc(0));
  expect(code, messages).toBe(0);
  return raw ? bodyOf(received)! : received;
}

/** Lets it post twice, on two connections, in one process. */
export async function postTwice(peer: Client, cell: Cell, url: URL): Promise<void> {
  if (peer === 'gnutls-cli') {
    const program = RAW_PROGRAMS[peer]!(cell, url, true);
    await runClient(program, requestFor(url), (answer) => bodyOf(answer) !== undefined);
  } else if (PROGRAMS[peer] !== undefined) await runClient(PROGRAMS[peer](cell, url, url), Buffer.alloc(0));
  else for (const _ of [1, 2]) await post(peer, cell, url);
}

const NEEDED: Partial<Record<Client, string>> = {
  ...{ curl: 'curl', wget: 'wget', kubectl: 'kubectl', 'openssl s_client': 'openssl', 'gnutls-cli': 'gnutls-cli' },
};
const PEERS: readonly string[] = ['go', 'java', 'node 24', 'python'];

/** Why a client cannot run; undefined if it can. */
export function obstacleToClient(peer: Client): string | undefined {
  if (peer === 'chromium') return obstacleToChromium();
  if (PEERS.includes(peer)) return obstacleTo(peer as PeerName);
  const needed = NEEDED[peer];
  return needed === undefined || isInstalled(needed) ? undefined : `${needed} is not installed`;
}
