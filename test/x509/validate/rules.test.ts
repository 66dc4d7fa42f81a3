import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/codec/index.ts';
import {
  caExtensions,
  certificate,
  decodeCertificate,
  type Extension,
  encodedName,
  makeExtension,
  parseGeneralNames,
  type TBSCertificate,
  type ValidationOptions,
} from '../../../src/x509/index.ts';
import {
  ca,
  failing,
  intermediate,
  leaf,
  leafOf,
  under,
  unknown,
  validate,
  withCriticalNames,
} from '../../fixtures/chain.ts';
import { akid, caKey, draft, leafKey, root, rootKey, serverExtensions, smallKey } from '../../fixtures/drafts.ts';

const serial = (serialNumber: bigint): Partial<ValidationOptions> => ({
  leaf: leafOf(intermediate, serverExtensions, { serialNumber }),
});
const usage = (
  ...bits: ('digitalSignature' | 'keyEncipherment' | 'cRLSign' | 'keyAgreement')[]
): Partial<ValidationOptions> => ({
  leaf: leafOf(intermediate, [makeExtension('keyUsage', true, bits), serverExtensions[2]]),
});
const mapping = (issuerDomainPolicy: string, subjectDomainPolicy: string): Extension =>
  makeExtension('policyMappings', false, [{ issuerDomainPolicy, subjectDomainPolicy }]);
const policies = (...oids: string[]): Extension =>
  makeExtension(
    'certificatePolicies',
    false,
    oids.map((policyIdentifier) => ({ policyIdentifier })),
  );
const qualified = (critical: boolean): Extension =>
  makeExtension('certificatePolicies', critical, [
    {
      policyIdentifier: '1.2.3',
      policyQualifiers: [{ policyQualifierId: '1.2.4', qualifier: { kind: 'other', value: new Uint8Array([5, 0]) } }],
    },
  ]);
const nameConstraints = (critical: boolean, list: 'excludedSubtrees' | 'permittedSubtrees', names: string): Extension =>
  makeExtension('nameConstraints', critical, {
    [list]: parseGeneralNames(names).map((base) => ({ base, minimum: 0n })),
  });
const at = (time: string): Partial<ValidationOptions> => ({ time: new Date(time) });

/** One row for each rule: a chain that violates it, the expected failure, and a valid chain. */
/** A CA whose subject is empty. */
const nameless = ca(caExtensions(), { subject: encodedName([]) });

