/** R19: Node CVE-2021-44531, CVE-2021-44532, CVE-2021-44533: names stay structured; nothing in one can pose as another. */
import { describe, expect, it } from 'vitest';
import type { GeneralName } from '../../src/x509/index.ts';
import {
  attributeTexts,
  decodeCertificate,
  encodedName,
  makeExtension,
  makeName,
  type Name,
  sameName,
  type ValidationName,
  validateChain,
} from '../../src/x509/index.ts';
import { draft, leafKey, now, root, rootKey } from '../fixtures/drafts.ts';
import { JUDGED_BY } from '../judged.ts';

const names = (subject: string, alternatives: readonly GeneralName[], name: ValidationName): boolean => {
  const extensions = alternatives.length === 0 ? [] : [makeExtension('subjectAltName', false, alternatives)];
  const leaf = draft({ subject, key: leafKey, issuer: root, issuerKey: rootKey, extensions });
  return validateChain({ ...JUDGED_BY, leaf, intermediates: [], roots: [root], time: now, purpose: 'serverAuth', name })
    .ok;
};

describe('R19', () => {
  it('never takes the common name for the host', () => {
    expect(names('kubernetes', [], { dns: 'kubernetes' })).toBe(false);
    expect(names('10.96.0.1', [], { ip: '10.96.0.1' })).toBe(false);
    expect(names('kubernetes', [{ kind: 'dNSName', value: 'other' }], { dns: 'kubernetes' })).toBe(false);
    expect(names('other', [{ kind: 'dNSName', value: 'kubernetes' }], { dns: 'kubernetes' })).toBe(true);
  });

  it('takes no URI, e-mail address or directory name for a host (CVE-2021-44531)', () => {
    const others: GeneralName[] = [
      { kind: 'uniformResourceIdentifier', value: 'https://kubernetes/' },
      { kind: 'uniformResourceIdentifier', value: 'kubernetes' },
      { kind: 'rfc822Name', value: 'kubernetes' },
      { kind: 'directoryName', value: makeName(['CN', 'kubernetes']) },
    ];
    expect(names('x', others, { dns: 'kubernetes' })).toBe(false);
  });

  it('finds no name inside another, whatever separators that has (CVE-2021-44532)', () => {
    for (const value of [
      'other, DNS:kubernetes',
      'other\nDNS:kubernetes',
      'kubernetes\0',
      '\0kubernetes',
      'DNS:kubernetes',
      '"kubernetes"',
    ]) {
      expect(names('x', [{ kind: 'dNSName', value }], { dns: 'kubernetes' }), value).toBe(false);
    }
  });

  it('compares addresses by bytes, and with addresses alone', () => {
    const address = (...bytes: number[]): GeneralName => ({ kind: 'iPAddress', value: new Uint8Array(bytes) });
    expect(names('x', [address(10, 96, 0, 1)], { ip: '10.96.0.1' })).toBe(true);
    expect(names('x', [{ kind: 'dNSName', value: '10.96.0.1' }], { ip: '10.96.0.1' })).toBe(false);
    // ::ffff:10.96.0.1 is another address than 10.96.0.1 (RFC 5280 §4.2.1.6 has them in 16 and in 4 bytes).
    const mapped = address(...new Array(10).fill(0), 0xff, 0xff, 10, 96, 0, 1);
    expect(names('x', [mapped], { ip: '10.96.0.1' })).toBe(false);
    expect(names('x', [mapped], { ip: '::ffff:10.96.0.1' })).toBe(true);
  });

  it('keeps multi-valued RDNs, and values with separators in them (CVE-2021-44533)', () => {
    const tricky = makeName(
      [
        ['CN', 'user'],
        ['O', 'group'],
      ],
      ['O', 'a/CN=admin'],
      ['OU', 'x\nCN=admin'],
      ['L', 'y, CN = admin'],
    );
    const leaf = draft({ subject: 'x', key: leafKey, issuer: root, change: { subject: encodedName(tricky) } });
    const read = decodeCertificate(leaf.der).subject.value;
    expect(read.map((rdn) => rdn.length)).toEqual([2, 1, 1, 1]);
    expect(attributeTexts(read, 'CN')).toEqual(['user']);
    expect(attributeTexts(read, 'O')).toEqual(['group', 'a/CN=admin']);
  });

  it('does not chain names that only look alike', () => {
    const same = (a: Name, b: Name): boolean => sameName(encodedName(a), encodedName(b));
    expect(same(makeName(['O', 'a'], ['CN', 'b']), makeName(['O', 'a/CN=b']))).toBe(false);
    expect(same(makeName(['O', 'a, CN = b']), makeName(['O', 'a'], ['CN', 'b']))).toBe(false);
    expect(
      same(
        makeName([
          ['O', 'a'],
          ['CN', 'b'],
        ]),
        makeName(['O', 'a'], ['CN', 'b']),
      ),
    ).toBe(false);
    expect(same(makeName(['CN', 'a']), makeName(['O', 'a']))).toBe(false);
  });
});
