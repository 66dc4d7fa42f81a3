/** HTTP over our TLS with its bounds, by a handler of the test's own. */
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ServerLimits, startHttps } from '../../../src/kubernetes/api/https-server.ts';
import type { Running } from '../../../src/kubernetes/index.ts';
import type { TlsSocket } from '../../../src/node/index.ts';
import { CIPHER_SUITE_NAMES } from '../../../src/tls/index.ts';
import { closing } from '../../closing.ts';
import * as pki from '../../fixtures/loopback-pki.ts';
import { closed, dial, HOST, readAll } from '../../node/loopback.ts';

const JANE = { cert: pki.client.cert, key: pki.client.key };

async function start(handler: RequestListener, limits: Partial<ServerLimits> = {}): Promise<Running> {
  const tls = { cert: pki.server.cert, key: pki.server.key, roots: pki.ca.cert, ciphers: CIPHER_SUITE_NAMES };
  const running = await startHttps({ host: HOST, port: 0, tls, limits }, handler, false);
  closing(() => running.close());
  return running;
}

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
const LAST = 'Connection: close\r\n';

/** Sends a text and returns all that comes back until the server closes. */
async function ask({ port }: Running, text: string, as: object = {}): Promise<string> {
  const client = dial(port, as);
  client.write(text);
  return (await readAll(client)).toString();
}

/** A session with its handshake done. */
async function session({ port }: Running, as: object = {}): Promise<TlsSocket> {
  const client = dial(port, as);
  await once(client, 'secureConnect');
  return client;
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await turn();
};

