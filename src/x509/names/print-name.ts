/** Names as OpenSSL prints them with its option `-nameopt` (X509_NAME_print_ex of crypto/x509, do_print_ex of crypto/asn1/a_strex.c). */
import { octetString } from '../../asn1/index.ts';
import { assertBoolean, assertOptions, bytesToHex, UsageError, utf8ToBytes } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import { attributeTypeOf } from './attribute-types.ts';
import { type AttributeTypeAndValue, type AttributeValue, assertName, attributeValue, type Name } from './name.ts';

/** How a name is printed; the fields are the options of openssl-namedisplay-options(1). */
export interface NameStyle {
  /** Between RDNs, and between attributes of one. `multiline`: each RDN on its own line. */
  readonly separator: 'comma_plus' | 'comma_plus_space' | 'semi_plus_space' | 'multiline';
  /** The label before a value: the type's short name, its long one, its OID, or nothing. */
  readonly field: 'sname' | 'lname' | 'oid' | 'nofname';
  /** The last RDN comes first. */
  readonly dn_rev: boolean;
  readonly space_eq: boolean;
  /** Short names are padded to 10 characters, long ones to 25. */
  readonly align: boolean;
  /** The characters of RFC 2253 are escaped by a backslash. */
  readonly esc_2253: boolean;
  /** The characters of RFC 2254 are escaped in hexadecimal too: NUL, parentheses, asterisk. */
  readonly esc_2254: boolean;
  /** Control characters are escaped in hexadecimal. Unlike in OpenSSL, they are also escaped without this option, since they could control
   * the terminal. */
  readonly esc_ctrl: boolean;
  /** Bytes above 0x7F are escaped. */
  readonly esc_msb: boolean;
  /** A value with characters to escape is put in quotation marks instead. */
  readonly use_quote: boolean;
  /** Texts are converted to UTF-8 first. */
  readonly utf8: boolean;
  /** Bytes are characters, whatever the string type. */
  readonly ignore_type: boolean;
  /** The string type is printed before the value. */
  readonly show_type: boolean;
  /** Prints every value in hexadecimal (`dump_all`), or only those that are not text (`dump_nostr`). */
  readonly dump_all: boolean;
  readonly dump_nostr: boolean;
  /** Hexadecimal values contain the whole DER element, not only its contents. */
  readonly dump_der: boolean;
  /** Values of unknown types in hexadecimal. */
  readonly dump_unknown: boolean;
}

const NOTHING: NameStyle = {
  separator: 'comma_plus_space',
  field: 'sname',
  dn_rev: false,
  space_eq: false,
  align: false,
  esc_2253: false,
  esc_2254: false,
  esc_ctrl: false,
  esc_msb: false,
  use_quote: false,
  utf8: false,
  ignore_type: false,
  show_type: false,
  dump_all: false,
  dump_nostr: false,
  dump_der: false,
  dump_unknown: false,
};
/** ASN1_STRFLGS_RFC2253. */
const STRINGS_2253 = { esc_2253: true, esc_ctrl: true, esc_msb: true, utf8: true, dump_nostr: true, dump_der: true };

/** OpenSSL's predefined styles, and `plain`, with all options off. */
export const NAME_STYLES = {
  plain: NOTHING,
  RFC2253: { ...NOTHING, ...STRINGS_2253, separator: 'comma_plus', dn_rev: true, dump_unknown: true },
  oneline: { ...NOTHING, ...STRINGS_2253, use_quote: true, space_eq: true },
  multiline: {
    ...NOTHING,
    ...{ esc_ctrl: true, esc_msb: true, separator: 'multiline', space_eq: true, field: 'lname', align: true },
  },
} as const satisfies Readonly<Record<string, NameStyle>>;

const SEPARATORS = {
  comma_plus: [',', '+'],
  comma_plus_space: [', ', ' + '],
  semi_plus_space: ['; ', ' + '],
  multiline: ['\n', ' + '],
} as const;

/** A name in a style. @param indent - spaces before each line of `multiline`; the other styles have one line without indent. */
export function printName(name: Name, style: NameStyle, indent = 0): string {
  assertName(name, 'name');
  assertNameStyle(style, 'style');
  const [between, within] = SEPARATORS[style.separator];
  const margin = style.separator === 'multiline' ? ' '.repeat(indent) : '';
  const rdns = style.dn_rev ? name.map((rdn) => rdn.toReversed()).reverse() : name;
  const texts = rdns.map(
    (rdn) => margin + rdn.map((one) => fieldText(one.type, style) + valueText(one, style)).join(within),
  );
  return texts.join(between) || margin;
}

