/** UTCTime (X.690 §11.8) and GeneralizedTime (§11.7) in whole seconds: DER allows fractions, and RFC 5280 §4.1.2.5.2 forbids them. */
import type { Reader, Writer } from '../codec/index.ts';
import type { Element } from './element.ts';
import { leaf } from './primitives.ts';

const UTC_TIME = 'RFC 5280 §4.1.2.5.1';
const GENERALIZED_TIME = 'RFC 5280 §4.1.2.5.2';

/** YYMMDDHHMMSSZ: 1950 to 2049. */
export const utcTime: Element<Date> = leaf({
  type: 'UTCTime',
  rule: UTC_TIME,
  tag: 0x17,
  read(bytes, start, end, reader) {
    checkDigits(bytes, start, end, 13, UTC_TIME, reader);
    const yy = twoDigits(bytes, start);
    return readDate(yy < 50 ? 2000 + yy : 1900 + yy, bytes, start + 2) ?? reader.fail('time-value', UTC_TIME, start);
  },
  write(writer, date) {
    const year = writeTime(writer, date, UTC_TIME);
    if (year < 1950 || year > 2049) writer.fail('out-of-range', UTC_TIME);
    writeDigits(writer, year % 100, 2);
  },
});

/** YYYYMMDDHHMMSSZ: years 0 to 9999. */
export const generalizedTime: Element<Date> = leaf({
  type: 'GeneralizedTime',
  rule: GENERALIZED_TIME,
  tag: 0x18,
  read(bytes, start, end, reader) {
    checkDigits(bytes, start, end, 15, GENERALIZED_TIME, reader);
    const year = 100 * twoDigits(bytes, start) + twoDigits(bytes, start + 2);
    return readDate(year, bytes, start + 4) ?? reader.fail('time-value', GENERALIZED_TIME, start);
  },
  write(writer, date) {
    const year = writeTime(writer, date, GENERALIZED_TIME);
    if (year < 0 || year > 9999) writer.fail('out-of-range', GENERALIZED_TIME);
    writeDigits(writer, year, 4);
  },
});

/** Checks that there are `length` bytes: digits, and a Z at the end. */
function checkDigits(
  bytes: Uint8Array,
  start: number,
  end: number,
  length: number,
  rule: string,
  reader: Reader,
): void {
  if (end - start !== length) reader.fail('time-form', rule, start);
  if (bytes[end - 1] !== 0x5a) reader.fail('time-form', rule, end - 1);
  for (let i = start; i < end - 1; i++) if (bytes[i] < 0x30 || bytes[i] > 0x39) reader.fail('time-form', rule, i);
}

const twoDigits = (bytes: Uint8Array, at: number): number => 10 * bytes[at] + bytes[at + 1] - 11 * 0x30;

/** The date of a year and the digits MMDDHHMMSS. @returns undefined for a date that does not exist; Date.UTC would turn 30
 * February into 1 March. */
function readDate(year: number, bytes: Uint8Array, at: number): Date | undefined {
  const month = twoDigits(bytes, at);
  const day = twoDigits(bytes, at + 2);
  const hour = twoDigits(bytes, at + 4);
  const minute = twoDigits(bytes, at + 6);
  const second = twoDigits(bytes, at + 8);
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // Date.UTC maps the years 0 to 99 to 1900 to 1999.
  if (year < 100) date.setUTCFullYear(year, month - 1, day);
  return date.getUTCDate() === day ? date : undefined;
}

/** Writes all but the year. @returns the year. */
function writeTime(writer: Writer, date: Date, rule: string): number {
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) writer.fail('wrong-type', rule);
  if (date.getUTCMilliseconds() !== 0) writer.fail('time-form', rule);
  writer.uint8(0x5a);
  writeDigits(writer, date.getUTCSeconds(), 2);
  writeDigits(writer, date.getUTCMinutes(), 2);
  writeDigits(writer, date.getUTCHours(), 2);
  writeDigits(writer, date.getUTCDate(), 2);
  writeDigits(writer, date.getUTCMonth() + 1, 2);
  return date.getUTCFullYear();
}

function writeDigits(writer: Writer, value: number, count: number): void {
  let rest = value;
  for (let i = 0; i < count; i++, rest = Math.floor(rest / 10)) writer.uint8(0x30 + (rest % 10));
}
