import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import { encode, toEncoded } from '../../src/codec/index.ts';
import { generateRsaKey } from '../../src/rsa/index.ts';
import {
  type Certificate,
  caExtensions,
  certificate,
  decodeCertificate,
  type Extension,
  encodedName,
  makeExtension,
  PathError,
  type Purpose,
  readCertificatesPem,
  requireValid,
  type TBSCertificate,
  tbsCertificate,
  type Validation,
  type ValidationName,
  type ValidationOptions,
  validateChain,
  type X509Event,
} from '../../src/x509/index.ts';
import { codeOf } from '../keys/vectors.ts';
import { runsOf } from '../property-runs.ts';
import {
  akid,
  caKey,
  draft,
  leafKey,
  now,
  random,
  root,
  rootKey,
  serverExtensions,
  skid,
  smallKey,
  vectorsOf,
} from './fixtures.ts';

interface ChainVector {
  readonly name: string;
  readonly fails: readonly string[];
  readonly stricter?: string;
  readonly leaf: string;
  readonly intermediate: string;
  readonly root: string;
  readonly time: string;
  readonly purpose: Purpose;
  readonly dns?: string;
  readonly ip?: string;
  readonly openssl: string;
}

const one = (pem: string): Certificate => readCertificatesPem(pem)[0];
const failing = ({ checks }: Validation): string[] =>
  checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code);

/** The fixtures' root over an intermediate over a leaf for servers, with what the test changes. */
const intermediate = draft({
  subject: 'ca',
  key: caKey,
  issuer: root,
  extensions: [...caExtensions(), skid(caKey), akid(rootKey)],
});
const leafOf = (
  issuer: Certificate,
  extensions = serverExtensions,
  change: Partial<TBSCertificate> = {},
): Certificate => draft({ subject: 'kube-apiserver', key: leafKey, issuer, issuerKey: caKey, extensions, change });
const withCriticalNames = serverExtensions.map((one) =>
  one.extnValue.kind === 'subjectAltName' ? { ...one, critical: true } : one,
);
const leaf = leafOf(intermediate);
const sound: ValidationOptions = {
  leaf,
  intermediates: [intermediate],
  roots: [root],
  time: now,
  purpose: 'serverAuth',
  name: { dns: 'kubernetes' },
};
const validate = (change: Partial<ValidationOptions>): Validation => validateChain({ ...sound, ...change });

describe('vectors', () => {
  it.each(vectorsOf<ChainVector>('x509-chains.json'))('$name', (vector) => {
    const { fails, stricter, time, purpose, dns, ip, openssl } = vector;
    const name: ValidationName = dns !== undefined ? { dns } : { ip: ip! };
    const intermediates = [one(vector.intermediate)];
    const validation = validateChain({
      leaf: one(vector.leaf),
      intermediates,
      roots: [one(vector.root)],
      time: new Date(time),
      purpose,
      name,
    });
    expect(failing(validation)).toEqual(fails);
    expect(validation.ok).toBe(fails.length === 0);
    expect(openssl === 'OK').toBe(fails.length === 0 || stricter !== undefined);
  });
});

const ca = (extensions: readonly Extension[], change: Partial<TBSCertificate> = {}): Certificate =>
  draft({ subject: 'ca', key: caKey, issuer: root, extensions, change });
const unknown = (critical: boolean, extnID = '1.2.3.4'): Extension => ({
  extnID,
  critical,
  extnValue: { kind: 'other', value: new Uint8Array([5, 0]) },
});
const under = (middle: Certificate): Partial<ValidationOptions> => ({ leaf: leafOf(middle), intermediates: [middle] });
const serial = (serialNumber: bigint): Partial<ValidationOptions> => ({
  leaf: leafOf(intermediate, serverExtensions, { serialNumber }),
});
const usage = (
  ...bits: ('digitalSignature' | 'keyEncipherment' | 'cRLSign' | 'keyAgreement')[]
): Partial<ValidationOptions> => ({
  leaf: leafOf(intermediate, [makeExtension('keyUsage', true, bits), serverExtensions[2]]),
});
const at = (time: string): Partial<ValidationOptions> => ({ time: new Date(time) });