/** @throws UsageError unless `value` is a style. */
export function assertNameStyle(value: unknown, argument: string): asserts value is NameStyle {
  assertOptions(value, argument, Object.keys(NOTHING));
  const { separator, field, ...flags } = value as NameStyle;
  if (!Object.hasOwn(SEPARATORS, separator as PropertyKey))
    throw noSuch(`${argument}.separator`, Object.keys(SEPARATORS));
  if (!FIELDS.includes(field)) throw noSuch(`${argument}.field`, FIELDS);
  for (const [name, flag] of Object.entries(flags)) assertBoolean(flag, `${argument}.${name}`);
}

const FIELDS: readonly string[] = ['sname', 'lname', 'oid', 'nofname'];
const noSuch = (argument: string, known: readonly string[]): UsageError =>
  new UsageError('out-of-range', argument, `must be one of ${known.join(', ')}`);

/** FN_WIDTH_SN, FN_WIDTH_LN of crypto/asn1/a_strex.c. */
const WIDTHS = { sname: 10, lname: 25 } as const;

function fieldText(type: string, { field, align, space_eq }: NameStyle): string {
  if (field === 'nofname') return '';
  const known = field === 'oid' ? undefined : attributeTypeOf(type);
  const text = (field === 'lname' ? known?.long : known?.short) ?? type;
  const width = align && known !== undefined && field !== 'oid' ? WIDTHS[field] : 0;
  return text.padEnd(width) + (space_eq ? ' = ' : '=');
}

/** The names of ASN1_tag2str, and whether `do_print_ex` treats the type as text (`tag2nbyte`). */
const STRING_TYPES = {
  utf8String: { label: 'UTF8STRING', isText: true },
  printableString: { label: 'PRINTABLESTRING', isText: true },
  ia5String: { label: 'IA5STRING', isText: true },
  teletexString: { label: 'T61STRING', isText: true },
  bmpString: { label: 'BMPSTRING', isText: true },
  universalString: { label: 'UNIVERSALSTRING', isText: true },
  numericString: { label: 'NUMERICSTRING', isText: true },
  visibleString: { label: 'VISIBLESTRING', isText: true },
  bitString: { label: 'BIT STRING', isText: false },
  octetString: { label: 'OCTET STRING', isText: false },
} as const;

function valueText({ type, value }: AttributeTypeAndValue, style: NameStyle): string {
  if (!Object.hasOwn(STRING_TYPES, value.kind)) throw notAName();
  const { label, isText } = STRING_TYPES[value.kind];
  if (isText && typeof value.value !== 'string') throw notAName();
  const shownType = style.show_type ? `${label}:` : '';
  const isUnknown = style.dump_unknown && attributeTypeOf(type) === undefined;
  const isDumped = style.dump_all || isUnknown || (!isText && !style.ignore_type && style.dump_nostr);
  if (isDumped) {
    return `${shownType}#${bytesToHex(style.dump_der ? elementOf(value) : contentOf(value)).toUpperCase()}`;
  }
  const isByBytes = style.ignore_type || !isText;
  const characters = isByBytes ? latin1(contentOf(value)) : [...(value.value as string)];
  return shownType + escaped(characters, style);
}

const notAName = (): UsageError => new UsageError('wrong-type', 'name', 'must be a Name, as makeName returns');

const latin1 = (bytes: Uint8Array): string[] => Array.from(bytes, (byte) => String.fromCharCode(byte));

/** Tags of the types with a byte for each character. Such a value may have been decoded tolerantly with characters that the type does not
 * allow, so it could not be encoded again. */
const ONE_BYTE_TAGS: Readonly<Record<string, number | undefined>> = {
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  visibleString: 0x1a,
};

function elementOf(value: AttributeValue): Uint8Array {
  const tag = ONE_BYTE_TAGS[value.kind];
  if (tag === undefined) return encode(attributeValue, value);
  const element = encode(octetString, contentOf(value));
  element[0] = tag;
  return element;
}

