/** Issuing certificates: self-signed, or from a certification request. */
import {
  assertArray,
  assertDate,
  assertMethods,
  assertNotRenamed,
  assertOptions,
  equalBytes,
  os2ip,
  type Random,
  randomBytes,
  UsageError,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { type Encoded, encode, toEncoded } from '../../codec/index.ts';
import {
  encodePublicKey,
  keyIdentifier,
  type PrivateKey,
  type PublicKey,
  publicKeyOf,
  toSpki,
} from '../../keys/index.ts';
import { assertScheme, type SignatureScheme } from '../../signatures/index.ts';
import { assertCertificate, type Certificate, decodeCertificate } from '../certificate/certificate.ts';
import { certificate, type TBSCertificate, tbsCertificate, toTime } from '../certificate/structures.ts';
import { X509Error } from '../errors.ts';
import { EXTENSIONS, type Extension, extensionValue } from '../extensions/index.ts';
import { makeExtension } from '../extensions/make-extension.ts';
import { assertIssuable } from '../extensions/not-empty.ts';
import { inArgument } from '../extensions/nothing-else.ts';
import { encodedName } from '../names/encoded-name.ts';
import { assertName, type Name } from '../names/name.ts';
import { type CertificateRequest, verifyRequest } from '../request/request.ts';
import { assertSigns } from '../signing.ts';

const SERIAL_RULE = 'RFC 5280 §4.1.2.2';

const KEY_IDENTIFIERS = ['subjectKeyIdentifier', 'authorityKeyIdentifier'] as const;
export type KeyIdentifierKind = (typeof KEY_IDENTIFIERS)[number];

/** Options that every issued certificate needs. */
export interface IssueOptions {
  /** A signature scheme that fits the issuer's key (`schemesFor`). */
  readonly scheme: SignatureScheme;
  /** First and last second of validity; fractions of a second are dropped. */
  readonly validity: { readonly notBefore: Date; readonly notAfter: Date };
  /** Positive, at most 20 bytes. Default: `randomSerialNumber(random)`. */
  readonly serialNumber?: bigint | undefined;
  /** Key identifiers that are not added when missing. RFC 5280 requires both of a CA. Default: none. */
  readonly withoutIdentifiers?: readonly KeyIdentifierKind[] | undefined;
  /** Random bytes for the serial number and for signing: blinds RSA, hedges ECDSA, salts PSS. */
  readonly random: Random;
}

export interface SelfSignOptions extends IssueOptions {
  readonly subject: Name;
  readonly key: PrivateKey;
  /** The extensions to include; subject and authority key identifier are added when missing. */
  readonly extensions: readonly Extension[];
}

export interface IssueFromRequestOptions extends IssueOptions {
  readonly request: CertificateRequest;
  readonly issuer: Certificate;
  readonly issuerKey: PrivateKey;
  /** The subject that the CA certifies. Default: that of the request. */
  readonly subject?: Name | undefined;
  /** The CA's decision: the extensions to include, given those that the request asks for. */
  readonly extensions: (requested: readonly Extension[]) => readonly Extension[];
}

/** The extensions of a CA certificate: critical basicConstraints, and a critical keyUsage of keyCertSign and cRLSign.
 * @param pathLenConstraint - number of CAs allowed below; undefined: no limit. */
export const caExtensions = (pathLenConstraint?: number): Extension[] => [
  makeExtension('basicConstraints', true, {
    cA: true,
    ...(pathLenConstraint !== undefined && { pathLenConstraint }),
  }),
  makeExtension('keyUsage', true, ['keyCertSign', 'cRLSign']),
];

/** Issues a self-signed certificate.
 * @throws X509Error `validity`, `serial-number`, `duplicate-extension`, `empty-field`; EncodeError. Timing: as signing. */
export function selfSign(options: SelfSignOptions): Certificate {
  assertIssueOptions(options, ['subject', 'key', 'extensions']);
  assertName(options.subject, 'subject');
  assertArray(options.extensions, 'extensions');
  const publicKey = publicKeyOf(options.key);
  const subject = inArgument(['subject'], () => encodedName(options.subject));
  // Equal key identifiers tell a verifier that the certificate is self-signed.
  const issuerKeyIdentifier = extensionValue(options.extensions, 'subjectKeyIdentifier') ?? keyIdentifier(publicKey);
  const own = { issuer: subject, subject, publicKey, issuerKeyIdentifier };
  return signTbs(toTbs(options, own, options.extensions), options.key, options.scheme, options.random);
}

/** Issues a certificate for the subject and key of a request.
 * @throws X509Error `request-signature` when the request's self-signature is invalid, `issuer-not-ca`, `key-mismatch` when
 * `issuerKey` does not belong to `issuer`, `validity`, `serial-number`, `duplicate-extension`, `empty-field`; EncodeError; KeyError. Timing: as
 * signing. */
export function issueFromRequest(options: IssueFromRequestOptions): Certificate {
  assertIssueOptions(options, ['request', 'issuer', 'issuerKey', 'subject', 'extensions']);
  const { request, issuer, issuerKey, scheme, random } = options;
  assertCertificate(issuer, 'issuer');
  if (options.subject !== undefined) assertName(options.subject, 'subject');
  if (typeof options.extensions !== 'function') {
    throw new UsageError('wrong-type', 'extensions', 'must be a function that returns the extensions to include');
  }
  if (!verifyRequest(request)) {
    throw new X509Error(
      'request-signature',
      'the signature does not verify with the public key in the request',
      'RFC 2986 §3',
    );
  }
  if (!issuer.isCA)
    throw new X509Error('issuer-not-ca', "the issuer's certificate is not a CA certificate", 'RFC 5280 §4.2.1.9');
  if (!sameKey(issuer.publicKey, publicKeyOf(issuerKey, 'issuerKey'))) {
    throw new X509Error(
      'key-mismatch',
      "issuerKey does not match the public key of the issuer's certificate",
      'RFC 5280 §4.1.1.3',
    );
  }
  const { subject: chosen } = options;
  const parties = {
    issuer: issuer.subject,
    subject: chosen === undefined ? request.subject : inArgument(['subject'], () => encodedName(chosen)),
    publicKey: request.publicKey,
    issuerKeyIdentifier: issuer.subjectKeyIdentifier ?? keyIdentifier(issuer.publicKey),
  };
  const extensions = options.extensions(request.requestedExtensions);
  return signTbs(toTbs(options, parties, extensions), issuerKey, scheme, random);
}

/** Whether two public keys are one. */
export const sameKey = (a: PublicKey, b: PublicKey): boolean =>
  equalBytes(encodePublicKey(a, 'spki'), encodePublicKey(b, 'spki'));

const COMMON = ['scheme', 'validity', 'serialNumber', 'random', 'withoutIdentifiers'];

function assertIssueOptions(options: IssueOptions, own: readonly string[]): void {
  assertNotRenamed(options, 'options', { hash: 'scheme' });
  assertOptions(options, 'options', [...COMMON, ...own]);
  assertScheme(options.scheme, 'scheme');
  assertOptions(options.validity, 'validity', ['notBefore', 'notAfter']);
  assertDate(options.validity.notBefore, 'validity.notBefore');
  assertDate(options.validity.notAfter, 'validity.notAfter');
  assertMethods(options.random, 'random', 'a Random', 'bytes');
  if (options.serialNumber !== undefined && typeof options.serialNumber !== 'bigint') {
    throw new UsageError('wrong-type', 'serialNumber', 'must be a bigint');
  }
  const { withoutIdentifiers = [] } = options;
  assertEach(withoutIdentifiers, 'withoutIdentifiers', (kind, place) => {
    if (KEY_IDENTIFIERS.some((one) => one === kind)) return;
    throw new UsageError('out-of-range', place, `must be ${KEY_IDENTIFIERS.join(' or ')}`);
  });
}

interface Parties {
  readonly issuer: Encoded<Name>;
  readonly subject: Encoded<Name>;
  readonly publicKey: PublicKey;
  readonly issuerKeyIdentifier: Uint8Array;
}

function toTbs(
  { scheme, validity: { notBefore, notAfter }, serialNumber, random, withoutIdentifiers = [] }: IssueOptions,
  { issuer, subject, publicKey, issuerKeyIdentifier }: Parties,
  extensions: readonly Extension[],
): TBSCertificate {
  if (!(notBefore.getTime() <= notAfter.getTime())) {
    throw new X509Error('validity', 'notAfter is before notBefore', 'RFC 5280 §4.1.2.5');
  }
  if (issuer.value.length === 0) {
    throw new X509Error('empty-field', 'the issuer must not be empty', 'RFC 5280 §4.1.2.4');
  }
  return {
    version: 2,
    serialNumber: checkSerialNumber(serialNumber ?? randomSerialNumber(random)),
    signature: scheme.algorithm,
    issuer,
    validity: { notBefore: toTime(wholeSeconds(notBefore)), notAfter: toTime(wholeSeconds(notAfter)) },
    subject,
    subjectPublicKeyInfo: toSpki(publicKey),
    extensions: withKeyIdentifiers(extensions, publicKey, issuerKeyIdentifier, withoutIdentifiers),
  };
}

const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);

