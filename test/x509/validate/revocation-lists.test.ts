/** Revocation by lists (RFC 5280 §6.3): each step that can refuse one. */
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../src/codec/index.ts';
import { ALL_REASONS } from '../../../src/x509/crl/reasons.ts';
import {
  type CertificateList,
  caExtensions,
  certificateList,
  cRLDistributionPoints,
  decodeCertificateList,
  type Extension,
  type GeneralName,
  type IssuingDistributionPoint,
  issuingDistributionPoint,
  makeExtension,
  makeName,
  type RevocationChecks,
  validateChain,
} from '../../../src/x509/index.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';
import {
  at,
  ca,
  caKey,
  codesOf,
  draft,
  leaf,
  leafWith,
  listOf,
  now,
  otherKey,
  relisted,
  revoking,
  root,
  rootKey,
  rootList,
  validateWith,
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
const unknown = (critical: boolean): Extension => ({
  extnID: '1.2.3.4',
  critical,
  extnValue: { kind: 'other', value: Uint8Array.of(5, 0) },
});
const ask = (crls: readonly CertificateList[], of = leaf, checks: Partial<RevocationChecks> = {}) =>
  validateWith({ crls, ...checks }, of);

describe('a complete list', () => {
  it('says good or revoked', () => {
    expect(ask([listOf()]).ok).toBe(true);
    expect(codesOf(ask([listOf({ revoked: [revoking()] })]))).toEqual(['revoked']);
    expect(ask([listOf({ revoked: [revoking(leaf.serialNumber + 1n)] })]).ok).toBe(true);
  });

  it('says when and why', () => {
    const { checks } = ask([listOf({ revoked: [{ ...revoking(), reason: 'keyCompromise' }] })]);
    const [found] = checks.filter(({ code }) => code === 'revoked');
    expect(found.detail).toContain('2030-05-30T12:00:00Z (keyCompromise)');
    expect(found.advice?.who).toBe('holder');
  });

  it.each<[string, () => CertificateList, string]>([
    ['expired', () => listOf({ thisUpdate: at(-3), nextUpdate: at(-2) }), 'crl-expired'],
    ['of the future', () => listOf({ thisUpdate: at(1), nextUpdate: at(2) }), 'crl-not-yet-valid'],
    ['with an unknown critical extension', () => listOf({ extensions: [unknown(true)] }), 'crl-critical-extension'],
    [
      'with an extension that comes twice',
      () => relisted(listOf(), ({ crlExtensions = [] }) => ({ crlExtensions: [...crlExtensions, ...crlExtensions] })),
      'crl-malformed',
    ],
    [
      'with another algorithm inside',
      () => relisted(listOf(), () => ({ signature: { algorithm: '1.2.840.10045.4.3.3', parameters: undefined } })),
      'crl-malformed',
    ],
    ['a delta', () => listOf({ baseNumber: 6n }), 'revocation-unknown'],
    ['for CAs', () => listOf({ issuingDistributionPoint: scope({ onlyContainsCACerts: true }) }), 'crl-scope'],
    [
      'for attribute certificates',
      () => listOf({ issuingDistributionPoint: scope({ onlyContainsAttributeCerts: true }) }),
      'crl-scope',
    ],
    [
      'of another point',
      () => listOf({ issuingDistributionPoint: scope({ distributionPoint: point('a') }) }),
      'crl-scope',
    ],
    [
      'for some reasons',
      () => listOf({ issuingDistributionPoint: scope({ onlySomeReasons: ['keyCompromise'] }) }),
      'revocation-unknown',
    ],
    ['signed by a stranger', () => changedSignature(listOf()), 'crl-signature'],
    ['of the root', () => rootList, 'revocation-unknown'],
    ['of version 1, with extensions', () => relisted(listOf(), () => ({ version: undefined })), 'crl-malformed'],
  ])('%s is not taken for one', (_, make, code) => {
    expect(codesOf(ask([make()]))).toContain(code);
    expect(ask([make()]).ok).toBe(false);
    expect(ask([make(), listOf()]).ok).toBe(true);
  });

  it.each([
    ['an empty issuingDistributionPoint', '2.5.29.28', [0x30, 0], 'RFC 5280 §5.2.5'],
    ['freshestCRL with a point of nothing', '2.5.29.46', [0x30, 2, 0x30, 0], 'RFC 5280 §4.2.1.15'],
  ])('with %s is not taken for one, but revokes for good', (_, extnID, value, rule) => {
    const one = { extnID, critical: true, extnValue: { kind: 'other', value: Uint8Array.from(value) } } as const;
    const emptied = (list: CertificateList) =>
      relisted(list, ({ crlExtensions = [] }) => ({ crlExtensions: [...crlExtensions, one] }));
    const { ok, checks } = ask([emptied(listOf())]);
    expect(ok).toBe(false);
    expect(checks.find(({ code }) => code === 'crl-malformed')?.rule).toBe(rule);
    expect(codesOf(ask([emptied(listOf({ revoked: [revoking()] }))]))).toContain('revoked');
    expect(ask([emptied(listOf()), listOf()]).ok).toBe(true);
  });

  it('signed by an algorithm that is weak is told so', () => {
    const sha1 = { algorithm: '1.2.840.10045.4.1', parameters: undefined };
    const list = relisted(listOf(), () => ({ signature: sha1 }));
    const fields = decode(certificateList, list.der);
    const weak = decodeCertificateList(encode(certificateList, { ...fields, signatureAlgorithm: sha1 }));
    const told = ask([weak]).checks.find(({ code }) => code === 'crl-signature');
    expect(told?.detail).toMatch(/unknown or weak: 1\.2\.840\.10045\.4\.1$/);
  });

  it('an unknown extension that is not critical does not matter', () => {
    expect(ask([listOf({ extensions: [unknown(false)] })]).ok).toBe(true);
  });

  it('an expired list that revokes for good still revokes; a hold in it is over', () => {
    const old = (reason: 'superseded' | 'certificateHold') =>
      listOf({ thisUpdate: at(-3), nextUpdate: at(-2), revoked: [{ ...revoking(), reason }] });
    expect(codesOf(ask([old('superseded')]))).toContain('revoked');
    expect(codesOf(ask([old('certificateHold')]))).toEqual(['crl-expired', 'revocation-unknown']);
  });

  it('of two lists the newer one counts', () => {
    const held = listOf({
      thisUpdate: at(-2),
      nextUpdate: at(2),
      revoked: [{ ...revoking(), reason: 'certificateHold' }],
    });
    expect(ask([held, listOf()]).ok).toBe(true);
    expect(ask([listOf({ thisUpdate: at(-3), nextUpdate: at(2) }), held]).ok).toBe(false);
  });
});

const changedSignature = (list: CertificateList): CertificateList => {
  const other = listOf({ issuer: draft({ subject: 'ca', key: otherKey }), issuerKey: otherKey });
  const [mine, theirs] = [list, other].map(({ der }) => decode(certificateList, der));
  return decodeCertificateList(encode(certificateList, { ...mine, signature: theirs.signature }));
};

describe('policies', () => {
  it('off asks nothing, if-present lets what nobody knows pass with a note, require does not', () => {
    const options = {
      leaf,
      intermediates: [ca],
      roots: [root],
      time: now,
      purpose: 'any' as const,
      profile: 'rfc5280' as const,
    };
    const by = (revocation: object) => validateChain({ ...options, revocation } as never);
    expect(by({ policy: 'off' }).checks.some(({ code }) => code.startsWith('revo'))).toBe(false);
    const present = by({ policy: 'if-present' });
    expect([present.ok, codesOf(present, 'note')]).toEqual([true, ['revocation-unknown']]);
    expect(codesOf(by({ policy: 'require' }))).toEqual(['revocation-unknown']);
    expect(by({ policy: 'if-present', crls: [listOf({ revoked: [revoking()] })] }).ok).toBe(false);
    const leafOnly = { policy: 'require', crls: [listOf()] };
    expect([by(leafOnly).ok, by({ ...leafOnly, scope: 'leaf' }).ok]).toEqual([false, true]);
  });

  it.each([
    ['out-of-range', { policy: 'maybe' }],
    ['unknown-option', { policy: 'off', crls: [] }],
    ['wrong-type', { policy: 'require', crls: [new Uint8Array(3)] }],
    ['wrong-type', { policy: 'require', ocspResponses: ['x'] }],
    ['out-of-range', { policy: 'require', scope: 'all' }],
    ['out-of-range', { policy: 'require', ocsp: { skew: -1 } }],
    ['wrong-type', { policy: 'require', deltas: 1 }],
  ])('%s', (code, revocation) => {
    const options = {
      leaf,
      intermediates: [ca],
      roots: [root],
      time: now,
      purpose: 'any' as const,
      profile: 'rfc5280' as const,
    };
    expect(codeOf(() => validateChain({ ...options, revocation } as never))).toBe(code);
  });
});

describe('distribution points', () => {
  const byPoint = leafWith([cdp({ distributionPoint: point('a') } as never)]);

  it('a partitioned list covers the certificates that name its point', () => {
    const partition = listOf({ issuingDistributionPoint: scope({ distributionPoint: point('a') }) });
    expect(ask([partition], byPoint).ok).toBe(true);
    expect(ask([listOf({ issuingDistributionPoint: scope({ distributionPoint: point('b') }) })], byPoint).ok).toBe(
      false,
    );
    expect(ask([listOf()], byPoint).ok).toBe(true);
  });

  it('lists by reason add up; each alone leaves the rest open', () => {
    const some = ['keyCompromise', 'cACompromise'] as const;
    const others = [
      'affiliationChanged',
      'superseded',
      'cessationOfOperation',
      'certificateHold',
      'privilegeWithdrawn',
      'aACompromise',
    ] as const;
    const [one, rest] = [some, others].map((onlySomeReasons) =>
      listOf({ issuingDistributionPoint: scope({ onlySomeReasons }) }),
    );
    expect(ask([one]).ok).toBe(false);
    expect(ask([rest]).ok).toBe(false);
    expect(ask([one, rest]).ok).toBe(true);
    expect(codesOf(ask([one, rest], leaf, { extended: false }))).toEqual(['crl-scope', 'revocation-unknown']);
  });

  it('an indirect list needs to be named, and its entries name their issuers', () => {
    const signer = draft({
      subject: 'lists',
      key: otherKey,
      issuer: root,
      issuerKey: rootKey,
      extensions: [makeExtension('keyUsage', true, ['cRLSign'])],
      change: { serialNumber: 77n },
    });
    const name = (text: string): GeneralName[] => [{ kind: 'directoryName', value: makeName(['CN', text]) }];
    const of = leafWith([cdp({ cRLIssuer: name('lists') } as never)]);
    const list = (certificateIssuer: GeneralName[], indirectCRL = true) =>
      listOf({
        issuer: signer,
        issuerKey: otherKey,
        revoked: [{ ...revoking(), certificateIssuer }],
        issuingDistributionPoint: indirectCRL ? scope({ indirectCRL }) : undefined,
      });
    const by = (one: CertificateList, certificate = of) => validateWith({ crls: [one] }, certificate, [signer]);
    expect(codesOf(by(list(name('ca'))))).toEqual(['revoked']);
    expect(by(list(name('root'))).ok).toBe(true);
    // RFC 5280 §6.3.3 (b) (1): cRLIssuer and indirectCRL go together.
    expect(codesOf(by(list(name('root'), false)))).toContain('crl-scope');
    expect(codesOf(by(list(name('ca')), leaf))).toEqual(['revocation-unknown']);
    // Its signer is unknown.
    expect(codesOf(validateWith({ crls: [list(name('root'))] }, of))).toContain('crl-signer');
  });
});

describe('lists for some reasons only', () => {
  it('the newest counts of two for the same reasons', () => {
    const some = ['keyCompromise', 'certificateHold'] as const;
    const others = [...ALL_REASONS].filter((reason) => !some.includes(reason as never));
    const covering = (onlySomeReasons: readonly string[], days: number, change = {}) =>
      listOf({
        issuingDistributionPoint: scope({ onlySomeReasons: onlySomeReasons as never }),
        ...{ thisUpdate: at(-days), nextUpdate: at(1), ...change },
      });
    const older = covering(some, 2, { revoked: [{ ...revoking(), reason: 'certificateHold' }] });
    expect(codesOf(ask([older, covering(others, 3)]))).toEqual(['revoked']);
    expect(ask([covering(some, 1), older, covering(others, 3)]).ok).toBe(true);
  });

  it('say which reasons are left', () => {
    const verdict = ask([listOf({ issuingDistributionPoint: scope({ onlySomeReasons: ['keyCompromise'] }) })]);
    expect(codesOf(verdict)).toEqual(['crl-scope', 'revocation-unknown']);
    const left = verdict.checks.find(({ code }) => code === 'crl-scope');
    expect(left?.detail).toMatch(/no list covers revocation for .*cessationOfOperation/);
    expect(left?.detail).not.toContain('keyCompromise');
  });
});

describe('critical distribution points', () => {
  it('are processed where they can be read', () => {
    const critical = (extension: Extension) => leafWith([{ ...extension, critical: true }]);
    const readable = cdp({ distributionPoint: point('all.crl') } as never);
    const listed = listOf({ issuingDistributionPoint: scope({ distributionPoint: point('all.crl') }) });
    expect(ask([listed], critical(readable)).ok).toBe(true);
    const broken = { ...readable, extnValue: { kind: 'other' as const, value: Uint8Array.of(0x30, 1) } };
    expect(codesOf(ask([listOf()], critical(broken)))).toContain('critical-extensions');
  });
});

describe('delta lists', () => {
  const base = listOf({ number: 5n });
  const delta = (change = {}) => listOf({ number: 7n, baseNumber: 4n, revoked: [revoking()], ...change });

  it('add to a complete list, and take from it', () => {
    expect(codesOf(ask([base, delta()]))).toEqual(['revoked']);
    expect(ask([base, delta()], leaf, { deltas: false }).ok).toBe(true);
    const held = listOf({ number: 5n, revoked: [{ ...revoking(), reason: 'certificateHold' }] });
    expect(ask([held]).ok).toBe(false);
    expect(ask([held, delta({ revoked: [{ ...revoking(), reason: 'removeFromCRL' }] })]).ok).toBe(true);
  });

  it.each([
    ['a base after the complete list', { baseNumber: 6n }],
    ['a number that is not after it', { number: 5n }],
    ['an unknown critical extension', { extensions: [unknown(true)] }],
    ['another scope', { issuingDistributionPoint: scope({ onlyContainsUserCerts: true }) }],
    [
      'a time of the past, and a hold',
      { thisUpdate: at(-3), nextUpdate: at(-2), revoked: [{ ...revoking(), reason: 'certificateHold' as const }] },
    ],
  ])('with %s is passed over', (_, change) => expect(ask([base, delta(change)]).ok).toBe(true));

  it('of the past still say a permanent revocation', () =>
    expect(codesOf(ask([base, delta({ thisUpdate: at(-3), nextUpdate: at(-2) })]))).toEqual(['revoked']));

  it('of another signer are passed over', () => expect(ask([base, changedSignature(delta())]).ok).toBe(true));

  it('update no expired list, unless it or the certificate has freshestCRL (RFC 5280 §6.3.3 (a))', () => {
    const old = listOf({ number: 5n, thisUpdate: at(-3), nextUpdate: at(-2) });
    expect(codesOf(ask([old, delta({ revoked: [] })]))).toEqual(['crl-expired', 'revocation-unknown']);
  });

  it('never answer alone, and are named', () => {
    const { checks } = ask([delta({ revoked: [] })]);
    expect(codesOf(ask([delta({ revoked: [] })]))).toEqual(['crl-scope', 'revocation-unknown']);
    expect(checks.find(({ code }) => code === 'crl-scope')?.detail).toContain('a delta list extends list');
    // One that the complete list has overtaken is no matter.
    expect(codesOf(ask([listOf({ number: 99n }), delta({ revoked: [] })]), 'note')).toEqual([]);
  });

  it('release a hold, and no other revocation', () => {
    const removed = delta({ revoked: [{ ...revoking(), reason: 'removeFromCRL' }] });
    const base = (reason: 'certificateHold' | 'keyCompromise') =>
      listOf({ number: 5n, revoked: [{ ...revoking(), reason }] });
    expect(ask([base('certificateHold'), removed]).ok).toBe(true);
    expect(codesOf(ask([base('keyCompromise'), removed]))).toEqual(['revoked']);
  });
});

describe('signers', () => {
  const signerOf = (extensions: readonly Extension[], serialNumber = 9n) =>
    draft({ subject: 'ca', key: otherKey, issuer: root, issuerKey: rootKey, extensions, change: { serialNumber } });
  const byOther = (issuer: ReturnType<typeof signerOf>) => listOf({ issuer, issuerKey: otherKey });

  it('may have another key of the CA, with a path to the same anchor', () => {
    const signer = signerOf([makeExtension('keyUsage', true, ['cRLSign'])]);
    expect(validateWith({ crls: [byOther(signer)] }, leaf, [signer]).ok).toBe(true);
    expect(validateWith({ crls: [byOther(signer)], certificates: [signer] }).ok).toBe(true);
  });

  it('are searched for within the limits of the chain', () => {
    const signer = signerOf([makeExtension('keyUsage', true, ['cRLSign'])]);
    // Two signatures of the chain, and the signer's.
    const within = (signatures: number) =>
      validateChain({
        ...{ leaf, intermediates: [ca, signer], roots: [root], time: now, purpose: 'any', profile: 'rfc5280' },
        revocation: { policy: 'require', crls: [rootList, byOther(signer)] },
        limits: { signatures },
      });
    expect(within(3).ok).toBe(true);
    expect(codesOf(within(2))).toContain('crl-signer');
    expect(within(2).checks.map(({ code }) => code)).toContain('signature-limit');
  });

  it('may not be revoked, nor sign without cRLSign, nor lead to another anchor', () => {
    const revoked = signerOf([makeExtension('keyUsage', true, ['cRLSign'])]);
    const crls = [
      byOther(revoked),
      listOf({ issuer: root, issuerKey: rootKey, number: 8n, thisUpdate: at(-0.5), revoked: [revoking(9n)] }),
    ];
    expect(codesOf(validateWith({ crls }, leaf, [revoked]))).toContain('crl-signer');
    const without = signerOf([makeExtension('keyUsage', true, ['digitalSignature'])]);
    const list = listOf({ issuer: signerOf([]), issuerKey: otherKey });
    expect(codesOf(validateWith({ crls: [list] }, leaf, [without]))).toContain('crl-signer');
    const stranger = draft({ subject: 'ca', key: otherKey, extensions: caExtensions() });
    expect(codesOf(validateWith({ crls: [byOther(stranger)] }, leaf, [stranger]))).toContain('crl-signer');
  });

  it('the own key needs cRLSign too', () => {
    const noSign = draft({
      subject: 'ca',
      key: caKey,
      issuer: root,
      issuerKey: rootKey,
      extensions: [
        makeExtension('basicConstraints', true, { cA: true }),
        makeExtension('keyUsage', true, ['keyCertSign']),
      ],
      change: { serialNumber: 2n },
    });
    const verdict = validateChain({
      leaf,
      intermediates: [noSign],
      roots: [root],
      time: now,
      purpose: 'any',
      profile: 'rfc5280',
      revocation: { policy: 'require', crls: [rootList, listOf()] },
    } as never);
    expect(codesOf(verdict)).toContain('crl-signer');
  });
});

describe('the cost', () => {
  it('of many lists that nobody signed is bounded', () => {
    const forged = changedSignature(listOf());
    const crls = Array.from({ length: 600 }, () => decodeCertificateList(forged.der));
    const verdict = ask(crls);
    expect(verdict.ok).toBe(false);
    expect(verdict.checks.some(({ detail }) => detail.includes('too many signatures'))).toBe(true);
  });

  // Bounds against a hang: pair by pair, the first takes minutes, and so does the second where each entry reads its issuer anew.
  it('of many names of points and of lists is linear', { timeout: 30_000 }, () => {
    const names = (of: string) => Array.from({ length: 8000 }, (_, i) => uri(`${of}${i}`)[0]);
    const named = leafWith([cdp({ distributionPoint: { kind: 'fullName', value: names('a') } } as never)]);
    const distributionPoint = { kind: 'fullName' as const, value: names('b') };
    const list = listOf({ issuingDistributionPoint: scope({ distributionPoint }) });
    expect(codesOf(ask([list], named))).toEqual(['crl-scope', 'revocation-unknown']);
  });

  it('of many entries of one number is linear', { timeout: 30_000 }, () => {
    const issuers = Array.from(
      { length: 8000 },
      (_, i): GeneralName => ({
        kind: 'directoryName',
        value: makeName(['CN', `${i}`]),
      }),
    );
    const list = listOf({
      revoked: [{ ...revoking(1n), certificateIssuer: issuers }, ...Array.from({ length: 4000 }, () => revoking())],
      issuingDistributionPoint: scope({ indirectCRL: true }),
    });
    expect(ask([list]).ok).toBe(true);
  });

  it('the scope of a list is read by its own description', () => {
    expect(decode(issuingDistributionPoint, encode(issuingDistributionPoint, scope({})))).toEqual(scope({}));
  });
});
