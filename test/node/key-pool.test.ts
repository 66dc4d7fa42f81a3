/** Private keys in worker threads, and elsewhere. */
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { KeyPool, type TlsServer } from '../../src/node/index.ts';
import { answerKeyRequest, type KeyRequest, type TlsVersion } from '../../src/tls/index.ts';
import { closing, closingWithFile } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { bundleProgram } from '../node-program.ts';
import { closed, dial, errorOf, pattern, readAll, sameBytes, serve } from './loopback.ts';

const MUTUAL = { requestCert: true, rejectUnauthorized: true, ...JUDGED_BY, roots: pki.ca.cert } as const;
const OWN = { cert: pki.client.cert, key: pki.client.key };
const ALL: Readonly<Record<TlsVersion, object>> = { 'TLSv1.2': {}, 'TLSv1.3': { ciphers: undefined } };
const request = (message: string): KeyRequest => ({
  kind: 'sign',
  certificate: pki.server.certificate,
  scheme: 'rsa_pss_rsae_sha256',
  message: new Uint8Array(Buffer.from(message)),
});
const serverCredentials = { chain: [pki.server.certificate], key: pki.server.privateKey };

let program: URL;
let pool: KeyPool;
beforeAll(() => {
  const path = join(mkdtempSync(join(tmpdir(), 'key-pool-')), 'key-worker.mjs');
  bundleProgram({ file: 'src/node/key-worker.ts' }, path);
  program = pathToFileURL(path);
  pool = new KeyPool({ threads: 1 }, program);
  closingWithFile(() => pool.close());
});

describe('a pool', () => {
  it.each(Object.entries(ALL))('serves both ends: %s', async (version, options) => {
    const { port } = await serve({ ...options, ...MUTUAL, keyPool: pool }, (socket) => socket.pipe(socket));
    const sockets = [0, 1, 2].map(() => dial(port, { ...options, ...OWN, keyPool: pool }));
    for (const socket of sockets) socket.end(pattern(1000));
    for (const socket of sockets) {
      expect(sameBytes(await readAll(socket), pattern(1000))).toBe(true);
      expect(socket.getProtocol()).toBe(version);
    }
  });

  it('does not keep the process alive', async () => {
    const ports = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
    const before = ports();
    const own = new KeyPool({ threads: 1 }, program);
    own.lend(serverCredentials);
    // Something else must, while the answer is awaited.
    const alive = setTimeout(() => undefined, 60_000);
    closing(() => clearTimeout(alive));
    await own.answer(request('text'));
    expect(ports()).toBe(before);
    await own.close();
  });

  it('tells why a thread cannot answer, and that an end loses its requests', async () => {
    const own = new KeyPool({ threads: 2 }, program);
    own.lend(serverCredentials);
    await expect(own.answer({ ...request(''), scheme: 'none' } as KeyRequest)).rejects.toThrow('has no scheme "none"');
    const open = own.answer(request('text'));
    await own.close();
    await expect(open).rejects.toMatchObject({ code: 'key-unavailable' });
    await expect(own.answer(request('text'))).rejects.toMatchObject({ code: 'key-unavailable' });
  });

  it('starts another thread for one that ended', async () => {
    const broken = new KeyPool({ threads: 1 }, new URL('data:text/javascript,throw new Error("broken")'));
    broken.lend(serverCredentials);
    await expect(broken.answer(request('one'))).rejects.toMatchObject({ cause: { message: 'broken' } });
    await expect(broken.answer(request('two'))).rejects.toMatchObject({ code: 'key-unavailable' });
    await broken.close();
  });

  it('lends no key that is not its certificate’s', () => {
    const wrong = { chain: [pki.server.certificate], key: pki.client.privateKey };
    expect(() => pool.lend(wrong)).toThrow('does not match');
    expect(() => new KeyPool({ threads: 0 })).toThrow('threads');
  });
});

describe('a key elsewhere', () => {
  const elsewhere = async (asked: KeyRequest) => answerKeyRequest(asked, pki.server.privateKey, systemRandom);

  it('is asked for', async () => {
    const { port } = await serve({ key: 'on-request', answerKeyRequest: elsewhere }, (socket) => socket.end('hello'));
    expect((await readAll(dial(port))).toString()).toBe('hello');
  });

  it.each([
    ['a rejection', async () => Promise.reject(new Error('no such key'))],
    [
      'a throw',
      () => {
        throw new Error('no such key');
      },
    ],
    ['nonsense', async () => 'nonsense' as never],
    ['nothing', async () => undefined as never],
  ])('%s ends that connection only', async (_, answer) => {
    const { port, server } = await serve({ key: 'on-request', answerKeyRequest: answer });
    const failed = once(server, 'tlsClientError');
    const socket = dial(port);
    expect(await errorOf(socket)).toMatchObject({ code: 'alert-received', alert: 'internal_error' });
    expect((await failed)[0]).toMatchObject({ code: 'internal' });
  });

  it('that never answers is bounded by the handshake’s time; other connections go on meanwhile', async () => {
    const waiting: (() => void)[] = [];
    let isFirst = true;
    const answerFirstNever = (asked: KeyRequest): Promise<Uint8Array> => {
      if (!isFirst) return elsewhere(asked);
      isFirst = false;
      return new Promise((done) => waiting.push(() => done(new Uint8Array(256))));
    };
    const options = { key: 'on-request', answerKeyRequest: answerFirstNever, handshakeTimeout: 1500 } as const;
    const { port, server } = await serve(options, (socket) => socket.end('hello'));
    const failed = once(server as TlsServer, 'tlsClientError');
    const stuck = dial(port);
    const error = errorOf(stuck);
    await once(stuck, 'connect');
    expect((await readAll(dial(port))).toString()).toBe('hello');
    expect((await failed)[0]).toMatchObject({ code: 'handshake-timeout' });
    expect(await error).toMatchObject({ code: 'closed-early' });
    // Too late: nobody is there to take it.
    for (const answer of waiting) answer();
  });

  it('an abandoned connection takes no answer', async () => {
    let answer: () => void = () => undefined;
    const answerKeyRequest = () => new Promise<Uint8Array>((done) => (answer = () => done(new Uint8Array(256))));
    const { port, server } = await serve({ key: 'on-request', answerKeyRequest });
    const socket = dial(port);
    closing(() => answer());
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const gone = closed(socket);
    server.closeAllConnections();
    await gone;
    answer();
  });
});

describe('misuse', () => {
  it.each([
    [{ key: 'on-request' as const }, 'on-request needs answerKeyRequest'],
    [{ keyPool: {} as never }, 'must be a KeyPool'],
    [{ answerKeyRequest: 'x' as never }, 'answerKeyRequest'],
  ])('%j', async (options, message) => {
    await expect(serve(options)).rejects.toThrow(message);
  });

  it('a pool and a function', async () => {
    const both = { keyPool: pool, answerKeyRequest: async () => new Uint8Array() };
    await expect(serve(both)).rejects.toThrow('has no effect together with keyPool');
  });
});
