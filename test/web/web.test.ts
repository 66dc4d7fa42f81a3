/** The client of pages, in Node with `ws` for a browser's WebSocket: through a relay to our server and to node:tls, and over streams. */
import { describe, expect, it } from 'vitest';
import { concat, randomBytes, systemRandom, UsageError } from '../../src/bytes/index.ts';
import { readPrivateKeyPem } from '../../src/keys/index.ts';
import { answerKeyRequest, type ClientOptions, TlsError, type TlsEvent } from '../../src/tls/index.ts';
import {
  type ByteStreams,
  type ConnectOptions,
  clientOver,
  connect,
  serverOver,
  type TlsStreams,
  WebError,
  type WebSocketConstructor,
} from '../../src/web/index.ts';
import { readCertificatesPem } from '../../src/x509/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { HOST, serve } from '../node/loopback.ts';
import { eventually, PageSocket, startRelay, tcp } from '../node/relay.ts';

const ENGINE: Pick<ClientOptions, 'random' | 'time'> = { random: systemRandom, time: () => new Date() };
const TRUST = { mode: 'roots', roots: readCertificatesPem(pki.ca.cert), ...JUDGED_BY } as const;
const WS = PageSocket as unknown as WebSocketConstructor;

async function reach(port: number, options: Partial<ConnectOptions> = {}): Promise<TlsStreams> {
  const { address } = await startRelay(`${HOST}:${port}`);
  const streams = await connect({
    ...{ relay: address, host: HOST, port, verification: TRUST, WebSocket: WS },
    ...ENGINE,
    ...options,
  });
  closing(() => streams.close());
  return streams;
}

async function readAll({ readable }: Pick<ByteStreams, 'readable'>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readable as unknown as AsyncIterable<Uint8Array>) pieces.push(piece);
  return concat(...pieces);
}
async function writeAll({ writable }: Pick<ByteStreams, 'writable'>, bytes: Uint8Array): Promise<void> {
  const writer = writable.getWriter();
  await writer.write(bytes);
  await writer.close();
}

/** Two ends of a transport in memory. */
function crossed(): [ByteStreams, ByteStreams] {
  const [there, back] = [new TransformStream<Uint8Array>(), new TransformStream<Uint8Array>()];
  return [
    { readable: back.readable, writable: there.writable },
    { readable: there.readable, writable: back.writable },
  ];
}
/** Both ends in one place, without any relay. */
function bothEnds(client: Partial<Parameters<typeof clientOver>[1]> = {}): [TlsStreams, TlsStreams] {
  const [near, far] = crossed();
  const credentials = { chain: readCertificatesPem(pki.server.cert), key: readPrivateKeyPem(pki.server.key) };
  return [
    clientOver(near, { ...ENGINE, name: { dns: 'localhost' }, verification: TRUST, ...client }),
    serverOver(far, { ...ENGINE, credentials, clientCertificate: { mode: 'none' } }),
  ];
}

