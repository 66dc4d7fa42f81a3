// RFC 6455 §10.2, DNS rebinding (https://en.wikipedia.org/wiki/DNS_rebinding), and every helper on the loopback that trusted whoever could
// reach it: any page in a browser can open a WebSocket to 127.0.0.1. The relay lets in nobody who is not meant, tells nobody why, and
// reaches nothing that its operator did not name.
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createRelay, type RefusalReason } from '../../src/node/index.ts';
import { RELAY_PROTOCOL } from '../../src/node/relay/protocol.ts';
import { closing } from '../closing.ts';
import { HOST } from '../node/loopback.ts';
import { eventually, ORIGIN, PageSocket, type RelayAt, startRelay, tcp, through } from '../node/relay.ts';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

/** The lines of an opening that is let in. */
function opening({ address }: RelayAt, destination: string): Record<string, string> {
  const { host, pathname } = new URL(address);
  return {
    target: `GET ${pathname}?to=${encodeURIComponent(destination)} HTTP/1.1`,
    host: `Host: ${host}`,
    origin: `Origin: ${ORIGIN}`,
    upgrade: 'Upgrade: websocket',
    connection: 'Connection: Upgrade',
    key: `Sec-WebSocket-Key: ${KEY}`,
    version: 'Sec-WebSocket-Version: 13',
    protocol: `Sec-WebSocket-Protocol: ${RELAY_PROTOCOL}`,
  };
}

/** All that the relay answers to these lines, until it closes. */
async function answerTo({ address }: RelayAt, lines: Record<string, string>): Promise<string> {
  const socket = connect(Number(new URL(address).port), HOST);
  closing(() => socket.destroy());
  socket.write(`${Object.values(lines).filter(Boolean).join('\r\n')}\r\n\r\n`);
  let answer = '';
  for await (const piece of socket) {
    answer += piece;
    if (answer.startsWith('HTTP/1.1 101')) break;
  }
  return answer;
}

/** A destination that counts who reaches it. */
async function counted(): Promise<{ destination: string; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const { destination } = await tcp((socket) => sockets.push(socket));
  return { destination, sockets };
}

const REFUSED = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

