import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/bytes/index.ts';
import { encode, toEncoded } from '../../../src/codec/index.ts';
import { generateRsaKey, type RsaPublicComponents } from '../../../src/rsa/index.ts';
import {
  type Certificate,
  caExtensions,
  certificate,
  decodeCertificate,
  makeExtension,
  PathError,
  type Purpose,
  readCertificatesPem,
  requireValid,
  tbsCertificate,
  type ValidationName,
  validateChain,
  type X509Event,
} from '../../../src/x509/index.ts';
import { ca, failing, intermediate, leaf, leafOf, under, unknown, validate } from '../../fixtures/chain.ts';
import { akid, caKey, draft, now, random, root, rootKey, skid, vectorsOf } from '../../fixtures/drafts.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';
import { JUDGED_BY } from '../../judged.ts';
import { isWholeTable, runsOf } from '../../property-runs.ts';

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
describe('vectors', () => {
  it.each(vectorsOf<ChainVector>('x509-chains.json'))('$name', (vector) => {
    const { fails, stricter, time, purpose, dns, ip, openssl } = vector;
    const name: ValidationName = dns !== undefined ? { dns } : { ip: ip! };
    const intermediates = [one(vector.intermediate)];
    const validation = validateChain({
      ...JUDGED_BY,
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

describe('properties', () => {
  it('finds every reason at once', () => {
    const bad = leafOf(ca([]), [unknown(true), unknown(true)], { serialNumber: 0n });
    const report = validate({ leaf: bad, intermediates: [ca([])], time: new Date('2040-01-01T00:00:00Z') });
    expect(failing(report)).toEqual([
      'serial-not-positive',
      'validity',
      'extension-duplicate',
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
    const keyUsage = makeExtension('keyUsage', true, ['cRLSign']);
    const idle = ca([caExtensions()[0], keyUsage, skid(caKey), akid(rootKey)]);
    const report = validate({ intermediates: [idle, intermediate], observe: (event) => events.push(event) });
    const paths = events.flatMap((event) => (event.kind === 'path' ? [event] : []));
    expect(paths.map(({ chain }) => chain)).toEqual([
      [leaf, idle, root],
      [leaf, intermediate, root],
    ]);
    expect(paths.map(({ chosen }) => chosen)).toEqual([false, true]);
    expect(paths[0].checks.filter(({ outcome }) => outcome === 'fail')).toMatchObject([
      { code: 'key-usage', depth: 1 },
    ]);
    expect(paths[1].checks).toEqual(report.checks);
    // The report has them where it is asked to, and nowhere else.
    expect(report.otherPaths).toBeUndefined();
    const asked = validate({ intermediates: [idle, intermediate], otherPaths: true });
    expect(asked.otherPaths).toEqual([{ chain: [leaf, idle, root], checks: paths[0].checks }]);
    expect(validate({ otherPaths: true }).otherPaths).toEqual([]);
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
      { name: undefined },
      { name: 'kubernetes' },
      { profile: undefined },
      { revocation: undefined },
      { revocation: { policy: 'maybe' } },
      { limits: { comparisons: -1 } },
      { policies: null },
      { policies: { initialPolicies: [] } },
      { policies: { initialPolicies: ['x'] } },
      { policies: { initialPolicies: '1.2.3' } },
      { policies: { explicitPolicy: 1 } },
      { policies: { inhibitMapping: true } },
      { name: { email: 'a' } },
      { limits: { work: 1 } },
      { limits: { signatures: 0 } },
      { off: ['no-such-rule'] },
      { off: ['signature'] },
      { understood: ['keyUsage'] },
    ];
    for (const change of wrong) expect(() => validate(change as never), JSON.stringify(change)).toThrow(UsageError);
  });
});

describe('regressions', () => {
  it('R18: ends quickly among a thousand CAs of one name, and in circles', () => {
    const decoys = (ownKeys: boolean) =>
      Array.from({ length: 1000 }, (_, i) => {
        const { subjectPublicKeyInfo: spki } = intermediate.tbs;
        const { kind, value } = spki.subjectPublicKey as { readonly kind: 'rsa'; readonly value: RsaPublicComponents };
        // A bit in the middle of the modulus, which stays odd.
        const modulus = value.modulus + (ownKeys ? BigInt(i) << 1000n : 0n);
        const subjectPublicKeyInfo = { ...spki, subjectPublicKey: { kind, value: { ...value, modulus } } };
        const tbs = { ...intermediate.tbs, serialNumber: BigInt(i + 1), subjectPublicKeyInfo };
        const fields = { ...intermediate.fields, tbsCertificate: toEncoded(tbsCertificate, tbs) };
        return decodeCertificate(encode(certificate, fields));
      });
    const report = validate({ intermediates: decoys(true), roots: [] });
    expect(failing(report)).toEqual(['signature-limit']);
    // One key is tried once.
    expect(failing(validate({ intermediates: decoys(false), roots: [] }))).toEqual(['trust-anchor']);
    expect(report.checks.at(-1)?.advice?.who).toBe('verifier');
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
  it.runIf(isWholeTable)('looks at each of two hundred thousand extensions once', { timeout: 30_000 }, () => {
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
    expect(failing(validate({ leaf }))).toContain('signature-algorithm-unknown');
  });

  it('refuses a key that is too short for any signature, without an exception', () => {
    const tiny = generateRsaKey({ modulusBits: 256, random, insecure: true });
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