describe('through a relay', () => {
  it.each(['TLSv1.3', 'TLSv1.2'] as const)('to our server, by %s, more than a window both ways', async (version) => {
    const sent = randomBytes(systemRandom, 400_000);
    const { port } = await serve(
      { ciphers: undefined, allowHalfOpen: true } as object,
      (socket) => void socket.pipe(socket),
    );
    const events: TlsEvent[] = [];
    const streams = await reach(port, { versions: [version], observe: (event) => events.push(event) });
    expect(streams.session?.version).toBe(version);
    expect(streams.session?.peer?.validation?.ok).toBe(true);
    const [heard] = await Promise.all([readAll(streams), writeAll(streams, sent)]);
    expect(Buffer.from(heard).equals(sent)).toBe(true);
    await streams.closed;
    expect(events.some(({ kind }) => kind === 'message')).toBe(true);
  });

  it('refuses a certificate for another name', async () => {
    const { port } = await serve({ ciphers: undefined } as object);
    await expect(reach(port, { name: { dns: 'elsewhere.test' } })).rejects.toThrow(TlsError);
  });

  it('tells a page that is refused nothing but that', async () => {
    const { port } = await serve({});
    await expect(reach(port, { port: 1 })).rejects.toMatchObject({ code: 'relay-refused' });
    const relay = `ws://${HOST}:1/token`;
    await expect(reach(port, { relay })).rejects.toMatchObject({ code: 'relay-refused' });
  });

  it('notices a cut', async () => {
    const { server, port } = await serve({ ciphers: undefined } as object, (socket) => {
      socket.write('half');
      setTimeout(() => socket.destroy(), 10);
    });
    const streams = await reach(port);
    await expect(readAll(streams)).rejects.toMatchObject({ code: 'truncated' });
    await expect(streams.closed).rejects.toThrow();
    expect(server.listening).toBe(true);
  });

  it('gives up a server that does not answer, and says so to it', async () => {
    const silent = await tcp((socket) => void socket.resume());
    const port = Number(silent.destination.split(':')[1]);
    await expect(reach(port, { handshakeTimeout: 20 })).rejects.toThrow(WebError);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await expect(reach(port, { signal: controller.signal })).rejects.toThrow('enough');
  });
});

describe('over streams', () => {
  it('both ends run in one place, and export the same keys', async () => {
    const [client, server] = bothEnds();
    await Promise.all([client.opened, server.opened]);
    expect(client.channelBinding('tls-exporter')).toEqual(server.channelBinding('tls-exporter'));
    expect(client.exportKeyingMaterial('EXPERIMENTAL', 32)).toEqual(server.exportKeyingMaterial('EXPERIMENTAL', 32));
    const heard = readAll(server);
    await writeAll(client, Uint8Array.of(1, 2, 3));
    expect(await heard).toEqual(Uint8Array.of(1, 2, 3));
    // One direction has ended; the other still works.
    const answer = readAll(client);
    await writeAll(server, Uint8Array.of(4));
    expect(await answer).toEqual(Uint8Array.of(4));
    await Promise.all([client.closed, server.closed]);
  });

  it('a reader that waits stops the writer', async () => {
    const [client, server] = bothEnds();
    const writer = client.writable.getWriter();
    let written = 0;
    const writing = (async () => {
      for (let i = 0; i < 64; i++) {
        await writer.write(new Uint8Array(2 ** 15));
        written += 2 ** 15;
      }
      await writer.close();
    })();
    await server.opened;
    await eventually(() => expect(written).toBeGreaterThan(0));
    const before = await settled(() => written);
    expect(before).toBeLessThan(2 ** 20);
    expect((await readAll(server)).length).toBe(64 * 2 ** 15);
    await writing;
  });

  it('close ends both directions, and waits no longer than a second for a peer that does not', async () => {
    const [client, server] = bothEnds();
    const ended = readAll(server);
    await client.opened;
    const reading = readAll(client);
    const closing = client.close();
    expect((await ended).length).toBe(0);
    expect((await reading).length).toBe(0);
    await closing;
    await expect(client.closed).resolves.toBeUndefined();
  });

  it('what is broken off is cut for the peer', async () => {
    const [client, server] = bothEnds();
    await Promise.all([client.opened, server.opened]);
    client.abort(new Error('enough'));
    await expect(client.closed).rejects.toThrow('enough');
    await expect(readAll(client)).rejects.toThrow('enough');
    await expect(readAll(server)).rejects.toMatchObject({ code: 'truncated' });
  });

  it('an aborted signal breaks it off', async () => {
    const controller = new AbortController();
    const [client] = bothEnds({ signal: controller.signal });
    await client.opened;
    controller.abort(new Error('enough'));
    await expect(client.closed).rejects.toThrow('enough');
  });

  it('a consumer that wants nothing more drops what comes', async () => {
    const [client, server] = bothEnds();
    await Promise.all([client.opened, server.opened]);
    await client.readable.cancel();
    await writeAll(server, new Uint8Array(2 ** 20));
    await writeAll(client, Uint8Array.of(1));
    expect(await readAll(server)).toEqual(Uint8Array.of(1));
    await client.closed;
  });

  it('a failed handshake rejects everything with the same error', async () => {
    const [client, server] = bothEnds({ name: { dns: 'elsewhere.test' } });
    await expect(client.opened).rejects.toMatchObject({ code: 'certificate-refused' });
    await expect(client.closed).rejects.toMatchObject({ code: 'certificate-refused' });
    await expect(client.writable.getWriter().write(new Uint8Array(1))).rejects.toMatchObject({
      code: 'certificate-refused',
    });
    await expect(server.closed).rejects.toMatchObject({ code: 'alert-received' });
  });

  it('a private key that is elsewhere is asked', async () => {
    const [near, far] = crossed();
    const key = readPrivateKeyPem(pki.server.key);
    const credentials = { chain: readCertificatesPem(pki.server.cert), key: 'on-request' } as const;
    const server = serverOver(far, {
      ...{ ...ENGINE, credentials, clientCertificate: { mode: 'none' } },
      answerKeyRequest: async (request) => answerKeyRequest(request, key, systemRandom),
    });
    const client = clientOver(near, { ...ENGINE, name: { dns: 'localhost' }, verification: TRUST });
    await Promise.all([client.opened, server.opened]);
  });

  it.each([
    ['that nobody answers for', undefined],
    ['that fails', () => Promise.reject(new Error('no key'))],
    ['that answers with nothing', () => Promise.resolve(new Uint8Array())],
  ])('a private key %s ends the handshake', async (_, answer) => {
    const [near, far] = crossed();
    const credentials = { chain: readCertificatesPem(pki.server.cert), key: 'on-request' } as const;
    const settings = { ...ENGINE, credentials, clientCertificate: { mode: 'none' } } as const;
    const server = serverOver(far, { ...settings, answerKeyRequest: answer });
    const client = clientOver(near, { ...ENGINE, name: { dns: 'localhost' }, verification: TRUST });
    await expect(server.opened).rejects.toMatchObject({ code: 'internal' });
    await expect(client.opened).rejects.toMatchObject({ code: 'alert-received' });
  });

  it('the handshake has its time', async () => {
    const [near] = crossed();
    const client = clientOver(near, { ...ENGINE, name: 'unchecked', verification: TRUST, handshakeTimeout: 10 });
    await expect(client.opened).rejects.toThrow(WebError);
  });
});

