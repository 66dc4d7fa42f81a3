/** R16: forge CVE-2026-33896; subtls: who may issue. Version 3, basicConstraints, keyCertSign, path lengths; an unknown critical extension fails. */
import { describe, expect, it } from 'vitest';
import {
  type Certificate,
  caExtensions,
  type Extension,
  makeExtension,
  type TBSCertificate,
  validateChain,
} from '../../src/x509/index.ts';
import { caKey, draft, leafKey, now, rootKey, serverExtensions } from '../fixtures/drafts.ts';
import { JUDGED_BY } from '../judged.ts';

const [basicConstraints, keyUsage] = caExtensions();
const leafUnder = (issuer: Certificate, issuerKey = caKey): Certificate =>
  draft({ subject: 'leaf', key: leafKey, issuer, issuerKey, extensions: serverExtensions });
const failures = (leaf: Certificate, intermediates: Certificate[], root: Certificate): string[] =>
  validateChain({ ...JUDGED_BY, leaf, intermediates, roots: [root], time: now, purpose: 'any' })
    .checks.filter(({ outcome }) => outcome === 'fail')
    .map(({ code, depth }) => `${code} ${depth}`);

const CRITICAL: Extension = { extnID: '1.2.3', critical: true, extnValue: { kind: 'other', value: new Uint8Array(0) } };
const ISSUERS: readonly [string, readonly Extension[], Partial<TBSCertificate>, readonly string[]][] = [
  ['a sound CA', [basicConstraints, keyUsage], {}, []],
  ['a CA without keyUsage', [basicConstraints], {}, []],
  ['no basicConstraints', [keyUsage], {}, ['basic-constraints']],
  ['no extensions at all', [], {}, ['basic-constraints']],
  ['cA false', [makeExtension('basicConstraints', true, { cA: false }), keyUsage], {}, ['basic-constraints']],
  ['version 1', [], { version: 0 }, ['basic-constraints']],
  ['version 1 with basicConstraints', [basicConstraints, keyUsage], { version: 0 }, ['basic-constraints']],
  [
    'digitalSignature in the place of keyCertSign',
    [basicConstraints, makeExtension('keyUsage', true, ['digitalSignature'])],
    {},
    ['key-usage'],
  ],
  ['an unknown critical extension', [basicConstraints, keyUsage, CRITICAL], {}, ['critical-extensions']],
];

describe('R16', () => {
  const root = draft({ subject: 'root', key: rootKey, extensions: caExtensions() });

  it.each(ISSUERS)('as intermediate and as root: %s', (_, extensions, change, expected) => {
    const ca = draft({ subject: 'ca', key: caKey, issuer: root, extensions, change });
    const version = change.version === 0 && extensions.length > 0 ? ['version-extensions 1'] : [];
    expect(failures(leafUnder(ca), [ca], root)).toEqual([...version, ...expected.map((code) => `${code} 1`)]);
    const selfSigned = draft({ subject: 'own', key: caKey, extensions, change });
    // Only a trust store makes a CA of version 1 (RFC 5280 §6.1.4 (k)).
    const asRoot = change.version === 0 ? [] : expected;
    expect(failures(leafUnder(selfSigned), [], selfSigned)).toEqual(asRoot.map((code) => `${code} 1`));
  });

  it('lets no leaf issue', () => {
    const leaf = draft({ subject: 'server', key: leafKey, issuer: root, extensions: serverExtensions });
    expect(failures(leafUnder(leaf, leafKey), [leaf], root)).toContain('basic-constraints 1');
  });

  it.each([0, 1, 2])('allows %d CAs below a path length of as many, and no more', (limit) => {
    const anchor = draft({ subject: 'root', key: rootKey, extensions: caExtensions(limit) });
    const chain = [anchor];
    for (let i = 0; i < 3; i++) {
      const issuer = chain[0];
      const [key, issuerKey] = i % 2 === 0 ? [caKey, rootKey] : [rootKey, caKey];
      chain.unshift(draft({ subject: `ca ${i}`, key, issuer, issuerKey, extensions: caExtensions() }));
      const leaf = leafUnder(chain[0], key);
      expect(failures(leaf, chain.slice(0, -1), anchor)).toEqual(
        Array.from({ length: Math.max(0, i + 1 - limit) }, (_, below) => `path-length ${below + 1}`),
      );
    }
  });
});
