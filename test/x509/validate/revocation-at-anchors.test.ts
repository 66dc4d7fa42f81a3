/** Revocation where a path has an anchor that is no root certificate: a name and a key, or the leaf itself. */
import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/codec/index.ts';
import { publicKeyOf } from '../../../src/keys/index.ts';
import {
  anchorOf,
  type Certificate,
  type CertificateList,
  caExtensions,
  cRLDistributionPoints,
  type Extension,
  type GeneralName,
  type IssuingDistributionPoint,
  makeName,
  type Root,
  validateChain,
} from '../../../src/x509/index.ts';
import {
  at,
  ca,
  codesOf,
  draft,
  leaf,
  leafWith,
  listOf,
  now,
  otherKey,
  revoking,
  root,
  rootKey,
  rootList,
} from '../../fixtures/revocation.ts';

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
describe('an anchor that is a name and a key alone', () => {
  const anchor = anchorOf(root.subject, publicKeyOf(rootKey));
  const names: GeneralName[] = [{ kind: 'directoryName', value: makeName(['CN', 'root']) }];
  const certificateIssuer: GeneralName[] = [{ kind: 'directoryName', value: makeName(['CN', 'ca']) }];
  const of = leafWith([cdp({ cRLIssuer: names } as never)]);
  const indirect = (issuer = root, issuerKey = rootKey) =>
    listOf({
      ...{ issuer, issuerKey, issuingDistributionPoint: scope({ indirectCRL: true }) },
      revoked: [{ ...revoking(of.serialNumber), certificateIssuer }],
    });
  const by = (crls: readonly CertificateList[], roots: readonly Root[] = [anchor], more: readonly Certificate[] = []) =>
    validateChain({
      ...{ leaf: of, intermediates: [ca, ...more], roots, time: now, purpose: 'any', profile: 'rfc5280' },
      revocation: { policy: 'require', crls: [rootList, ...crls] },
    });

  it('signs lists by its key, of its own certificates and of others', () => {
    expect(codesOf(by([listOf()]))).toEqual([]);
    expect(codesOf(by([indirect()]))).toEqual(['revoked']);
    expect(codesOf(by([indirect()], [root]))).toEqual(['revoked']);
    expect(codesOf(by([indirect(draft({ subject: 'root', key: otherKey }), otherKey)]))).toContain('crl-signature');
  });

  it('certifies the next key of its CA, which signs lists then', () => {
    const next = draft({
      ...{ subject: 'root', key: otherKey, issuer: root, issuerKey: rootKey, extensions: caExtensions() },
      change: { serialNumber: 78n },
    });
    const list = listOf({ issuer: next, issuerKey: otherKey, thisUpdate: at(-0.5), number: 8n });
    const verdict = validateChain({
      ...{ leaf: ca, intermediates: [next], roots: [anchor], time: now, purpose: 'any', profile: 'rfc5280' },
      revocation: { policy: 'require', crls: [list, listOf({ issuer: root, issuerKey: rootKey, number: 1n })] },
    });
    expect(verdict.ok).toBe(true);
  });
});

describe('a leaf that is trusted itself', () => {
  const judge = (policy: 'if-present' | 'require', crls: readonly CertificateList[], given = [ca], of = leaf) =>
    validateChain({
      leaf: of,
      intermediates: given,
      roots: [of],
      time: now,
      purpose: 'any',
      profile: 'rfc5280',
      revocation: { policy, crls },
    });

  it('is asked about, by lists of the issuer that signed it', () => {
    const revoked = listOf({ revoked: [revoking()] });
    expect(codesOf(judge('require', [revoked]))).toEqual(['revoked']);
    expect(codesOf(judge('if-present', [revoked]))).toEqual(['revoked']);
    expect(judge('require', [listOf()]).ok).toBe(true);
  });

  it('is unknown without a list, and without its issuer', () => {
    expect(codesOf(judge('require', []))).toEqual(['revocation-unknown']);
    expect(judge('if-present', []).ok).toBe(true);
    const without = judge('require', [listOf({ revoked: [revoking()] })], []);
    expect(codesOf(without)).toEqual(['revocation-unknown']);
    expect(without.checks.find(({ code }) => code === 'revocation-unknown')?.detail).toContain('its issuer');
    const namesake = draft({ subject: 'ca', key: otherKey, extensions: caExtensions() });
    expect(codesOf(judge('require', [], [namesake]))).toEqual(['revocation-unknown']);
  });

  it('is asked about where it is self-signed, as in OpenSSL', () => {
    expect(codesOf(judge('require', [], [], root))).toEqual(['revocation-unknown']);
    expect(judge('require', [rootList], [], root).ok).toBe(true);
  });
});
