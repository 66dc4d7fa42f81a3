/** What runs in the page: the rooms below node/ at their work, with the browser's own randomness. */

import { bytesToHex, bytesToUtf8, systemRandom, utf8ToBytes } from '../../src/bytes/index.ts';
import { annotate } from '../../src/codec/index.ts';
import { spansText } from '../../src/explain/index.ts';
import { seededRandom, sha256 } from '../../src/hash/index.ts';
import type { PrivateKey } from '../../src/keys/index.ts';
import { generateRsaKey } from '../../src/rsa/index.ts';
import { RSA_PKCS1_SHA256 } from '../../src/signatures/index.ts';
import { createClient, createServer, type TlsConnection, type TlsOutput } from '../../src/tls/index.ts';
import * as x509 from '../../src/x509/index.ts';
import { JUDGED_BY } from '../judged.ts';

const TIME = new Date('2026-06-01T00:00:00Z');
const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') };

// Seeded, so that a test does not take longer on an unlucky day.
const newKey = (seed: string): PrivateKey => generateRsaKey({ modulusBits: 2048, random: seededRandom(seed) });

/** A root, and what it issues to whoever asks. */
function issuePki() {
  const random = systemRandom;
  const rootKey = newKey('browser root');
  const root = x509.selfSign({
    subject: x509.makeName(['CN', 'kubernetes']),
    key: rootKey,
    scheme: RSA_PKCS1_SHA256,
    validity,
    extensions: x509.caExtensions(),
    random,
  });
  const issue = (name: string, key: PrivateKey, purpose: x509.KeyPurpose) => {
    const names = x509.makeExtension('subjectAltName', false, x509.parseGeneralNames(`DNS:${name}`));
    const usage = x509.makeExtension('extKeyUsage', false, [x509.KEY_PURPOSES[purpose]]);
    const subject = x509.makeName(['CN', name]);
    const request = x509.createRequest({ subject, key, scheme: RSA_PKCS1_SHA256, extensions: [names, usage], random });
    const options = { request, issuer: root, issuerKey: rootKey, scheme: RSA_PKCS1_SHA256, validity, random };
    return { chain: [x509.issueFromRequest({ ...options, extensions: (asked) => asked })], key };
  };
  const leafKey = newKey('browser leaf');
  return {
    root,
    server: issue('server.test', leafKey, 'serverAuth'),
    client: issue('client.test', leafKey, 'clientAuth'),
  };
}

/** A session in memory: each end gets what the other sends until both are silent. */
function exchange(ends: readonly [TlsConnection, TlsConnection], outputs: readonly TlsOutput[][]): string[] {
  const heard: string[] = [];
  let pending = outputs;
  while (pending.flat().length > 0) {
    for (const output of pending.flat()) {
      if (output.kind === 'data') heard.push(bytesToUtf8(output.bytes));
      if (output.kind === 'error') throw output.error;
    }
    pending = [1, 0].map((from, to) =>
      pending[from].flatMap((output) => (output.kind === 'send' ? [...ends[to].receive(output.bytes)] : [])),
    );
  }
  return heard;
}

/** @returns what the test wants to know, as plain values. */
export function run() {
  const { root, server, client } = issuePki();
  const common = { ciphers: ['TLS_RSA_WITH_AES_128_GCM_SHA256'], random: systemRandom, time: () => TIME } as const;
  const ends = [
    createClient({
      ...common,
      name: { dns: 'server.test' },
      verification: { mode: 'roots', ...JUDGED_BY, roots: [root] },
      credentials: client,
    }),
    createServer({
      ...common,
      credentials: server,
      clientCertificate: { mode: 'require', ...JUDGED_BY, roots: [root] },
    }),
  ] as const;
  exchange(ends, [[...ends[0].start()], [...ends[1].start()]]);
  const heard = [
    ...exchange(ends, [[...ends[0].write(utf8ToBytes('hello from the page'))], []]),
    ...exchange(ends, [[], [...ends[1].write(utf8ToBytes('and back'))]]),
  ];
  const { der } = server.chain[0];
  return {
    abc: bytesToHex(sha256.digest(utf8ToBytes('abc'))),
    valid: x509.validateChain({
      ...JUDGED_BY,
      leaf: server.chain[0],
      intermediates: [],
      roots: [root],
      time: TIME,
      purpose: 'serverAuth',
      name: { dns: 'server.test' },
    }).ok,
    der: bytesToHex(der),
    explained: spansText(annotate(x509.certificate, der).span, der),
    heard,
  };
}
