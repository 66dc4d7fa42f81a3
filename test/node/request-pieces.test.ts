/** RFC 9112 §9.3.2: how much of what a client pipelines is parsed at a time. */
import { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readPiecewise } from '../../src/node/request-pieces.ts';

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

/** A connection: what its parser was given, and the turn of the event loop in which it was. */
function connection(chunks: readonly string[], isFull: () => boolean = () => false) {
  const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const parsed: [number, string][] = [];
  const state = { turn: 0, hasEnded: false, stops: false };
  socket.on('data', (piece: Buffer) => {
    parsed.push([state.turn, `${piece}`]);
    if (state.stops) socket.pause();
  });
  socket.on('end', () => {
    state.hasEnded = true;
  });
  readPiecewise(socket, isFull);
  for (const chunk of chunks) socket.push(Buffer.from(chunk));
  socket.push(null);
  return { socket, parsed, state, pieces: () => parsed.map(([, piece]) => piece) };
}

type Connection = ReturnType<typeof connection>;

async function loop(turns: number, ...connections: readonly Connection[]): Promise<void> {
  for (let i = 0; i < turns; i++) {
    await turn();
    for (const { state } of connections) state.turn++;
  }
}

describe('vectors', () => {
  it.each([
    ['one request', [GET], [GET]],
    ['three in a chunk', [GET.repeat(3)], [GET, GET, GET]],
    [
      'a part of a header section',
      [`${GET}GET / HT`, `TP/1.1\r\nHost: a\r\n\r\n${GET}`],
      [GET, 'GET / HT', GET.slice(8), GET],
    ],
    ['a body', [`${GET}{"a":\r\n1}`, 'b'.repeat(70_000)], [GET, '{"a":\r\n1}', 'b'.repeat(70_000)]],
    ['empty lines before a request', [`\r\n\r\n${GET}`], ['\r\n\r\n', GET]],
    ['a chunked body', [`${GET}1\r\na\r\n0\r\n\r\n${GET}`], [GET, '1\r\na\r\n0\r\n\r\n', GET]],
  ])('%s', async (_, chunks, pieces) => {
    const client = connection(chunks);
    await loop(10, client);
    expect(client.pieces()).toEqual(pieces);
    expect(client.state.hasEnded).toBe(true);
  });
});

describe('properties', () => {
  it('one piece of a connection in a turn, so that connections alternate; the end comes after the last', async () => {
    const clients = [connection([GET.repeat(50)]), connection([GET.repeat(50)])];
    while (!clients.every(({ state }) => state.hasEnded)) {
      const before = clients.map(({ parsed }) => parsed.length);
      await loop(1, ...clients);
      for (const [i, { parsed, state }] of clients.entries()) {
        expect(parsed.length - before[i]).toBeLessThanOrEqual(1);
        if (state.hasEnded) expect(parsed.length).toBe(50);
      }
    }
  });

  it('nothing is parsed while requests wait, whoever resumes the connection', async () => {
    let isFull = false;
    const client = connection([GET.repeat(5)], () => isFull);
    while (client.parsed.length < 2) await loop(1, client);
    isFull = true;
    for (let i = 0; i < 5; i++) {
      client.socket.resume();
      await loop(1, client);
    }
    expect([client.parsed.length, client.state.hasEnded]).toEqual([2, false]);
    isFull = false;
    client.socket.resume();
    await loop(10, client);
    expect([client.parsed.length, client.state.hasEnded]).toEqual([5, true]);
  });

  it('a reader who stops it, as node:http does for a body that nobody reads, is obeyed', async () => {
    const client = connection([GET + 'b'.repeat(10)]);
    client.state.stops = true;
    await loop(10, client);
    expect(client.parsed.length).toBe(1);
    client.state.stops = false;
    client.socket.resume();
    await loop(10, client);
    expect(client.parsed.length).toBe(2);
  });

  it('what follows a request that takes the connection over is left to its new reader', async () => {
    const socket = Object.assign(new Duplex({ read: () => undefined, write: () => undefined }), {
      parser: {} as object | null,
    });
    let read = '';
    const parse = (): void => {
      socket.parser = null;
      socket.on('data', (chunk: Buffer) => (read += `${chunk}`));
    };
    socket.on('data', parse);
    readPiecewise(socket, () => false);
    socket.push(Buffer.from(`${GET}first${GET}`));
    socket.push(Buffer.from('second'));
    for (let i = 0; i < 5; i++) await turn();
    expect(read).toBe(`first${GET}second`);
  });
});
