/** The relay against `ws`, another implementation of RFC 6455: bytes both ways, fragments, pings, closes, and how far either side may go ahead. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type WebSocket from 'ws';
import type { RawData } from 'ws';
import { concat, randomBytes, systemRandom, UsageError } from '../../src/bytes/index.ts';
import { createRelay } from '../../src/node/index.ts';
import { closePayload, FrameFault, FrameReader, frame, type Incoming } from '../../src/node/relay/frames.ts';
import * as here from '../../src/node/relay/protocol.ts';
import * as there from '../../src/web/relay-protocol.ts';
import { eventually, PageSocket, startRelay, tcp, through } from './relay.ts';

/** One connection through a relay, both of its ends. */
async function passage() {
  const accepted: Socket[] = [];
  const { destination, server } = await tcp((socket) => accepted.push(socket));
  const relay = await startRelay(destination);
  const page = new PageSocket(through(relay, destination));
  await Promise.all([once(page, 'open'), once(server, 'connection')]);
  return { relay, page, server: accepted[0] };
}

/** Takes all binary messages, tells the relay so, and collects them until its `end`. */
async function readAll(page: WebSocket): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const [data, isBinary] of messages(page)) {
    const bytes = new Uint8Array(data as ArrayBuffer);
    if (isBinary) {
      pieces.push(bytes);
      page.send(`${bytes.length}`);
    } else if (`${Buffer.from(bytes)}` === here.END) break;
  }
  return concat(...pieces);
}
async function* messages(page: WebSocket): AsyncGenerator<[RawData, boolean]> {
  const waiting: [RawData, boolean][] = [];
  let wake: () => void = () => undefined;
  page.on('message', (data, isBinary) => {
    waiting.push([data, isBinary]);
    wake();
  });
  for (;;) {
    while (waiting.length > 0) yield waiting.shift()!;
    await new Promise<void>((ready) => {
      wake = ready;
    });
  }
}

describe('bytes', () => {
  it('go both ways, and each direction ends by itself', async () => {
    const { page, server, relay } = await passage();
    const [up, down] = [randomBytes(systemRandom, 200_000), randomBytes(systemRandom, 600_000)];
    const heard: Buffer[] = [];
    server.on('data', (bytes) => heard.push(bytes));
    page.send(up);
    page.send(here.END);
    await once(server, 'end');
    expect(Buffer.concat(heard).equals(up)).toBe(true);
    const closed = once(page, 'close');
    server.end(down);
    expect(Buffer.from(await readAll(page)).equals(Buffer.from(down))).toBe(true);
    const [code] = await closed;
    expect(code).toBe(1000);
    const { destination: _, ...last } = relay.events.at(-1) as { destination: string };
    expect(last).toEqual({ kind: 'closed', how: 'done', bytes: up.length + down.length });
  });

  it('come in fragments too, with pings between them', async () => {
    const { page, server } = await passage();
    const heard = once(server, 'data');
    page.send(Uint8Array.of(1), { fin: false, binary: true });
    page.ping('between');
    page.send(Uint8Array.of(2), { fin: false, binary: true });
    const [answer] = await once(page, 'pong');
    expect(`${answer}`).toBe('between');
    page.send(Uint8Array.of(), { fin: true, binary: true });
    const bytes = Buffer.concat([(await heard)[0]]);
    await eventually(() => expect(Buffer.concat([bytes, server.read() ?? Buffer.alloc(0)]).length).toBeGreaterThan(0));
  });

  it('wait for a page that does not take them', async () => {
    const { page, server } = await passage();
    let sent = 0;
    page.on('message', (data, isBinary) => {
      if (isBinary) sent += (data as ArrayBuffer).byteLength;
    });
    server.write(randomBytes(systemRandom, 3 * here.WINDOW));
    await eventually(() => expect(sent).toBe(here.WINDOW));
    page.send(`${here.WINDOW}`);
    await eventually(() => expect(sent).toBe(2 * here.WINDOW));
  });

  it('cut on either side are cut on the other', async () => {
    const first = await passage();
    const gone = once(first.server.resume(), 'end');
    first.page.terminate();
    await gone;
    await eventually(() => expect(first.relay.events.at(-1)).toMatchObject({ how: 'left' }));
    const second = await passage();
    const closed = once(second.page, 'close');
    second.server.resetAndDestroy();
    expect((await closed)[0]).toBe(1011);
  });

  it('and a Close is answered', async () => {
    const { page, server } = await passage();
    const gone = once(server.resume(), 'end');
    page.close(1000);
    expect((await once(page, 'close'))[0]).toBe(1000);
    await gone;
  });
});

/** A client's frame: masked. */
function masked(opcode: number, payload: Uint8Array, { isFinal = true, mask = [1, 2, 3, 4] } = {}): Uint8Array {
  const whole = frame('binary', payload);
  const header = whole.slice(0, whole.length - payload.length);
  header[0] = (isFinal ? 0x80 : 0) | opcode;
  header[1] |= 0x80;
  return concat(
    header,
    Uint8Array.from(mask),
    payload.map((byte, i) => byte ^ mask[i % 4]),
  );
}
const read = (bytes: Uint8Array, cuts: readonly number[] = []): Incoming[] => {
  const reader = new FrameReader();
  const bounds = [0, ...cuts.filter((at) => at < bytes.length).toSorted((a, b) => a - b), bytes.length];
  return bounds.slice(1).flatMap((end, i) => reader.push(bytes.subarray(bounds[i], end)));
};