describe('who is let in', () => {
  it('the page that is meant', async () => {
    const { destination } = await counted();
    const relay = await startRelay(destination);
    const answer = await answerTo(relay, opening(relay, destination));
    // RFC 6455 §1.3: the answer to this key.
    expect(answer).toContain('\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n');
    expect(answer).toContain(`\r\nSec-WebSocket-Protocol: ${RELAY_PROTOCOL}\r\n`);
  });

  type Change = (good: Record<string, string>, other: string) => Record<string, string>;
  const path =
    (change: (path: string) => string): Change =>
    (good) => ({
      ...good,
      target: good['target'].replace(/ (\S+) /, (_, own: string) => ` ${change(own)} `),
    });
  it.each<[string, RefusalReason, Change]>([
    ['a page of another origin', 'origin', (good) => ({ ...good, origin: 'Origin: http://other.test' })],
    [
      'a page of that host by another scheme',
      'origin',
      (good) => ({ ...good, origin: ORIGIN.replace('http:', 'Origin: https:') }),
    ],
    ['a page of a longer origin', 'origin', (good) => ({ ...good, origin: `${good['origin']}.other.test` })],
    ['a sandboxed page', 'origin', (good) => ({ ...good, origin: 'Origin: null' })],
    ['a program without an origin', 'origin', (good) => ({ ...good, origin: '' })],
    ['a page with two origins', 'origin', (good) => ({ ...good, second: 'Origin: http://other.test' })],
    [
      'a page that reached it by a name that was pointed here',
      'host',
      (good) => ({ ...good, host: 'Host: rebound.test' }),
    ],
    [
      'a page that reached it as localhost',
      'host',
      (good) => ({ ...good, host: good['host'].replace(HOST, 'localhost') }),
    ],
    ['a page that says no port', 'host', (good) => ({ ...good, host: `Host: ${HOST}` })],
    ['a page without the token', 'token', path(() => '/?to=x')],
    ['a page with a part of the token', 'token', path((own) => own.replace(/.\?/, '?'))],
    [
      'a page with another token',
      'token',
      path((own) => own.replace(/^\/[^?]+/, (one) => `/${[...one.slice(1)].reverse().join('')}`)),
    ],
    ['a token and a longer path', 'token', path((own) => own.replace('?', '/?'))],
    ['two destinations', 'token', path((own) => `${own}&to=${own}`)],
    ['another destination', 'destination', path((own) => own.replace(/\d+$/, '1'))],
    ['a destination by another name', 'destination', path((own) => own.replace(/to=[^%]+/, 'to=localhost'))],
    ['a destination that is no text', 'destination', path((own) => own.replace(/to=.*/, 'to=%ff'))],
    ['nothing behind the token', 'no-destination', path((own) => own.replace(/\?.*/, ''))],
    ['no destination', 'destination', path((own) => own.replace(/to=.*/, 'to='))],
    ['a request for a page', 'not-websocket', (good) => ({ ...good, upgrade: '', connection: '' })],
    ['an upgrade to something else', 'not-websocket', (good) => ({ ...good, upgrade: 'Upgrade: h2c' })],
    ['a POST', 'not-websocket', (good) => ({ ...good, target: good['target'].replace('GET', 'POST') })],
    ['an old WebSocket', 'not-websocket', (good) => ({ ...good, version: 'Sec-WebSocket-Version: 8' })],
    ['a key that is too short', 'not-websocket', (good) => ({ ...good, key: 'Sec-WebSocket-Key: AAAA' })],
    ['a key that is no base64', 'not-websocket', (good) => ({ ...good, key: `Sec-WebSocket-Key: ${'!'.repeat(24)}` })],
    [
      'a WebSocket of another protocol',
      'not-websocket',
      (good) => ({ ...good, protocol: 'Sec-WebSocket-Protocol: chat' }),
    ],
    ['a WebSocket without a protocol', 'not-websocket', (good) => ({ ...good, protocol: '' })],
    ['what is no HTTP', 'not-websocket', () => ({ target: 'SSH-2.0-x' })],
  ])('not %s, who learns nothing', async (_, reason, change) => {
    const { destination, sockets } = await counted();
    const relay = await startRelay(destination);
    expect(await answerTo(relay, change(opening(relay, destination), destination))).toBe(REFUSED);
    expect(relay.events).toEqual([{ kind: 'refused', reason }]);
    await wait(5);
    expect(sockets).toEqual([]);
  });

  it('not one that asked for a page first, and is told so once', async () => {
    const { destination, sockets } = await counted();
    const relay = await startRelay(destination);
    const good = opening(relay, destination);
    const page = { ...good, upgrade: '', connection: '', end: '\r\n' };
    const both = [...Object.values(page).filter(Boolean), ...Object.values(good)];
    expect(await answerTo(relay, { both: both.join('\r\n').replace('\r\n\r\n\r\n', '\r\n\r\n') })).toBe(REFUSED);
    expect(relay.events).toEqual([{ kind: 'refused', reason: 'not-websocket' }]);
    await wait(5);
    expect(sockets).toEqual([]);
  });
});

