/** The attribute types of names, as one table (RFC 5280 appendix A, RFC 4519, RFC 2985). */
import { ATTRIBUTE_OIDS, PKCS9_OIDS } from '../../asn1/internal.ts';
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
  row(ATTRIBUTE_OIDS.commonName, 'CN', 'commonName', 'CN', 64),
  row(ATTRIBUTE_OIDS.surname, 'SN', 'surname', 'SN', UB_NAME),
  row(ATTRIBUTE_OIDS.serialNumber, 'serialNumber', 'serialNumber', 'serialNumber', 64, 'printableString'),
  row(ATTRIBUTE_OIDS.countryName, 'C', 'countryName', 'C', 2, 'printableString', 2),
  row(ATTRIBUTE_OIDS.localityName, 'L', 'localityName', 'L', 128),
  row(ATTRIBUTE_OIDS.stateOrProvinceName, 'ST', 'stateOrProvinceName', 'ST', 128),
  row(ATTRIBUTE_OIDS.streetAddress, 'street', 'streetAddress', 'STREET', NO_BOUND),
  row(ATTRIBUTE_OIDS.organizationName, 'O', 'organizationName', 'O', 64),
  row(ATTRIBUTE_OIDS.organizationalUnitName, 'OU', 'organizationalUnitName', 'OU', 64),
  row(ATTRIBUTE_OIDS.title, 'title', 'title', 'title', 64),
  row('2.5.4.13', 'description', 'description', 'description', 1024),
  row(ATTRIBUTE_OIDS.businessCategory, 'businessCategory', 'businessCategory', 'businessCategory', 128),
  row(ATTRIBUTE_OIDS.postalCode, 'postalCode', 'postalCode', 'postalCode', 40),
  row('2.5.4.18', 'postOfficeBox', 'postOfficeBox', 'postOfficeBox', 40),
  row('2.5.4.20', 'telephoneNumber', 'telephoneNumber', 'telephoneNumber', 32, 'printableString'),
  row(ATTRIBUTE_OIDS.name, 'name', 'name', 'name', UB_NAME),
  row(ATTRIBUTE_OIDS.givenName, 'GN', 'givenName', 'givenName', UB_NAME),
  row(ATTRIBUTE_OIDS.initials, 'initials', 'initials', 'initials', UB_NAME),
  row(ATTRIBUTE_OIDS.generationQualifier, 'generationQualifier', 'generationQualifier', 'generationQualifier', UB_NAME),
  row(ATTRIBUTE_OIDS.dnQualifier, 'dnQualifier', 'dnQualifier', 'dnQualifier', NO_BOUND, 'printableString'),
  row(ATTRIBUTE_OIDS.pseudonym, 'pseudonym', 'pseudonym', undefined, 128),
  row('2.5.4.97', 'organizationIdentifier', 'organizationIdentifier', undefined, NO_BOUND),
  row('0.9.2342.19200300.100.1.1', 'UID', 'userId', 'UID', 256),
  row(ATTRIBUTE_OIDS.domainComponent, 'DC', 'domainComponent', 'DC', NO_BOUND, 'ia5String'),
  row(ATTRIBUTE_OIDS.emailAddress, 'emailAddress', 'emailAddress', undefined, 255, 'ia5String'),
  // RFC 2985 §5.2.2, §5.2.3.
  row(PKCS9_OIDS.unstructuredName, 'unstructuredName', 'unstructuredName', undefined, 255),
  row(PKCS9_OIDS.unstructuredAddress, 'unstructuredAddress', 'unstructuredAddress', undefined, 255),
  // CA/Browser Forum, EV Guidelines §7.1.4.2.4.
  row('1.3.6.1.4.1.311.60.2.1.1', 'jurisdictionL', 'jurisdictionLocalityName', undefined, 128),
  row('1.3.6.1.4.1.311.60.2.1.2', 'jurisdictionST', 'jurisdictionStateOrProvinceName', undefined, 128),
  row(
    ATTRIBUTE_OIDS.jurisdictionCountry,
    'jurisdictionC',
    'jurisdictionCountryName',
    undefined,
    2,
    'printableString',
    2,
  ),
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
