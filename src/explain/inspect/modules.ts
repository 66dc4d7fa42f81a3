/** What a file may hold: one row for each structure that is known by name, with the label that PEM gives it, in the order in
 * which DER without a label is tried. */
import {
  bitString,
  byteAlignedBitString,
  explicit,
  integer,
  octetString,
  oid,
  optional,
  sequence,
  sequenceOf,
  smallInteger,
  withDefault,
} from '../../asn1/index.ts';
import { bitLength } from '../../bytes/index.ts';
import { type AnyCodec, type Codec, cite, named, rest, secret, type ValueOf } from '../../codec/index.ts';
import {
  algorithmIdentifier,
  NULL_PARAMETERS,
  privateKeyInfo,
  rsaPrivateKey,
  rsaPublicKey,
  subjectPublicKeyInfo,
} from '../../keys/index.ts';
import { certificate, certificationRequest, extensions, name, time } from '../../x509/index.ts';

/** A structure that a file may hold. */
export interface Module {
  /** For a person. */
  readonly title: string;
  /** Labels of PEM. */
  readonly labels: readonly string[];
  readonly codec: AnyCodec;
  /** Whether bytes that a fault keeps from being read may be secret. */
  readonly secret: boolean;
  /** Whether a value is likely to be meant, where no label says so: another structure may have the same fields. */
  isLikely(value: unknown): boolean;
}

function row<T>(
  title: string,
  labels: readonly string[],
  codec: Codec<T>,
  isLikely: (value: T) => boolean = () => true,
): Module {
  const secret = labels.some((label) => label.endsWith('PRIVATE KEY'));
  return { title, labels, codec, secret, isLikely: (value) => isLikely(value as T) };
}

const CRL = 'RFC 5280 §5.1.2';
const tbsCertList = sequence('TBSCertList', CRL, {
  version: optional(smallInteger(1, 1, 'RFC 5280 §5.1.2.1')),
  signature: cite('RFC 5280 §5.1.2.2', algorithmIdentifier),
  issuer: cite('RFC 5280 §5.1.2.3', name),
  thisUpdate: cite('RFC 5280 §5.1.2.4', time),
  nextUpdate: optional(time),
  revokedCertificates: optional(
    sequenceOf(
      sequence('RevokedCertificate', 'RFC 5280 §5.1.2.6', {
        userCertificate: integer,
        revocationDate: time,
        crlEntryExtensions: optional(extensions),
      }),
    ),
  ),
  crlExtensions: optional(explicit(0, extensions)),
});
/** CertificateList. */
const certificateList = sequence('CertificateList', 'RFC 5280 §5.1', {
  tbsCertList,
  signatureAlgorithm: algorithmIdentifier,
  signature: byteAlignedBitString,
});

const encryptedPrivateKeyInfo = sequence('EncryptedPrivateKeyInfo', 'RFC 5958 §3', {
  encryptionAlgorithm: algorithmIdentifier,
  encryptedData: octetString,
});
/** Password-based encryption (RFC 8018 §6, RFC 7292 appendix C): the same two fields could be a DigestInfo. */
const isPasswordBased = ({ encryptionAlgorithm }: ValueOf<typeof encryptedPrivateKeyInfo>): boolean =>
  /^1\.2\.840\.113549\.1\.(5|12\.1)\.\d+$/.test(encryptionAlgorithm.algorithm);

const SEC1 = 'RFC 5915 §3';
const ecPrivateKey = sequence('ECPrivateKey', SEC1, {
  version: smallInteger(1, 1, SEC1),
  privateKey: secret(octetString),
  parameters: optional(explicit(0, oid)),
  publicKey: optional(explicit(1, bitString)),
});

/** Two numbers could be a signature too: a public exponent is small. */
const isRsaPublicKey = ({ modulus, publicExponent }: ValueOf<typeof rsaPublicKey>): boolean =>
  bitLength(publicExponent) <= 64 && bitLength(modulus) >= 256;

