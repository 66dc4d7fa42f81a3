import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/codec/index.ts';
import { assertIssuable } from '../../../src/x509/extensions/not-empty.ts';
import { caExtensions, certificate, decodeCertificate, type TBSCertificate } from '../../../src/x509/index.ts';
import { failing, intermediate, leaf, leafOf, validate } from '../../fixtures/chain.ts';
import { akid, caKey, draft, leafKey, root, rootKey, serverExtensions } from '../../fixtures/drafts.ts';
import { CASES } from '../../fixtures/rule-cases.ts';

describe('one row a rule', () => {
  it.each(CASES)('wants %s', (_, bad, fails, good) => {
    expect(failing(validate(bad))).toEqual(fails);
    expect(failing(validate(good))).toEqual([]);
  });

  it.each([
    ['no mapping of anyPolicy', 'RFC 5280 §4.2.1.5'],
    ['inhibitAnyPolicy that is not negative', 'RFC 5280 §4.2.1.14'],
    ['policy mappings that can be read', 'RFC 5280 §4.2.1.5'],
    ['a known qualifier, where the extension is critical', 'RFC 5280 §4.2.1.4'],
  ])('cites the clause: %s', (name, clause) => {
    const [, bad] = CASES.find(([one]) => one === name)!;
    expect(validate(bad).checks.find(({ outcome }) => outcome === 'fail')?.rule).toBe(clause);
  });

  it.each([
    ['authorityInfoAccess', '1.3.6.1.5.5.7.1.1', 'RFC 5280 §4.2.2.1'],
    ['subjectInfoAccess', '1.3.6.1.5.5.7.1.11', 'RFC 5280 §4.2.2.2'],
    ['cRLDistributionPoints', '2.5.29.31', 'RFC 5280 §4.2.1.13'],
    ['freshestCRL', '2.5.29.46', 'RFC 5280 §4.2.1.15'],
    ['issuerAltName', '2.5.29.18', 'RFC 5280 §4.2.1.7'],
    ['subjectDirectoryAttributes', '2.5.29.9', 'RFC 5280 §4.2.1.8'],
    ['certificatePolicies', '2.5.29.32', 'RFC 5280 §4.2.1.4'],
    ['policyMappings', '2.5.29.33', 'RFC 5280 §4.2.1.5'],
  ])('refuses a list without an entry, and signs none: %s', (_, extnID, rule) => {
    const extnValue = { kind: 'other', value: Uint8Array.of(0x30, 0) } as const;
    for (const critical of [false, true]) {
      const extensions = [...serverExtensions, { extnID, critical, extnValue }];
      const { checks } = validate({ leaf: leafOf(intermediate, extensions) });
      const rules = checks.filter(({ outcome }) => outcome === 'fail').map((one) => one.rule);
      expect(rules.filter((one) => !one.includes('§6.1.'))).toEqual([rule]);
      expect(() => assertIssuable(extensions)).toThrow(expect.objectContaining({ code: 'empty-field', rule }));
    }
  });

  it('refuses a distribution point with a list of no names', () => {
    const value = Uint8Array.of(0x30, 6, 0x30, 4, 0xa0, 2, 0xa0, 0);
    const point = { extnID: '2.5.29.31', critical: false, extnValue: { kind: 'other', value } } as const;
    expect(failing(validate({ leaf: leafOf(intermediate, [...serverExtensions, point]) }))).toEqual([
      'extension-empty',
    ]);
  });

  it.each([
    ['a point of nothing', '2.5.29.31', [0x30, 2, 0x30, 0], ['extension-empty'], 'RFC 5280 §4.2.1.13'],
    ['a point of no reasons', '2.5.29.31', [0x30, 5, 0x30, 3, 0x81, 1, 0], ['extension-empty'], 'RFC 5280 §4.2.1.13'],
    ['a point of reasons', '2.5.29.31', [0x30, 6, 0x30, 4, 0x81, 2, 1, 6], ['extension-empty'], 'RFC 5280 §4.2.1.13'],
    ['a point of deltas', '2.5.29.46', [0x30, 6, 0x30, 4, 0x81, 2, 1, 6], ['extension-empty'], 'RFC 5280 §4.2.1.15'],
    ['a policy', '2.5.29.32', [0x30, 8, 0x30, 6, 6, 2, 0x2a, 3, 0x30, 0], ['policies-malformed'], 'RFC 5280 §4.2.1.4'],
  ])('refuses nothing where something must be named, and signs none: %s', (_, extnID, value, codes, rule) => {
    for (const critical of extnID === '2.5.29.46' ? [false] : [false, true]) {
      const one = { extnID, critical, extnValue: { kind: 'other', value: Uint8Array.from(value) } } as const;
      const extensions = [...serverExtensions, one];
      const judged = validate({ leaf: leafOf(intermediate, extensions) });
      expect(failing(judged)).toEqual(codes);
      expect(judged.checks.find(({ outcome }) => outcome === 'fail')?.rule).toBe(rule);
      expect(() => assertIssuable(extensions)).toThrow(expect.objectContaining({ code: 'empty-field', rule }));
    }
  });

  it('takes points that name a place or an issuer, whatever their reasons', () => {
    const place = [0xa0, 7, 0xa0, 5, 0x86, 3, 0x78, 0x3a, 0x79];
    const issuer = [0xa2, 5, 0x86, 3, 0x78, 0x3a, 0x79];
    const reasons = [0x81, 1, 0];
    for (const point of [place, issuer, [...place, ...reasons], [...reasons, ...issuer]]) {
      const value = Uint8Array.of(0x30, point.length + 2, 0x30, point.length, ...point);
      const one = { extnID: '2.5.29.31', critical: false, extnValue: { kind: 'other', value } } as const;
      expect(failing(validate({ leaf: leafOf(intermediate, [...serverExtensions, one]) }))).toEqual([]);
    }
  });

  it('only notes a time through 2049 that is no UTCTime, and another key identifier', () => {
    const notes = (change: Partial<TBSCertificate>, extensions = serverExtensions): string[] =>
      validate({ leaf: leafOf(intermediate, extensions, change) }).checks.flatMap(({ outcome, code }) =>
        outcome === 'pass' ? [] : [`${outcome} ${code}`],
      );
    const until = (date: string): Partial<TBSCertificate> => ({
      validity: { ...leaf.tbs.validity, notAfter: { kind: 'generalizedTime', value: new Date(date) } },
    });
    expect(notes(until('2031-01-01T00:00:00Z'))).toEqual(['note time-not-utc-time']);
    expect(notes(until('2050-01-01T00:00:00Z'))).toEqual([]);
    expect(notes({}, [...serverExtensions, akid(rootKey)])).toEqual(['note key-identifier']);
    expect(notes({}, [...serverExtensions, akid(caKey)])).toEqual([]);
  });

  it('counts no self-issued certificate against a path length', () => {
    const short = draft({ subject: 'root', key: rootKey, extensions: caExtensions(0) });
    const selfIssued = draft({
      subject: 'root',
      key: caKey,
      issuer: short,
      issuerKey: rootKey,
      extensions: caExtensions(),
    });
    expect(failing(validate({ leaf: leafOf(selfIssued), intermediates: [selfIssued], roots: [short] }))).toEqual([]);
    expect(failing(validate({ roots: [short] }))).toEqual(['path-length']);
  });

  it('a self-issued certificate leaves the path length to the CA below it (RFC 5280 §6.1.4 (l))', () => {
    const anchor = draft({ subject: 'root', key: rootKey, extensions: caExtensions(1) });
    const by = { key: caKey, issuerKey: caKey, extensions: caExtensions() };
    const again = draft({ ...by, subject: 'root', issuer: anchor, issuerKey: rootKey });
    const middle = draft({ ...by, subject: 'ca', issuer: again });
    const last = draft({ ...by, subject: 'last', issuer: middle });
    const over = (...intermediates: (typeof last)[]): string[] =>
      failing(validate({ leaf: leafOf(intermediates[0]), intermediates, roots: [anchor] }));
    expect(over(middle, again)).toEqual([]);
    expect(over(last, middle, again)).toEqual(['path-length']);
  });

  it('wants the signature, and says so where the issuer is the one that is named', () => {
    const { fields } = leafOf(intermediate, [...serverExtensions, akid(caKey)]);
    const signature = fields.signature.map((byte, i) => (i === 100 ? byte ^ 1 : byte));
    const tampered = decodeCertificate(encode(certificate, { ...fields, signature }));
    const report = validate({ leaf: tampered });
    expect(failing(report)).toEqual(['signature']);
    expect(report.chain).toEqual([tampered, intermediate, root]);
  });

  it('takes a leaf that is itself an anchor, and no other', () => {
    const server = draft({ subject: 'server', key: leafKey, extensions: serverExtensions });
    expect(validate({ leaf: server, roots: [server] })).toMatchObject({ ok: true, chain: [server] });
    expect(failing(validate({ leaf: server }))).toEqual(['trust-anchor']);
    const again = draft({
      subject: 'server',
      key: leafKey,
      extensions: serverExtensions,
      change: { serialNumber: 2n },
    });
    expect(failing(validate({ leaf: server, roots: [again] }))).toEqual(['trust-anchor']);
  });
});
