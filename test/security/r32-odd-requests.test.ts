// engine.io CVE-2022-21676 and CVE-2022-41940 (https://github.com/advisories/GHSA-r7qp-cfhv-p84w): one request whose uncaught error ends the process, so that
// nobody is served. Each of our servers of HTTP gets what a client may send and hardly any does, and then answers an honest one.
import { connect as dialTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as dialTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/cli/context.ts';
import { serveSite } from '../../src/cli/explore/site-server.ts';
import { answerByHttp } from '../../src/cli/ocsp/http.ts';
import { startHttps } from '../../src/kubernetes/api/https-server.ts';
import {
  clusterOf,
  defaultManifest,
  MemoryLogs,
  startApiServer,
  startKubelet,
  type TlsIdentity,
} from '../../src/kubernetes/index.ts';
import { defaultPolicy, rbacAuthorizer } from '../../src/kubernetes/pki/index.ts';
import { createRelay } from '../../src/node/index.ts';
import { ocspErrorResponse } from '../../src/x509/index.ts';
import { closing } from '../closing.ts';
import { certificates, NODE } from '../fixtures/cluster-servers.ts';
import { openRegistry } from '../fixtures/registry.ts';

const HOST = '127.0.0.1';
const files = certificates();
const now = (): Date => new Date();
const identity = (name: string): TlsIdentity => ({
  cert: files.get(`${name}.crt`)!,
  key: files.get('any.key')!,
  roots: files.get('ca.crt')!,
});

/** A server: its port, whether it speaks TLS, and the status of its answer to an honest request. */
interface Served {
  readonly port: number;
  readonly isTls: boolean;
  readonly path: string;
  readonly status: number;
}

const common = () => {
  const manifest = defaultManifest({ nodeName: NODE, address: HOST, kubeletPort: 10250, now: now() });
  const cluster = clusterOf(manifest, { now: now(), file: 'the default manifest' });
  return { authorizer: rbacAuthorizer(defaultPolicy), cluster, now };
};

const SERVERS: readonly [string, () => Promise<Served>][] = [
  [
    'the API server',
    async () => {
      const connectKubelet = (): never => {
        throw new Error('no kubelet is called');
      };
      const options = { registry: await openRegistry([]), connectKubelet, now };
      const running = await startApiServer({ host: HOST, port: 0, tls: identity('apiserver') }, options);
      closing(() => running.close());
      return { port: running.port, isTls: true, path: '/healthz', status: 200 };
    },
  ],
  [
    'the kubelet',
    async () => {
      const options = { ...common(), nodeName: NODE, logs: new MemoryLogs(1) };
      const running = await startKubelet({ host: HOST, port: 0, tls: identity('kubelet') }, options);
      closing(() => running.close());
      return { port: running.port, isTls: true, path: '/healthz', status: 200 };
    },
  ],
  [
    'a server over our TLS that answers at once',
    async () => {
      const listen = { host: HOST, port: 0, tls: identity('apiserver') };
      const running = await startHttps(listen, (_request, response) => void response.writeHead(200).end('ok'), false);
      closing(() => running.close());
      return { port: running.port, isTls: true, path: '/', status: 200 };
    },
  ],
  [
    'ocsp -port',
    async () => {
      const interrupt = new AbortController();
      let running: Promise<void>;
      const port = await new Promise<number>((resolve) => {
        const note = async (text: string): Promise<void> => resolve(Number(/:(\d+)\/$/.exec(text)?.[1]));
        const context = { signal: interrupt.signal, note } as unknown as Context;
        const answer = async () => ocspErrorResponse('tryLater');
        running = answerByHttp({ host: HOST, port: '0', nrequest: undefined }, answer, context).catch(() => {});
      });
      closing(async () => {
        interrupt.abort();
        await running;
      });
      return { port, isTls: false, path: '/', status: 200 };
    },
  ],
  [
    'explore',
    async () => {
      const page = { bytes: new Uint8Array(9), type: 'text/html' };
      const site = await serveSite(new Map([['/', page]]), 0);
      closing(() => site.close());
      return { port: Number(new URL(site.url).port), isTls: false, path: '/', status: 200 };
    },
  ],
  [
    'relay',
    async () => {
      const relay = createRelay({ destinations: [`${HOST}:1`], origins: ['http://page.test'] });
      const address = await relay.listen();
      closing(() => relay.close());
      return { port: Number(new URL(address).port), isTls: false, path: '/', status: 403 };
    },
  ],
];

/** The sessions of TLS 1.2 of each server: a resumed handshake has no operation of a public key. */
const sessions = new Map<number, Buffer>();

/** A connection, and what is below its TLS. */
async function dial({ port, isTls }: Served): Promise<{ socket: Duplex; tcp: Socket }> {
  const tcp = dialTcp({ port, host: HOST, allowHalfOpen: true }).on('error', () => {});
  closing(() => tcp.destroy());
  await new Promise((resolve) => tcp.once('connect', resolve));
  if (!isTls) return { socket: tcp, tcp };
  const { cert, key, roots } = identity('apiserver-kubelet-client');
  const own = { cert, key, ca: roots } as { cert: string; key: string; ca: string };
  const resumed = { maxVersion: 'TLSv1.2', session: sessions.get(port) } as const;
  const socket = dialTls({ socket: tcp, host: HOST, ...own, ...resumed }).on('error', () => {});
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  sessions.set(port, socket.getSession()!);
  return { socket, tcp };
}

const ask = (line: string, headers = ''): string => `${line} HTTP/1.1\r\nHost: ${HOST}\r\n${headers}\r\n`;

/** What the server answers to an honest client. */
async function honest(served: Served): Promise<number> {
  const { socket, tcp } = await dial(served);
  let answer = '';
  socket.on('data', (piece) => (answer += piece));
  socket.write(ask(`GET ${served.path}`, 'Connection: close\r\n'));
  await new Promise((resolve) => socket.once('close', resolve).once('end', resolve));
  tcp.destroy();
  return Number(/^HTTP\/1\.1 (\d+) /.exec(answer)?.[1]);
}

const UPGRADE = 'Connection: Upgrade\r\nUpgrade: ';
const WEBSOCKET = `${UPGRADE}websocket\r\nOrigin: http://other.test\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n`;
const BODY = 'Content-Length: 9\r\n';
const GET = ask('GET /');
const ODD: readonly [string, string][] = [
  ['nothing', ''],
  ['an upgrade to HTTP/2', ask('GET /', `${UPGRADE}h2c\r\n`)],
  ['a WebSocket of another origin, to nowhere', ask('GET /nowhere', WEBSOCKET)],
  ['two upgrades', ask('GET /', `${UPGRADE}h2c\r\n`).repeat(2)],
  ['a WebSocket and its first bytes', `${ask('GET /', WEBSOCKET)}\x81\x00`],
  ['two requests', GET.repeat(2)],
  ['a hundred requests', GET.repeat(100)],
  ['a request, and a WebSocket', GET + ask('GET /', WEBSOCKET)],
  ['a request, and nonsense', `${GET}nonsense\r\n\r\n`],
  ['CONNECT', ask('CONNECT a:1')],
  ['a request, and CONNECT', GET + ask('CONNECT a:1')],
  ['CONNECT, and bytes', `${ask('CONNECT a:1')}bytes`],
  ['a body that is to be asked for', ask('POST /', `Expect: 100-continue\r\n${BODY}`)],
  ['the same, twice', ask('POST /', `Expect: 100-continue\r\n${BODY}`).repeat(2)],
  ['another expectation', ask('GET /', 'Expect: cake\r\n')],
  ['HEAD', ask('HEAD /')],
  ['HEAD of an upgrade', ask('HEAD /', `${UPGRADE}h2c\r\n`)],
  ['OPTIONS *', ask('OPTIONS *')],
  ['TRACE', ask('TRACE /')],
  ['a method that nobody knows', ask('FROB /')],
  ['half a header section', 'GET / HTTP/1.1\r\nHo'],
  ['half a body', `${ask('POST /', BODY)}abc`],
  ['half a chunked body', `${ask('POST /', 'Transfer-Encoding: chunked\r\n')}5\r\nab`],
  ['a chunk that is none', `${ask('POST /', 'Transfer-Encoding: chunked\r\n')}x\r\n`],
  ["HTTP/2's preface", 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n'],
  ['no version', 'GET /\r\n\r\n'],
];

/** How the client goes. */
const ENDS: readonly [string, (socket: Duplex, tcp: Socket) => unknown][] = [
  ['its side is closed', (socket) => socket.end()],
  ['the connection is reset', (_, tcp) => tcp.resetAndDestroy()],
  [
    'the connection is reset after the answer',
    async (socket, tcp) => {
      // To some of them there is none.
      await Promise.race([new Promise((resolve) => socket.once('data', resolve)), wait(20)]);
      tcp.resetAndDestroy();
    },
  ],
];

/** How many of them come before an honest request: a connection for each would be half of the test's time. */
const TOGETHER = 9;

// What would end the process. Vitest would report it for the whole run.
const uncaught: unknown[] = [];
beforeEach(() => {
  uncaught.length = 0;
  process.setUncaughtExceptionCaptureCallback((error) => uncaught.push(error));
});
afterEach(() => process.setUncaughtExceptionCaptureCallback(null));

describe.each(SERVERS)('R32: no request ends %s', (_, start) => {
  it.each(ENDS)('%s', async (_, leave) => {
    const served = await start();
    for (let at = 0; at < ODD.length; at += TOGETHER) {
      const some = ODD.slice(at, at + TOGETHER);
      for (const [, text] of some) {
        const { socket, tcp } = await dial(served);
        socket.resume().write(text, 'latin1');
        await leave(socket, tcp);
      }
      const told = some.map(([what]) => what);
      expect([told, await honest(served), uncaught.map(String)]).toEqual([told, served.status, []]);
    }
  });
});
