/** Names as OpenSSL prints them with its option `-nameopt` (X509_NAME_print_ex of crypto/x509, do_print_ex of crypto/asn1/a_strex.c). */
import { octetString } from '../../asn1/index.ts';
import { assertBoolean, assertOptions, bytesToHex, UsageError, utf8ToBytes } from '../../bytes/index.ts';
import { hasRow } from '../../bytes/internal.ts';
import { encode } from '../../codec/index.ts';
import { attributeTypeOf } from './attribute-types.ts';
import { type AttributeTypeAndValue, type AttributeValue, assertName, attributeValue, type Name } from './name.ts';
import { TextBuilder } from './text-builder.ts';

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
export const printName = (name: Name, style: NameStyle, indent = 0): string =>
  printNameStart(name, style, Number.POSITIVE_INFINITY, indent);

/** The first `most` UTF-16 units of what `printName` returns, or a few more. What lies beyond them is not escaped: a certificate of somebody
 * else may have megabytes in a name, of which a page shows a line. */
export function printNameStart(name: Name, style: NameStyle, most: number, indent = 0): string {
  assertName(name, 'name');
  assertNameStyle(style, 'style');
  const [between, within] = SEPARATORS[style.separator];
  const margin = style.separator === 'multiline' ? ' '.repeat(indent) : '';
  let text = '';
  const rdns = style.dn_rev ? name.map((rdn) => rdn.toReversed()).reverse() : name;
  for (const [i, rdn] of rdns.entries()) {
    if (text.length >= most) return text;
    text += (i > 0 ? between : '') + margin;
    for (const [j, one] of rdn.entries()) {
      if (text.length >= most) return text;
      text += (j > 0 ? within : '') + fieldText(one.type, style);
      text += valueText(one, style, most - text.length);
    }
  }
  return text || margin;
}

/** @throws UsageError unless `value` is a style. */
export function assertNameStyle(value: unknown, argument: string): asserts value is NameStyle {
  assertOptions(value, argument, Object.keys(NOTHING));
  const { separator, field, ...flags } = value as NameStyle;
  if (!hasRow(SEPARATORS, separator)) throw noSuch(`${argument}.separator`, Object.keys(SEPARATORS));
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

function valueText({ type, value }: AttributeTypeAndValue, style: NameStyle, most: number): string {
  if (!hasRow(STRING_TYPES, value.kind)) throw notAName();
  const { label, isText } = STRING_TYPES[value.kind];
  if (isText && typeof value.value !== 'string') throw notAName();
  const shownType = style.show_type ? `${label}:` : '';
  const isUnknown = style.dump_unknown && attributeTypeOf(type) === undefined;
  const isDumped = style.dump_all || isUnknown || (!isText && !style.ignore_type && style.dump_nostr);
  if (isDumped) {
    return `${shownType}#${bytesToHex(style.dump_der ? elementOf(value) : contentOf(value)).toUpperCase()}`;
  }
  const isByBytes = style.ignore_type || !isText;
  return shownType + escaped(isByBytes ? latin1(contentOf(value)) : (value.value as string), style, most);
}

const notAName = (): UsageError => new UsageError('wrong-type', 'name', 'must be a Name, as makeName returns');

function latin1(bytes: Uint8Array): string {
  const text = new TextBuilder();
  for (let i = 0; i < bytes.length; i++) text.unit(bytes[i]);
  return text.end();
}

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
    const bytes = new Uint8Array(value.value.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = value.value.charCodeAt(i);
    return bytes;
  }
  const der = encode(attributeValue, value);
  const head = 2 + (der[1] > 0x80 ? der[1] - 0x80 : 0);
  return der.subarray(value.kind === 'bitString' ? head + 1 : head);
}

/** do_buf of crypto/asn1/a_strex.c, until the text has `most` units. */
function escaped(text: string, style: NameStyle, most: number): string {
  const isQuoted = style.use_quote && isQuotable(text, style);
  const out = new TextBuilder();
  if (isQuoted) out.unit(QUOTE);
  for (let i = 0; i < text.length && out.length < most; ) {
    const code = text.codePointAt(i)!;
    const next = i + (code > 0xffff ? 2 : 1);
    const isLast = next === text.length;
    if (code > 0x7f) escapeWide(out, code, style);
    // OpenSSL treats a single character as the last one, not as the first, so that `#` alone is not escaped.
    else escapeAscii(out, code, isSpecialAtEdge(code, i === 0 && !isLast, isLast), style);
    i = next;
  }
  if (isQuoted) out.unit(QUOTE);
  return out.end();
}