/** A row a rule: what breaks it, what fails then, and its twin that does not. */
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
    ['extended-key-usage'],
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
    under(ca([...caExtensions(), unknown(false, '2.5.29.30')])),
    ['critical-extensions'],
    under(ca([...caExtensions(), unknown(false, '2.5.29.31')])),
  ],
  [
    'an extension once',
    { leaf: leafOf(intermediate, [...serverExtensions, unknown(false), unknown(false)]) },
    ['duplicate-extensions'],
    { leaf: leafOf(intermediate, [...serverExtensions, unknown(false), unknown(false, '1.2.3.5')]) },
  ],
  ['a positive serial number', serial(0n), ['serial-number'], serial(1n)],
  ['a serial number of 20 octets', serial(1n << 159n), ['serial-number'], serial((1n << 159n) - 1n)],
  ['a serial number that is not negative', serial(-1n), ['serial-number'], serial(255n)],
  ['version 3 with extensions', { leaf: leafOf(intermediate, serverExtensions, { version: 1 }) }, ['version'], {}],
  [
    'version 2 with unique identifiers',
    {
      leaf: leafOf(intermediate, [], { version: 0, subjectUniqueID: { unusedBits: 0, bytes: new Uint8Array(1) } }),
      name: undefined,
    },
    ['version'],
    {
      leaf: leafOf(intermediate, [], { version: 1, subjectUniqueID: { unusedBits: 0, bytes: new Uint8Array(1) } }),
      name: undefined,
    },
  ],
  [
    'a subject, or names that are critical',
    { leaf: leafOf(intermediate, serverExtensions, { subject: encodedName([]) }) },
    ['empty-name'],
    { leaf: leafOf(intermediate, withCriticalNames, { subject: encodedName([]) }) },
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
    ['signature-algorithm'],
    {},
  ],
  ['an anchor', { roots: [] }, ['trust-anchor'], {}],
  [
    'that very anchor',
    { roots: [draft({ subject: 'root', key: caKey, extensions: caExtensions() })] },
    ['trust-anchor'],
    {},
  ],
  [
    'every certificate between',
    { intermediates: [] },
    ['trust-anchor'],
    { intermediates: [leaf, root, intermediate, intermediate] },
  ],
  ['a chain that is not too long', { limits: { chainLength: 2 } }, ['trust-anchor'], { limits: { chainLength: 3 } }],
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
    expect(notes(until('2031-01-01T00:00:00Z'))).toEqual(['note time-encoding']);
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
    const signature = fields.signature.map((octet, i) => (i === 100 ? octet ^ 1 : octet));
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

describe('properties', () => {
  it('finds every reason at once', () => {
    const bad = leafOf(ca([]), [unknown(true), unknown(true)], { serialNumber: 0n });
    const report = validate({ leaf: bad, intermediates: [ca([])], time: new Date('2040-01-01T00:00:00Z') });
    expect(failing(report)).toEqual([
      'serial-number',
      'validity',
      'duplicate-extensions',
      'critical-extensions',
      'name',
      'validity',
      'basic-constraints',
      'validity',
    ]);
    expect(report.time).toEqual(new Date('2040-01-01T00:00:00Z'));
  });

  it('takes the chain without fault, whatever else is there and in what order', () => {
    const expired = ca(caExtensions(), {
      validity: {
        notBefore: { kind: 'utcTime', value: new Date(0) },
        notAfter: { kind: 'utcTime', value: new Date(1000) },
      },
    });
    const stranger = draft({ subject: 'ca', key: rootKey, extensions: caExtensions() });
    const pool = [intermediate, expired, stranger, ca([]), root, leaf];
    fc.assert(
      fc.property(fc.shuffledSubarray(pool, { minLength: pool.length }), (intermediates) => {
        const report = validate({ intermediates });
        expect(report.chain).toEqual([leaf, intermediate, root]);
        expect(report.ok).toBe(true);
      }),
      runsOf(0.2),
    );
  });

  it('tells an observer of each issuer tried, and of each check', () => {
    const events: X509Event[] = [];
    const report = validate({ observe: (event) => events.push(event) });
    const checks = events.flatMap((event) => (event.kind === 'check' ? [event.check] : []));
    expect(checks).toEqual(report.checks);
    expect(events.filter(({ kind }) => kind === 'issuer-tried').length).toBe(2);
    for (const check of checks) expect(check.rule).not.toBe('');
  });

  it('tells an observer of each path judged, and which was chosen', () => {
    const events: X509Event[] = [];
    const stale = ca(caExtensions(), {
      validity: {
        notBefore: { kind: 'utcTime', value: new Date(0) },
        notAfter: { kind: 'utcTime', value: new Date(1000) },
      },
    });
    const report = validate({ intermediates: [stale, intermediate], observe: (event) => events.push(event) });
    const paths = events.flatMap((event) => (event.kind === 'path' ? [event] : []));
    expect(paths.map(({ chain }) => chain)).toEqual([
      [leaf, stale, root],
      [leaf, intermediate, root],
    ]);
    expect(paths.map(({ chosen }) => chosen)).toEqual([false, true]);
    expect(paths[0].checks.filter(({ outcome }) => outcome === 'fail')).toMatchObject([{ code: 'validity', depth: 1 }]);
    expect(paths[1].checks).toEqual(report.checks);
  });

  it('tells each path once, though the search goes round twice', () => {
    const events: X509Event[] = [];
    const report = validate({ intermediates: [], observe: (event) => events.push(event) });
    expect(events.filter(({ kind }) => kind === 'path')).toEqual([
      { kind: 'path', chain: [leaf], checks: report.checks, chosen: true },
    ]);
  });

  it('makes an error of a failed report, and only of one', () => {
    expect(requireValid(validate({}))).toEqual([leaf, intermediate, root]);
    try {
      requireValid(validate({ leaf: leafOf(ca([])), intermediates: [ca([])] }));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PathError);
      expect(error).toMatchObject({ code: 'basic-constraints', depth: 1, rule: 'RFC 5280 §6.1.4 (k)' });
    }
  });
});