const TABLE: readonly [string, Partial<ValidationOptions>, readonly string[], Partial<ValidationOptions>][] = [
  [
    'the first second',
    at('2029-12-31T23:59:59.999Z'),
    ['validity', 'validity', 'validity'],
    at('2030-01-01T00:00:00Z'),
  ],
  ['the last second', at('2031-01-01T00:00:01Z'), ['validity', 'validity', 'validity'], at('2031-01-01T00:00:00.999Z')],
  [
    'a CA',
    under(
      ca([makeExtension('basicConstraints', true, { cA: false }), makeExtension('keyUsage', true, ['keyCertSign'])]),
    ),
    ['basic-constraints'],
    under(ca([makeExtension('basicConstraints', true, { cA: true })])),
  ],
  [
    'keyCertSign',
    under(ca([caExtensions()[0], makeExtension('keyUsage', true, ['cRLSign'])])),
    ['key-usage'],
    under(ca([caExtensions()[0], makeExtension('keyUsage', true, ['keyCertSign'])])),
  ],
  [
    'extKeyUsage of a CA',
    under(ca([...caExtensions(), makeExtension('extKeyUsage', false, ['1.3.6.1.5.5.7.3.2'])])),
    ['extended-key-usage-nesting'],
    under(ca([...caExtensions(), makeExtension('extKeyUsage', false, ['2.5.29.37.0'])])),
  ],
  [
    'a critical extension',
    under(ca([...caExtensions(), unknown(true)])),
    ['critical-extensions'],
    under(ca([...caExtensions(), unknown(false)])),
  ],
  [
    'name constraints, critical or not',
    under(ca([...caExtensions(), nameConstraints(false, 'permittedSubtrees', 'DNS:other')])),
    ['name-constraints'],
    under(ca([...caExtensions(), nameConstraints(true, 'permittedSubtrees', 'DNS:kubernetes')])),
  ],
  [
    'name constraints that can be read',
    under(ca([...caExtensions(), unknown(false, '2.5.29.30')])),
    ['name-constraints-malformed'],
    under(ca([...caExtensions(), unknown(false, '2.5.29.31')])),
  ],
  [
    'comparisons within the limit',
    {
      ...under(ca([...caExtensions(), nameConstraints(true, 'excludedSubtrees', 'DNS:a,DNS:b')])),
      limits: { comparisons: 1 },
    },
    ['comparison-limit'],
    {
      ...under(ca([...caExtensions(), nameConstraints(true, 'excludedSubtrees', 'DNS:a,DNS:b')])),
      limits: { comparisons: 2 },
    },
  ],
  [
    'a policy, where one is required, critical or not',
    under(ca([...caExtensions(), makeExtension('policyConstraints', false, { requireExplicitPolicy: 0n })])),
    ['explicit-policy'],
    under(ca([...caExtensions(), makeExtension('policyConstraints', true, { requireExplicitPolicy: 9n })])),
  ],
  [
    'a policy, where the caller requires one',
    { policies: { explicitPolicy: true } },
    ['explicit-policy'],
    {
      leaf: leafOf(ca([...caExtensions(), policies('1.2.3')]), [...serverExtensions, policies('1.2.3')]),
      intermediates: [ca([...caExtensions(), policies('1.2.3')])],
      policies: { explicitPolicy: true, initialPolicies: ['1.2.3'] },
    },
  ],
  [
    'policy constraints that can be read',
    under(ca([...caExtensions(), unknown(false, '2.5.29.36')])),
    ['policies-malformed'],
    under(ca([...caExtensions(), policies('1.2.3')])),
  ],
  [
    'policy constraints with a constraint',
    under(ca([...caExtensions(), makeExtension('policyConstraints', true, {})])),
    ['policy-constraints-empty'],
    {},
  ],
  [
    'policies that can be read',
    { leaf: leafOf(intermediate, [...serverExtensions, unknown(false, '2.5.29.32')]) },
    ['policies-malformed'],
    { leaf: leafOf(intermediate, [...serverExtensions, policies('1.2.3', '1.2.4')]) },
  ],
  [
    'each policy once',
    { leaf: leafOf(intermediate, [...serverExtensions, policies('1.2.3', '1.2.3')]) },
    ['policy-duplicate'],
    {},
  ],
  [
    'a known qualifier, where the extension is critical',
    { leaf: leafOf(intermediate, [...serverExtensions, qualified(true)]) },
    ['policies-unsupported'],
    { leaf: leafOf(intermediate, [...serverExtensions, qualified(false)]) },
  ],
  [
    'inhibitAnyPolicy that is not negative',
    under(ca([...caExtensions(), makeExtension('inhibitAnyPolicy', true, -1n)])),
    ['policies-malformed'],
    under(ca([...caExtensions(), makeExtension('inhibitAnyPolicy', true, 1n << 99n)])),
  ],
  [
    'no mapping of anyPolicy',
    under(ca([...caExtensions(), mapping('2.5.29.32.0', '1.2.3')])),
    ['policy-mapping-any'],
    under(ca([...caExtensions(), mapping('1.2.4', '1.2.3')])),
  ],
  [
    'no mapping to anyPolicy',
    under(ca([...caExtensions(), mapping('1.2.3', '2.5.29.32.0')])),
    ['policy-mapping-any'],
    {},
  ],
  [
    'policy mappings that can be read',
    under(ca([...caExtensions(), unknown(false, '2.5.29.33')])),
    ['policies-malformed'],
    {},
  ],
  [
    'an extension once',
    { leaf: leafOf(intermediate, [...serverExtensions, unknown(false), unknown(false)]) },
    ['extension-duplicate'],
    { leaf: leafOf(intermediate, [...serverExtensions, unknown(false), unknown(false, '1.2.3.5')]) },
  ],
  ['a positive serial number', serial(0n), ['serial-not-positive'], serial(1n)],
  ['a serial number of 20 bytes', serial(1n << 159n), ['serial-too-long'], serial((1n << 159n) - 1n)],
  ['a serial number that is not negative', serial(-1n), ['serial-not-positive'], serial(255n)],
  [
    'version 3 with extensions',
    { leaf: leafOf(intermediate, serverExtensions, { version: 1 }) },
    ['version-extensions'],
    {},
  ],
  [
    'version 2 with unique identifiers',
    {
      leaf: leafOf(intermediate, [], { version: 0, subjectUniqueID: { unusedBits: 0, bytes: new Uint8Array(1) } }),
      name: 'unchecked',
    },
    ['unique-identifier-version'],
    {
      leaf: leafOf(intermediate, [], { version: 1, subjectUniqueID: { unusedBits: 0, bytes: new Uint8Array(1) } }),
      name: 'unchecked',
    },
  ],
  [
    'a subject, or names that are critical',
    { leaf: leafOf(intermediate, serverExtensions, { subject: encodedName([]) }) },
    ['san-not-critical'],
    { leaf: leafOf(intermediate, withCriticalNames, { subject: encodedName([]) }) },
  ],
  [
    'a subject of a CA',
    {
      leaf: draft({ subject: 'x', issuer: nameless, issuerKey: caKey, extensions: serverExtensions }),
      intermediates: [nameless],
    },
    ['issuer-empty', 'ca-subject-empty'],
    {},
  ],
  [
    'somebody who is named',
    { leaf: leafOf(intermediate, [], { subject: encodedName([]), extensions: undefined }), name: 'unchecked' },
    ['subject-empty-without-san'],
    {},
  ],
  [
    'a strong key',
    {
      leaf: draft({
        subject: 'x',
        key: smallKey,
        issuer: intermediate,
        issuerKey: caKey,
        extensions: serverExtensions,
      }),
    },
    ['key-strength'],
    {},
  ],
  ['keyUsage of the leaf', usage('cRLSign'), ['key-usage'], usage('keyEncipherment')],
  [
    'keyUsage for a client',
    { ...usage('keyEncipherment'), purpose: 'clientAuth' },
    ['key-usage'],
    { ...usage('digitalSignature'), purpose: 'clientAuth' },
  ],
  ['extKeyUsage of the leaf', { purpose: 'clientAuth' }, ['extended-key-usage'], { purpose: 'any' }],
  ['the DNS name', { name: { dns: 'kubernetes.default' } }, ['name'], { name: { dns: 'KUBERNETES' } }],
  ['the address', { name: { ip: '10.96.0.2' } }, ['name'], { name: { ip: '10.96.0.1' } }],
  [
    'one algorithm within and without',
    {
      leaf: leafOf(intermediate, serverExtensions, {
        signature: { algorithm: '1.2.840.113549.1.1.5', parameters: new Uint8Array([5, 0]) },
      }),
    },
    ['signature-algorithm-mismatch'],
    {},
  ],
  ['an anchor', { roots: [] }, ['trust-anchor'], {}],
  [
    'that very anchor',
    { roots: [draft({ subject: 'root', key: caKey, extensions: caExtensions() })] },
    ['signature'],
    {},
  ],
  [
    'every certificate between',
    { intermediates: [] },
    ['trust-anchor'],
    { intermediates: [leaf, root, intermediate, intermediate] },
  ],
  ['a chain that is not too long', { limits: { depth: 0 } }, ['depth-limit'], { limits: { depth: 1 } }],
];

describe('one row a rule', () => {
  it.each(TABLE)('wants %s', (_, bad, fails, good) => {
    expect(failing(validate(bad))).toEqual(fails);
    expect(failing(validate(good))).toEqual([]);
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
