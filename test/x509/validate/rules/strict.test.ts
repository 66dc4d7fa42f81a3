/** The profile `strict`: what OpenSSL's `-x509_strict` refuses, and the common rules do not. */
import { describe, expect, it } from 'vitest';
import {
  type Certificate,
  caExtensions,
  certificatePem,
  type Extension,
  encodedName,
  makeExtension,
  type TBSCertificate,
  type ValidationOptions,
} from '../../../../src/x509/index.ts';
import { ca, failing, leafOf, under, validate, withCriticalNames } from '../../../fixtures/chain.ts';
import { akid, caKey, hasOpenssl, openssl, root, rootKey, serverExtensions, skid } from '../../../fixtures/drafts.ts';

const identified = [skid(caKey), akid(rootKey)];
const soundCa = ca([...caExtensions(), ...identified]);
const leaf = (...extensions: readonly Extension[]): Partial<ValidationOptions> => ({
  leaf: leafOf(soundCa, [...serverExtensions, ...extensions]),
  intermediates: [soundCa],
});
const aCa = (...extensions: readonly Extension[]): Partial<ValidationOptions> => {
  const middle = ca(extensions);
  return { ...under(middle), leaf: leafOf(middle, [...serverExtensions, akid(caKey)]) };
};
const constraints = (critical: boolean, pathLenConstraint?: number): Extension =>
  makeExtension('basicConstraints', critical, {
    cA: true,
    ...(pathLenConstraint !== undefined && { pathLenConstraint }),
  });
const usage = makeExtension('keyUsage', true, ['keyCertSign', 'cRLSign']);
const critical = (one: Extension): Extension => ({ ...one, critical: true });

/** What breaks a rule, what fails then, and OpenSSL's number for it. */
const ROWS: readonly (readonly [string, Partial<ValidationOptions>, string, number])[] = [
  ['critical basicConstraints of a CA', aCa(constraints(false), usage, ...identified), 'bc-not-critical', 89],
  [
    'pathLenConstraint of CAs only',
    leaf(makeExtension('basicConstraints', true, { cA: false, pathLenConstraint: 0 }), akid(caKey)),
    'bc-path-length-without-ca',
    80,
  ],
  ['keyUsage of a CA', aCa(constraints(true), ...identified), 'ku-missing-ca', 92],
  ['an authorityKeyIdentifier', leaf(), 'aki-missing', 85],
  ['one that is not critical', leaf(critical(akid(caKey))), 'extension-critical', 34],
  ['a subjectKeyIdentifier of a CA', aCa(constraints(true), usage, akid(rootKey)), 'ski-missing-ca', 86],
  [
    'one that is not critical',
    aCa(constraints(true), usage, critical(skid(caKey)), akid(rootKey)),
    'extension-critical',
    34,
  ],
];
const server = (
  extensions: readonly Extension[],
  change: Partial<TBSCertificate> = {},
): Partial<ValidationOptions> => ({
  leaf: leafOf(soundCa, [...extensions, akid(caKey)], change),
  intermediates: [soundCa],
});
const signs = makeExtension('keyUsage', true, ['digitalSignature', 'keyCertSign']);
const emptyNames = makeExtension('subjectAltName', false, [
  { kind: 'dNSName', value: 'kubernetes' },
  { kind: 'dNSName', value: '' },
]);
/** What OpenSSL refuses by more than one number, and what the profile rfc5280 refuses too. */
const FURTHER: readonly (readonly [string, Partial<ValidationOptions>, readonly string[]])[] = [
  ['keyCertSign of CAs only', server([signs, ...serverExtensions.slice(1)]), ['ku-cert-sign-without-ca']],
  ['names that are not empty', server([...serverExtensions.slice(0, 2), emptyNames]), ['san-name-empty']],
  [
    'critical names beside an empty subject',
    server(serverExtensions, { subject: encodedName([]) }),
    ['san-not-critical'],
  ],
  ['an issuer with a name', server(serverExtensions, { issuer: encodedName([]) }), ['issuer-empty', 'trust-anchor']],
  ['no extensions in version 1', server(serverExtensions, { version: 0 }), ['version-extensions']],
  [
    'one signature algorithm',
    server(serverExtensions, { signature: { algorithm: '1.2.840.113549.1.1.12', parameters: new Uint8Array([5, 0]) } }),
    ['signature-algorithm-mismatch'],
  ],
];
const good: Partial<ValidationOptions> = leaf(akid(caKey));

const opensslFiles = ({ leaf, intermediates = [] }: Partial<ValidationOptions>) => ({
  'root.pem': certificatePem(root),
  'middle.pem': intermediates.map(certificatePem).join(''),
  'leaf.pem': certificatePem(leaf as Certificate),
});
const verify = (change: Partial<ValidationOptions>, ...options: readonly string[]): string =>
  openssl(
    opensslFiles(change),
    ...['verify', '-attime', `${Date.parse('2030-06-01') / 1000}`, '-CAfile', 'root.pem', '-untrusted', 'middle.pem'],
    ...options,
    'leaf.pem',
  ).output;

describe('vectors', () => {
  it.each(ROWS)('demands %s', (_, change, code) => {
    expect(failing(validate({ ...change, profile: 'strict' }))).toEqual([code]);
    expect(failing(validate(change))).toEqual([]);
  });

  it('accepts what has all of it', () => {
    expect(failing(validate({ ...good, profile: 'strict' }))).toEqual([]);
  });

  it('demands a name of who signs revocation lists', () => {
    const extensions = [
      makeExtension('keyUsage', true, ['digitalSignature', 'cRLSign']),
      ...withCriticalNames.slice(1),
      akid(caKey),
    ];
    const unnamed = { leaf: leafOf(soundCa, extensions, { subject: encodedName([]) }), intermediates: [soundCa] };
    expect(failing(validate({ ...unnamed, profile: 'strict' }))).toEqual(['ca-subject-empty']);
    expect(failing(validate(unnamed))).toEqual(['ca-subject-empty']);
  });

  it.skipIf(!hasOpenssl).each(ROWS)('agrees with OpenSSL about %s', (_, change, __, number) => {
    expect(verify(change, '-x509_strict')).toContain(`error ${number} at`);
    // A critical key identifier is refused without -x509_strict too: 34, an extension that it does not handle.
    if (number !== 34) expect(verify(change)).toContain('leaf.pem: OK');
  });

  it.each(FURTHER)('demands %s', (_, change, codes) => {
    expect(failing(validate({ ...change, profile: 'strict' }))).toEqual(codes);
  });

  // OpenSSL looks for a subjectAltName without any name, which our decoder does not read at all.
  const shared = FURTHER.filter(([, , codes]) => !codes.includes('san-name-empty'));
  it.skipIf(!hasOpenssl).each(shared)('is not alone with %s', (_, change) => {
    expect(verify(change, '-x509_strict')).not.toContain('leaf.pem: OK');
  });

  it.skipIf(!hasOpenssl)('agrees with OpenSSL about what has all of it', () => {
    expect(verify(good, '-x509_strict')).toContain('leaf.pem: OK');
  });
});

describe('misuse', () => {
  it('refuses a profile that is none', () => {
    expect(() => validate({ profile: 'lax' as 'strict' })).toThrow(expect.objectContaining({ argument: 'profile' }));
  });
});
