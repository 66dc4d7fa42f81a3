/** A chain before it is signed, so that one thing about it can be changed and everything else stays as it was. */
import { anyElement, byteAlignedBitString, sequence } from '../asn1/index.ts';
import { type Bytes, concat, hexToBytes, i2osp, os2ip, UsageError } from '../bytes/index.ts';
import { encode } from '../codec/index.ts';
import {
  algorithmIdentifier,
  NULL_PARAMETERS,
  type PrivateKey,
  pemEncode,
  publicKeyOf,
  toSpki,
} from '../keys/index.ts';
import { modulusLength, rsadp } from '../rsa/index.ts';
import { RSA_PKCS1_SHA1, RSA_PKCS1_SHA256, type SignatureScheme } from '../signatures/index.ts';
import {
  type Extension,
  encodedName,
  type Name,
  type TBSCertificate,
  tbsCertificate,
  toTime,
  type ValidationName,
} from '../x509/index.ts';
import { blinding } from './certificates.ts';
import { md5 } from './md5.ts';

/** A chain, as a verifier is given it: bytes, since not all of them need be certificates. */
export interface TestChain {
  readonly leaf: Bytes;
  /** From the leaf upwards. */
  readonly intermediates: readonly Bytes[];
  readonly roots: readonly Bytes[];
  /** The leaf's private key, for verifiers that want to see a handshake. */
  readonly leafKey: PrivateKey;
  /** When to judge it, */
  readonly time: Date;
  /** for what, */
  readonly purpose: 'serverAuth';
  /** and whom it must name. */
  readonly name: ValidationName;
}

/** The chain's certificates as PEM texts: what a server shows (leaf first), and what its client trusts. */
export const chainPem = ({
  leaf,
  intermediates,
  roots,
}: TestChain): Record<'leaf' | 'intermediates' | 'roots', string> => {
  const pem = (all: readonly Bytes[]): string => all.map((der) => pemEncode('CERTIFICATE', der)).join('');
  return { leaf: pem([leaf]), intermediates: pem(intermediates), roots: pem(roots) };
};

/** How a certificate is signed. */
export type Scheme = Pick<SignatureScheme, 'algorithm' | 'sign'>;

export const WITH_SHA256: Scheme = RSA_PKCS1_SHA256;
export const WITH_SHA1: Scheme = RSA_PKCS1_SHA1;
export const WITH_MD5: Scheme = {
  algorithm: { algorithm: '1.2.840.113549.1.1.4', parameters: NULL_PARAMETERS },
  sign(key, message, random) {
    if (key.type !== 'rsa') throw new UsageError('wrong-type', 'key', 'must be an RSA key');
    // RFC 8017 §9.2: rsa/ does not know the DigestInfo of MD5 (note 1), and is not to.
    const T = concat(hexToBytes('3020300c06082a864886f70d020505000410'), md5(message));
    const k = modulusLength(key);
    const EM = concat(Uint8Array.of(0, 1), new Uint8Array(k - T.length - 3).fill(0xff), Uint8Array.of(0), T);
    return i2osp(rsadp(key, os2ip(EM), random), k);
  },
};

/** A certificate before it is signed. */
export interface CertificatePlan {
  readonly subject: Name;
  readonly key: PrivateKey;
  readonly serialNumber: bigint;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
  readonly scheme: Scheme;
  /** Who is said to have issued it, and whose key has signed; by default those of the next in the chain. */
  readonly issuer?: Name;
  readonly issuerKey?: PrivateKey;
  /** Fields to be other than the plan has them. */
  readonly fields?: Partial<TBSCertificate>;
  /** A change of the bytes before they are signed, */
  readonly alterTbs?: (tbs: Bytes) => Bytes;
  /** and one of the certificate's when it is. */
  readonly alter?: (certificate: Bytes) => Bytes;
}

export interface ChainPlan extends Pick<TestChain, 'name' | 'purpose' | 'time'> {
  /** The leaf first, the root last. */
  readonly certificates: readonly CertificatePlan[];
  /** What is trusted, where it is not the root. */
  readonly anchor?: CertificatePlan;
  /** What stands beside the leaf: by default the certificates between it and the root. */
  readonly presents?: 'nothing' | 'the root too';
}

/** Certificate, its signed part as bytes: the two need not agree with anything. */
const signedCertificate = sequence('Certificate', 'RFC 5280 §4.1.1', {
  tbsCertificate: anyElement,
  signatureAlgorithm: algorithmIdentifier,
  signature: byteAlignedBitString,
});

function sign(plan: CertificatePlan, next: CertificatePlan): Bytes {
  const { subject, key, serialNumber, extensions, scheme, issuer = next.subject, issuerKey = next.key } = plan;
  const tbs: TBSCertificate = {
    version: 2,
    serialNumber,
    signature: scheme.algorithm,
    issuer: encodedName(issuer),
    validity: { notBefore: toTime(plan.notBefore), notAfter: toTime(plan.notAfter) },
    subject: encodedName(subject),
    subjectPublicKeyInfo: toSpki(publicKeyOf(key)),
    ...(extensions.length > 0 && { extensions }),
    ...plan.fields,
  };
  const bytes = encode(tbsCertificate, tbs);
  const signed = plan.alterTbs?.(bytes) ?? bytes;
  const certificate = encode(signedCertificate, {
    tbsCertificate: signed,
    signatureAlgorithm: scheme.algorithm,
    signature: scheme.sign(issuerKey, signed, blinding),
  });
  return plan.alter?.(certificate) ?? certificate;
}

/** Signs chains; a certificate that several of them share is signed once. */
export function chainSigner(): (plan: ChainPlan) => TestChain {
  const signed = new Map<CertificatePlan, Map<CertificatePlan, Bytes>>();
  const certificate = (plan: CertificatePlan, next: CertificatePlan): Bytes => {
    const known = signed.get(plan) ?? new Map<CertificatePlan, Bytes>();
    signed.set(plan, known);
    const der = known.get(next) ?? sign(plan, next);
    known.set(next, der);
    return der;
  };
  return ({ certificates, anchor, presents, time, purpose, name }) => {
    const root = anchor ?? certificates[certificates.length - 1];
    const [leaf, ...others] = certificates.map((plan, i) => certificate(plan, certificates[i + 1] ?? plan));
    const intermediates = presents === 'the root too' ? others : others.slice(0, -1);
    return {
      leaf,
      intermediates: presents === 'nothing' ? [] : intermediates,
      roots: [certificate(root, root)],
      leafKey: certificates[0].key,
      time,
      purpose,
      name,
    };
  };
}