/** RFC 5280 §4.2.1.1 and §4.2.1.2 require both identifiers in certificates that a CA issues. */
function withKeyIdentifiers(
  given: readonly Extension[],
  publicKey: PublicKey,
  issuerKeyIdentifier: Uint8Array,
  without: readonly KeyIdentifierKind[],
): Extension[] {
  assertIssuable(given);
  const made = [
    makeExtension('subjectKeyIdentifier', false, keyIdentifier(publicKey)),
    makeExtension('authorityKeyIdentifier', false, { keyIdentifier: issuerKeyIdentifier }),
  ].filter(({ extnID }) => !given.some((one) => one.extnID === extnID));
  return [...given, ...made.filter(({ extnID }) => !without.some((kind) => EXTENSIONS[kind].id === extnID))];
}

/** Signs a TBSCertificate without checking its contents: for tests and teaching. `selfSign` and `issueFromRequest` check.
 * @throws EncodeError. Timing: as signing. */
export function signTbs(tbs: TBSCertificate, key: PrivateKey, scheme: SignatureScheme, random: Random): Certificate {
  assertSigns(key, scheme);
  const signed = toEncoded(tbsCertificate, tbs);
  const signature = scheme.sign(key, signed.bytes, random);
  const { algorithm } = scheme;
  return decodeCertificate(encode(certificate, { tbsCertificate: signed, signatureAlgorithm: algorithm, signature }));
}

/** A serial number of 158 random bits: positive, never zero, always 20 bytes (RFC 5280 §4.1.2.2 allows no more). */
export function randomSerialNumber(random: Random): bigint {
  const bytes = randomBytes(random, 20);
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  return os2ip(bytes);
}

function checkSerialNumber(serialNumber: bigint): bigint {
  // At most 20 bytes of two's complement, so the top bit must stay free for the sign.
  if (serialNumber > 0n && serialNumber >> 159n === 0n) return serialNumber;
  throw new X509Error('serial-number', 'must be positive and at most 20 bytes long', SERIAL_RULE);
}
