/** What RFC 5280 does not let an issuer leave empty. Reading takes most of it; validation and lint judge it. */
import { assertArray, assertFields } from '../../bytes/index.ts';
import { DecodeError } from '../../codec/index.ts';
import { X509Error } from '../errors.ts';
import type { GeneralName } from '../names/general-name.ts';
import { valueByOid } from './by-oid.ts';
import { DESCRIBED_EXTENSIONS } from './described.ts';
import { EXTENSIONS, type Extension } from './index.ts';

/** A general name that is empty or, of a host, one blank (§4.2.1.6). */
const isEmptyName = ({ value }: GeneralName): boolean =>
  typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;

const saysNothing = (fields: object): boolean =>
  Object.values(fields).every((field) => field === undefined || field === false);

interface DistributionPoint {
  readonly distributionPoint?: unknown;
  readonly cRLIssuer?: unknown;
}
const namesNothing = (points: readonly DistributionPoint[]): boolean =>
  points.some((point) => point.distributionPoint === undefined && point.cRLIssuer === undefined);

type Row = Parameters<typeof valueByOid>[1];

/** The extension, whether its value is empty where it must not be, and the rule. */
const RULES: readonly (readonly [row: Row, isEmpty: (value: never) => boolean, rule: string])[] = [
  [EXTENSIONS.subjectKeyIdentifier, (id: Uint8Array) => id.length === 0, 'RFC 5280 §4.2.1.2'],
  [EXTENSIONS.subjectAltName, (names: readonly GeneralName[]) => names.some(isEmptyName), 'RFC 5280 §4.2.1.6'],
  [DESCRIBED_EXTENSIONS.issuerAltName, (names: readonly GeneralName[]) => names.some(isEmptyName), 'RFC 5280 §4.2.1.7'],
  [DESCRIBED_EXTENSIONS.nameConstraints, saysNothing, 'RFC 5280 §4.2.1.10'],
  [DESCRIBED_EXTENSIONS.policyConstraints, saysNothing, 'RFC 5280 §4.2.1.11'],
  [DESCRIBED_EXTENSIONS.cRLDistributionPoints, namesNothing, 'RFC 5280 §4.2.1.13'],
  [DESCRIBED_EXTENSIONS.freshestCRL, namesNothing, 'RFC 5280 §4.2.1.15'],
  [DESCRIBED_EXTENSIONS.privateKeyUsagePeriod, saysNothing, 'RFC 3280 §4.2.1.4'],
  [DESCRIBED_EXTENSIONS.issuingDistributionPoint, saysNothing, 'RFC 5280 §5.2.5'],
];

/** Refuses extensions to be signed of which one occurs twice (§4.2), or is empty where it must not be. Bytes of a known extension that
 * do not decode are left to the caller, who encoded them.
 * @throws X509Error `duplicate-extension`, `empty-field`; UsageError. */
export function assertIssuable(extensions: readonly Extension[]): void {
  assertArray(extensions, 'extensions');
  for (const one of extensions) assertFields(one, 'extensions', 'a list of Extension', 'extnID', 'extnValue');
  if (new Set(extensions.map(({ extnID }) => extnID)).size !== extensions.length) {
    throw new X509Error('duplicate-extension', 'an extension occurs more than once', 'RFC 5280 §4.2');
  }
  for (const [row, isEmpty, rule] of RULES) {
    const value = decoded(extensions, row);
    if (value === undefined || !isEmpty(value as never)) continue;
    const [name] = Object.entries({ ...EXTENSIONS, ...DESCRIBED_EXTENSIONS }).find(([, { id }]) => id === row.id)!;
    throw new X509Error('empty-field', `${name} must not be empty, nor a part of it that has to say something`, rule);
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
