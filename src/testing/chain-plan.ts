/** An unsigned chain, so that one detail can be changed while everything else stays the same. */

import { anyElement, byteAlignedBitString, sequence } from '../asn1/index.ts';
import { ALGORITHM_OIDS } from '../asn1/internal.ts';
import { assertFields, type Bytes, concat, hexToBytes, i2osp, os2ip, UsageError } from '../bytes/index.ts';
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
import { chainText, withText } from './chain-text.ts';
import { md5 } from './md5.ts';

/** A verifier's input as bytes, since some of them may not be valid certificates. */
export interface TestChain {
  readonly leaf: Bytes;
  /** From the leaf upwards. */
  readonly intermediates: readonly Bytes[];
  readonly roots: readonly Bytes[];
  /** The leaf's private key, for verifiers that need a handshake. */
  readonly leafKey: PrivateKey;
  /** The time to validate at. */
  readonly time: Date;
  /** The required purpose. */
  readonly purpose: 'serverAuth';
  /** The name that the leaf must match. */
  readonly name: ValidationName;
}

/** The chain's certificates as PEM texts: the server's chain (leaf first), and the client's trusted roots. */
export function chainPem(chain: TestChain): Record<'leaf' | 'intermediates' | 'roots', string> {
  assertFields(chain, 'chain', 'a TestChain', 'leaf', 'intermediates', 'roots');
  const { leaf, intermediates, roots } = chain;
  const pem = (all: readonly Bytes[]): string => all.map((der) => pemEncode('CERTIFICATE', der)).join('');
  return { leaf: pem([leaf]), intermediates: pem(intermediates), roots: pem(roots) };
}

/** How a certificate is signed. */
export type Scheme = Pick<SignatureScheme, 'algorithm' | 'sign'>;

export const WITH_SHA256: Scheme = RSA_PKCS1_SHA256;
export const WITH_SHA1: Scheme = RSA_PKCS1_SHA1;
export const WITH_MD5: Scheme = {
  algorithm: { algorithm: ALGORITHM_OIDS.md5WithRsa, parameters: NULL_PARAMETERS },
  sign(key, message, random) {
    if (key.type !== 'rsa') throw new UsageError('wrong-type', 'key', 'must be an RSA key');
    // RFC 8017 §9.2: rsa/ deliberately does not support the DigestInfo of MD5 (note 1).
    const T = concat(hexToBytes('3020300c06082a864886f70d020505000410'), md5(message));
    const k = modulusLength(key);
    const EM = concat(Uint8Array.of(0, 1), new Uint8Array(k - T.length - 3).fill(0xff), Uint8Array.of(0), T);
    return i2osp(rsadp(key, os2ip(EM), random), k);
  },
};

/** An algorithm that nobody knows; 2.999 is the arc for examples (X.660 §A.1). */
export const WITH_UNKNOWN: Scheme = { ...RSA_PKCS1_SHA256, algorithm: { algorithm: '2.999.1' } };

/** A certificate before it is signed. */
export interface CertificatePlan {
  readonly subject: Name;
  readonly key: PrivateKey;
  readonly serialNumber: bigint;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
  readonly scheme: Scheme;
  /** The issuer name, and the signing key; default: those of the next certificate in the chain. */
  readonly issuer?: Name;
  readonly issuerKey?: PrivateKey;
  /** Fields that replace those of the plan. */
  readonly fields?: Partial<TBSCertificate>;
  /** Changes the bytes before they are signed. */
  readonly alterTbs?: (tbs: Bytes) => Bytes;
  /** Changes the certificate's bytes after signing. */
  readonly alter?: (certificate: Bytes) => Bytes;
}

export interface ChainPlan extends Pick<TestChain, 'name' | 'purpose' | 'time'> {
  /** The leaf first, the root last. */
  readonly certificates: readonly CertificatePlan[];
  /** The trusted certificate, if not the root: a separate certificate, or the index of one in the chain. */
  readonly anchor?: CertificatePlan | number;
  /** The intermediates given to the verifier; default: all between leaf and root. */
  readonly presents?: 'nothing' | 'the root too';
}

/** Certificate with its signed part as bytes, which need not be valid. */
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

/** Signs chains; a certificate shared by several of them is signed once. */
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
    const ders = certificates.map((plan, i) => certificate(plan, certificates[i + 1] ?? plan));
    const [leaf, ...others] = ders;
    const root = typeof anchor === 'object' ? certificate(anchor, anchor) : ders[anchor ?? ders.length - 1];
    const intermediates = presents === 'the root too' ? others : others.slice(0, -1);
    const chain: TestChain = {
      leaf,
      intermediates: presents === 'nothing' ? [] : intermediates,
      roots: [root],
      leafKey: certificates[0].key,
      time,
      purpose,
      name,
    };
    return withText(chain, () => chainText(certificates, chain));
  };
}