/** A value that no longer changes. */
async function settled(value: () => number): Promise<number> {
  for (let last = -1; ; ) {
    if (value() === last) return last;
    last = value();
    await new Promise((done) => setTimeout(done, 50));
  }
}

describe('misuse', () => {
  const good = {
    relay: 'ws://127.0.0.1:1/t',
    host: 'server.test',
    port: 443,
    verification: TRUST,
    WebSocket: WS,
    ...ENGINE,
  };
  it.each<[string, object]>([
    ['another scheme', { relay: 'https://127.0.0.1:1/t' }],
    ['an address with a query', { relay: 'ws://127.0.0.1:1/t?to=x' }],
    ['no port', { port: undefined }],
    ['no random source', { random: undefined }],
    ['no trust', { verification: undefined }],
    ['a name that is none', { name: 'server.test' }],
    ['an unknown option', { roots: [] }],
    ['no WebSocket', { WebSocket: 'x' }],
    ['no time at all', { handshakeTimeout: 0 }],
    ['a signal that is none', { signal: {} }],
  ])('%s is refused before anything is opened', async (_, options) => {
    await expect(connect({ ...good, ...options } as unknown as ConnectOptions)).rejects.toThrow(UsageError);
  });

  it('a chunk that is no bytes is refused, and breaks the stream', async () => {
    const [client] = bothEnds();
    await expect(client.writable.getWriter().write('x' as never)).rejects.toThrow(UsageError);
  });
});
