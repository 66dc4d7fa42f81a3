/** The attributes of a name. */
import { field, type Part } from '../reading/part.ts';

export interface AttributePart {
  readonly part: Part;
  /** The RDN that it is in. */
  readonly rdn: Part;
  /** OID, if it can be read. */
  readonly type: string | undefined;
  /** The value; its `kind` is the string type. */
  readonly value: Part | undefined;
  /** The value as text, if it is one and can be read. */
  readonly text: string | undefined;
}

/** All attributes of a name, in order. */
export const attributesOf = (name: Part | undefined): AttributePart[] =>
  (name?.children ?? []).flatMap((rdn) => rdn.children.map((part) => attributeOf(part, rdn)));

function attributeOf(part: Part, rdn: Part): AttributePart {
  const type = field(part, 'type')?.value as string | undefined;
  const value = field(part, 'value');
  return { part, rdn, type, value, text: typeof value?.value === 'string' ? value.value : undefined };
}

/** The attribute types that rules name. */
export const OIDS = {
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  serialNumber: '2.5.4.5',
  countryName: '2.5.4.6',
  localityName: '2.5.4.7',
  stateOrProvinceName: '2.5.4.8',
  streetAddress: '2.5.4.9',
  organizationName: '2.5.4.10',
  organizationalUnitName: '2.5.4.11',
  businessCategory: '2.5.4.15',
  postalCode: '2.5.4.17',
  givenName: '2.5.4.42',
  dnQualifier: '2.5.4.46',
  domainComponent: '0.9.2342.19200300.100.1.25',
  emailAddress: '1.2.840.113549.1.9.1',
  jurisdictionCountry: '1.3.6.1.4.1.311.60.2.1.3',
} as const;
