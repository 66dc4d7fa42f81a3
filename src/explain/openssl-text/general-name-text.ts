/** General names in OpenSSL's two formats (crypto/x509/v3_san.c): in lists of alternative names, and alone. */

import { derNode, ia5String, utf8String } from '../../asn1/index.ts';
import { OTHER_NAME_OIDS } from '../../asn1/internal.ts';
import { decode } from '../../codec/index.ts';
import { formatOneline, type GeneralName } from '../../x509/index.ts';
import { visible } from '../document/visible.ts';
import { objectName } from './object-names.ts';
import { onelineName } from './oneline-name.ts';

/** A name as in a list of alternative names (`i2v_GENERAL_NAME`). */
export function generalNameText(of: GeneralName): string {
  switch (of.kind) {
    case 'dNSName':
      return `DNS:${visible(of.value)}`;
    case 'rfc822Name':
      return `email:${visible(of.value)}`;
    case 'uniformResourceIdentifier':
      return `URI:${visible(of.value)}`;
    case 'iPAddress':
      return `IP Address:${addressText(of.value)}`;
    case 'directoryName':
      return `DirName:${onelineName(of.value)}`;
    case 'registeredID':
      return `Registered ID:${objectName(of.value)}`;
    case 'otherName':
      return `othername: ${otherNameType(of.value.typeId)}::${otherNameText(of.value.value)}`;
    case 'ediPartyName':
      return 'EdiPartyName:<unsupported>';
    case 'x400Address':
      return 'X400Name:<unsupported>';
  }
}

/** A name alone, as in a distribution point (`GENERAL_NAME_print`): directory names have another format there. */
export const loneNameText = (of: GeneralName): string =>
  of.kind === 'directoryName' ? `DirName:${visible(formatOneline(of.value))}` : generalNameText(of);

/** OpenSSL does not compress zeros in IPv6 addresses. */
export function addressText(address: Uint8Array): string {
  if (address.length === 4) return [...address].join('.');
  const words = Array.from({ length: 8 }, (_, i) => address[2 * i] * 256 + address[2 * i + 1]);
  return words.map((word) => word.toString(16).toUpperCase()).join(':');
}

const otherNameType = (oid: string): string => (oid === OTHER_NAME_OIDS.userPrincipalName ? 'UPN' : objectName(oid));

/** The value of an otherName, if it is text. */
function otherNameText(element: Uint8Array): string {
  const node = decode(derNode, element);
  const isText = 'content' in node && (node.tag === utf8String.tag || node.tag === ia5String.tag);
  return isText ? visible(new TextDecoder().decode(node.content)) : '<unsupported>';
}
