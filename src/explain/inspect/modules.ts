/** The known structures of a file: one row for each, with its PEM labels. DER without a label is tried in this order. */

import { integer, octetString, oid, sequenceOf } from '../../asn1/index.ts';
import { ALGORITHM_OIDS, PBE_OIDS } from '../../asn1/internal.ts';
import { bitLength } from '../../bytes/index.ts';
import { type AnyCodec, type Codec, cite, named, rest } from '../../codec/index.ts';
import { CURVE_OIDS } from '../../ec/internal.ts';
import {
  algorithmIdentifier,
  authenticatedSafe,
  type EncryptedPrivateKeyInfo,
  ecPrivateKey,
  encryptedPrivateKeyInfo,
  pbeParameters,
  pbes2Parameters,
  pbkdf2Parameters,
  pfx,
  privateKeyInfo,
  pssParameters,
  rsaPrivateKey,
  rsaPublicKey,
  safeContents,
  scryptParameters,
  subjectPublicKeyInfo,
} from '../../keys/index.ts';
import { BAG } from '../../keys/internal.ts';
import type { RsaPublicComponents } from '../../rsa/index.ts';
import { ecdsaSigValue } from '../../signatures/index.ts';
import { certificate, certificateList, certificationRequest, ocspRequest, ocspResponse } from '../../x509/index.ts';

/** A structure that a file may hold. */
export interface Module {
  /** The name for people to read. */
  readonly title: string;
  /** The PEM labels. */
  readonly labels: readonly string[];
  readonly codec: AnyCodec;
  /** Whether the bytes after a fault may be secret. */
  readonly secret: boolean;
  /** Whether a value without a label is likely to have this structure, since another structure may have the same fields. */
  isLikely(value: unknown): boolean;
}

function row<T>(
  title: string,
  labels: readonly string[],
  codec: Codec<T>,
  isLikely: (value: T) => boolean = () => true,
): Module {
  // A PKCS #12 file may contain unencrypted keys.
  const secret = labels.some((label) => label.endsWith('PRIVATE KEY') || label === 'PKCS12');
  return { title, labels, codec, secret, isLikely: (value) => isLikely(value as T) };
}

/** RFC 7292 appendix C. */
const PKCS12_PBE: readonly string[] = [
  PBE_OIDS.pbeWithSha1And128BitRc4,
  PBE_OIDS.pbeWithSha1And40BitRc4,
  PBE_OIDS.pbeWithSha1And3KeyTripleDes,
  PBE_OIDS.pbeWithSha1And2KeyTripleDes,
  PBE_OIDS.pbeWithSha1And128BitRc2,
  PBE_OIDS.pbeWithSha1And40BitRc2,
];
const PASSWORD_BASED = new Set<string>([...Object.values(PBE_OIDS), ...PKCS12_PBE]);

/** Password-based encryption (RFC 8018 §6, RFC 7292 appendix C): a DigestInfo has the same two fields. */
const isPasswordBased = ({ encryptionAlgorithm }: EncryptedPrivateKeyInfo): boolean =>
  PASSWORD_BASED.has(encryptionAlgorithm.algorithm);

/** A signature may also be two numbers, but a public exponent is small. */
const isRsaPublicKey = ({ modulus, publicExponent }: RsaPublicComponents): boolean =>
  bitLength(publicExponent) <= 64 && bitLength(modulus) >= 256;

