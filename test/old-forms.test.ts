/** Earlier forms of arguments and options: each is refused with the name of the new one (CHANGELOG.md,
 * "What changed its name"). */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../src/bytes/index.ts';
import { aes, aesBitsliced, type BlockCipher, gcm } from '../src/cipher/index.ts';
import { type Exhibit, firstTerms, renderHtml, renderJson, renderText } from '../src/explain/index.ts';
import { seededRandom, sha256 } from '../src/hash/index.ts';
import { encodePrivateKey, encodePublicKey, type PrivateKey, writePrivateKeyPem } from '../src/keys/index.ts';
import { startApiServer, startKubelet } from '../src/kubernetes/index.ts';
import { connect, createServer as serve } from '../src/node/index.ts';
import { signPkcs1, verifyPkcs1 } from '../src/rsa/index.ts';
import { RSA_PKCS1_SHA256 } from '../src/signatures/index.ts';
import { createClient } from '../src/tls/index.ts';
import {
  caExtensions,
  createRequest,
  issueFromRequest,
  makeName,
  selfSign,
  signTbs,
  validateChain,
} from '../src/x509/index.ts';
import { keyOf } from './fixtures/pki.ts';

const random = seededRandom('old forms');
const key = keyOf('ca');
if (key.type !== 'rsa') throw new Error('the pool has RSA keys');
const numbers = key.components();
const { modulus, publicExponent } = numbers;
const validity = { notBefore: new Date('2026-01-01'), notAfter: new Date('2027-01-01') };
const subject = makeName(['CN', 'old']);
const own = { random, validity, key, subject };
const ca = selfSign({ ...own, scheme: RSA_PKCS1_SHA256, extensions: caExtensions() });
const request = createRequest({ random, key, subject, scheme: RSA_PKCS1_SHA256, extensions: [] });
const chain = { leaf: ca, intermediates: [], roots: [ca], time: new Date('2026-06-01'), purpose: 'serverAuth' };
const message = new Uint8Array(1);
const aesKey = new Uint8Array(16);
const octets = { title: 't', parts: [{ kind: 'octets', title: 't', bytes: message }] } as unknown as Exhibit;
const inside = { title: 't', parts: [{ kind: 'section', title: 's', parts: octets.parts }] } as Exhibit;

/** A call in the old form: its arguments have other types than today's. */
// biome-ignore lint/suspicious/noExplicitAny: no type of today fits.
const old = (value: unknown): any => value;
const wrapped: PrivateKey = old({ type: 'rsa', key });
const plain: PrivateKey = old(numbers);
const halfCipher = (): BlockCipher => {
  const { readsTables: _, ...rest } = aes(aesKey);
  return old(rest);
};

const FORMS: readonly (readonly [form: string, call: () => unknown, names: RegExp])[] = [
  ['a wrapped private key, written', () => writePrivateKeyPem(wrapped, 'pkcs8'), /field key/],
  ['a wrapped private key, encoded', () => encodePrivateKey(wrapped, 'pkcs8'), /field key/],
  [
    'a wrapped public key',
    () => encodePublicKey(old({ type: 'rsa', key: { modulus, publicExponent } }), 'spki'),
    /field key/,
  ],
  ['a wrapped key for a scheme', () => RSA_PKCS1_SHA256.sign(wrapped, message, random), /field key/],
  [
    'a wrapped key for a certificate',
    () => selfSign({ ...own, key: wrapped, scheme: RSA_PKCS1_SHA256, extensions: [] }),
    /field key/,
  ],
  ['a wrapped key for RSA', () => signPkcs1(sha256, old(wrapped), message, random), /field key/],
  [
    'a wrapped key to verify with',
    () => verifyPkcs1(sha256, old({ type: 'rsa', key: numbers }), message, message),
    /field key/,
  ],
  ['the numbers of a private key', () => writePrivateKeyPem(plain, 'pkcs8'), /new RsaPrivateKey\(/],
  [
    'the numbers of a private key, for RSA',
    () => signPkcs1(sha256, old(numbers), message, random),
    /new RsaPrivateKey\(/,
  ],
  ['the numbers of a public key', () => encodePublicKey(old({ modulus, publicExponent }), 'spki'), /type: 'rsa'/],
  ['hash of selfSign', () => selfSign(old({ ...own, hash: sha256, extensions: [] })), /scheme/],
  ['hash of createRequest', () => createRequest(old({ random, key, subject, hash: sha256, extensions: [] })), /scheme/],
  [
    'hash of issueFromRequest',
    () =>
      issueFromRequest(
        old({ random, validity, request, hash: sha256, issuer: ca, issuerKey: key, extensions: () => [] }),
      ),
    /scheme/,
  ],
  ['hash of signTbs', () => signTbs(ca.tbs, key, old(sha256), random), /scheme.*RSA_PKCS1_SHA256/],
  [
    'validateChain without profile',
    () => validateChain(old({ ...chain, name: 'unchecked', revocation: { policy: 'off' } })),
    /profile/,
  ],
  [
    'validateChain without revocation',
    () => validateChain(old({ ...chain, name: 'unchecked', profile: 'rfc5280' })),
    /revocation/,
  ],
  [
    'validateChain for serverAuth without name',
    () => validateChain(old({ ...chain, profile: 'rfc5280', revocation: { policy: 'off' } })),
    /name/,
  ],
  [
    'limits.work of validateChain',
    () =>
      validateChain(
        old({ ...chain, name: 'unchecked', profile: 'rfc5280', revocation: { policy: 'off' }, limits: { work: 9 } }),
      ),
    /signatures/,
  ],
  ['serverName of createClient', () => createClient(old({ serverName: 'a' })), /name/],
  ['servername of connect', () => connect(old({ host: '127.0.0.1', port: 1, servername: 'a' })), /called name/],
  ['ca of connect', () => connect(old({ host: '127.0.0.1', port: 1, name: 'unchecked', ca: [ca] })), /called roots/],
  ['ca of createServer', () => serve(old({ ca: [ca] })), /called roots/],
  ['tls.ca of startApiServer', () => old(startApiServer)({ tls: { ca: [ca] } }), /called roots/],
  ['tls.ca of startKubelet', () => old(startKubelet)({ tls: { ca: [ca] } }), /called roots/],
  [
    'xorCounters(counter, data)',
    () => old(aes(aesKey)).xorCounters(new DataView(new ArrayBuffer(16)), new DataView(new ArrayBuffer(16))),
    /counter, data, at, end/,
  ],
  [
    'xorCounters(counter, data), without tables',
    () => old(aesBitsliced(aesKey)).xorCounters(new DataView(new ArrayBuffer(16)), new DataView(new ArrayBuffer(16))),
    /counter, data, at, end/,
  ],
  ['a BlockCipher without readsTables', () => gcm(halfCipher()), /readsTables/],
  ['firstTerms(text, seen)', () => old(firstTerms)('a digest', new Set()), /language/],
  ["kind: 'octets' as text", () => renderText(octets, { showSecrets: false }), /called bytes/],
  ["kind: 'octets' as HTML", () => renderHtml(octets, { showSecrets: false }), /called bytes/],
  [
    "kind: 'octets' as JSON, in a section",
    () => renderJson(inside, { showSecrets: false }),
    /parts\[0\]\.parts\[0\]\.kind.*called bytes/,
  ],
];

describe('an old form is refused with the name of the new one', () => {
  it.each(FORMS)('%s', async (_, call, names) => {
    const error = await (async () => call())().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toMatch(names);
  });
});