const QUOTE = 0x22;
const SPACE = 0x20;
const HASH = 0x23;
const BACKSLASH = 0x5c;

/** Characters that RFC 2253 escapes: anywhere; and at the beginning or the end only. */
const isSpecial = asciiSet(',+"\\<>;');
/** The characters that need no escaping inside quotation marks (CHARTYPE of crypto/asn1/charmap.h): neither the mark itself nor the
 * backslash. */
const isSpecialUnquoted = asciiSet(',+<>;');
const isSpecial2254 = asciiSet('()*\\');

function asciiSet(characters: string): readonly boolean[] {
  return Array.from({ length: 128 }, (_, code) => characters.includes(String.fromCharCode(code)));
}

const isSpecialAtEdge = (code: number, isFirst: boolean, isLast: boolean): boolean =>
  (code === SPACE && (isFirst || isLast)) || (code === HASH && isFirst);

/** Whether a text has characters that quotation marks escape. */
const isQuotable = (text: string, { esc_2253 }: NameStyle): boolean => esc_2253 && /[,+<>;]|^#.|^ | $/su.test(text);

/** do_esc_char of crypto/asn1/a_strex.c. */
function escapeAscii(out: TextBuilder, code: number, isAtEdge: boolean, style: NameStyle): void {
  if (style.esc_2253 && (isSpecial[code] || isAtEdge)) {
    if (!style.use_quote || !(isSpecialUnquoted[code] || isAtEdge)) out.unit(BACKSLASH);
    out.unit(code);
    return;
  }
  // Not in OpenSSL: without esc_ctrl, control characters would reach the terminal.
  const isControl = code < 0x20 || code === 0x7f;
  if (isControl || (style.esc_2254 && isSpecial2254[code])) {
    out.escape(code);
    return;
  }
  const isEscaping = style.esc_2253 || style.esc_2254 || style.use_quote || style.esc_ctrl || style.esc_msb;
  if (code === BACKSLASH && isEscaping) out.unit(BACKSLASH);
  out.unit(code);
}

function escapeWide(out: TextBuilder, code: number, style: NameStyle): void {
  if (style.utf8) {
    const isUnsafe = style.esc_msb || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(String.fromCodePoint(code));
    if (isUnsafe) escapeUtf8(out, code);
    else out.character(code);
  } else if (code > 0xffff) out.numbered(WIDE, code, 8);
  else if (code > 0xff) out.numbered(BASIC, code, 4);
  else if (style.esc_msb || code < 0xa0) out.escape(code);
  else out.character(code);
}

/** The letters of `\W0001F600` and `\U4E2D`. */
const WIDE = 0x57;
const BASIC = 0x55;

/** `\C3\A9`: each byte of the UTF-8 encoding. The bytes are computed here, since calling an encoder for each character would take seconds
 * for a megabyte. */
function escapeUtf8(out: TextBuilder, code: number): void {
  // Throws: a lone surrogate has no encoding.
  if (code >= 0xd800 && code <= 0xdfff) utf8ToBytes(String.fromCharCode(code));
  if (code > 0xffff) out.escape(0xf0 | (code >> 18));
  if (code > 0xffff) out.escape(0x80 | ((code >> 12) & 0x3f));
  else if (code > 0x7ff) out.escape(0xe0 | (code >> 12));
  out.escape(code > 0x7ff ? 0x80 | ((code >> 6) & 0x3f) : 0xc0 | (code >> 6));
  out.escape(0x80 | (code & 0x3f));
}

/** `/C=SE/CN=a`: X509_NAME_oneline, which has no style (`-nameopt compat`). Bytes that are not printable ASCII are written as `\xE9`. */
export function formatCompatible(name: Name, typeName: (type: string) => string = shortName): string {
  assertName(name, 'name');
  const text = (of: AttributeTypeAndValue): string => {
    const out = new TextBuilder();
    for (const byte of contentOf(of.value)) {
      if (byte < 0x20 || byte > 0x7e) {
        out.numbered(SMALL_X, byte, 2);
        continue;
      }
      if (byte === SLASH || byte === PLUS) out.unit(BACKSLASH);
      out.unit(byte);
    }
    return out.end();
  };
  const one = (of: AttributeTypeAndValue): string => `${typeName(of.type)}=${text(of)}`;
  return name.map((rdn) => `/${rdn.map(one).join('+')}`).join('');
}

const SMALL_X = 0x78;
const SLASH = 0x2f;
const PLUS = 0x2b;

const shortName = (type: string): string => attributeTypeOf(type)?.short ?? type;
