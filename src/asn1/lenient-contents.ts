/** Faults in the contents octets of primitive elements, by type and by clause of X.690. */
import { DecodeError, decode } from '../codec/index.ts';
import type { Element } from './element.ts';
import { oid } from './oid.ts';
import { boolean, enumerated, integer, nullElement } from './primitives.ts';
import {
  bmpString,
  ia5String,
  numericString,
  printableString,
  universalString,
  utf8String,
  visibleString,
} from './strings.ts';

/** A fault, `at` bytes into the contents. */
export interface ContentsFault {
  readonly at: number;
  readonly code: string;
  readonly rule: string;
  readonly detail: string;
}

type Judge = (content: Uint8Array) => ContentsFault | undefined;

/** The first fault in the contents of a primitive element of a universal type; undefined if there is none, or if the type is
 * unknown to this project. */
export const judgeContents = (number: number, content: Uint8Array): ContentsFault | undefined =>
  JUDGES.get(number)?.(content);

/** Faults that the strict codec finds, each with a sentence for display. */
function asDescribed(of: Element<unknown>, details: Readonly<Record<string, string>>): readonly [number, Judge] {
  const judge: Judge = (content) => {
    try {
      decode(of.body, content);
      return undefined;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const { at, code, rule } = error;
      const detail = details[code];
      // Our own limits, on the size of an arc or of the input, are not violations of X.690.
      return detail === undefined ? undefined : { at, code, rule, detail };
    }
  };
  return [of.tag, judge];
}

const INTEGER = {
  'integer-empty': 'an INTEGER has at least one byte',
  'integer-not-minimal': 'the first nine bits are all equal: the first byte is redundant',
};
const CHARACTERS = {
  'string-character': 'a character that the type does not allow',
  'string-length': 'the length is not a whole number of characters',
};

function judgeBitString(content: Uint8Array): ContentsFault | undefined {
  const [unused] = content;
  const fault = (code: string, rule: string, at: number, detail: string): ContentsFault => ({ at, code, rule, detail });
  if (unused === undefined) {
    return fault('bit-string-empty', 'X.690 §8.6.2.1', 0, 'the byte with the number of unused bits is missing');
  }
  if (unused > 7)
    return fault('bit-string-unused-bits', 'X.690 §8.6.2.2', 0, `${unused} unused bits; at most 7 are allowed`);
  if (content.length === 1 && unused > 0) {
    return fault('bit-string-unused-bits', 'X.690 §8.6.2.3', 0, `${unused} unused bits in an empty BIT STRING`);
  }
  const last = content.length - 1;
  if (content.length > 1 && (content[last] & ((1 << unused) - 1)) !== 0) {
    return fault('bit-string-padding', 'X.690 §11.2.1', last, 'unused bits are set');
  }
  return undefined;
}

/** A time format: digits up to the minute, followed by the parts that BER leaves open. */
interface TimeForm {
  readonly yearDigits: 2 | 4;
  readonly pattern: RegExp;
  /** The clauses for seconds, fraction and zone in DER. */
  readonly seconds: string;
  readonly fraction: string;
  readonly zone: string;
  /** The clause of the type. */
  readonly form: string;
}

const UTC_TIME: TimeForm = {
  yearDigits: 2,
  pattern: /^(\d{8})(\d\d)(\d\d)?()(Z|[+-]\d{4})$/,
  seconds: 'X.690 §11.8.2',
  fraction: 'X.690 §11.8',
  zone: 'X.690 §11.8.1',
  form: 'X.680 §47',
};
const GENERALIZED_TIME: TimeForm = {
  yearDigits: 4,
  pattern: /^(\d{10})(\d\d)?(\d\d)?([.,]\d+)?(Z|[+-]\d{2}(?:\d{2})?|)$/,
  seconds: 'X.690 §11.7.2',
  fraction: 'X.690 §11.7.3',
  zone: 'X.690 §11.7.1',
  form: 'X.680 §46',
};

function judgeTime(of: TimeForm, content: Uint8Array): ContentsFault | undefined {
  const text = String.fromCharCode(...content.subarray(0, 40));
  const fault = (code: string, rule: string, detail: string): ContentsFault => ({ at: 0, code, rule, detail });
  const [, toHour, minutes, seconds, fraction, zone] = (content.length <= 40 && of.pattern.exec(text)) || [];
  if (toHour === undefined) return fault('time-form', of.form, 'is not a valid form of the type');
  if (zone !== 'Z') return fault('time-zone', of.zone, `ends in ${JSON.stringify(zone)} instead of Z`);
  if (minutes === undefined || seconds === undefined) return fault('time-seconds', of.seconds, 'seconds are missing');
  if (fraction && !/^\.\d*[1-9]$/.test(fraction)) {
    return fault('time-fraction', of.fraction, 'the fraction has a comma or trailing zeros');
  }
  const year = of.yearDigits === 4 ? text.slice(0, 4) : `${text < '50' ? '20' : '19'}${text.slice(0, 2)}`;
  const [month, day, hour] = toHour.slice(of.yearDigits).match(/../g)!;
  const written = `${year}-${month}-${day}T${hour}:${minutes}:${seconds}.000Z`;
  const date = new Date(written);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString() === written;
  return exists ? undefined : fault('time-value', of.form, 'is not a calendar date');
}

/** The check of a primitive type's contents octets, by universal tag number. A type without a row is not checked. */
const JUDGES: ReadonlyMap<number, Judge> = new Map<number, Judge>([
  asDescribed(boolean, {
    'boolean-length': 'a BOOLEAN has exactly one byte',
    'boolean-not-canonical': 'TRUE must be FF, and FALSE 00',
  }),
  asDescribed(integer, INTEGER),
  asDescribed(enumerated, INTEGER),
  asDescribed(nullElement, { 'null-not-empty': 'NULL has no contents' }),
  asDescribed(oid, {
    'oid-empty': 'an OBJECT IDENTIFIER has at least one byte',
    'oid-not-minimal': 'an arc begins with 80: that byte is redundant',
    'oid-truncated': 'the last arc is incomplete',
  }),
  asDescribed(utf8String, CHARACTERS),
  asDescribed(numericString, CHARACTERS),
  asDescribed(printableString, CHARACTERS),
  asDescribed(ia5String, CHARACTERS),
  asDescribed(visibleString, CHARACTERS),
  asDescribed(universalString, CHARACTERS),
  asDescribed(bmpString, CHARACTERS),
  [0x03, judgeBitString],
  [0x17, (content) => judgeTime(UTC_TIME, content)],
  [0x18, (content) => judgeTime(GENERALIZED_TIME, content)],
]);
