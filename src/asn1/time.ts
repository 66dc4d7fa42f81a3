/** UTCTime and GeneralizedTime in the one form that DER (X.690 §11.7, §11.8) and RFC 5280 §4.1.2.5 leave: whole seconds, UTC. */
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
  read(content, reader, at) {
    const [yy, ...rest] = readDigits(content, 2, UTC_TIME, reader, at);
    return toDate(yy < 50 ? 2000 + yy : 1900 + yy, rest, UTC_TIME, reader, at);
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
  read(content, reader, at) {
    const [year, ...rest] = readDigits(content, 4, GENERALIZED_TIME, reader, at);
    return toDate(year, rest, GENERALIZED_TIME, reader, at);
  },
  write(writer, date) {
    const year = writeTime(writer, date, GENERALIZED_TIME);
    if (year < 0 || year > 9999) writer.fail('out-of-range', GENERALIZED_TIME);
    writeDigits(writer, year, 4);
  },
});

function readDigits(content: Uint8Array, yearDigits: number, rule: string, reader: Reader, at: number): number[] {
  if (content.length !== yearDigits + 11) reader.fail('time-form', rule, at);
  if (content[content.length - 1] !== 0x5a) reader.fail('time-form', rule, at + content.length - 1);
  const parts: number[] = [];
  for (let i = 0; i < content.length - 1; ) {
    let value = 0;
    for (const end = i + (i === 0 ? yearDigits : 2); i < end; i++) {
      const digit = content[i] - 0x30;
      if (digit < 0 || digit > 9) reader.fail('time-form', rule, at + i);
      value = value * 10 + digit;
    }
    parts.push(value);
  }
  return parts;
}

/** A date that exists in the calendar, or a failure: 30 February would otherwise quietly be 1 March. */
function toDate(year: number, rest: number[], rule: string, reader: Reader, at: number): Date {
  const [month, day, hour, minute, second] = rest;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const exists =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!exists) reader.fail('time-value', rule, at);
  return date;
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
