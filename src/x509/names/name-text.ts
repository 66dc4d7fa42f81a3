/** Names as text: OpenSSL's `/CN=…/O=…` and `CN = …, O = …`, and RFC 4514's `O=…,CN=…`. */
import { bytesToHex, bytesToUtf8, hexToBytes, UsageError, utf8ToBytes } from '../../bytes/index.ts';
import { decode, encode } from '../../codec/index.ts';
import { X509Error } from '../errors.ts';
import { attributeTypeOf } from './attribute-types.ts';
import {
  type AttributeTypeAndValue,
  assertName,
  attributeOid,
  attributeValue,
  makeAttribute,
  type Name,
} from './name.ts';
import { NAME_STYLES, type NameStyle, printName, printNameStart } from './print-name.ts';

const OPENSSL = 'openssl-req(1) -subj';
const RFC4514 = 'RFC 4514 §3';

/** Maximum characters of a text to parse: bounds the backtracking of the patterns. */
const MAX_TEXT = 2 ** 21;

function assertText(text: unknown, rule: string): asserts text is string {
  if (typeof text !== 'string') throw new UsageError('wrong-type', 'text', `must be a string, got ${typeof text}`);
  if (text.length > MAX_TEXT) throw syntaxError(text, MAX_TEXT, rule);
}

const syntaxError = (text: string, at: number, rule: string): X509Error => {
  const rest = at < text.length ? JSON.stringify(text.slice(at, at + 20)) : 'the end';
  return new X509Error('name-syntax', `not a valid name: unexpected ${rest} at position ${at}`, rule);
};

/** Parses `/C=SE/O=Example+OU=Test/CN=a\/b`: RDNs from the root down, `+` within an RDN, a backslash before a literal character.
 * `/` alone is the empty name.
 * @throws X509Error `name-syntax`, and what `makeName` throws. */
export function parseOpensslName(text: string): Name {
  assertText(text, OPENSSL);
  if (text === '/') return [];
  if (!text.startsWith('/')) throw syntaxError(text, 0, OPENSSL);
  const rdns: AttributeTypeAndValue[][] = [];
  const attribute = /([/+])([A-Za-z0-9.]+)=((?:[^\\/+]|\\.)*)/sy;
  while (attribute.lastIndex < text.length) {
    const { lastIndex } = attribute;
    const found = attribute.exec(text);
    if (found === null) throw syntaxError(text, lastIndex, OPENSSL);
    const [, separator, type, value] = found;
    if (separator === '/') rdns.push([]);
    rdns.at(-1)!.push(makeAttribute(type, value.replace(/\\(.)/gs, '$1')));
  }
  return rdns;
}

const shortName = (type: string): string => attributeTypeOf(type)?.short ?? type;
const hexText = (of: AttributeTypeAndValue): string => `#${bytesToHex(encode(attributeValue, of.value)).toUpperCase()}`;
const textOf = ({ value }: AttributeTypeAndValue): string | undefined =>
  typeof value.value === 'string' ? value.value : undefined;

/** Formats a name in the syntax of `parseOpensslName`. Values that are not text are written in hexadecimal and cannot be parsed
 * back. */
export function formatOpensslName(name: Name): string {
  assertName(name, 'name');
  const one = (of: AttributeTypeAndValue): string =>
    `${shortName(of.type)}=${(textOf(of) ?? hexText(of)).replace(/[\\/+]/g, '\\$&')}`;
  return name.map((rdn) => `/${rdn.map(one).join('+')}`).join('') || '/';
}

/** `CN = kubernetes-ca, O = Example + OU = Test`: the form of `openssl x509 -text` (XN_FLAG_ONELINE). */
export const formatOneline = (name: Name): string => printName(name, NAME_STYLES.oneline);