export const MODULES: readonly Module[] = [
  row('Certificate', ['CERTIFICATE', 'X509 CERTIFICATE'], certificate),
  row('Certificate request', ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'], certificationRequest),
  row('Certificate revocation list', ['X509 CRL'], certificateList),
  row('Public key', ['PUBLIC KEY'], subjectPublicKeyInfo),
  row('Private key (PKCS #8)', ['PRIVATE KEY'], privateKeyInfo),
  row('Private key, encrypted (PKCS #8)', ['ENCRYPTED PRIVATE KEY'], encryptedPrivateKeyInfo, isPasswordBased),
  row('RSA private key (PKCS #1)', ['RSA PRIVATE KEY'], rsaPrivateKey),
  row('EC private key (SEC 1)', ['EC PRIVATE KEY'], ecPrivateKey),
  row('RSA public key (PKCS #1)', ['RSA PUBLIC KEY'], rsaPublicKey, isRsaPublicKey),
];

const PSS = 'RFC 4055 §3.1';
const HASH = { algorithm: '1.3.14.3.2.26', parameters: NULL_PARAMETERS };
const pssParameters = sequence('RSASSA-PSS-params', PSS, {
  hashAlgorithm: withDefault(explicit(0, algorithmIdentifier), HASH),
  maskGenAlgorithm: optional(explicit(1, algorithmIdentifier)),
  saltLength: withDefault(explicit(2, smallInteger(0, 65_535, PSS)), 20),
  trailerField: withDefault(explicit(3, smallInteger(1, 1, PSS)), 1),
});
const pbes2Parameters = sequence('PBES2-params', 'RFC 8018 §A.4', {
  keyDerivationFunc: algorithmIdentifier,
  encryptionScheme: algorithmIdentifier,
});
const pbkdf2Parameters = sequence('PBKDF2-params', 'RFC 8018 §A.2', {
  salt: octetString,
  iterationCount: integer,
  keyLength: optional(integer),
  prf: optional(algorithmIdentifier),
});
const pbeParameters = sequence('PBEParameter', 'RFC 8018 §A.3', { salt: octetString, iterations: integer });

type ByAlgorithm = ReadonlyMap<string, AnyCodec>;

const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const RSASSA_PSS = '1.2.840.113549.1.1.10';
/** X25519, X448, Ed25519, Ed448 (RFC 8410 §3). */
const CURVES = [110, 111, 112, 113].map((last) => `1.3.101.${last}`);

/** What the parameters of an AlgorithmIdentifier are. */
export const PARAMETERS: ByAlgorithm = new Map<string, AnyCodec>([
  [EC_PUBLIC_KEY, named('namedCurve', cite('RFC 5480 §2.1.1', oid))],
  [RSASSA_PSS, pssParameters],
  ['1.2.840.113549.1.1.8', algorithmIdentifier],
  ['1.2.840.113549.1.5.12', pbkdf2Parameters],
  ['1.2.840.113549.1.5.13', pbes2Parameters],
  ...[1, 2, 3, 4, 5, 6].map((last) => [`1.2.840.113549.1.12.1.${last}`, pbeParameters] as const),
]);

const curves = (key: AnyCodec) => CURVES.map((algorithm) => [algorithm, key] as const);

/** What the bits of a `subjectPublicKey` are. */
export const PUBLIC_KEYS: ByAlgorithm = new Map<string, AnyCodec>([
  [EC_PUBLIC_KEY, named('ECPoint', cite('RFC 5480 §2.2', rest()))],
  [RSASSA_PSS, rsaPublicKey],
  ...curves(named('public key', cite('RFC 8410 §4', rest()))),
]);

/** What is in the `privateKey` of a PrivateKeyInfo. */
export const PRIVATE_KEYS: ByAlgorithm = new Map<string, AnyCodec>([
  [EC_PUBLIC_KEY, ecPrivateKey],
  [RSASSA_PSS, rsaPrivateKey],
  ...curves(named('CurvePrivateKey', cite('RFC 8410 §7', octetString))),
]);
