/** Requests, certificates and chains of every kind of key, both ways with OpenSSL. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { decode, encode } from '../../src/codec/index.ts';
import { certificateText } from '../../src/explain/index.ts';
import {
  type PrivateKey,
  publicKeyOf,
  subjectPublicKeyInfo,
  toSpki,
  writePrivateKeyPem,
} from '../../src/keys/index.ts';
import { RSA_PKCS1_SHA1, schemesFor, usualSchemeFor } from '../../src/signatures/index.ts';
import {
  type Certificate,
  caExtensions,
  certificatePem,
  createRequest,
  issueFromRequest,
  makeExtension,
  makeName,
  readCertificatesPem,
  requestPem,
  selfSign,
  signTbs,
  validateChain,
  verifyRequest,
} from '../../src/x509/index.ts';
import { KEYS, SIGNING_KINDS } from '../fixtures/keys.ts';
import { JUDGED_BY } from '../judged.ts';
import { hasOpenssl, hasOpenssl30 } from '../openssl.ts';
import { isWholeTable } from '../property-runs.ts';

const time = new Date('2026-06-01T00:00:00Z');
const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2036-01-01T00:00:00Z') };
const random = systemRandom;
const names = makeExtension('subjectAltName', false, [{ kind: 'dNSName', value: 'leaf.test' }]);

const rootOf = (key: PrivateKey, scheme = usualSchemeFor(key)): Certificate =>
  selfSign({ subject: makeName(['CN', 'root']), key, scheme, validity, extensions: caExtensions(), random });

function leafOf(key: PrivateKey, issuer: Certificate, issuerKey: PrivateKey): Certificate {
  const scheme = usualSchemeFor(key);
  const request = createRequest({ subject: makeName(['CN', 'leaf']), key, scheme, extensions: [names], random });
  expect(verifyRequest(request)).toBe(true);
  const issuing = { issuer, issuerKey, scheme: usualSchemeFor(issuerKey), validity, random };
  return issueFromRequest({ request, ...issuing, extensions: (asked) => asked });
}

const failures = (leaf: Certificate, roots: readonly Certificate[], intermediates: readonly Certificate[] = []) =>
  validateChain({ ...JUDGED_BY, leaf, intermediates, roots, time, purpose: 'serverAuth', name: { dns: 'leaf.test' } })
    .checks.filter(({ outcome }) => outcome === 'fail')
    .map(({ code, detail }) => `${code}: ${detail}`);

const folder = mkdtempSync(join(tmpdir(), 'vitrine-kinds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const openssl = (...args: readonly string[]): string =>
  execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('properties', () => {
  it.each(SIGNING_KINDS)('a CA of kind $kind issues to every kind, and the chains are valid', ({ key }) => {
    const root = rootOf(key);
    for (const { key: leafKey } of SIGNING_KINDS) expect(failures(leafOf(leafKey, root, key), [root])).toEqual([]);
  });

  it.each(SIGNING_KINDS)('finds what is changed in a chain of kind $kind', ({ key }) => {
    const root = rootOf(key);
    const leaf = leafOf(KEYS['P-256'], root, key);
    const impostor = rootOf(key.type === 'ed25519' ? KEYS['P-384'] : KEYS['ed25519']);
    expect(failures(leaf, [impostor]).length).toBeGreaterThan(0);
  });

  it.runIf(hasOpenssl && isWholeTable)('OpenSSL takes requests and certificates of every kind and scheme', () => {
    for (const { key } of SIGNING_KINDS) {
      for (const scheme of schemesFor(key)) {
        const root = rootOf(key, scheme);
        const path = file('root.pem', certificatePem(root));
        expect(openssl('verify', '-attime', `${time.getTime() / 1000}`, '-CAfile', path, path)).toContain('OK');
        const request = createRequest({ subject: makeName(['CN', 'x']), key, scheme, extensions: [names], random });
        openssl('req', '-in', file('request.pem', requestPem(request)), '-verify', '-noout');
      }
    }
  });

  it.skipIf(!hasOpenssl)('takes certificates of every kind that OpenSSL makes, and prints them as it does', () => {
    for (const { kind, key } of SIGNING_KINDS) {
      const keyFile = file('key.pem', writePrivateKeyPem(key, 'pkcs8'));
      const common = ['-key', keyFile, '-subj', '/CN=leaf', '-days', '3650', '-addext', 'subjectAltName=DNS:leaf.test'];
      const [root] = readCertificatesPem(openssl('req', '-x509', '-new', ...common));
      const { checks, ok } = validateChain({
        ...JUDGED_BY,
        leaf: root,
        intermediates: [],
        roots: [root],
        time: root.notBefore,
        purpose: 'serverAuth',
        name: { dns: 'leaf.test' },
      });
      expect(
        checks.filter(({ outcome }) => outcome === 'fail'),
        kind,
      ).toEqual([]);
      expect(ok).toBe(true);
      if (!hasOpenssl30) continue;
      const path = file('their.pem', certificatePem(root));
      expect(certificateText(root), kind).toBe(openssl('x509', '-in', path, '-noout', '-text'));
    }
  });
});

describe('misuse', () => {
  it('signs nothing with SHA-1, with a key that cannot sign, or by a scheme of another kind', () => {
    const key = KEYS['rsa'];
    const root = rootOf(key);
    const code = (made: () => unknown) => {
      try {
        made();
      } catch (error) {
        return (error as { code: string }).code;
      }
      return 'made';
    };
    const subject = makeName(['CN', 'x']);
    const options = { subject, extensions: [], random };
    expect(code(() => createRequest({ ...options, key, scheme: RSA_PKCS1_SHA1 }))).toBe(
      'unsupported-signature-algorithm',
    );
    expect(code(() => rootOf(key, RSA_PKCS1_SHA1))).toBe('unsupported-signature-algorithm');
    expect(code(() => signTbs(root.tbs, key, RSA_PKCS1_SHA1, random))).toBe('unsupported-signature-algorithm');
    const scheme = usualSchemeFor(KEYS['P-256']);
    for (const wrong of [key, KEYS['x25519'], KEYS['ed25519']]) {
      expect(code(() => createRequest({ ...options, key: wrong, scheme }))).toBe('unsupported-signature-algorithm');
    }
    expect(code(() => createRequest({ ...options, key, hash: 'sha256' } as never))).not.toBe('made');
  });
});

// R37: Go CVE-2024-24783.
describe('R37: a key or signature of an unknown kind anywhere in a chain is a finding, never an exception', () => {
  const root = rootOf(KEYS['rsa']);
  const sound = leafOf(KEYS['P-256'], root, KEYS['rsa']);
  /** SubjectPublicKeyInfo of Ed448, and of a point that is on no curve. */
  const unknown = encode(subjectPublicKeyInfo, {
    algorithm: { algorithm: '1.3.101.113' },
    subjectPublicKey: { kind: 'other', value: new Uint8Array(57) },
  });
  const offCurve = toSpki(publicKeyOf(KEYS['P-256']));
  const spkis = [
    decode(subjectPublicKeyInfo, unknown),
    { ...offCurve, subjectPublicKey: { kind: 'ec' as const, value: new Uint8Array(65).fill(4) } },
    { ...offCurve, algorithm: { algorithm: offCurve.algorithm.algorithm } },
  ];

  it.each(spkis)('key %#', (subjectPublicKeyInfo) => {
    const scheme = usualSchemeFor(KEYS['rsa']);
    const leaf = signTbs({ ...sound.tbs, subjectPublicKeyInfo }, KEYS['rsa'], scheme, random);
    expect(failures(leaf, [root])).toEqual([expect.stringContaining('key-strength')]);
    expect(certificateText(leaf)).toContain('Unable to load Public Key');
    const ca = signTbs({ ...root.tbs, subjectPublicKeyInfo, serialNumber: 5n }, KEYS['rsa'], scheme, random);
    const under = { ...sound.tbs, issuer: ca.subject };
    expect(failures(signTbs(under, KEYS['rsa'], scheme, random), [], [ca]).length).toBeGreaterThan(0);
    expect(failures(signTbs(under, KEYS['rsa'], scheme, random), [ca]).length).toBeGreaterThan(0);
  });

  it('signature', () => {
    const signature = { algorithm: '1.2.3.4' };
    const strange = { ...usualSchemeFor(KEYS['rsa']), algorithm: signature };
    const leaf = signTbs({ ...sound.tbs, signature }, KEYS['rsa'], strange, random);
    expect(failures(leaf, [root]).join()).toContain('1.2.3.4');
  });
});
