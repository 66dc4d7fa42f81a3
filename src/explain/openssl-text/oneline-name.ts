/** Names as `X509_NAME_oneline` writes them: in the database of `openssl ca`, and in lists of general names. */
import { assertArray } from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { attributeTypeOf, formatCompatible, type Name } from '../../x509/index.ts';
import { objectName } from './object-names.ts';

/** A name as X509_NAME_oneline of OpenSSL 3.0 writes it: `/C=DE/CN=a`, with `+` between the attributes of one RDN, the bytes of each
 * value, `\xHH` for those that are no printable ASCII, and a backslash before `/` and `+`. */
export function onelineName(name: Name): string {
  assertEach(name, 'name', assertArray);
  return formatCompatible(name, typeName);
}

const typeName = (type: string): string => attributeTypeOf(type)?.short ?? objectName(type);

/** Maximum length of a name that fits OpenSSL's buffer in a list of general names, in bytes. */
const ROOM = 255;

/** As `onelineName`, up to the first attribute that does not fit OpenSSL's buffer. */
export function shortOnelineName(name: Name): string {
  let text = '';
  for (const rdn of name) {
    for (const [i, attribute] of rdn.entries()) {
      const longer = `${text}${i === 0 ? '/' : '+'}${onelineName([[attribute]]).slice(1)}`;
      if (longer.length > ROOM) return text;
      text = longer;
    }
  }
  return text;
}