const READABLE: NameStyle = { ...NAME_STYLES.oneline, esc_msb: false };
/** As `formatOneline`, for people: letters beyond ASCII stay as they are, which RFC 4514 §2.4 permits too. Control characters, and those that turn a text round, are
 * escaped.
 * @param most - UTF-16 units of the text; the last character is never cut in two. Default: all. */
export const formatReadable = (name: Name, most?: number): string =>
  printNameStart(name, READABLE, most ?? Number.POSITIVE_INFINITY)
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '');

/** Escapes characters as `\C3\A9`, a backslash for each byte. */
const escapeBytes = (characters: string): string =>
  bytesToHex(utf8ToBytes(characters)).toUpperCase().replace(/../g, '\\$&');

/** Formats RFC 4514 §2: RDNs from the leaf up, `CN=…,O=…`. A type without an LDAP name is written as its OID, with a hexadecimal
 * value. */
export function formatRfc4514(name: Name): string {
  assertName(name, 'name');
  return name
    .toReversed()
    .map((rdn) => rdn.map(formatRfc4514Attribute).join('+'))
    .join(',');
}

function formatRfc4514Attribute(of: AttributeTypeAndValue): string {
  const descriptor = attributeTypeOf(of.type)?.ldap;
  const text = textOf(of);
  if (descriptor === undefined || text === undefined) return `${descriptor ?? of.type}=${hexText(of)}`;
  // RFC 4514 §2.4. Control characters are escaped too, which the RFC leaves open.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is escaped.
  const escaped = text.replace(/["+,;<>\\]|^[ #]| $/g, '\\$&').replace(/[\x00-\x1f\x7f]+/g, escapeBytes);
  return `${descriptor}=${escaped}`;
}

// RFC 4514 §3, `string`: special characters must be escaped; `#` and space may not come first.
const ESCAPED = String.raw`\\(?:[ #="+,;<>\\]|[0-9A-Fa-f]{2})`;
const STRING = String.raw`(?:[^\\"+,;<>\0# ]|${ESCAPED})(?:[^\\"+,;<>\0]|${ESCAPED})*`;
const TYPE = String.raw`[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+`;
const ATTRIBUTE = ` *(${TYPE}) *= *(?:#([0-9A-Fa-f]+)|(${STRING})?)([,+]|$)`;

/** Parses RFC 4514 §3; unescaped spaces around separators are ignored (as RFC 2253 §4 requires).
 * @throws X509Error `name-syntax`, and what `makeName` throws; DecodeError for a `#…` value that is not a valid encoding;
 * EncodingError for escaped bytes that are not UTF-8. */
export function parseRfc4514(text: string): Name {
  assertText(text, RFC4514);
  const rdns: AttributeTypeAndValue[][] = [];
  const attribute = new RegExp(ATTRIBUTE, 'y');
  for (let separator = text === '' ? '' : ','; separator !== ''; ) {
    const { lastIndex } = attribute;
    const found = attribute.exec(text);
    if (found === null) throw syntaxError(text, lastIndex, RFC4514);
    const [, type, hex, value = '', next] = found;
    if (separator === ',') rdns.push([]);
    rdns.at(-1)!.push(hex === undefined ? makeAttribute(type, unescapeRfc4514(value)) : hexAttribute(type, hex));
    separator = next;
  }
  return rdns.reverse();
}

function unescapeRfc4514(value: string): string {
  const bytes: number[] = [];
  let kept = 0;
  for (const [token, hex] of value.matchAll(/\\([0-9A-F]{2})|\\.| +|[^\\ ]+/gis)) {
    for (const byte of hex === undefined ? utf8ToBytes(token.replace(/^\\/, '')) : hexToBytes(hex)) bytes.push(byte);
    if (!token.startsWith(' ')) kept = bytes.length;
  }
  return bytesToUtf8(Uint8Array.from(bytes.slice(0, kept)));
}

function hexAttribute(type: string, hex: string): AttributeTypeAndValue {
  return { type: attributeOid(type), value: decode(attributeValue, hexToBytes(hex)) };
}
