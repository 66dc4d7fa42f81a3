/** The hash by which OpenSSL names the files of a folder of CAs and lists (X509_NAME_hash). */
import { setOf } from '../asn1/index.ts';
import { bytesToHex, concat } from '../bytes/index.ts';
import { encode } from '../codec/index.ts';
import { sha1 } from '../hash/index.ts';
import { md5 } from '../keys/internal.ts';
import { type AttributeTypeAndValue, attributeTypeAndValue, encodedName, type Name } from '../x509/index.ts';

/** Values of these types are compared as text (ASN1_MASK_CANON of crypto/x509/x_name.c). */
const CANONICAL: ReadonlySet<string> = new Set([
  'utf8String',
  'bmpString',
  'universalString',
  'printableString',
  'teletexString',
  'ia5String',
  'visibleString',
]);

const rdnSet = setOf(attributeTypeAndValue, 1);

/** Eight hexadecimal digits: the first four bytes of the SHA-1 of the canonical encoding, as a little-endian number. */
export function nameHash(name: Name): string {
  const canonical = concat(...name.map((rdn) => encode(rdnSet, rdn.map(canonicalAttribute))));
  return bytesToHex(sha1.digest(canonical).slice(0, 4).reverse());
}

/** The hash before OpenSSL 1.0.0: of MD5, over the unchanged encoding (X509_NAME_hash_old). */
export const oldNameHash = (name: Name): string => bytesToHex(md5(encodedName(name).bytes).slice(0, 4).reverse());

/** As UTF8String, without white space at the ends, with one space for several, and with ASCII letters in lower case. */
function canonicalAttribute(attribute: AttributeTypeAndValue): AttributeTypeAndValue {
  const { kind, value } = attribute.value;
  if (!CANONICAL.has(kind) || typeof value !== 'string') return attribute;
  const text = value
    .replace(/[\t-\r ]+/g, ' ')
    .replace(/^ | $/g, '')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return { type: attribute.type, value: { kind: 'utf8String', value: text } };
}
