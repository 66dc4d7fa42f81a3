/** Fetching lists and responses from a server of the test. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { base64ToBytes } from '../../src/bytes/index.ts';
import { type RevocationFetcher, revocationFetcher } from '../../src/node/index.ts';
import { isPublicAddress } from '../../src/node/public-addresses.ts';
import {
  type Certificate,
  decodeOcspRequest,
  type Extension,
  makeExtension,
  ocspErrorResponse,
} from '../../src/x509/index.ts';
import { codeOf } from '../fixtures/key-vectors.ts';
import { at, ca, leafWith, listOf, now, responseOf, root, validateWith } from '../fixtures/revocation.ts';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

/** A server on a port of its own, and what it was asked for. */
async function serving(listener: RequestListener): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const points = (...urls: readonly string[]): Extension =>
  makeExtension(
    'cRLDistributionPoints',
    false,
    urls.map((value) => ({
      distributionPoint: { kind: 'fullName' as const, value: [{ kind: 'uniformResourceIdentifier' as const, value }] },
      reasons: undefined,
      cRLIssuer: undefined,
    })),
  );
const responder = (value: string): Extension =>
  makeExtension('authorityInfoAccess', false, [
    { accessMethod: '1.3.6.1.5.5.7.48.1', accessLocation: { kind: 'uniformResourceIdentifier', value } },
  ]);
const fetcher = (options: object = {}): RevocationFetcher =>
  revocationFetcher({ time: () => now, allowPrivate: true, timeout: 5000, ...options });
const fetchFor = (leaf: Certificate, by = fetcher()) => by.evidenceFor([leaf, ca, root]);
const codes = async (leaf: Certificate, by = fetcher()): Promise<string[]> =>
  (await fetchFor(leaf, by)).failures.map(({ code }) => code);

describe('lists', () => {
  it('are fetched once until their nextUpdate, and validate', async () => {
    const list = listOf();
    const { url, asked } = await serving((_, response) => response.end(list.der));
    const leaf = leafWith([points(`${url}/ca.crl`)]);
    let time = now;
    const by = fetcher({ time: () => time });
    const { crls, failures } = await fetchFor(leaf, by);
    expect([crls.length, failures]).toEqual([1, []]);
    expect(validateWith({ crls }, leaf).ok).toBe(true);
    await fetchFor(leaf, by);
    expect(asked).toEqual(['/ca.crl']);
    time = at(2);
    await fetchFor(leaf, by);
    expect(asked).toHaveLength(2);
  });

  it('are followed through redirects, but never to a private address', async () => {
    const { url, asked } = await serving((request, response) =>
      response.writeHead(302, { location: `${request.url}x` }).end(),
    );
    expect(await codes(leafWith([points(`${url}/a`)]))).toEqual(['fetch-private']);
    expect(asked).toEqual(['/a']);
  });

  it.each<[string, RequestListener, object, string]>([
    ['too large', (_, response) => response.end(new Uint8Array(5000)), { maxBytes: 4999 }, 'fetch-too-large'],
    ['missing', (_, response) => response.writeHead(404).end(), {}, 'fetch-status'],
    [
      'cut off',
      (_, response) => response.writeHead(200, { 'content-length': 99 }).write('x', () => response.destroy()),
      {},
      'fetch-failed',
    ],
    ['never sent', () => undefined, { timeout: 50 }, 'fetch-timeout'],
    [
      'redirected elsewhere',
      (_, response) => response.writeHead(301, { location: 'https://a.test/' }).end(),
      {},
      'fetch-scheme',
    ],
    ...['user@', ':password@'].map((who): [string, RequestListener, object, string] => [
      `redirected to a user’s, ${who}`,
      ({ headers: { host } }, response) => response.writeHead(301, { location: `http://${who}${host}/` }).end(),
      {},
      'fetch-scheme',
    ]),
    ['malformed', (_, response) => response.end(Uint8Array.of(0x30, 1, 0)), {}, 'unexpected-tag'],
    ['at a private address', (_, response) => response.end(), { allowPrivate: false }, 'fetch-private'],
    ['beyond the bound of fetches', (_, response) => response.end(), { maxFetches: 0 }, 'fetch-too-many'],
  ])('that are %s are failures', async (_, listener, options, code) => {
    const { url } = await serving(listener);
    expect(await codes(leafWith([points(`${url}/a`)]), fetcher(options))).toEqual([code]);
  });

  it('a name that resolves to this machine is a private address', async () => {
    const { url, asked } = await serving((_, response) => response.end());
    const named = url.replace('127.0.0.1', 'localhost');
    expect(await codes(leafWith([points(named)]), fetcher({ allowPrivate: false }))).toEqual(['fetch-private']);
    expect(asked).toEqual([]);
  });

  it('at other schemes are not fetched', async () => {
    const leaf = leafWith([points('https://a.test/x', 'ldap://a.test/x', 'file:///etc/passwd')]);
    expect(await fetchFor(leaf)).toEqual({ crls: [], ocspResponses: [], failures: [] });
  });

  it('end with the caller’s signal', async () => {
    const { url } = await serving(() => undefined);
    const stop = new AbortController();
    const asking = fetcher().evidenceFor([leafWith([points(url)]), ca], { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
  });
});

describe('responses', () => {
  it('are asked for by GET (RFC 9919 §6), and cached; errors are not', async () => {
    let response = ocspErrorResponse('tryLater');
    const { url, asked } = await serving((_, answer) => answer.end(response.der));
    const leaf = leafWith([responder(`${url}/ocsp`)]);
    const by = fetcher();
    expect((await fetchFor(leaf, by)).ocspResponses[0].status).toBe('tryLater');
    response = responseOf();
    const { ocspResponses } = await fetchFor(leaf, by);
    expect(validateWith({ ocspResponses }, leaf).ok).toBe(true);
    await fetchFor(leaf, by);
    expect(asked).toHaveLength(2);
    const sent = decodeOcspRequest(base64ToBytes(decodeURIComponent(asked[0].replace('/ocsp/', ''))));
    expect(sent.certIds[0].serialNumber).toBe(leaf.serialNumber);
  });
});

describe('public addresses', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '2002:7f00:1::',
    'fc00::1',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
  ])('%s is none', (address) => expect(isPublicAddress(address)).toBe(false));
  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])('%s is one', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
});

describe('misuse', () => {
  it.each([
    ['wrong-type', {}],
    ['unknown-option', { time: () => now, redirects: 1 }],
    ['out-of-range', { time: () => now, maxBytes: 0 }],
  ])('%s', (code, options) => expect(codeOf(() => revocationFetcher(options as never))).toBe(code));
});