describe('misuse', () => {
  it('wants options that it knows, and all that it needs', () => {
    const wrong: object[] = [
      { leaf: undefined },
      { roots: [{}] },
      { intermediates: undefined },
      { name: null },
      { name: { dns: 'a.example', ip: '10.0.0.1' } },
      { time: undefined },
      { time: new Date(Number.NaN) },
      { purpose: undefined },
      { purpose: 'anyExtendedKeyUsage' },
      { purpose: 'toString' },
      { name: { dns: '10.0.0.1' } },
      { name: { ip: 'a' } },
      { now },
      { limits: { depth: 1 } },
      { limits: { work: 0 } },
    ];
    for (const change of wrong) expect(() => validate(change as never), JSON.stringify(change)).toThrow(UsageError);
  });
});

describe('regressions', () => {
  it('R18: ends quickly among a thousand CAs of one name, and in circles', () => {
    const decoys = Array.from({ length: 1000 }, (_, i) => {
      const tbs = { ...intermediate.tbs, serialNumber: BigInt(i + 1) };
      const fields = { ...intermediate.fields, tbsCertificate: toEncoded(tbsCertificate, tbs) };
      return decodeCertificate(encode(certificate, fields));
    });
    const report = validate({ intermediates: decoys, roots: [] });
    expect(failing(report)).toEqual(['trust-anchor']);
    expect(report.checks.map(({ code }) => code)).toContain('work-limit');
    const a = draft({
      subject: 'a',
      key: caKey,
      issuer: draft({ subject: 'b' }),
      issuerKey: rootKey,
      extensions: caExtensions(),
    });
    const b = draft({ subject: 'b', key: rootKey, issuer: a, issuerKey: caKey, extensions: caExtensions() });
    expect(failing(validate({ leaf: leafOf(a), intermediates: [a, b], roots: [] }))).toEqual(['trust-anchor']);
  });

  it('R18: keeps what it says short, whatever names a certificate has', () => {
    const names = Array.from({ length: 2000 }, () => ({ kind: 'dNSName' as const, value: 'a'.repeat(1000) }));
    const { checks } = validate({ leaf: leafOf(intermediate, [makeExtension('subjectAltName', false, names)]) });
    for (const { detail } of checks) expect(detail.length).toBeLessThan(2000);
  });

  // A bound against a hang: in quadratic time it takes a minute and more.
  it('looks at each of two hundred thousand extensions once', { timeout: 30_000 }, () => {
    const many = Array.from({ length: 200_000 }, (_, i) => ({
      extnID: `1.2.3.${i}`,
      critical: false,
      extnValue: { kind: 'other' as const, value: new Uint8Array(0) },
    }));
    expect(failing(validate({ leaf: leafOf(intermediate, many) }))).toEqual(['name']);
  });

  it('reports an algorithm whose OID is megabytes long', () => {
    const algorithm = `1.2${'.3'.repeat(4_000_000)}`;
    const leaf = decodeCertificate(
      encode(certificate, { ...leafOf(intermediate).fields, signatureAlgorithm: { algorithm } }),
    );
    expect(failing(validate({ leaf }))).toContain('signature-algorithm');
  });

  it('refuses a key that is too short for any signature, without an exception', () => {
    const tiny = { type: 'rsa' as const, key: generateRsaKey({ modulusBits: 256, random, insecure: true }) };
    const weakRoot = draft({
      subject: 'root',
      key: rootKey,
      extensions: caExtensions(),
      change: { subject: root.subject },
    });
    const tinyCa = draft({ subject: 'ca', key: tiny, issuer: weakRoot, extensions: caExtensions() });
    expect(failing(validate({ ...under(tinyCa), roots: [weakRoot] }))).toEqual(['signature', 'key-strength']);
    expect(codeOf(() => requireValid(validate(under(tinyCa))))).toBe('signature');
  });
});