describe('properties', () => {
  it('answers what one client pipelines in order, all of it, one after the other', async () => {
    let underWay = 0;
    const running = await start((request, response) => {
      expect(++underWay).toBe(1);
      response.once('close', () => underWay--);
      setImmediate(() => response.end(`<${request.url}>`));
    });
    const paths = Array.from({ length: 400 }, (_, i) => `/${i}`);
    const text = paths.map((path, i) => get(path, i === paths.length - 1 ? LAST : '')).join('');
    expect((await ask(running, text)).match(/<.*?>/g)).toEqual(paths.map((path) => `<${path}>`));
  });

  it('reads a body that comes after requests that wait', async () => {
    const running = await start((request, response) => {
      let length = 0;
      request.on('data', (chunk) => (length += chunk.length)).on('end', () => response.end(`<${length}>`));
    });
    const body = 'x'.repeat(200_000);
    const post = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n${LAST}\r\n${body}`;
    expect((await ask(running, get('/') + get('/') + post)).match(/<\d+>/g)).toEqual(['<0>', '<0>', '<200000>']);
  });

  it('lets clients take turns, however much each has sent', async () => {
    const served: string[] = [];
    let turns = 0;
    const turnOf: number[] = [];
    const running = await start((request, response) => {
      served.push(request.url!);
      turnOf.push(turns);
      response.end();
    });
    let isOver = false;
    closing(() => (isOver = true));
    void (async () => {
      for (; !isOver; turns++) await turn();
    })();
    const clients = await Promise.all(['a', 'b', 'c'].map(() => session(running)));
    clients.forEach((client, i) => {
      client.resume().write(get(`/${i}`).repeat(100));
    });
    await until(() => served.length === 300);
    // Never two in one turn of the event loop, and none waited for all that another had sent.
    expect(new Set(turnOf).size).toBe(300);
    for (const path of ['/0', '/1', '/2']) expect(served.indexOf(path)).toBeLessThan(100);
    expect(Math.min(...['/0', '/1', '/2'].map((path) => served.lastIndexOf(path)))).toBeGreaterThan(200);
  });

  it('makes no further answer for a client that does not read, and serves others', async () => {
    const answers = { silent: 0, other: 0 };
    const running = await start((request, response) => {
      answers[request.url === '/silent' ? 'silent' : 'other']++;
      response.end(Buffer.alloc(request.url === '/silent' ? 4_000_000 : 1));
    });
    const silent = await session(running);
    silent.pause().write(get('/silent').repeat(300));
    await until(() => answers.silent > 0);
    for (let i = 0; i < 20; i++) await ask(running, get('/', LAST));
    expect(answers.other).toBe(20);
    // What two kernels hold is less than eight of them.
    expect(answers.silent).toBeLessThan(8);
  });

  it('keeps sessions that ask again, up to their number, and has an idle one make room', async () => {
    const running = await start((_request, response) => void response.end('ok'), { maxSessions: 3 });
    const [anonymous, first, second] = [
      await session(running),
      await session(running, JANE),
      await session(running, JANE),
    ];
    for (const client of [anonymous, first, second]) {
      client.write(get('/'));
      await once(client, 'data');
    }
    // The one without a certificate first; then the one that was idle longest, which is the second.
    const gone: string[] = [];
    anonymous.once('end', () => gone.push('anonymous'));
    first.once('end', () => gone.push('first'));
    second.once('end', () => gone.push('second'));
    await session(running, JANE);
    await until(() => gone.length === 1);
    first.write(get('/'));
    await once(first, 'data');
    await session(running, JANE);
    await until(() => gone.length === 2);
    expect(gone).toEqual(['anonymous', 'second']);
    expect([anonymous.truncated, second.truncated]).toEqual([false, false]);
  });
});

describe('misuse', () => {
  it('503 where every session has a request under way', async () => {
    const running = await start(() => {}, { maxSessions: 2 });
    for (let i = 0; i < 2; i++) (await session(running)).write(get('/'));
    const busy = dial(running.port);
    expect((await readAll(busy)).toString()).toMatch(/^HTTP\/1\.1 503 .*Connection: close\r\n/s);
  });

  it.each<[what: string, text: string]>([
    ['an answer has begun', get('/')],
    ['an answer has begun, and a request waits behind it', get('/') + get('/')],
    ['a body is to come', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx'],
  ])('a new session is served where of each other %s, and the oldest goes', async (_, text) => {
    let taken = 0;
    const running = await start(
      (request, response) => {
        taken++;
        if (request.url === '/last') response.end('served');
        else if (request.method === 'GET') response.write('begun');
        else request.on('error', () => {}).resume();
      },
      { maxSessions: 3 },
    );
    const others: TlsSocket[] = [];
    for (let i = 0; i < 3; i++) {
      others.push((await session(running, JANE)).on('error', () => {}).resume());
      others[i].write(text);
      await until(() => taken === i + 1);
    }
    expect(await ask(running, get('/last', LAST))).toMatch(/served$/);
    await until(() => others[0].destroyed);
    expect(others.slice(1).map(({ destroyed }) => destroyed)).toEqual([false, false]);
  });

  it.each<[what: string, text: string, code: string, drip?: string]>([
    ['a session that asks nothing', '', '408'],
    ['a header section that does not end', 'GET / HTTP/1.1\r\nHost: x\r\nA: b', '408'],
    ['a body that does not end', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx', '408'],
    [
      'a chunked body that does not end',
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n',
      '408',
      '1\r\nx\r\n',
    ],
    ['nonsense', 'nonsense\r\n\r\n', '400'],
    ['too many headers', `GET / HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(9000)}\r\n`, '431'],
  ])('%s', async (_, text, code, drop = 'x') => {
    const reads: RequestListener = (request, response) => {
      request.on('error', () => {}).resume();
      request.once('end', () => response.end('all of it'));
    };
    const running = await start(reads, { headersTimeout: 100, requestTimeout: 200 });
    const client = dial(running.port);
    client.write(text);
    // Bytes now and then do not renew it.
    const drip = setInterval(() => text !== '' && client.writable && client.write(drop), 20);
    closing(() => clearInterval(drip));
    expect((await readAll(client)).toString().slice(0, 13)).toBe(`HTTP/1.1 ${code} `);
  });

  it('a session that was idle for too long after its answer ends with a close_notify', async () => {
    const running = await start((_request, response) => void response.end('ok'), { idleTimeout: 50 });
    const client = await session(running);
    client.write(get('/'));
    expect((await readAll(client)).toString()).toMatch(/ok$/);
    expect(client.truncated).toBe(false);
  });

  it('a peer that takes nothing of its answer is let go of', async () => {
    const running = await start((_request, response) => void response.end(Buffer.alloc(50_000_000)), {
      stallTimeout: 120,
    });
    const [client, [peer]] = await Promise.all([session(running), once(running.server, 'secureConnection')]);
    const over = closed(peer as TlsSocket);
    client.pause().write(get('/'));
    await over;
  });

  it.each([
    ['nonsense', 'nonsense\r\n\r\n', '400'],
    [
      'a request of two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
      '400',
    ],
    ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n', '501'],
  ])('%s after requests that wait is refused when they have been answered', async (_, text, code) => {
    const running = await start((request, response) => void setImmediate(() => response.end(`<${request.url}>`)));
    const answer = await ask(running, get('/1') + get('/2') + get('/3') + text + get('/4'));
    expect(answer.match(/HTTP\/1\.1 \d+|<.*?>/g)?.join(' ')).toBe(
      `${['/1', '/2', '/3'].map((path) => `HTTP/1.1 200 <${path}>`).join(' ')} HTTP/1.1 ${code}`,
    );
  });

  it('nothing is served after an answer that ends the connection (RFC 9112 §9.6)', async () => {
    const served: string[] = [];
    const running = await start((request, response) => {
      served.push(request.url!);
      response.setHeader('Connection', request.url === '/2' ? 'close' : 'keep-alive').end();
    });
    await ask(running, get('/1') + get('/2') + get('/3') + get('/4'));
    expect(served).toEqual(['/1', '/2']);
  });

  it('CONNECT alone is answered', async () => {
    const running = await start((_request, response) => void response.end());
    expect(await ask(running, 'CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 501 /);
  });

  it('an answer that has begun is cut off, and not followed by another', async () => {
    const running = await start((request, response) => {
      request.on('error', () => {}).resume();
      response.write('begun');
    });
    const client = dial(running.port);
    client.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n');
    await once(client, 'data');
    client.write('no length\r\n');
    let rest = '';
    client.on('data', (chunk) => (rest += chunk));
    await closed(client);
    expect(rest).toBe('');
  });

  it('names a limit that is none', async () => {
    const bad = (limits: object) => start(() => {}, limits);
    await expect(bad({ maxSession: 3 })).rejects.toMatchObject({ code: 'unknown-option' });
    await expect(bad({ maxSessions: 0 })).rejects.toMatchObject({ code: 'out-of-range' });
    await expect(bad({ idleTimeout: 2 ** 31 })).rejects.toMatchObject({ code: 'out-of-range' });
  });
});
