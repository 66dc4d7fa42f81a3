/** What RFC 5280 does not let an issuer leave empty. Reading takes most of it. Validation refuses empty lists, and points and
 * constraints that say nothing; lint tells these and more. */
import { assertFields } from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { DecodeError, EncodeError, encode } from '../../codec/index.ts';
import { X509Error } from '../errors.ts';
import type { GeneralName } from '../names/general-name.ts';
import { valueByOid } from './by-oid.ts';
import type { CertificatePolicies } from './certificate-policies.ts';
import { type CRLDistributionPoints, isNowhere } from './crl-distribution-points.ts';
import type { IssuingDistributionPoint } from './crl-extensions.ts';
import { DESCRIBED_EXTENSIONS } from './described.ts';
import { ruleOfEmptyList } from './empty-list.ts';
import { EXTENSIONS, type Extension, extension } from './index.ts';
import type { AuthorityKeyIdentifier } from './key-identifier.ts';
import { assertNothingElse } from './nothing-else.ts';

/** A general name that is empty or, of a host, one blank (§4.2.1.6). */
const isEmptyName = ({ value }: GeneralName): boolean =>
  typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;

const saysNothing = (fields: object): boolean =>
  Object.values(fields).every((field) => field === undefined || field === false);

/** Neither is forbidden in so many words, but a list for no reason at all revokes nothing. */
const isNoReason = (reasons: readonly unknown[] | undefined): boolean => reasons?.length === 0;

/** A point that names no place (§4.2.1.13), or no reason. */
const namesNothing = (points: CRLDistributionPoints): boolean =>
  points.some((point) => isNowhere(point) || isNoReason(point.reasons));

/** The keyIdentifier must be there in all but self-signed certificates (§4.2.1.1). An issuer and serial number alone, which OpenSSL writes
 * where the CA has no key identifier, are let through: they name it. */
const identifiesNothing = (identifier: AuthorityKeyIdentifier): boolean =>
  saysNothing(identifier) || identifier.keyIdentifier?.length === 0;

/** A notice with neither part, or a DisplayText of no characters, which has SIZE (1..200); or an empty URI. The numbers of a notice may be
 * none: SEQUENCE OF INTEGER. */
const notifiesNothing = (policies: CertificatePolicies): boolean =>
  policies.some(({ policyQualifiers = [] }) =>
    policyQualifiers.some(({ qualifier }) => {
      if (qualifier.kind === 'cPSuri') return qualifier.value === '';
      if (qualifier.kind !== 'userNotice') return false;
      const { noticeRef, explicitText } = qualifier.value;
      return saysNothing(qualifier.value) || [noticeRef?.organization, explicitText].some((text) => text?.value === '');
    }),
  );

type Row = Parameters<typeof valueByOid>[1];

/** The extension, whether its value is empty where it must not be, and the rule. */
const RULES: readonly (readonly [row: Row, isEmpty: (value: never) => boolean, rule: string])[] = [
  [EXTENSIONS.subjectKeyIdentifier, (id: Uint8Array) => id.length === 0, 'RFC 5280 §4.2.1.2'],
  [EXTENSIONS.authorityKeyIdentifier, identifiesNothing, 'RFC 5280 §4.2.1.1'],
  [DESCRIBED_EXTENSIONS.certificatePolicies, notifiesNothing, 'RFC 5280 §4.2.1.4'],
  [EXTENSIONS.subjectAltName, (names: readonly GeneralName[]) => names.some(isEmptyName), 'RFC 5280 §4.2.1.6'],
  [DESCRIBED_EXTENSIONS.issuerAltName, (names: readonly GeneralName[]) => names.some(isEmptyName), 'RFC 5280 §4.2.1.7'],
  [DESCRIBED_EXTENSIONS.nameConstraints, saysNothing, 'RFC 5280 §4.2.1.10'],
  [DESCRIBED_EXTENSIONS.policyConstraints, saysNothing, 'RFC 5280 §4.2.1.11'],
  [DESCRIBED_EXTENSIONS.cRLDistributionPoints, namesNothing, 'RFC 5280 §4.2.1.13'],
  [DESCRIBED_EXTENSIONS.freshestCRL, namesNothing, 'RFC 5280 §4.2.1.15'],
  [DESCRIBED_EXTENSIONS.privateKeyUsagePeriod, saysNothing, 'RFC 3280 §4.2.1.4'],
  [
    DESCRIBED_EXTENSIONS.issuingDistributionPoint,
    (point: IssuingDistributionPoint) => saysNothing(point) || isNoReason(point.onlySomeReasons),
    'RFC 5280 §5.2.5',
  ],
];

/** Refuses extensions to be signed of which one occurs twice (§4.2), or is empty where it must not be. Other bytes of a known
 * extension that do not decode are left to the caller, who encoded them; values that cannot be encoded, to the builder, which encodes them.
 * @throws X509Error `duplicate-extension`, `empty-field`; UsageError. */
export function assertIssuable(extensions: readonly Extension[]): void {
  assertEach(extensions, 'extensions', (one, place) => {
    assertFields(one, place, 'an Extension', 'extnID', 'extnValue');
    assertNothingElse(extension, one, place);
  });
  if (new Set(extensions.map(({ extnID }) => extnID)).size !== extensions.length) {
    throw new X509Error('duplicate-extension', 'an extension occurs more than once', 'RFC 5280 §4.2');
  }
  const sound = extensions.filter(isEncodable);
  for (const [row, isEmpty, rule] of RULES) {
    const value = decoded(sound, row);
    if (value === undefined || !isEmpty(value as never)) continue;
    throw emptyField(row.id, rule);
  }
  for (const one of sound) {
    const rule = ruleOfEmptyList(one);
    if (rule !== undefined) throw emptyField(one.extnID, rule);
  }
}

function emptyField(id: string, rule: string): X509Error {
  const [name] = Object.entries({ ...EXTENSIONS, ...DESCRIBED_EXTENSIONS }).find(([, row]) => row.id === id)!;
  return new X509Error('empty-field', `${name} must not be empty, nor a part of it that has to say something`, rule);
}

function isEncodable(one: Extension): boolean {
  try {
    encode(extension, one);
    return true;
  } catch (error) {
    if (error instanceof EncodeError) return false;
    throw error;
  }
}

function decoded(extensions: readonly Extension[], row: Row): unknown {
  try {
    return valueByOid(extensions, row);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
