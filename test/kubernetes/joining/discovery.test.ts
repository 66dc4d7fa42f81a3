/** Discovery of a cluster whose answers change between the two requests: unverified first, verified with the pinned CA then. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemRandom } from '../../../src/bytes/index.ts';
import { generateKey, writePrivateKeyPem } from '../../../src/keys/index.ts';
import { withSignatures } from '../../../src/kubernetes/controllers/bootstrap.ts';
import { clusterInfo } from '../../../src/kubernetes/joining/cluster-info.ts';
import { discoverCluster, pinOf } from '../../../src/kubernetes/joining/discovery.ts';
import { newToken, readTokenSecret, tokenSecret } from '../../../src/kubernetes/joining/token.ts';
import { issueLeaf, selfSigned } from '../../../src/kubernetes/pki/index.ts';
import { certificatePem, makeName } from '../../../src/x509/index.ts';

const random = systemRandom;
const token = newToken(random);
const secret = readTokenSecret(tokenSecret(token, { groups: [], usages: ['signing'] }))!;
const settings = { time: new Date(), random, days: 1, caDays: 1 };
const newKey = () => generateKey({ type: 'ec', curve: 'P-256', random });
const caKey = newKey();
const ca = {
  key: caKey,
  certificate: selfSigned({ subject: makeName(['CN', 'ca']), purposes: [], names: [] }, caKey, settings),
};
const key = newKey();
const names = [{ kind: 'iPAddress', value: new Uint8Array([127, 0, 0, 1]) }] as const;
const leaf = issueLeaf({ subject: makeName(['CN', 'server']), purposes: ['serverAuth'], names }, key, ca, settings);
const roots = certificatePem(ca.certificate);

/** What the server answers, one after the other; the last one stays. */
let answers: object[] = [];
const server = createServer(
  { key: writePrivateKeyPem(key, 'pkcs8'), cert: certificatePem(leaf.certificate) },
  (_request, response) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
  },
);
let url: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const signed = (place: string): object => withSignatures(clusterInfo(place, roots), [secret], new Date());
const discover = () => discoverCluster({ server: url, token, pins: [pinOf(ca.certificate)], random });

it('believes an answer that stays the same', async () => {
  answers = [signed(url)];
  expect(await discover()).toEqual({ server: url, roots });
});

it('takes little from a server that is not verified yet', async () => {
  const { data, ...rest } = signed(url) as { data: object };
  answers = [{ ...rest, data: { ...data, more: 'x'.repeat(2 ** 18) } }, signed(url)];
  await expect(discover()).rejects.toMatchObject({ code: 'http-too-large' });
});

it('refuses an answer that is another once the CA is verified, although the token has signed both', async () => {
  answers = [signed('https://other.example'), signed(url)];
  await expect(discover()).rejects.toMatchObject({
    code: 'discovery',
    message: expect.stringContaining('another once'),
  });
});
