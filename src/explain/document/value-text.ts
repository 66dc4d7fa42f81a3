/** Values for display, on one line; long values are cut, with the number of bytes left out. */
import { oid } from '../../asn1/index.ts';
import { bitLength, bytesToHex, bytesToUtf8, i2osp } from '../../bytes/index.ts';
import { type AnyCodec, isSameDescription, type Shape, type Span } from '../../codec/index.ts';
import { objectName } from '../openssl-text/object-names.ts';
import { visible } from './visible.ts';

/** Maximum bytes of one value on a page: enough for the largest supported key (16384 bits). */
export const MOST_BYTES = 2048;
/** Maximum UTF-16 code units of one text. */
const MOST_CHARACTERS = 2048;

/** Maximum rows of one table on a page. */
export const MOST_ROWS = 1024;

/** `1 byte`, `2 bytes`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The mark for omitted bytes. */
export const leftOut = (bytes: number): string => `… ${counted(bytes, 'byte')} more`;

/** The mark for omitted rows. */
export const rowsMore = (rows: number): string => `… ${counted(rows, 'row')} left out; JSON shows all`;
/** The same for a table; undefined if none are. */
export const rowsLeftOut = (rows: number, told = rowsMore): string | undefined =>
  rows > MOST_ROWS ? told(rows - MOST_ROWS) : undefined;

/** In the place of an empty value. */
export const NO_BYTES = '(no bytes)';

/** The words in values, where they are not English. */
export interface ValueWords {
  readonly bits: (count: number) => string;
  readonly noBytes: string;
  readonly moreBytes: (count: number) => string;
  readonly named: (name: string, of: string) => string;
}
const ENGLISH: ValueWords = {
  bits: (count) => counted(count, 'bit'),
  noBytes: NO_BYTES,
  moreBytes: leftOut,
  named: (name, of) => `${name}: ${of}`,
};

/** A text, shortened if necessary, with the number of UTF-8 bytes left out. */
export function cutText(text: string, most = MOST_CHARACTERS, { moreBytes } = ENGLISH): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most)}${moreBytes(new TextEncoder().encode(text.slice(most)).length)}`;
}

/** Hexadecimal in groups of four bytes. */
export function bytesText(bytes: Uint8Array, { noBytes, moreBytes } = ENGLISH): string {
  if (bytes.length === 0) return noBytes;
  const shown = bytesToHex(bytes.subarray(0, MOST_BYTES)).replace(/.{8}(?=.)/g, '$& ');
  return bytes.length > MOST_BYTES ? `${shown} ${moreBytes(bytes.length - MOST_BYTES)}` : shown;
}

/** A small number in decimal, any other in hexadecimal with its size. */
export function integerText(value: bigint, { bits: told, moreBytes, named } = ENGLISH): string {
  const [sign, size] = value < 0n ? ['-', -value] : ['', value];
  const bits = bitLength(size);
  if (bits <= 64) return `${value} (${sign}0x${size.toString(16)}, ${told(bits)})`;
  const digits = size.toString(16);
  // Digits are grouped from the right.
  const first = digits.length % 8 || 8;
  const end = Math.min(digits.length, first + 8 * Math.floor((2 * MOST_BYTES - first) / 8));
  const groups = [digits.slice(0, first), ...(digits.slice(first, end).match(/.{8}/g) ?? [])].join(' ');
  const more = end < digits.length ? ` ${moreBytes((digits.length - end) / 2)}` : '';
  return named(told(bits), `${sign}0x ${groups}${more}`);
}

/** Larger integers are written in hexadecimal, which takes linear time. */
const DECIMAL_BITS = 512;

/** An integer as a numeral: decimal, or above this size hexadecimal with `0x`. Never shortened. */
export function numeral(value: bigint): string {
  const [sign, size] = value < 0n ? ['-', -value] : ['', value];
  return bitLength(size) <= DECIMAL_BITS
    ? `${value}`
    : `${sign}0x${bytesToHex(i2osp(size, (bitLength(size) + 7) >> 3))}`;
}

/** A decoded value on one line; '' for bytes, which are shown as such, and for composite values. */
export function valueText(span: Span): string {
  const { codec, type, value } = span;
  if (value === null) return type;
  if (typeof value === 'string' && isSameDescription(codec, oid.body)) return cutText(objectText(value));
  if (typeof value === 'string') return JSON.stringify(visible(value.slice(0, MOST_CHARACTERS))) + restOf(value);
  if (typeof value === 'number') return codePointText(span) ?? `${value}`;
  if (typeof value === 'bigint')
    return codePointText(span) ?? (value < 2n ** 64n && value > -(2n ** 64n) ? `${value}` : '');
  if (value instanceof Uint8Array) return printableText(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (typeof value === 'boolean') return `${value}`;
  return isNames(value) ? value.join(', ') : '';
}

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');

const restOf = (text: string): string =>
  cutText(text).slice(MOST_CHARACTERS, text.length > MOST_CHARACTERS ? undefined : 0);

function objectText(oid: string): string {
  const name = objectName(oid);
  return name === oid ? oid : `${oid} (${name})`;
}

/** The registered name of a number; undefined if it has none. */
export function codePointName({ codec, value }: Span): string | undefined {
  const shape = enumerationOf(codec);
  return shape?.names.get(Number(value));
}

/** `rsa_pkcs1_sha256 (0x0401)`: a registered number with its name; undefined for other numbers. */
function codePointText(span: Span): string | undefined {
  const shape = enumerationOf(span.codec);
  if (shape === undefined) return undefined;
  const digits = 2 * (span.end - span.start);
  const number = shape.radix === 16 ? `0x${Number(span.value).toString(16).padStart(digits, '0')}` : `${span.value}`;
  const name = codePointName(span);
  return name === undefined ? number : `${name} (${number})`;
}

function enumerationOf(codec: AnyCodec | undefined): Extract<Shape, { kind: 'enumeration' }> | undefined {
  return codec?.shape.kind === 'enumeration' ? codec.shape : undefined;
}

/** Bytes that are plain text, quoted. */
function printableText(bytes: Uint8Array): string {
  if (bytes.length === 0 || !bytes.every((byte) => byte >= 0x20 && byte <= 0x7e)) return '';
  const more = bytes.length > MOST_CHARACTERS ? leftOut(bytes.length - MOST_CHARACTERS) : '';
  return JSON.stringify(bytesToUtf8(bytes.subarray(0, MOST_CHARACTERS))) + more;
}
