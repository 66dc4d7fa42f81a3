/** A CA on P-256 with a list, an OCSP responder, and what tests of revocation change about them. */
import { seededRandom } from '../../src/hash/index.ts';
import { generateKey, keyIdentifier, type PrivateKey, publicKeyOf, toSpki } from '../../src/keys/index.ts';
import { ECDSA_SHA256 } from '../../src/signatures/index.ts';
import {
  type Certificate,
  type CertificateList,
  type Check,
  type CreateCertificateListOptions,
  caExtensions,
  certIdOf,
  createCertificateList,
  createOcspResponse,
  type Extension,
  encodedName,
  makeExtension,
  makeName,
  type OcspResponse,
  type OcspResponseOptions,
  type RevocationChecks,
  signTbs,
  type TBSCertificate,
  toTime,
  type Validation,
  validateChain,
} from '../../src/x509/index.ts';

export const random = seededRandom('revocation tests');
const key = (): PrivateKey => generateKey({ type: 'ec', curve: 'P-256', random });
export const [rootKey, caKey, leafKey, otherKey] = [key(), key(), key(), key()];
export const scheme = ECDSA_SHA256;
export const now = new Date('2030-06-01T12:00:00Z');
export const day = 86_400_000;
export const at = (days: number): Date => new Date(now.getTime() + days * day);

export interface Draft {
  readonly subject: string;
  readonly key: PrivateKey;
  readonly issuer?: Certificate;
  readonly issuerKey?: PrivateKey;
  readonly extensions?: readonly Extension[];
  readonly change?: Partial<TBSCertificate>;
}

/** A certificate that says exactly what it is told to, with key identifiers. */
export function draft(of: Draft): Certificate {
  const name = encodedName(makeName(['CN', of.subject]));
  const { issuer, issuerKey = of.key, extensions = [], change = {} } = of;
  const tbs: TBSCertificate = {
    version: 2,
    serialNumber: 4711n,
    signature: scheme.algorithm,
    issuer: issuer?.subject ?? name,
    validity: { notBefore: toTime(at(-100)), notAfter: toTime(at(100)) },
    subject: name,
    subjectPublicKeyInfo: toSpki(publicKeyOf(of.key)),
    extensions: [
      makeExtension('subjectKeyIdentifier', false, keyIdentifier(publicKeyOf(of.key))),
      makeExtension('authorityKeyIdentifier', false, { keyIdentifier: keyIdentifier(publicKeyOf(issuerKey)) }),
      ...extensions,
    ],
    ...change,
  };
  return signTbs(tbs, issuerKey, scheme, random);
}

export const root = draft({ subject: 'root', key: rootKey, extensions: caExtensions() });
export const ca = draft({
  subject: 'ca',
  key: caKey,
  issuer: root,
  issuerKey: rootKey,
  extensions: caExtensions(),
  change: { serialNumber: 2n },
});
export const leafWith = (extensions: readonly Extension[], change: Partial<TBSCertificate> = {}): Certificate =>
  draft({ subject: 'leaf', key: leafKey, issuer: ca, issuerKey: caKey, extensions, change });
export const leaf = leafWith([]);

type ListChange = Partial<CreateCertificateListOptions>;
export const listOf = (change: ListChange = {}): CertificateList =>
  createCertificateList({
    issuer: ca,
    issuerKey: caKey,
    scheme,
    thisUpdate: at(-1),
    nextUpdate: at(1),
    revoked: [],
    number: 7n,
    random,
    ...change,
  });
export const revoking = (serialNumber = leaf.serialNumber) => ({ serialNumber, revocationDate: at(-2) });
export const rootList = listOf({ issuer: root, issuerKey: rootKey });

export const answerOf = (change: Partial<OcspResponseOptions['answers'][number]> = {}) => ({
  certId: certIdOf(leaf, ca, 'sha256'),
  status: { kind: 'good' as const },
  thisUpdate: at(-0.1),
  nextUpdate: at(1),
  ...change,
});
export const responseOf = (change: Partial<OcspResponseOptions> = {}): OcspResponse =>
  createOcspResponse({
    responder: ca,
    responderKey: caKey,
    scheme,
    responderId: 'key',
    producedAt: at(-0.1),
    answers: [answerOf()],
    random,
    ...change,
  });

/** The chain's verdict by this evidence about the leaf; the CA's own list is always there. */
export const validateWith = (
  checks: Partial<RevocationChecks>,
  of: Certificate = leaf,
  intermediates: readonly Certificate[] = [],
): Validation =>
  validateChain({
    leaf: of,
    intermediates: [ca, ...intermediates],
    roots: [root],
    time: now,
    purpose: 'any',
    profile: 'rfc5280',
    revocation: { policy: 'require', ...checks, crls: [rootList, ...(checks.crls ?? [])] },
  });

/** The codes about revocation of the leaf that did not pass, each once. */
export const codesOf = ({ checks }: Validation, outcome: Check['outcome'] = 'fail'): string[] => [
  ...new Set(checks.filter((one) => one.outcome === outcome && one.depth === 0).map(({ code }) => code)),
];
