/** Making certificate revocation lists (RFC 5280 §5). */
import {
  assertArray,
  assertBoolean,
  assertDate,
  assertMethods,
  assertOptions,
  type Random,
  UsageError,
} from '../../bytes/index.ts';
import { type Codec, encode, toEncoded } from '../../codec/index.ts';
import { keyIdentifier, type PrivateKey, publicKeyOf } from '../../keys/index.ts';
import type { SignatureScheme } from '../../signatures/index.ts';
import { assertCertificate, type Certificate } from '../certificate/certificate.ts';
import { toTime } from '../certificate/structures.ts';
import { X509Error } from '../errors.ts';
import {
  CERTIFICATE_ISSUER,
  CRL_NUMBER,
  CRL_REASON,
  DELTA_CRL_INDICATOR,
  extensionByOid,
  INVALIDITY_DATE,
  ISSUING_DISTRIBUTION_POINT,
} from '../extensions/by-oid.ts';
import type { IssuingDistributionPoint } from '../extensions/crl-extensions.ts';
import type { Extension } from '../extensions/index.ts';
import { makeExtension } from '../extensions/make-extension.ts';
import { assertIssuable } from '../extensions/not-empty.ts';
import { assertNothingElse, inArgument } from '../extensions/nothing-else.ts';
import { sameKey } from '../issue/issue.ts';
import type { GeneralName } from '../names/general-name.ts';
import { assertSigns } from '../signing.ts';
import { type CertificateList, decodeCertificateList } from './certificate-list.ts';
import { assertReason, CRL_REASONS, type CrlReason } from './reasons.ts';
import { certificateList, type RevokedCertificate, tbsCertList } from './structures.ts';

/** A revoked certificate to include in a list. */
export interface RevocationDraft {
  readonly serialNumber: bigint;
  /** Fractions of a second are dropped. */
  readonly revocationDate: Date;
  /** Default: none. `unspecified` is not encoded either (RFC 5280 §5.3.1). */
  readonly reason?: CrlReason | undefined;
  readonly invalidityDate?: Date | undefined;
  /** For an indirect list: the issuer of this certificate and of those that follow without one (§5.3.3). */
  readonly certificateIssuer?: readonly GeneralName[] | undefined;
}

export interface CreateCertificateListOptions {
  /** The certificate of the list's signer. */
  readonly issuer: Certificate;
  readonly issuerKey: PrivateKey;
  readonly scheme: SignatureScheme;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly RevocationDraft[];
  /** CRLNumber: more than that of any earlier list of this issuer and scope (§5.2.3). At most 20 bytes. */
  readonly number: bigint;
  /** The number of the complete list that this delta list extends (§5.2.4). Default: the list is complete. */
  readonly baseNumber?: bigint | undefined;
  /** The scope (§5.2.5). Default: all certificates of the issuer, for all reasons. */
  readonly issuingDistributionPoint?: IssuingDistributionPoint | undefined;
  /** Further extensions of the list. Default: none. */
  readonly extensions?: readonly Extension[] | undefined;
  /** Signs with a CA whose keyUsage has no cRLSign: verifiers that follow RFC 5280 §6.3.3 (f) refuse such a list, others (etcd) accept it.
   * Default: false. */
  readonly dangerouslyWithoutCrlSign?: boolean | undefined;
  readonly random: Random;
}

const OPTIONS = [
  'issuer',
  'issuerKey',
  'scheme',
  'thisUpdate',
  'nextUpdate',
  'revoked',
  'number',
  'baseNumber',
  'issuingDistributionPoint',
  'extensions',
  'dangerouslyWithoutCrlSign',
  'random',
];

/** Makes and signs a list of version 2, with authorityKeyIdentifier and cRLNumber.
 * @throws X509Error `key-mismatch`, `issuer-not-crl-signer` when keyUsage is present without cRLSign, `validity` when nextUpdate is not
 * after thisUpdate, `serial-number` for a CRL number that is negative or too long, `crl-entry`, `duplicate-extension`, `empty-field`,
 * `unsupported-signature-algorithm`; EncodeError. Timing: as signing. */
export function createCertificateList(options: CreateCertificateListOptions): CertificateList {
  assertListOptions(options);
  const { issuer, issuerKey, scheme, random, revoked } = options;
  const [thisUpdate, nextUpdate] = [options.thisUpdate, options.nextUpdate].map(wholeSeconds);
  if (!(thisUpdate < nextUpdate))
    throw new X509Error('validity', 'nextUpdate is not after thisUpdate', 'RFC 5280 §5.1.2.5');
  const tbs = toEncoded(tbsCertList, {
    version: 1,
    signature: scheme.algorithm,
    issuer: issuer.subject,
    thisUpdate: toTime(thisUpdate),
    nextUpdate: toTime(nextUpdate),
    // RFC 5280 §5.1.2.6: "When there are no revoked certificates, the revoked certificates list MUST be absent."
    ...(revoked.length > 0 && { revokedCertificates: revoked.map((one, i) => entryOf(one, `${i}`, options)) }),
    crlExtensions: listExtensions(options),
  });
  const signature = scheme.sign(issuerKey, tbs.bytes, random);
  const der = encode(certificateList, { tbsCertList: tbs, signatureAlgorithm: scheme.algorithm, signature });
  return decodeCertificateList(der, { maxBytes: 2 ** 32 - 1 });
}

