import { createPublicKey, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../../src/bytes/index.ts';
import { encode } from '../../../src/codec/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { keyIdentifier, publicKeyOf, writePublicKeyPem } from '../../../src/keys/index.ts';
import { RSA_PKCS1_SHA1 } from '../../../src/signatures/index.ts';
import {
  type Certificate,
  type CertificatePolicies,
  caExtensions,
  certificatePem,
  certificationRequest,
  createRequest,
  decodeRequest,
  type Extension,
  type IssueFromRequestOptions,
  issueFromRequest,
  type MakableExtensionKind,
  makeExtension,
  parseGeneralNames,
  parseOpensslName,
  randomSerialNumber,
  requestPem,
  type SelfSignOptions,
  selfSign,
  validateChain,
  verifyRequest,
} from '../../../src/x509/index.ts';
import {
  alternativeNames,
  caKey,
  hasOpenssl,
  leafKey,
  now,
  openssl,
  random,
  rootKey,
  scheme,
  validity,
} from '../../fixtures/drafts.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';
import { JUDGED_BY } from '../../judged.ts';
import { runsOf } from '../../property-runs.ts';

const caOptions: SelfSignOptions = {
  subject: parseOpensslName('/CN=kubernetes-ca'),
  key: rootKey,
  scheme,
  validity,
  extensions: caExtensions(),
  random,
};
const ca = selfSign(caOptions);
const san = alternativeNames('IP:10.96.0.1,IP:192.168.1.100,DNS:kubernetes,DNS:kubernetes.default');
const wanted: readonly Extension[] = [san, makeExtension('keyUsage', true, ['digitalSignature', 'keyEncipherment'])];
const subject = parseOpensslName('/O=system:masters/CN=kube-apiserver');
const request = createRequest({ subject, key: leafKey, scheme, extensions: wanted, random });
const options: IssueFromRequestOptions = {
  request,
  issuer: ca,
  issuerKey: rootKey,
  scheme,
  validity,
  extensions: (requested) => requested,
  random,
};
const issue = (change: Partial<IssueFromRequestOptions> = {}): Certificate =>
  issueFromRequest({ ...options, ...change });

describe('vectors', () => {
  const leaf = issue();

  it('makes what validation takes, and Node reads', () => {
    const name = { dns: 'kubernetes' };
    expect(
      validateChain({ ...JUDGED_BY, leaf, intermediates: [], roots: [ca], time: now, purpose: 'serverAuth', name }).ok,
    ).toBe(true);
    const theirs = new X509Certificate(leaf.der);
    const issuer = new X509Certificate(ca.der);
    expect(theirs.verify(createPublicKey(writePublicKeyPem(publicKeyOf(rootKey), 'spki')))).toBe(true);
    expect(theirs.checkIssued(issuer)).toBe(true);
    expect(theirs.subjectAltName).toBe(
      'IP Address:10.96.0.1, IP Address:192.168.1.100, DNS:kubernetes, DNS:kubernetes.default',
    );
    expect(theirs.subject).toBe('O=system:masters\nCN=kube-apiserver');
    expect([theirs.ca, issuer.ca]).toEqual([false, true]);
    expect(BigInt(`0x${theirs.serialNumber}`)).toBe(leaf.serialNumber);
  });

  it.skipIf(!hasOpenssl)('makes what OpenSSL takes by its strict rules', () => {
    const files = { ca: certificatePem(ca), leaf: certificatePem(leaf), csr: requestPem(request) };
    const time = `${now.getTime() / 1000}`;
    const strict = [
      'verify',
      '-x509_strict',
      '-attime',
      time,
      '-purpose',
      'sslserver',
      '-verify_hostname',
      'kubernetes',
    ];
    expect(openssl(files, ...strict, '-CAfile', 'ca', 'leaf')).toEqual({ status: 0, output: 'leaf: OK\n' });
    expect(openssl(files, 'req', '-in', 'csr', '-verify', '-noout').status).toBe(0);
    expect(openssl(files, 'req', '-in', 'csr', '-noout', '-text').output).toContain('DNS:kubernetes.default');
  });

  it('adds both key identifiers, and keeps those that it is given', () => {
    expect(leaf.subjectKeyIdentifier).toEqual(keyIdentifier(publicKeyOf(leafKey)));
    expect(leaf.extension('authorityKeyIdentifier')).toEqual({ keyIdentifier: ca.subjectKeyIdentifier });
    expect(ca.extension('authorityKeyIdentifier')).toEqual({ keyIdentifier: ca.subjectKeyIdentifier });
    const own = makeExtension('subjectKeyIdentifier', false, new Uint8Array([1, 2, 3]));
    const other = selfSign({ ...caOptions, extensions: [...caExtensions(0), own] });
    expect(other.subjectKeyIdentifier).toEqual(new Uint8Array([1, 2, 3]));
    expect(issue({ issuer: other }).extension('authorityKeyIdentifier')?.keyIdentifier).toEqual(
      new Uint8Array([1, 2, 3]),
    );
    // By it others tell that the certificate is its own issuer's.
    expect(other.extension('authorityKeyIdentifier')).toEqual({ keyIdentifier: other.subjectKeyIdentifier });
    expect(other.extension('basicConstraints')?.pathLenConstraint).toBe(0);
  });

  it('puts in what the CA decides, and nothing else that was asked for', () => {
    const kinds = (one: Certificate): string[] => one.extensions.map(({ extnValue }) => extnValue.kind);
    const identifiers = ['subjectKeyIdentifier', 'authorityKeyIdentifier'];
    expect(kinds(issue())).toEqual(['subjectAltName', 'keyUsage', ...identifiers]);
    expect(kinds(issue({ extensions: () => [] }))).toEqual(identifiers);
    expect(kinds(issue({ extensions: (all) => all.slice(0, 1) }))).toEqual(['subjectAltName', ...identifiers]);
  });
});

describe('properties', () => {
  it('makes the same of the same seed', () => {
    const again = (): Certificate => selfSign({ ...caOptions, random: seededRandom('one seed') });
    expect(again().der).toEqual(again().der);
  });

  it('asks for what it is told to, and signs that', () => {
    const dns = fc.array(fc.domain(), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(dns, (names) => {
        const asked = makeExtension(
          'subjectAltName',
          false,
          parseGeneralNames(names.map((one) => `DNS:${one}`).join()),
        );
        const made = createRequest({ subject, key: leafKey, scheme, extensions: [asked], random });
        const read = decodeRequest(made.der);
        expect(read.requestedExtensions).toEqual([asked]);
        expect(verifyRequest(read)).toBe(true);
        expect(read.publicKey).toEqual(publicKeyOf(leafKey));
      }),
      runsOf(0.1),
    );
    expect(createRequest({ subject, key: leafKey, scheme, extensions: [], random }).info.attributes).toEqual([]);
  });

  it('draws serial numbers of 20 bytes, each another', () => {
    const drawn = Array.from({ length: 1000 }, () => randomSerialNumber(systemRandom));
    expect(new Set(drawn).size).toBe(1000);
    for (const serial of drawn) expect(serial >> 158n).toBe(1n);
  });

  it('cuts fractions of a second off', () => {
    const precise = { notBefore: new Date('2030-01-01T00:00:00.999Z'), notAfter: new Date('2055-01-01T00:00:00.001Z') };
    const one = issue({ validity: precise });
    expect([one.notBefore, one.notAfter]).toEqual([new Date('2030-01-01T00:00:00Z'), new Date('2055-01-01T00:00:00Z')]);
    expect(one.tbs.validity.notAfter.kind).toBe('generalizedTime');
  });
});

describe('misuse', () => {
  const aName = { kind: 'dNSName', value: 'a.example' } as const;
  const somewhere = {
    distributionPoint: { kind: 'fullName', value: [{ kind: 'uniformResourceIdentifier', value: 'http://a.example' }] },
  } as const;
  type Qualifier = NonNullable<CertificatePolicies[number]['policyQualifiers']>[number]['qualifier'];
  const policies = (qualifier: Qualifier): Extension => {
    const policyQualifierId = qualifier.kind === 'cPSuri' ? '1.3.6.1.5.5.7.2.1' : '1.3.6.1.5.5.7.2.2';
    return makeExtension('certificatePolicies', false, [
      { policyIdentifier: '1.2.3', policyQualifiers: [{ policyQualifierId, qualifier }] },
    ]);
  };

  it.each<[what: string, extension: Extension]>([
    ['a general name', makeExtension('subjectAltName', true, [{ kind: 'dNSName', value: '' }])],
    ['a host of one blank', makeExtension('issuerAltName', true, [{ kind: 'dNSName', value: ' ' }])],
    ['the name constraints', makeExtension('nameConstraints', true, {})],
    ['the policy constraints', makeExtension('policyConstraints', true, {})],
    ['a distribution point', makeExtension('cRLDistributionPoints', false, [{ reasons: ['keyCompromise'] }])],
    ['the key identifier', makeExtension('subjectKeyIdentifier', false, new Uint8Array(0))],
    ['the key identifier of the issuer', makeExtension('authorityKeyIdentifier', false, {})],
    ['the bytes of that', makeExtension('authorityKeyIdentifier', false, { keyIdentifier: new Uint8Array(0) })],
    ['the reasons of a point', makeExtension('cRLDistributionPoints', false, [{ ...somewhere, reasons: [] }])],
    ['those of a newer list', makeExtension('freshestCRL', false, [{ ...somewhere, reasons: [] }])],
    ['a notice', policies({ kind: 'userNotice', value: {} })],
    ['its text', policies({ kind: 'userNotice', value: { explicitText: { kind: 'utf8String', value: '' } } })],
    ['a link to a statement', policies({ kind: 'cPSuri', value: '' })],
    ['a period of use', makeExtension('privateKeyUsagePeriod', false, {})],
  ])('signs nothing in which %s is empty', (_, empty) => {
    const extensions = [...caExtensions(), empty];
    expect(codeOf(() => selfSign({ ...caOptions, extensions }))).toBe('empty-field');
    expect(codeOf(() => issue({ extensions: () => extensions }))).toBe('empty-field');
    expect(codeOf(() => createRequest({ subject, key: leafKey, scheme, extensions, random }))).toBe('empty-field');
  });

  it('signs no certificate without an issuer, and no request with an extension twice', () => {
    expect(codeOf(() => selfSign({ ...caOptions, subject: [] }))).toBe('empty-field');
    const extensions = [san, san];
    expect(codeOf(() => createRequest({ subject, key: leafKey, scheme, extensions, random }))).toBe(
      'duplicate-extension',
    );
  });

  it('issues nothing for a request that its own key did not sign', () => {
    const { fields } = request;
    const signature = Uint8Array.from(fields.signature);
    signature[0] ^= 1;
    const tampered = decodeRequest(encode(certificationRequest, { ...fields, signature }));
    expect(verifyRequest(tampered)).toBe(false);
    expect(codeOf(() => issue({ request: tampered }))).toBe('request-signature');
    const stranger = createRequest({ subject, key: rootKey, scheme, extensions: [], random });
    const stolen = { ...fields, signature: stranger.fields.signature };
    expect(codeOf(() => issue({ request: decodeRequest(encode(certificationRequest, stolen)) }))).toBe(
      'request-signature',
    );
    const sha1Request = {
      ...fields,
      signatureAlgorithm: { ...fields.signatureAlgorithm, algorithm: '1.2.840.113549.1.1.5' },
    };
    expect(codeOf(() => issue({ request: decodeRequest(encode(certificationRequest, sha1Request)) }))).toBe(
      'unsupported-signature-algorithm',
    );
  });

  it('issues nothing unsound', () => {
    expect(codeOf(() => issue({ issuerKey: caKey }))).toBe('key-mismatch');
    expect(codeOf(() => issue({ issuer: issue(), issuerKey: leafKey }))).toBe('issuer-not-ca');
    expect(codeOf(() => issue({ extensions: () => [san, san] }))).toBe('duplicate-extension');
    expect(codeOf(() => issue({ validity: { notBefore: validity.notAfter, notAfter: validity.notBefore } }))).toBe(
      'validity',
    );
    expect(codeOf(() => issue({ validity: { notBefore: new Date(Number.NaN), notAfter: now } }))).toBe('wrong-type');
    for (const serialNumber of [0n, -1n, 1n << 159n]) {
      expect(codeOf(() => issue({ serialNumber }))).toBe('serial-number');
    }
    expect(issue({ serialNumber: (1n << 159n) - 1n }).serialNumber).toBe((1n << 159n) - 1n);
    expect(codeOf(() => issue({ scheme: RSA_PKCS1_SHA1 }))).toBe('unsupported-signature-algorithm');
  });

  const requestOptions = { subject, key: leafKey, scheme, extensions: wanted, random };
  it.each<[make: (options: never) => unknown, options: object]>([
    [selfSign, caOptions],
    [issueFromRequest, options],
    [createRequest, requestOptions],
  ])('%o names what a caller without types leaves out', (make, whole) => {
    for (const left of Object.keys(whole)) {
      for (const nothing of [undefined, null, {}]) {
        expect(() => make({ ...whole, [left]: nothing } as never)).toThrow(
          expect.objectContaining({ name: 'UsageError', argument: expect.stringMatching(left) }),
        );
      }
    }
  });

  it.each([5, 'subjectKeyIdentifier', ['keyUsage'], [null]])(
    'leaves out the identifiers that are named, not %j',
    (given) => {
      expect(() => issue({ withoutIdentifiers: given as never })).toThrow(
        expect.objectContaining({
          name: 'UsageError',
          argument: `withoutIdentifiers${Array.isArray(given) ? '[0]' : ''}`,
        }),
      );
    },
  );

  it.each<[kind: MakableExtensionKind, value: unknown, argument: string]>([
    ['basicConstraints', { cA: true, pathLenConstrain: 0 }, 'value.pathLenConstrain'],
    ['authorityKeyIdentifier', { keyid: new Uint8Array(20) }, 'value.keyid'],
    ['nameConstraints', { permited: [] }, 'value.permited'],
    [
      'nameConstraints',
      { excludedSubtrees: [{ base: aName, minimum: 0n, minimun: 1n }] },
      'value.excludedSubtrees[0].minimun',
    ],
    ['cRLDistributionPoints', [{ url: 'http://a.example' }], 'value[0].url'],
    ['subjectAltName', [{ ...aName, critical: true }], 'value[0].critical'],
  ])('%s is not made where a field is none of its own', (kind, value, argument) => {
    expect(() => makeExtension(kind, true, value as never)).toThrow(
      expect.objectContaining({ name: 'UsageError', code: 'unknown-option', argument }),
    );
  });

  it('names the new name of an option that was renamed', () => {
    const old = { ...caOptions, hash: 'sha256' } as never;
    for (const issue of [selfSign, createRequest, issueFromRequest]) {
      expect(() => issue(old)).toThrow(/has no option "hash": it is called scheme now/);
    }
  });
});
