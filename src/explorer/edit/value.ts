/** The value of an element of DER as a text that a person can change, and the contents octets for a changed text. */
import {
  bmpString,
  boolean,
  type Element,
  enumerated,
  generalizedTime,
  ia5String,
  integer,
  numericString,
  oid,
  printableString,
  teletexString,
  universalString,
  utcTime,
  utf8String,
  visibleString,
} from '../../asn1/index.ts';
import { assertBytes, assertInteger, assertString, type Bytes, UsageError, VitrineError } from '../../bytes/index.ts';
import { decode, encode } from '../../codec/index.ts';

/** How a value is entered. */
export type ValueKind = 'boolean' | 'integer' | 'oid' | 'text' | 'time';

interface Row<T = unknown> {
  readonly kind: ValueKind;
  readonly element: Element<T>;
  toText(value: T): string;
  /** @throws UsageError; SyntaxError and RangeError of JavaScript for text that is not a number or time. */
  fromText(text: string): T;
}

const row = <T>(
  kind: ValueKind,
  element: Element<T>,
  toText: (value: T) => string,
  fromText: (text: string) => T,
): Row => ({ kind, element, toText, fromText }) as Row<T> as unknown as Row;
const same = (text: string): string => text;
const strings: readonly Element<string>[] = [
  ...[utf8String, printableString, ia5String, numericString, teletexString, visibleString, universalString, bmpString],
];
const isoTime = (value: Date): string => value.toISOString().replace('.000Z', 'Z');

const ROWS: readonly Row[] = [
  row('boolean', boolean, String, (text) => text === 'true'),
  row('integer', integer, String, integerFrom),
  row('integer', enumerated, String, (text) => integerFrom(text) as never),
  row('oid', oid, same, (text) => text.trim()),
  row('time', utcTime, isoTime, timeFrom),
  row('time', generalizedTime, isoTime, timeFrom),
  ...strings.map((element) => row('text', element, same, same)),
];

/** JavaScript would take an empty text for 0. */
function integerFrom(text: string): bigint {
  if (text.trim() === '') throw new UsageError('out-of-range', 'text', 'must be an integer');
  return BigInt(text.trim());
}

/** A time in UTC, in ISO 8601; the Z, the seconds and the whole time of day may be missing. JavaScript would take 31 February. */
function timeFrom(text: string): Date {
  const [, day, minute = '00:00', seconds = '00'] =
    /^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d))?)?Z?\s*$/i.exec(text) ?? [];
  const canonical = `${day}T${minute}:${seconds}Z`;
  const time = new Date(canonical);
  if (Number.isNaN(time.getTime()) || isoTime(time) !== canonical)
    throw new UsageError('out-of-range', 'text', 'must be a time such as 2026-01-31T12:00:00Z');
  return time;
}

/** A value that can be changed as text. */
export interface EditableValue {
  readonly kind: ValueKind;
  readonly text: string;
}

/** Maximum size of a value that can be edited as text, in bytes. */
const MOST_BYTES = 512;

/** The value of the element whose tag is at `start`; undefined for one that is constructed, malformed, or only bytes. A primitive
 * element with a context-specific tag is text if it is printable, such as a DNS name. */
export function valueAt(
  bytes: Uint8Array,
  start: number,
  contentStart: number,
  end: number,
): EditableValue | undefined {
  assertBytes(bytes, 'bytes');
  for (const at of [start, contentStart, end]) assertInteger(at, 'start, contentStart and end', 0, bytes.length);
  const content = bytes.subarray(contentStart, end);
  if (content.length > MOST_BYTES || contentStart <= start) return undefined;
  const tag = bytes[start];
  const found = ROWS.find(({ element }) => element.tag === tag);
  try {
    if (found !== undefined) return { kind: found.kind, text: found.toText(decode(found.element.body, content)) };
    const isOwn = (tag & 0xe0) === 0x80;
    const isPrintable = content.length > 0 && content.every((byte) => byte >= 0x20 && byte <= 0x7e);
    return isOwn && isPrintable ? { kind: 'text', text: decode(ia5String.body, content) } : undefined;
  } catch (error) {
    if (error instanceof VitrineError) return undefined;
    throw error;
  }
}

/** The contents octets of a changed value.
 * @param tag - of the element.
 * @throws UsageError for text that is not a number, time or OID; EncodeError for characters that the string type does not allow. */
export function contentOf(tag: number, text: string): Bytes {
  assertInteger(tag, 'tag', 0, 255);
  assertString(text, 'text');
  const found = ROWS.find(({ element }) => element.tag === tag);
  if (found === undefined) return encode(ia5String.body, text);
  let value: unknown;
  try {
    value = found.fromText(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError('out-of-range', 'text', 'must be an integer');
  }
  return encode(found.element.body, value);
}
