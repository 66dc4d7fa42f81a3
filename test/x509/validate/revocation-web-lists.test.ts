/** What the profile webpki demands of lists (BR §7.2). */
import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/codec/index.ts';
import {
  type CertificateList,
  type CheckCode,
  cRLDistributionPoints,
  type Extension,
  type GeneralName,
  type IssuingDistributionPoint,
  validateChain,
} from '../../../src/x509/index.ts';
import {
  ca,
  codesOf,
  leaf,
  leafWith,
  listOf,
  now,
  relisted,
  revoking,
  root,
  rootList,
} from '../../fixtures/revocation.ts';

const uri = (text: string): GeneralName[] => [{ kind: 'uniformResourceIdentifier', value: `http://crl.test/${text}` }];
const point = (text: string) => ({ kind: 'fullName' as const, value: uri(text) });
const scope = (change: Partial<IssuingDistributionPoint>): IssuingDistributionPoint => ({
  onlyContainsUserCerts: false,
  onlyContainsCACerts: false,
  indirectCRL: false,
  onlyContainsAttributeCerts: false,
  ...change,
});
const cdp = (...points: Parameters<typeof encode<typeof cRLDistributionPoints>>[1][]): Extension => ({
  extnID: '2.5.29.31',
  critical: false,
  extnValue: { kind: 'other', value: encode(cRLDistributionPoints, points as never) },
});

describe('lists of the web', () => {
  const http = leafWith([cdp({ distributionPoint: point('a') } as never)]);
  const mixed = leafWith([
    cdp({ distributionPoint: { kind: 'fullName', value: [...uri('a'), { kind: 'dNSName', value: 'a' }] } } as never),
  ]);
  const part = (value: GeneralName[], change = {}) =>
    listOf({ issuingDistributionPoint: scope({ distributionPoint: { kind: 'fullName', value }, ...change }) });
  type Lists = CertificateList | readonly CertificateList[];
  const under = (profile: 'strict' | 'webpki', list: Lists, of = leaf, off: readonly CheckCode[] = []) =>
    codesOf(
      validateChain({
        ...{ leaf: of, intermediates: [ca], roots: [root], time: now, purpose: 'any', profile, off },
        revocation: { policy: 'require', crls: [rootList, ...[list].flat()] },
      }),
    ).filter((code) => /^crl-|^cdp-|extension-critical|^revo/.test(code));
  const extensionsOf = (list: CertificateList, change: (all: readonly Extension[]) => readonly Extension[]) =>
    relisted(list, () => ({ crlExtensions: change(list.extensions) }));
  const NUMBER = '2.5.29.20';

  it.each<[string, CertificateList, typeof leaf, CheckCode]>([
    [
      'have a number',
      extensionsOf(listOf(), (all) => all.filter(({ extnID }) => extnID !== NUMBER)),
      leaf,
      'crl-number-missing',
    ],
    [
      'have one that is not critical',
      extensionsOf(listOf(), (all) => all.map((one) => (one.extnID === NUMBER ? { ...one, critical: true } : one))),
      leaf,
      'extension-critical',
    ],
    ['list each once', listOf({ revoked: [revoking(1n), revoking(9n), revoking(1n)] }), leaf, 'crl-entry-duplicate'],
    ['are no indirect ones', part(uri('a'), { indirectCRL: true }), http, 'crl-idp-indirect'],
    ['are named by http URIs', part([...uri('a'), { kind: 'dNSName', value: 'a' }]), http, 'crl-idp-full-name'],
    ['are named so by certificates', part(uri('a')), mixed, 'cdp-web-uri'],
  ])('%s', (_, list, of, code) => {
    expect(under('webpki', list, of)).toEqual([code, 'revocation-unknown']);
    expect(under('webpki', list, of, [code])).toEqual([]);
    expect(under('strict', list, of)).toEqual([]);
  });

  it('pass with all of that', () => expect(under('webpki', part(uri('a')), http)).toEqual([]));

  it('revoke for good even where they are faulty', () => {
    const twice = listOf({ revoked: [revoking(), revoking()] });
    expect(under('webpki', twice)).toContain('revoked');
  });

  it('have deltas with the same duties', () => {
    const delta = (...numbers: bigint[]) => listOf({ number: 9n, baseNumber: 7n, revoked: numbers.map(revoking) });
    expect(under('webpki', [listOf(), delta(1n, 9n)])).toEqual([]);
    const twice = [listOf(), delta(1n, 9n, 1n)];
    expect(under('webpki', twice)).toEqual(['crl-entry-duplicate', 'revocation-unknown']);
    expect(under('strict', twice)).toEqual([]);
    // Faulty or beside a faulty list, a delta revokes for good too.
    const { serialNumber } = leaf;
    expect(under('webpki', [listOf(), delta(serialNumber, serialNumber)])).toContain('revoked');
    expect(under('webpki', [listOf({ revoked: [revoking(1n), revoking(1n)] }), delta(serialNumber)])).toContain(
      'revoked',
    );
  });
});
