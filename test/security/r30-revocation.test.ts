/** R30: OpenSSL CVE-2022-1343, CVE-2020-1971: a response that cannot be trusted is never "good", no list that is partial is taken for a
 * complete one, and names are compared by their kind. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VitrineError } from '../../src/bytes/index.ts';
import { encode } from '../../src/codec/index.ts';
import { ECDSA_SHA384 } from '../../src/signatures/index.ts';
import { arbitraryOf } from '../../src/testing/index.ts';
import {
  cRLDistributionPoints,
  decodeOcspResponse,
  type Extension,
  type GeneralName,
  generalName,
  makeExtension,
  type OcspResponse,
  toTime,
} from '../../src/x509/index.ts';
import { sameGeneralName } from '../../src/x509/validate/revocation/names.ts';
import {
  answerOf,
  at,
  ca,
  caKey,
  codesOf,
  draft,
  listOf,
  otherKey,
  relisted,
  responseOf,
  revoking,
  validateWith,
} from '../fixtures/revocation.ts';
import { runsOf } from '../property-runs.ts';

const good = responseOf();
const verdict = (response: OcspResponse): boolean => validateWith({ ocspResponses: [response] }).ok;

describe('a response (CVE-2022-1343: OCSP_basic_verify said yes to a signer that failed)', () => {
  it('is good as it is', () => expect(verdict(good)).toBe(true));

  it('is never good with one bit changed', () => {
    const place = fc.nat(8 * good.der.length - 1);
    fc.assert(
      fc.property(place, (bit) => {
        const der = new Uint8Array(good.der);
        der[bit >> 3] ^= 1 << (bit & 7);
        try {
          expect(verdict(decodeOcspResponse(der))).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(VitrineError);
        }
      }),
    );
  });

  it('is not good by a signer that is not authorized, whatever stands in it', () => {
    const stranger = draft({ subject: 'stranger', key: otherKey, issuer: ca, issuerKey: caKey });
    const namesake = draft({ subject: 'ca', key: otherKey });
    for (const responder of [stranger, namesake]) {
      for (const responderId of ['name', 'key'] as const) {
        const response = responseOf({ responder, responderKey: otherKey, responderId, certificates: [responder, ca] });
        expect(verdict(response)).toBe(false);
      }
    }
  });
});

describe('a list', () => {
  const scope = {
    onlyContainsUserCerts: false,
    onlyContainsCACerts: false,
    indirectCRL: false,
    onlyContainsAttributeCerts: false,
  };
  it.each([
    ['a delta', { baseNumber: 1n }],
    ['expired', { thisUpdate: at(-9), nextUpdate: at(-8) }],
    ['for some reasons', { issuingDistributionPoint: { ...scope, onlySomeReasons: ['keyCompromise' as const] } }],
    ['for CAs', { issuingDistributionPoint: { ...scope, onlyContainsCACerts: true } }],
    ['for attribute certificates', { issuingDistributionPoint: { ...scope, onlyContainsAttributeCerts: true } }],
    [
      'for another point',
      {
        issuingDistributionPoint: {
          ...scope,
          distributionPoint: {
            kind: 'fullName' as const,
            value: [{ kind: 'uniformResourceIdentifier' as const, value: 'http://a.test' }],
          },
        },
      },
    ],
  ])('%s is not taken for a complete one', (_, change) => {
    expect(validateWith({ crls: [listOf(change)] }).ok).toBe(false);
    expect(validateWith({ crls: [listOf(change), listOf()] }).ok).toBe(true);
  });

  const critical: Extension = {
    extnID: '1.2.3.4',
    critical: true,
    extnValue: { kind: 'other', value: Uint8Array.of(5, 0) },
  };
  it.each<[string, Parameters<typeof relisted>[1], string]>([
    [
      'with an extension twice',
      ({ crlExtensions = [] }) => ({ crlExtensions: [...crlExtensions, crlExtensions[0]] }),
      'crl-malformed',
    ],
    ['with two algorithms', () => ({ signature: ECDSA_SHA384.algorithm }), 'crl-malformed'],
    [
      'with an unknown critical extension of another’s entry',
      () => ({
        revokedCertificates: [{ userCertificate: 1n, revocationDate: toTime(at(-2)), crlEntryExtensions: [critical] }],
      }),
      'crl-critical-extension',
    ],
  ])('%s is not used', (_, change, code) => {
    expect(codesOf(validateWith({ crls: [relisted(listOf(), change)] }))).toContain(code);
  });

  it('an answer of unknown leaves the decision to the lists', () => {
    const unknown = responseOf({ answers: [answerOf({ status: { kind: 'unknown' } })] });
    expect(validateWith({ ocspResponses: [unknown] }).ok).toBe(false);
    expect(validateWith({ ocspResponses: [unknown], crls: [listOf()] }).ok).toBe(true);
  });
});

describe('a delta', () => {
  const delta = (change = {}) => listOf({ number: 9n, baseNumber: 7n, ...change });
  const old = { thisUpdate: at(-3), nextUpdate: at(-2) };
  const by = (...crls: ReturnType<typeof listOf>[]) => validateWith({ crls });

  it('with another authorityKeyIdentifier, or none, is no list’s (RFC 5280 §6.3.3 (c) (3)), and is named', () => {
    const revoked = delta({ revoked: [revoking()] });
    expect(codesOf(by(listOf(), revoked))).toEqual(['revoked']);
    const another = makeExtension('authorityKeyIdentifier', false, { keyIdentifier: Uint8Array.of(1) });
    for (const identifier of [[another], []]) {
      // The key of the CA signed it all the same.
      const other = relisted(revoked, ({ crlExtensions = [] }) => ({
        crlExtensions: [...crlExtensions.filter(({ extnID }) => extnID !== another.extnID), ...identifier],
      }));
      expect(by(listOf(), other).ok).toBe(true);
      expect(codesOf(by(listOf(), other), 'note')).toEqual(['crl-scope']);
    }
  });

  it('makes a list that has expired good where that has freshestCRL (§6.3.3 (a) (1)), and only there', () => {
    expect(codesOf(by(listOf(old), delta()))).toContain('crl-expired');
    expect(by(listOf({ ...old, extensions: [FRESHEST_CRL] }), delta()).ok).toBe(true);
  });

  it('revokes for good beside a list that has expired', () => {
    expect(codesOf(by(listOf(old), delta({ revoked: [revoking()] })))).toContain('revoked');
    const held = { ...revoking(), reason: 'certificateHold' as const };
    expect(codesOf(by(listOf(old), delta({ revoked: [held] })))).toEqual(['crl-expired', 'revocation-unknown']);
  });
});
const FRESHEST_CRL: Extension = {
  extnID: '2.5.29.46',
  critical: false,
  extnValue: {
    kind: 'other',
    value: encode(cRLDistributionPoints, [
      {
        distributionPoint: { kind: 'fullName', value: [{ kind: 'uniformResourceIdentifier', value: 'http://a.test' }] },
        reasons: undefined,
        cRLIssuer: undefined,
      },
    ]),
  },
};

describe('names (CVE-2020-1971: two ediPartyNames were compared by a NULL pointer)', () => {
  const edi = (partyName: string): GeneralName => ({
    kind: 'ediPartyName',
    value: { nameAssigner: undefined, partyName: { kind: 'utf8String', value: partyName } },
  });
  it('of ediPartyName', () => {
    expect(sameGeneralName(edi('a'), edi('a'))).toBe(true);
    expect(sameGeneralName(edi('a'), edi('b'))).toBe(false);
    expect(sameGeneralName(edi('a'), { kind: 'dNSName', value: 'a' })).toBe(false);
  });
  it('of every kind equal themselves, and none of another kind', () => {
    fc.assert(
      fc.property(arbitraryOf(generalName), arbitraryOf(generalName), (a, b) => {
        expect(sameGeneralName(a, a)).toBe(true);
        if (a.kind !== b.kind) expect(sameGeneralName(a, b)).toBe(false);
      }),
      runsOf(0.3),
    );
  });
});