describe('what it reaches', () => {
  it('nothing, unless it is named', () => {
    expect(() => createRelay({ destinations: [], origins: [ORIGIN] })).toThrow('destinations');
  });

  it('the address that the name had at the start', async () => {
    const { destination, sockets } = await counted();
    // A name that only this test can resolve, and that would lead elsewhere the second time.
    const asked: string[] = [];
    const resolve = async (host: string): Promise<string> => (asked.push(host) === 1 ? HOST : '192.0.2.1');
    const name = destination.replace(HOST, 'moved.test');
    const relay = await startRelay(name, { resolve });
    for (const count of [1, 2]) {
      const page = new PageSocket(through(relay, name));
      await once(page, 'open');
      await eventually(() => expect(sockets.length).toBe(count));
    }
    expect(asked).toEqual(['moved.test']);
    await expect(startRelay('no.such.name.invalid:443')).rejects.toThrow('invalid');
  });

  it('and the page is told the same of every server that it cannot reach', async () => {
    const { destination, server } = await tcp(() => undefined);
    await new Promise((closed) => server.close(closed));
    const relay = await startRelay(destination, {});
    const page = new PageSocket(through(relay, destination));
    const [code, reason] = await once(page, 'close');
    expect([code, `${reason}`]).toEqual([1011, '']);
  });
});

describe('bounds', () => {
  it('on connections', async () => {
    const { destination } = await counted();
    const relay = await startRelay(destination, { maxConnections: 2 });
    const pages = [1, 2].map(() => new PageSocket(through(relay, destination)));
    await Promise.all(pages.map((page) => once(page, 'open')));
    expect(await answerTo(relay, opening(relay, destination))).toBe(REFUSED);
    expect(relay.events.at(-1)).toEqual({ kind: 'refused', reason: 'busy' });
    pages[0].close();
    await once(pages[0], 'close');
    const third = new PageSocket(through(relay, destination));
    await once(third, 'open');
  });

  it('on bytes', async () => {
    const { destination } = await counted();
    const relay = await startRelay(destination, { maxBytes: 1000 });
    const page = new PageSocket(through(relay, destination));
    await once(page, 'open');
    page.send(new Uint8Array(1001));
    expect((await once(page, 'close'))[0]).toBe(1008);
    expect(relay.events.at(-1)).toMatchObject({ how: 'bytes' });
  });

  it('on bytes that the server has not taken', async () => {
    const { destination, sockets } = await counted();
    const relay = await startRelay(destination);
    const page = new PageSocket(through(relay, destination));
    await once(page, 'open');
    await eventually(() => sockets[0].pause());
    page.send(new Uint8Array(2 ** 23));
    expect((await once(page, 'close'))[0]).toBe(1008);
    expect(relay.events.at(-1)).toMatchObject({ how: 'protocol' });
  });

  it('on idle time', async () => {
    const { destination } = await counted();
    const relay = await startRelay(destination, { idleTimeout: 30 });
    const page = new PageSocket(through(relay, destination));
    expect((await once(page, 'close'))[0]).toBe(1008);
    expect(relay.events.at(-1)).toMatchObject({ how: 'idle' });
  });

  it('on the request', async () => {
    const { destination } = await counted();
    const relay = await startRelay(destination);
    const good = opening(relay, destination);
    expect(await answerTo(relay, { ...good, more: `X: ${'x'.repeat(10_000)}` })).toBe(REFUSED);
  });

  it('on credit: a page cannot claim to have taken what was never sent', async () => {
    const { destination } = await counted();
    const relay = await startRelay(destination);
    const page = new PageSocket(through(relay, destination));
    await once(page, 'open');
    page.send('1');
    expect((await once(page, 'close'))[0]).toBe(1008);
  });
});

it('a token is new each time, and has 128 bits', async () => {
  const { destination } = await counted();
  const tokens = await Promise.all(
    [1, 2, 3].map(async () => new URL((await startRelay(destination)).address).pathname),
  );
  expect(new Set(tokens).size).toBe(3);
  for (const token of tokens) expect(token).toMatch(/^\/[\w-]{22}$/);
});

it('a page can load nothing from it', async () => {
  const { destination } = await counted();
  const { address } = await startRelay(destination);
  const sent = request(address.replace('ws:', 'http:'), { headers: { origin: ORIGIN } }).end();
  const [response] = await once(sent, 'response');
  expect(response.statusCode).toBe(403);
  expect(response.headers).not.toHaveProperty('access-control-allow-origin');
});