function assertListOptions(options: CreateCertificateListOptions): void {
  assertOptions(options, 'options', OPTIONS);
  const { issuer, issuerKey, scheme, thisUpdate, nextUpdate, revoked, extensions = [], random, number } = options;
  const { dangerouslyWithoutCrlSign = false } = options;
  assertCertificate(issuer, 'issuer');
  assertSigns(issuerKey, scheme, 'issuerKey');
  assertDate(thisUpdate, 'thisUpdate');
  assertDate(nextUpdate, 'nextUpdate');
  assertArray(revoked, 'revoked');
  assertArray(extensions, 'extensions');
  assertMethods(random, 'random', 'a Random', 'bytes');
  assertBoolean(dangerouslyWithoutCrlSign, 'dangerouslyWithoutCrlSign');
  assertNumber(number, 'number');
  if (options.baseNumber !== undefined) assertNumber(options.baseNumber, 'baseNumber');
  assertNothingElse(ISSUING_DISTRIBUTION_POINT.codec, options.issuingDistributionPoint, POINT);
  if (!sameKey(issuer.publicKey, publicKeyOf(issuerKey))) {
    throw new X509Error(
      'key-mismatch',
      "issuerKey does not match the public key of the issuer's certificate",
      'RFC 5280 §5.1.1.3',
    );
  }
  if (!dangerouslyWithoutCrlSign && issuer.keyUsage?.includes('cRLSign') === false) {
    const message = "the issuer's keyUsage does not allow it to sign lists (no cRLSign)";
    throw new X509Error('issuer-not-crl-signer', message, 'RFC 5280 §4.2.1.3, §6.3.3 (f)');
  }
}

/** RFC 5280 §5.2.3: "CRL issuers MUST NOT use CRLNumber values longer than 20 octets." */
function assertNumber(value: bigint, argument: string): void {
  if (typeof value !== 'bigint') throw new UsageError('wrong-type', argument, 'must be a bigint');
  if (value >= 0n && value >> 159n === 0n) return;
  throw new X509Error(
    'serial-number',
    `${argument} must not be negative, and at most 20 bytes long`,
    'RFC 5280 §5.2.3',
  );
}

const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);

function listExtensions(options: CreateCertificateListOptions): Extension[] {
  const { issuer, number, baseNumber, issuingDistributionPoint, extensions = [] } = options;
  const identifier = issuer.subjectKeyIdentifier ?? keyIdentifier(issuer.publicKey);
  const all = [
    makeExtension('authorityKeyIdentifier', false, { keyIdentifier: identifier }),
    extensionByOid(CRL_NUMBER, false, number),
    ...(baseNumber === undefined ? [] : [extensionByOid(DELTA_CRL_INDICATOR, true, baseNumber)]),
    ...(issuingDistributionPoint === undefined
      ? []
      : [inArgument([POINT], () => extensionByOid(ISSUING_DISTRIBUTION_POINT, true, issuingDistributionPoint))]),
  ];
  const own = new Set(extensions.map((one) => one?.extnID));
  const merged = [...all.filter(({ extnID }) => !own.has(extnID)), ...extensions];
  assertIssuable(merged);
  return merged;
}

const POINT = 'issuingDistributionPoint';

function entryOf(of: RevocationDraft, index: string, { baseNumber }: CreateCertificateListOptions): RevokedCertificate {
  const place = `revoked[${index}]`;
  assertOptions(of, place, ['serialNumber', 'revocationDate', 'reason', 'invalidityDate', 'certificateIssuer']);
  const { serialNumber, revocationDate, reason, invalidityDate, certificateIssuer } = of;
  if (typeof serialNumber !== 'bigint') throw new UsageError('wrong-type', `${place}.serialNumber`, 'must be a bigint');
  assertDate(revocationDate, `${place}.revocationDate`);
  if (reason !== undefined) assertReason(reason, `${place}.reason`);
  if (invalidityDate !== undefined) assertDate(invalidityDate, `${place}.invalidityDate`);
  assertNothingElse(CERTIFICATE_ISSUER.codec, certificateIssuer, `${place}.certificateIssuer`);
  if (reason === 'removeFromCRL' && baseNumber === undefined) {
    throw new X509Error('crl-entry', 'removeFromCRL is only for delta lists', 'RFC 5280 §5.3.1');
  }
  const encoded = <T>(field: keyof RevocationDraft, row: { readonly id: string; readonly codec: Codec<T> }, value: T) =>
    // RFC 5280 §5.3.3: "Conforming CRL issuers MUST mark [certificateIssuer] as critical".
    inArgument(['revoked', index, field], () => extensionByOid(row, field === 'certificateIssuer', value));
  const extensions = [
    ...(reason === undefined || reason === 'unspecified' ? [] : [encoded('reason', CRL_REASON, CRL_REASONS[reason])]),
    ...(invalidityDate === undefined ? [] : [encoded('invalidityDate', INVALIDITY_DATE, wholeSeconds(invalidityDate))]),
    ...(certificateIssuer === undefined ? [] : [encoded('certificateIssuer', CERTIFICATE_ISSUER, certificateIssuer)]),
  ];
  return {
    userCertificate: serialNumber,
    revocationDate: toTime(wholeSeconds(revocationDate)),
    ...(extensions.length > 0 && { crlEntryExtensions: extensions }),
  };
}
