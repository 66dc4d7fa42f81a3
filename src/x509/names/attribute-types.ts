/** The attribute types of names, as one table (RFC 5280 appendix A, RFC 4519, RFC 2985). */
import { assertString } from '../../bytes/index.ts';

/** The string type used when we encode a value. */
export type AttributeString = 'utf8String' | 'printableString' | 'ia5String';

export interface AttributeType {
  readonly type: string;
  /** OpenSSL's short and long name: `CN`, `commonName`. */
  readonly short: string;
  readonly long: string;
  /** Its descriptor in the LDAP registry, if any; RFC 4514 text uses it. */
  readonly ldap?: string;
  /** RFC 5280 appendix A; UTF8String where that allows a choice (§4.1.2.4). */
  readonly string: AttributeString;
  /** Minimum and maximum characters of a value (RFC 5280 appendix A.1, upper bounds). */
  readonly min: number;
  readonly max: number;
}

const UB_NAME = 32_768;
const NO_BOUND = Number.POSITIVE_INFINITY;

const row = (
  type: string,
  short: string,
  long: string,
  ldap: string | undefined,
  max: number,
  string: AttributeString = 'utf8String',
  min = 1,
): AttributeType => ({ type, short, long, ...(ldap !== undefined && { ldap }), string, min, max });

export const ATTRIBUTE_TYPES: readonly AttributeType[] = [
  row('2.5.4.3', 'CN', 'commonName', 'CN', 64),
  row('2.5.4.4', 'SN', 'surname', 'SN', UB_NAME),
  row('2.5.4.5', 'serialNumber', 'serialNumber', 'serialNumber', 64, 'printableString'),
  row('2.5.4.6', 'C', 'countryName', 'C', 2, 'printableString', 2),
  row('2.5.4.7', 'L', 'localityName', 'L', 128),
  row('2.5.4.8', 'ST', 'stateOrProvinceName', 'ST', 128),
  row('2.5.4.9', 'street', 'streetAddress', 'STREET', NO_BOUND),
  row('2.5.4.10', 'O', 'organizationName', 'O', 64),
  row('2.5.4.11', 'OU', 'organizationalUnitName', 'OU', 64),
  row('2.5.4.12', 'title', 'title', 'title', 64),
  row('2.5.4.13', 'description', 'description', 'description', 1024),
  row('2.5.4.15', 'businessCategory', 'businessCategory', 'businessCategory', 128),
  row('2.5.4.17', 'postalCode', 'postalCode', 'postalCode', 40),
  row('2.5.4.18', 'postOfficeBox', 'postOfficeBox', 'postOfficeBox', 40),
  row('2.5.4.20', 'telephoneNumber', 'telephoneNumber', 'telephoneNumber', 32, 'printableString'),
  row('2.5.4.41', 'name', 'name', 'name', UB_NAME),
  row('2.5.4.42', 'GN', 'givenName', 'givenName', UB_NAME),
  row('2.5.4.43', 'initials', 'initials', 'initials', UB_NAME),
  row('2.5.4.44', 'generationQualifier', 'generationQualifier', 'generationQualifier', UB_NAME),
  row('2.5.4.46', 'dnQualifier', 'dnQualifier', 'dnQualifier', NO_BOUND, 'printableString'),
  row('2.5.4.65', 'pseudonym', 'pseudonym', undefined, 128),
  row('2.5.4.97', 'organizationIdentifier', 'organizationIdentifier', undefined, NO_BOUND),
  row('0.9.2342.19200300.100.1.1', 'UID', 'userId', 'UID', 256),
  row('0.9.2342.19200300.100.1.25', 'DC', 'domainComponent', 'DC', NO_BOUND, 'ia5String'),
  row('1.2.840.113549.1.9.1', 'emailAddress', 'emailAddress', undefined, 255, 'ia5String'),
  // RFC 2985 §5.2.2, §5.2.3.
  row('1.2.840.113549.1.9.2', 'unstructuredName', 'unstructuredName', undefined, 255),
  row('1.2.840.113549.1.9.8', 'unstructuredAddress', 'unstructuredAddress', undefined, 255),
  // CA/Browser Forum, EV Guidelines §9.2.4.
  row('1.3.6.1.4.1.311.60.2.1.1', 'jurisdictionL', 'jurisdictionLocalityName', undefined, 128),
  row('1.3.6.1.4.1.311.60.2.1.2', 'jurisdictionST', 'jurisdictionStateOrProvinceName', undefined, 128),
  row('1.3.6.1.4.1.311.60.2.1.3', 'jurisdictionC', 'jurisdictionCountryName', undefined, 2, 'printableString', 2),
];

const BY_TYPE = new Map(ATTRIBUTE_TYPES.map((attributeType) => [attributeType.type, attributeType]));
const BY_NAME = new Map(
  ATTRIBUTE_TYPES.flatMap((attributeType) =>
    [attributeType.short, attributeType.long, attributeType.ldap ?? attributeType.short].map((name) => [
      name.toLowerCase(),
      attributeType,
    ]),
  ),
);

/** The row of an OID, or undefined. */
export const attributeTypeOf = (type: string): AttributeType | undefined => BY_TYPE.get(type);

/** The row of a short or long name, in any case (RFC 4512 §1.4: descriptors are case-insensitive), or undefined. */
export function attributeTypeNamed(name: string): AttributeType | undefined {
  assertString(name, 'name');
  return BY_NAME.get(name.toLowerCase());
}