describe('frames', () => {
  it('read the same however they are cut', () => {
    const messages = fc.array(
      fc.record({ payload: fc.uint8Array({ maxLength: 400 }), parts: fc.integer({ min: 1, max: 3 }) }),
    );
    fc.assert(
      fc.property(messages, fc.array(fc.nat(2000)), (all, cuts) => {
        const bytes = concat(
          ...all.flatMap(({ payload, parts }) =>
            Array.from({ length: parts }, (_, i) => {
              const part = payload.subarray((i * payload.length) / parts, ((i + 1) * payload.length) / parts);
              return masked(i === 0 ? 2 : 0, part, { isFinal: i === parts - 1 });
            }),
          ),
        );
        const heard = concat(...read(bytes, cuts).map((one) => (one.kind === 'bytes' ? one.bytes : new Uint8Array())));
        expect(heard).toEqual(
          concat(
            ...all.map(({ payload, parts }) =>
              concat(
                ...Array.from({ length: parts }, (_, i) =>
                  payload.subarray((i * payload.length) / parts, ((i + 1) * payload.length) / parts),
                ),
              ),
            ),
          ),
        );
      }),
    );
  });

  it.each([0, 125, 126, 65_535, 65_536, 100_000])('of %i bytes are read by `ws`', async (length) => {
    const payload = randomBytes(systemRandom, length);
    const { Receiver } = (await import('ws')) as unknown as { Receiver: new (options: object) => Writable };
    const receiver = new Receiver({ isServer: false });
    const message = once(receiver, 'message');
    receiver.write(frame('binary', payload));
    expect(Buffer.concat([(await message)[0] as Buffer]).equals(payload)).toBe(true);
  });

  const text = (words: string): Uint8Array => new TextEncoder().encode(words);
  it.each<[string, Uint8Array, number]>([
    ['without a mask', frame('binary', text('x')), 1002],
    ['with a reserved bit', masked(0x42, text('x')), 1002],
    ['with a reserved opcode', masked(3, text('x')), 1002],
    ['with a reserved control opcode', masked(11, text('x')), 1002],
    ['that continue nothing', masked(0, text('x')), 1002],
    ['that begin inside of a message', concat(masked(2, text('x'), { isFinal: false }), masked(2, text('x'))), 1002],
    ['of control in fragments', masked(9, text('x'), { isFinal: false }), 1002],
    ['of control that are too long', masked(9, new Uint8Array(126)), 1002],
    ['with a length that is not minimal', Uint8Array.of(0x82, 0xfe, 0, 5, 0, 0, 0, 0), 1002],
    ['with a length of 2^63', Uint8Array.of(0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1002],
    ['that close with half a code', masked(8, Uint8Array.of(3)), 1002],
    ['that close with a code that may not be sent', masked(8, closePayload(1006)), 1002],
    ['that close with a reason that is no UTF-8', masked(8, Uint8Array.of(3, 232, 0xff)), 1007],
    ['of text that is no UTF-8', masked(1, Uint8Array.of(0xff)), 1007],
    ['of text that is long', masked(1, new Uint8Array(17)), 1008],
  ])('%s are refused', (_, bytes, code) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ close: code }));
    try {
      read(bytes, [1, 2, 3, 5]);
    } catch (fault) {
      expect(fault).toBeInstanceOf(FrameFault);
    }
  });
});

it('both ends speak of the same protocol', () => {
  expect({ ...here }).toEqual(expect.objectContaining({ RELAY_PROTOCOL: there.RELAY_PROTOCOL, WINDOW: there.WINDOW }));
  expect([here.TOLD_AT, here.END]).toEqual([there.TOLD_AT, there.END]);
  for (const word of ['1', '262144', '0', '01', '-1', '1e3', '99999999', 'end', ''])
    expect(here.takenOf(word)).toBe(there.takenOf(word));
});

describe('misuse', () => {
  const good = { destinations: ['server.test:443'], origins: ['http://page.test'] };
  it.each([
    ['no destination', { ...good, destinations: [] }],
    ['a destination without a port', { ...good, destinations: ['server.test'] }],
    ['a pattern', { ...good, destinations: ['*.test:443'] }],
    ['a port that is none', { ...good, destinations: ['server.test:70000'] }],
    ['no origin', { ...good, origins: [] }],
    ['the origin of sandboxed pages', { ...good, origins: ['null'] }],
    ['every origin', { ...good, origins: ['*'] }],
    ['an origin with a path', { ...good, origins: ['http://page.test/'] }],
    ['an unknown option', { ...good, host: '0.0.0.0' }],
  ])('%s is refused', (_, options) => expect(() => createRelay(options as typeof good)).toThrow(UsageError));

  it.each(['0.0.0.0', '::', 'localhost', '192.0.2.1', '127.0.0.1.example'])('listens not on %s', async (host) => {
    await expect(createRelay(good).listen(0, host)).rejects.toThrow(UsageError);
  });
});
