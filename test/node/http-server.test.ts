/** What our servers of HTTP/1.1 add to `http.Server`: RFC 9110, RFC 9112, and R32 for plain HTTP. */
import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  answerHalfClosed,
  askForBody,
  createHttpServer,
  faultOfRequest,
  HttpPool,
  targetOf,
} from '../../src/node/internal.ts';
import { closing } from '../closing.ts';
import { HOST } from './loopback.ts';

const MOST = 8;

let server: Server;
const connections = (): Promise<number> =>
  new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));

async function start(handler: RequestListener, more: { readonly headersTimeout?: number } = {}): Promise<number> {
  server = createHttpServer({ requestTimeout: 1000, ...more }, (request, response) => {
    const fault = faultOfRequest(request);
    if (fault === undefined) handler(request, response);
    else response.writeHead(fault.status, { connection: 'close' }).end();
  });
  answerHalfClosed(server);
  new HttpPool(server, MOST);
  server.listen(0, HOST);
  await once(server, 'listening');
  const own = server;
  closing(() => {
    own.close();
    own.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

async function dial(port: number, first = ''): Promise<Socket> {
  const socket = connect({ port, host: HOST, allowHalfOpen: true }).on('error', () => undefined);
  closing(() => socket.destroy());
  await once(socket, 'connect');
  if (first !== '') socket.write(first);
  return socket;
}

const ask = async (port: number, request: string): Promise<string> => text(await dial(port, request));
const get = (headers = ''): string => `GET / HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;
const LAST = 'Connection: close\r\n';
const later: RequestListener = (_request, response) => void setImmediate(() => response.end('answered'));

describe('vectors', () => {
  it.each([
    ['a method that nobody knows (RFC 9110 §9.1)', `FROB / HTTP/1.1\r\nHost: a\r\n${LAST}\r\n`, 501],
    ['one in lower case', `get / HTTP/1.1\r\nHost: a\r\n${LAST}\r\n`, 501],
    ['the same after another request', `${get()}PULL /a?b HTTP/1.1\r\nHost: a\r\n\r\n`, 501],
    ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', 501],
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['a banner of SSH', 'SSH-2.0-OpenSSH_9.6\r\n', 400],
    ['HTTP/1.2', `GET / HTTP/1.2\r\nHost: a\r\n${LAST}\r\n`, 505],
    ['HTTP/3.0', `GET / HTTP/3.0\r\nHost: a\r\n${LAST}\r\n`, 505],
    ['HTTP/2.0', `GET / HTTP/2.0\r\nHost: a\r\n${LAST}\r\n`, 505],
    ['a bare LF (RFC 9112 §2.2)', `GET / HTTP/1.1\nHost: a\n${LAST}\n`, 400],
    ['no version', 'GET /\r\n\r\n', 400],
    ['two Hosts', get('Host: a\r\n'), 400],
    ...['[:::::]', '[1.2.3.4]', '[v1.]', '[va]', 'a:b', 'a@b', 'a%zz'].flatMap((host): [string, string, number][] => [
      [`the Host ${host}`, `GET / HTTP/1.1\r\nHost: ${host}\r\n${LAST}\r\n`, 400],
      [`${host} in the target`, `GET https://${host}/ HTTP/1.1\r\nHost: a\r\n${LAST}\r\n`, 400],
    ]),
    ...['[v1.a]:1', '[VF.a:b]', '[::1]', '[::ffff:1.2.3.4]:', 'a,b%2f'].flatMap((host): [string, string, number][] => [
      [`the Host ${host}`, `GET / HTTP/1.1\r\nHost: ${host}\r\n${LAST}\r\n`, 200],
      [`${host} in the target`, `GET http://${host}?b HTTP/1.1\r\nHost: a\r\n${LAST}\r\n`, 200],
    ]),
    ['no host in the target (RFC 9110 §4.2.1)', `GET http://:80/ HTTP/1.1\r\nHost: a\r\n${LAST}\r\n`, 400],
    ['no authority in the target', `GET http:///a HTTP/1.1\r\nHost: a\r\n${LAST}\r\n`, 400],
    ['a coding before chunked', get(`${LAST}Transfer-Encoding: gzip, chunked\r\n`), 501],
    ['a coding in HTTP/1.0 (RFC 9112 §6.1)', `POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['another expectation (RFC 9110 §10.1.1)', get('Expect: 100-continue, cake\r\n'), 417],
    ['another expectation and two Hosts', get('Expect: cake\r\nHost: a\r\n'), 400],
    ['two that ask (RFC 9110 §5.3)', get('Authorization: Bearer a\r\nauthorization: Bearer b\r\n'), 400],
    ['empty lines before it (RFC 9112 §2.2)', `\r\n\r\n${get(LAST)}`, 200],
  ])('%s: %3$i', async (_, request, status) => {
    const port = await start(later);
    expect((await ask(port, request)).match(/HTTP\/1\.1 \d+/g)?.at(-1)).toBe(`HTTP/1.1 ${status}`);
  });

  it.each([
    ['http://a/b?c', '/b?c', 'a'],
    ['HTTPS://a:1', '/', 'a:1'],
    ['http://a?b', '/?b', 'a'],
    ['//a/b', '//a/b', undefined],
    ['/http://a/b', '/http://a/b', undefined],
    ['*', '*', undefined],
  ])('the target %s', (given, target, authority) => {
    expect(targetOf(given)).toEqual({ target, authority });
  });
});

describe('properties', () => {
  it('a client that closes its side after its request gets the answer', async () => {
    const port = await start(later);
    const client = await dial(port, get());
    client.end();
    expect(await text(client)).toMatch(/^HTTP\/1\.1 200 .*answered/s);
  });

  it('the body is asked for where it is read, and not where the answer is certain without it', async () => {
    const port = await start((request, response) => {
      if (request.url === '/no') return void response.writeHead(405).end();
      askForBody(request);
      text(request).then((body) => response.end(`<${body}>`));
    });
    const post = (path: string): string =>
      `POST ${path} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`;
    // The connection ends: nobody knows whether the body will come.
    expect((await ask(port, post('/no'))).match(/HTTP\/1\.1 \d+|Connection: \S+/g)).toEqual([
      'HTTP/1.1 405',
      'Connection: close',
    ]);
    const client = await dial(port, post('/yes'));
    const [first] = await once(client, 'data');
    expect(`${first}`).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    client.write(`ab${get(LAST).replace('GET', 'POST')}`);
    expect((await text(client)).match(/HTTP\/1\.1 \d+|<.*?>/g)).toEqual(['HTTP/1.1 200', '<ab>', 'HTTP/1.1 200', '<>']);
  });

  it('a header section that takes too long is refused soon after its time', async () => {
    const port = await start(later, { headersTimeout: 100 });
    const began = performance.now();
    expect(await ask(port, 'GET / HTTP/1.1\r\n')).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('a request that would switch protocols ends the connection, where the next would be lost', async () => {
    const port = await start(later);
    const answer = await ask(port, get('Connection: Upgrade\r\nUpgrade: websocket\r\n') + get(LAST));
    expect(answer.match(/HTTP\/1\.1 \d+|Connection: \S+/g)).toEqual(['HTTP/1.1 200', 'Connection: close']);
  });
});

describe('R32: silent, slow and greedy peers do not keep others out', () => {
  const BIG = Buffer.alloc(2 ** 24);
  it.each([
    ['silent', ''],
    ['slow: a part of a header section', 'GET / HTTP/1.1\r\nHo'],
    ['slow: a part of a body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na'],
    ['idle after an answer', get()],
    ['greedy: an answer is not read', get().replace('/', '/big')],
    ['greedy: an answer is not read, and another is asked for', get().replace('/', '/big').repeat(2)],
  ])('%s', async (_, first) => {
    let taken = 0;
    const port = await start((request, response) => {
      taken++;
      if (request.url === '/big') response.end(BIG);
      else request.resume().once('end', () => response.end('answered'));
    });
    const crowd: Socket[] = [];
    for (let i = 0; i < 3 * MOST; i++) crowd.push((await dial(port, first)).pause());
    while (/\r\n\r\n/.test(first) && taken < MOST) await turn();
    for (let i = 0; i < 3; i++) expect(await ask(port, get(LAST))).toMatch(/answered$/);
    expect(await connections()).toBeLessThanOrEqual(MOST);
    // While there was room nobody had to go.
    expect(crowd.filter((socket) => !socket.resume().closed).length).toBeGreaterThanOrEqual(MOST - 1);
  });

  const MANY = 50_000;

  it('a client that asks on and reads nothing is answered and read no further', async () => {
    const answers = new Map<string, number>();
    const port = await start(({ url = '' }, response) => {
      answers.set(url, (answers.get(url) ?? 0) + 1);
      response.end(url === '/big' ? BIG : 'answered');
    });
    let read = 0;
    server.on('request', () => read++);
    const greedy = (await dial(port, get().replace('/', '/big').repeat(MANY))).pause();
    while (read === 0) await turn();
    for (let i = 0; i < 20; i++) expect(await ask(port, get(LAST))).toMatch(/answered$/);
    expect([answers.get('/'), greedy.closed]).toEqual([20, false]);
    // What two kernels hold, and what came in one piece.
    expect(answers.get('/big')).toBeLessThan(8);
    expect(read).toBeLessThan(MANY / 5);
  });

  it('of a client that asks on one request waits, and its end drops no more', async () => {
    const [open, most] = [new Map<string, number>(), new Map<string, number>()];
    const pending: (() => void)[] = [];
    const port = await start((_request, response) => void pending.push(() => response.end('answered')));
    const order: string[] = [];
    let aborted = 0;
    server.prependListener('request', ({ url = '', socket }, response) => {
      order.push(url);
      open.set(url, (open.get(url) ?? 0) + 1);
      most.set(url, Math.max(most.get(url) ?? 0, open.get(url)!));
      response.once('close', () => {
        if (socket.destroyed) aborted++;
        open.set(url, open.get(url)! - 1);
      });
    });
    const clients = await Promise.all(
      ['/a', '/b'].map(async (path) => (await dial(port, get().replace('/', path).repeat(2000))).resume()),
    );
    while (most.size < 2) await turn();
    for (let i = 0; i < 200; i++) {
      while (pending.length === 0) await turn();
      pending.shift()!();
    }
    // One is being answered, one waits.
    expect([...most.values()]).toEqual([2, 2]);
    // Neither is read far ahead of the other.
    for (const path of ['/a', '/b'])
      expect(order.slice(0, 100).filter((url) => url === path).length).toBeGreaterThan(40);
    const read = order.length;
    for (const client of clients) client.destroy();
    server.closeAllConnections();
    while ((await connections()) > 0) await turn();
    expect(aborted).toBeLessThanOrEqual(4);
    expect(order.length).toBe(read);
  });

  it('clients that ask on take turns, one request in each turn of the event loop', async () => {
    let turns = 0;
    const served: [string, number][] = [];
    const port = await start(({ url = '' }, response) => {
      served.push([url, turns]);
      response.end('answered');
    });
    const clients = ['/a', '/b', '/c'].map(async (path) =>
      (await dial(port, get().replace('/', path).repeat(100))).resume(),
    );
    for (; served.length < 300; turns++) await turn();
    expect(new Set(served.map(([, at]) => at)).size).toBe(300);
    for (const path of ['/a', '/b', '/c']) expect(served.findIndex(([url]) => url === path)).toBeLessThan(100);
    await Promise.all(clients);
  });

  it('nothing is read after an answer that ends the connection', async () => {
    let answers = 0;
    const port = await start((_request, response) => {
      answers++;
      // Later, as what signs its answers.
      void turn().then(() => response.writeHead(200, { connection: 'close' }).end('answered'));
    });
    let read = 0;
    server.on('request', () => read++);
    const greedy = (await dial(port, get().repeat(MANY))).pause();
    await new Promise((resolve) => greedy.resume().once('end', resolve).once('close', resolve));
    while ((await connections()) > 0) await turn();
    expect(answers).toBe(1);
    expect(read).toBeLessThan(MANY / 5);
  });

  it('one that is being answered keeps its place, and then a new one is refused', async () => {
    const pending: (() => void)[] = [];
    const port = await start((_request, response) => void pending.push(() => response.end('answered')));
    const clients = await Promise.all(Array.from({ length: MOST }, () => dial(port, get(LAST))));
    while (pending.length < MOST) await turn();
    expect(await ask(port, get(LAST))).toBe('');
    for (const answer of pending) answer();
    for (const client of clients) expect(await text(client)).toMatch(/answered$/);
  });
});
