/** General names in OpenSSL's two formats (crypto/x509/v3_san.c): in lists of alternative names, and alone. */

import { derNode, ia5String, utf8String } from '../../asn1/index.ts';
import { OTHER_NAME_OIDS } from '../../asn1/internal.ts';
import { decode } from '../../codec/index.ts';
import { formatOneline, type GeneralName } from '../../x509/index.ts';
import { visible } from '../document/visible.ts';
import { objectName } from './object-names.ts';
import { shortOnelineName } from './oneline-name.ts';

/** A name as in a list of alternative names (`i2v_GENERAL_NAME`).
 * @returns undefined for one that OpenSSL does not print, so that its extension is shown as bytes: a text with a zero byte, or of another type than
 * its identifier demands. */
export function generalNameText(of: GeneralName): string | undefined {
  switch (of.kind) {
    case 'dNSName':
    case 'rfc822Name':
    case 'uniformResourceIdentifier':
      return of.value.includes('\0') ? undefined : textLine(of);
    case 'iPAddress':
      return `IP Address:${addressText(of.value)}`;
    case 'directoryName':
      return `DirName:${shortOnelineName(of.value)}`;
    case 'otherName':
      return listedOtherName(of.value);
    default:
      return otherLine(of);
  }
}

/** Names in a list; undefined where one of them is not printed. */
export function generalNameTexts(names: readonly GeneralName[]): readonly string[] | undefined {
  const texts = names.map(generalNameText);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** A name alone, as in a distribution point (`GENERAL_NAME_print`): directory names and other names have another format there. */
export function loneNameText(of: GeneralName): string {
  switch (of.kind) {
    case 'dNSName':
    case 'rfc822Name':
    case 'uniformResourceIdentifier':
      return textLine(of);
    case 'iPAddress':
      return `IP Address:${addressText(of.value)}`;
    case 'directoryName':
      return `DirName:${visible(formatOneline(of.value))}`;
    case 'otherName':
      return loneOtherName(of.value);
    default:
      return otherLine(of);
  }
}

const LABELS = { dNSName: 'DNS', rfc822Name: 'email', uniformResourceIdentifier: 'URI' } as const;
const textLine = ({ kind, value }: Extract<GeneralName, { readonly kind: keyof typeof LABELS }>): string =>
  `${LABELS[kind]}:${visible(value)}`;

type Other = Extract<GeneralName, { readonly kind: 'ediPartyName' | 'registeredID' | 'x400Address' }>;
const otherLine = (of: Other): string =>
  of.kind === 'registeredID'
    ? `Registered ID:${objectName(of.value)}`
    : `${of.kind === 'ediPartyName' ? 'EdiPartyName' : 'X400Name'}:${UNSUPPORTED}`;

/** OpenSSL does not compress zeros in IPv6 addresses. */
export function addressText(address: Uint8Array): string {
  if (address.length === 4) return [...address].join('.');
  const words = Array.from({ length: 8 }, (_, i) => address[2 * i] * 256 + address[2 * i + 1]);
  return words.map((word) => word.toString(16).toUpperCase()).join(':');
}

type OtherName = Extract<GeneralName, { readonly kind: 'otherName' }>['value'];

const UNSUPPORTED = '<unsupported>';
/** The names that OpenSSL has a word for, and the type of their values. */
const OTHER_NAMES: Readonly<Record<string, { readonly name: string; readonly tag: number }>> = {
  [OTHER_NAME_OIDS.smtpUtf8Mailbox]: { name: 'SmtpUTF8Mailbox', tag: utf8String.tag },
  [OTHER_NAME_OIDS.xmppAddr]: { name: 'XmppAddr', tag: utf8String.tag },
  [OTHER_NAME_OIDS.srvName]: { name: 'SRVName', tag: ia5String.tag },
  [OTHER_NAME_OIDS.userPrincipalName]: { name: 'UPN', tag: utf8String.tag },
  [OTHER_NAME_OIDS.naiRealm]: { name: 'NAIRealm', tag: utf8String.tag },
};
const knownOtherName = (typeId: string) => (Object.hasOwn(OTHER_NAMES, typeId) ? OTHER_NAMES[typeId] : undefined);

function listedOtherName({ typeId, value }: OtherName): string | undefined {
  const known = knownOtherName(typeId);
  const found = known === undefined ? stringOf(value, utf8String.tag, ia5String.tag) : stringOf(value, known.tag);
  const text = found?.includes('\0') ? undefined : found;
  if (known === undefined)
    return `othername: ${objectName(typeId)}::${text === undefined ? UNSUPPORTED : visible(text)}`;
  return text === undefined ? undefined : `othername: ${known.name}::${visible(text)}`;
}

function loneOtherName({ typeId, value }: OtherName): string {
  const known = knownOtherName(typeId);
  const text = known && stringOf(value, known.tag);
  return text === undefined ? `othername:${UNSUPPORTED}` : `othername:${known!.name}:${visible(text)}`;
}

/** The text of an element, if it is a string of one of these types. The content of any other element is not examined, and may be
 * malformed. */
function stringOf(element: Uint8Array, ...tags: readonly number[]): string | undefined {
  if (!tags.includes(element[0])) return undefined;
  const node = decode(derNode, element);
  return 'content' in node ? new TextDecoder().decode(node.content) : undefined;
}