/** The content of an element: what follows the tag and the length (and, in a BIT STRING, the count of unused bits). */
function contentOf(value: AttributeValue): Uint8Array {
  if (typeof value.value === 'string' && ONE_BYTE_TAGS[value.kind] !== undefined) {
    return Uint8Array.from(value.value, (character) => character.charCodeAt(0));
  }
  const der = encode(attributeValue, value);
  const head = 2 + (der[1] > 0x80 ? der[1] - 0x80 : 0);
  return der.subarray(value.kind === 'bitString' ? head + 1 : head);
}

/** do_buf of crypto/asn1/a_strex.c. */
function escaped(characters: readonly string[], style: NameStyle): string {
  const last = characters.length - 1;
  // OpenSSL treats a single character as the last one, not as the first, so that `#` alone is not escaped.
  const isFirst = (i: number): boolean => i === 0 && last > 0;
  const isQuoted = style.use_quote && characters.some((one, i) => isQuotable(one, isFirst(i), i === last, style));
  const text = characters.map((one, i) => escapeOne(one, isFirst(i), i === last, style)).join('');
  return isQuoted ? `"${text}"` : text;
}

/** Characters that RFC 2253 escapes: anywhere; and at the beginning or the end only. */
const SPECIAL = /[,+"\\<>;]/;
/** The characters that need no escaping inside quotation marks (CHARTYPE of crypto/asn1/charmap.h): neither the mark itself nor the
 * backslash. */
const QUOTABLE = /[,+<>;]/;

const isSpecialAtEdge = (character: string, isFirst: boolean, isLast: boolean): boolean =>
  (character === ' ' && (isFirst || isLast)) || (character === '#' && isFirst);

const isQuotable = (one: string, isFirst: boolean, isLast: boolean, { esc_2253 }: NameStyle): boolean =>
  esc_2253 && (QUOTABLE.test(one) || isSpecialAtEdge(one, isFirst, isLast));

/** do_esc_char of crypto/asn1/a_strex.c. */
function escapeOne(character: string, isFirst: boolean, isLast: boolean, style: NameStyle): string {
  const code = character.codePointAt(0)!;
  if (code > 0x7f) return escapeWide(character, code, style);
  if (style.esc_2253 && (SPECIAL.test(character) || isSpecialAtEdge(character, isFirst, isLast))) {
    return style.use_quote && isQuotable(character, isFirst, isLast, style) ? character : `\\${character}`;
  }
  // Not in OpenSSL: without esc_ctrl, control characters would reach the terminal.
  if (code < 0x20 || code === 0x7f) return hexEscape(code);
  if (style.esc_2254 && /[()*\\]/.test(character)) return hexEscape(code);
  const isEscaping = style.esc_2253 || style.esc_2254 || style.use_quote || style.esc_ctrl || style.esc_msb;
  return character === '\\' && isEscaping ? '\\\\' : character;
}

function escapeWide(character: string, code: number, style: NameStyle): string {
  if (style.utf8) {
    const isUnsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character);
    return style.esc_msb || isUnsafe ? Array.from(utf8ToBytes(character), hexEscape).join('') : character;
  }
  if (code > 0xffff) return `\\W${code.toString(16).toUpperCase().padStart(8, '0')}`;
  if (code > 0xff) return `\\U${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return style.esc_msb || code < 0xa0 ? hexEscape(code) : character;
}

const hexEscape = (byte: number): string => `\\${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** `/C=SE/CN=a`: X509_NAME_oneline, which has no style (`-nameopt compat`). Bytes that are not printable ASCII are written as `\xE9`. */
export function formatCompatible(name: Name, typeName: (type: string) => string = shortName): string {
  assertName(name, 'name');
  const text = (of: AttributeTypeAndValue): string =>
    latin1(contentOf(of.value))
      .map((one) =>
        one < ' ' || one > '~' ? `\\x${hexEscape(one.charCodeAt(0)).slice(1)}` : one.replace(/[/+]/, '\\$&'),
      )
      .join('');
  const one = (of: AttributeTypeAndValue): string => `${typeName(of.type)}=${text(of)}`;
  return name.map((rdn) => `/${rdn.map(one).join('+')}`).join('');
}

const shortName = (type: string): string => attributeTypeOf(type)?.short ?? type;
