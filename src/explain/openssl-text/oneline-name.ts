/** Names as `X509_NAME_oneline` writes them: in the database of `openssl ca`, and in lists of general names. */
import { derNode } from '../../asn1/index.ts';
import { assertArray, bytesToHex } from '../../bytes/index.ts';
import { decode, encode } from '../../codec/index.ts';
import { type AttributeTypeAndValue, attributeTypeOf, attributeValue, type Name } from '../../x509/index.ts';
import { objectName } from './object-names.ts';

/** A name as X509_NAME_oneline of OpenSSL 3.0 writes it: `/C=DE/CN=a`, with `+` between the attributes of one RDN, the bytes of each
 * value, `\xHH` for those that are no printable ASCII, and a backslash before `/` and `+`. */
export function onelineName(name: Name): string {
  assertArray(name, 'name');
  for (const rdn of name) assertArray(rdn, 'name');
  return name.map((rdn) => `/${rdn.map(attributeText).join('+')}`).join('');
}

function attributeText({ type, value }: AttributeTypeAndValue): string {
  const node = decode(derNode, encode(attributeValue, value));
  const bytes = 'content' in node ? node.content : new Uint8Array(0);
  const text = [...bytes].map(byteText).join('');
  return `${attributeTypeOf(type)?.short ?? objectName(type)}=${text}`;
}

function byteText(byte: number): string {
  if (byte < 0x20 || byte > 0x7e) return `\\x${bytesToHex(Uint8Array.of(byte)).toUpperCase()}`;
  const character = String.fromCharCode(byte);
  return character === '/' || character === '+' ? `\\${character}` : character;
}
