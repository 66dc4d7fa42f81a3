/** An etcd that answers with anything, and values of other programs in it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { EtcdStore } from '../../../src/kubernetes/index.ts';
import { WatchCache, type WatchEvent } from '../../../src/kubernetes/storage/watch-cache.ts';
import { closing } from '../../closing.ts';

const base64 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('base64');
const PREFIX = '/registry/configmaps/';
const object = (name: string): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });
const kv = (name: string, revision: number, value = object(name)): object => ({
  key: base64(`${PREFIX}default/${name}`),
  value: base64(value),
  mod_revision: `${revision}`,
});

/** A store over an etcd without TLS. @param watched - what a watch is sent; undefined: it ends. */
async function storeOf(
  kvs: readonly object[] | (() => readonly object[]),
  watched?: (from: number) => string,
): Promise<EtcdStore> {
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    if (request.url !== '/v3/watch') {
      const found = typeof kvs === 'function' ? kvs() : kvs;
      response.end(JSON.stringify({ header: { revision: '5' }, kvs: found }));
    } else response.write(watched?.(Number(body.create_request.start_revision)) ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const dial = () => {
    const socket = connect(port, '127.0.0.1');
    return socket.once('connect', () => socket.emit('secureConnect'));
  };
  const store = new EtcdStore({ members: [{ host: '127.0.0.1', port }], connect: dial });
  closing(async () => {
    await store.close();
    server.close();
    server.closeAllConnections();
  });
  return store;
}

describe('misuse', () => {
  it.each([
    ['protobuf', 'k8s\0\n\x0c\xff', /^the value of "\/registry\/configmaps\/default\/x" in the store is in protobuf/],
    ['text', 'hello', /^the value of "\/registry\/configmaps\/default\/x" in the store is not an object/],
    ['null', 'null', /is not an object/],
    [
      'a deep object',
      `{"kind":"ConfigMap","metadata":{"name":"x"},"data":${'['.repeat(5000)}${']'.repeat(5000)}}`,
      /is not an object/,
    ],
    ['an object without a name', '{"kind":"ConfigMap","metadata":{}}', /is not an object/],
  ])('%s among the objects is told with its key', async (_, value, message) => {
    const store = await storeOf([kv('a', 3), kv('x', 4, value)]);
    const cache = new WatchCache(store, PREFIX);
    await expect(cache.start()).rejects.toMatchObject({ code: 'corrupt', message: expect.stringMatching(message) });
  });

  it.each(['hello', 'k8s\0\xff', 'null', '{}'])('%j in a watch does not hide the changes beside it', async (value) => {
    const events = [kv('a', 6), kv('x', 7, value), kv('b', 8)].map((one) => ({ type: 'PUT', kv: one }));
    const answer = { result: { header: { revision: '8' }, events } };
    const store = await storeOf([kv('x', 3)], (from) => (from === 6 ? `${JSON.stringify(answer)}\n` : ''));
    const cache = new WatchCache(store, PREFIX);
    await cache.start();
    const seen: WatchEvent[] = [];
    const all = new Promise<void>((resolve) => {
      const onEvent = (event: WatchEvent): void => void (seen.push(event) === 3 && resolve());
      closing(cache.watch(5, { onEvent, onEnd: () => {} }) as () => void);
    });
    await all;
    expect(seen.map(({ object: after }) => after?.metadata.name)).toEqual(['a', undefined, 'b']);
    expect(seen[1].previous?.metadata.name).toBe('x');
    expect([...cache.objects()].map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  });

  it('a watch from before the state that was read is refused', async () => {
    const cache = new WatchCache(await storeOf([kv('a', 3)]), PREFIX);
    closing(() => cache.close());
    await cache.start();
    const listener = { onEvent: () => {}, onEnd: () => {} };
    expect(() => cache.watch(4, listener)).toThrow(expect.objectContaining({ code: 'compacted' }));
    expect(cache.watch(5, listener)).toBeInstanceOf(Function);
  });

  it('an answer to a write that is not etcd’s leaves its outcome unknown, and the write is not sent again', async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked++;
      request.resume().once('end', () => response.end('{"succeeded":true}'));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const dial = () => {
      const socket = connect(port, '127.0.0.1');
      return socket.once('connect', () => socket.emit('secureConnect'));
    };
    const store = new EtcdStore({ members: [{ host: '127.0.0.1', port }], connect: dial });
    closing(async () => {
      await store.close();
      server.close();
      server.closeAllConnections();
    });
    await expect(store.put('/x', '1', 0)).rejects.toMatchObject({ code: 'unknown-outcome' });
    expect(asked).toBe(1);
  });

  it('a line of a watch that is no JSON ends it, and the state is read again', async () => {
    const lists = [[kv('a', 3)], [kv('a', 3), kv('x', 7)]];
    const store = await storeOf(
      () => lists.shift() ?? [],
      () => (lists.length > 0 ? '<html>\n' : ''),
    );
    const cache = new WatchCache(store, PREFIX);
    closing(() => cache.close());
    await cache.start();
    const told = await new Promise((resolve) => void cache.watch(5, { onEvent: () => {}, onEnd: resolve }));
    const message = expect.stringContaining('/v3/watch sends a line that is not JSON');
    expect(told).toMatchObject({ code: 'corrupt', message });
    await cache.start();
    expect([...cache.objects()].map(({ metadata }) => metadata.name)).toEqual(['a', 'x']);
  });

  describe('what is not base64', () => {
    const noBase64 = '{*}';
    const ofKey = { key: noBase64, mod_revision: '7' };
    const ofValue = { ...kv('x', 7), value: noBase64 };

    it.each<[string, object, RegExp]>([
      ['a key', ofKey, /^etcd sends the key of revision 7, which is not base64: /],
      ['a value', ofValue, /^etcd sends the value of "\/registry\/configmaps\/default\/x", revision 7, which is not/],
    ])('as %s is told with its place', async (_, bad, message) => {
      const store = await storeOf([kv('a', 3), bad]);
      const told = { code: 'corrupt', message: expect.stringMatching(message) };
      await expect(store.list(PREFIX)).rejects.toMatchObject(told);
      await expect(new WatchCache(store, PREFIX).start()).rejects.toMatchObject(told);
    });

    it.each<[string, object]>([
      ['a key', { kv: ofKey }],
      ['a value', { kv: ofValue }],
      ['a value before', { kv: kv('x', 7), prev_kv: ofValue }],
    ])('as %s in a watch ends it, and the state is read again', async (_, event) => {
      const answer = { result: { header: { revision: '7' }, events: [{ type: 'PUT', ...event }] } };
      const lists = [[kv('a', 3)], [kv('a', 3), kv('x', 7)]];
      const store = await storeOf(
        () => lists.shift() ?? [],
        (from) => (lists.length > 0 && from === 6 ? `${JSON.stringify(answer)}\n` : ''),
      );
      const cache = new WatchCache(store, PREFIX);
      closing(() => cache.close());
      await cache.start();
      const told = await new Promise((resolve) => void cache.watch(5, { onEvent: () => {}, onEnd: resolve }));
      expect(told).toMatchObject({ code: 'corrupt', message: expect.stringContaining('revision 7') });
      await cache.start();
      expect([...cache.objects()].map(({ metadata }) => metadata.name)).toEqual(['a', 'x']);
    });
  });
});