export const MODULES: readonly Module[] = [
  row('Certificate', ['CERTIFICATE', 'X509 CERTIFICATE'], certificate),
  row('Certificate request', ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'], certificationRequest),
  row('Certificate revocation list', ['X509 CRL'], certificateList),
  row('OCSP response', ['OCSP RESPONSE'], ocspResponse),
  row('OCSP request', ['OCSP REQUEST'], ocspRequest),
  row('Public key', ['PUBLIC KEY'], subjectPublicKeyInfo),
  row('Private key (PKCS #8)', ['PRIVATE KEY'], privateKeyInfo),
  row('Private key, encrypted (PKCS #8)', ['ENCRYPTED PRIVATE KEY'], encryptedPrivateKeyInfo, isPasswordBased),
  row('Keys and certificates (PKCS #12)', ['PKCS12', 'PKCS #12'], pfx),
  row('RSA private key (PKCS #1)', ['RSA PRIVATE KEY'], rsaPrivateKey),
  row('EC private key (SEC 1)', ['EC PRIVATE KEY'], ecPrivateKey),
  row('RSA public key (PKCS #1)', ['RSA PUBLIC KEY'], rsaPublicKey, isRsaPublicKey),
];

type ByAlgorithm = ReadonlyMap<string, AnyCodec>;

const EC_PUBLIC_KEY = ALGORITHM_OIDS.ecPublicKey;
const RSASSA_PSS = ALGORITHM_OIDS.rsassaPss;
/** RFC 8410 §3. */
const CURVES = [CURVE_OIDS.X25519, CURVE_OIDS.X448, CURVE_OIDS.Ed25519, CURVE_OIDS.Ed448];

/** The codec of an AlgorithmIdentifier's parameters. */
export const PARAMETERS: ByAlgorithm = new Map<string, AnyCodec>([
  [EC_PUBLIC_KEY, named('namedCurve', cite('RFC 5480 §2.1.1', oid))],
  [RSASSA_PSS, pssParameters],
  // Public, though numbers of this size in other places may be an RSA key without its version.
  [ALGORITHM_OIDS.dsa, named('Dss-Parms', cite('RFC 3279 §2.3.2', sequenceOf(integer, 3, 3)))],
  [ALGORITHM_OIDS.mgf1, algorithmIdentifier],
  [PBE_OIDS.pbkdf2, pbkdf2Parameters],
  [PBE_OIDS.pbes2, pbes2Parameters],
  [PBE_OIDS.scrypt, scryptParameters],
  ...PKCS12_PBE.map((algorithm) => [algorithm, pbeParameters] as const),
]);

const curves = (key: AnyCodec) => CURVES.map((algorithm) => [algorithm, key] as const);

/** The codec of a `subjectPublicKey`'s bits. */
export const PUBLIC_KEYS: ByAlgorithm = new Map<string, AnyCodec>([
  [EC_PUBLIC_KEY, named('ECPoint', cite('RFC 5480 §2.2', rest()))],
  [RSASSA_PSS, rsaPublicKey],
  ...curves(named('public key', cite('RFC 8410 §4', rest()))),
]);

/** The codec of a PrivateKeyInfo's `privateKey`. */
export const PRIVATE_KEYS: ByAlgorithm = new Map<string, AnyCodec>([
  [EC_PUBLIC_KEY, ecPrivateKey],
  [RSASSA_PSS, rsaPrivateKey],
  ...curves(named('CurvePrivateKey', cite('RFC 8410 §7', octetString))),
]);

/** The codec of a signature's bits, by its algorithm. Other signatures have no structure. */
export const SIGNATURES: ByAlgorithm = new Map<string, AnyCodec>(
  [
    ALGORITHM_OIDS.ecdsaWithSha1,
    ALGORITHM_OIDS.ecdsaWithSha224,
    ALGORITHM_OIDS.ecdsaWithSha256,
    ALGORITHM_OIDS.ecdsaWithSha384,
    ALGORITHM_OIDS.ecdsaWithSha512,
  ].map((algorithm) => [algorithm, ecdsaSigValue] as const),
);

/** The codecs of the byte strings in a PKCS #12 file, by the structure that contains them. */
export const PKCS12_CONTENTS = { file: authenticatedSafe, safe: safeContents } as const;

/** The codec of a bag's content, or of the byte string in it. */
export const BAGS: ByAlgorithm = new Map<string, AnyCodec>([
  [BAG.certificate, certificate],
  [BAG.safeContents, safeContents],
]);
