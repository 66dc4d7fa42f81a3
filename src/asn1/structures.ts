/** SEQUENCE, SEQUENCE OF, SET OF (X.690 §8.9–§8.12, §11.6). */
import { compareBytes } from '../bytes/index.ts';
import {
  assertCodec,
  type Codec,
  codecOf,
  type Fields,
  list,
  type RecordOf,
  readField,
  struct,
  Writer,
} from '../codec/index.ts';
import { type Element, element } from './element.ts';

const SEQUENCE_TAG = 0x30;
const SET_TAG = 0x31;

/** `SEQUENCE { … }`: all fields in order, without extra bytes. */
export const sequence = <F extends Fields>(type: string, rule: string, fields: F): Element<RecordOf<F>> =>
  element(SEQUENCE_TAG, struct(type, rule, fields));

/** `SEQUENCE SIZE (min..max) OF T`. */
export const sequenceOf = <T>(of: Codec<T>, min = 0, max = Number.POSITIVE_INFINITY): Element<readonly T[]> =>
  element(SEQUENCE_TAG, list(of, min, max));

/** `SET SIZE (min..max) OF T`: encoded in ascending order of the encodings, whatever the order of the value (X.690 §11.6). */
export function setOf<T>(of: Codec<T>, min = 0, max = Number.POSITIVE_INFINITY): Element<readonly T[]> {
  assertCodec(of, 'of');
  return element(
    SET_TAG,
    codecOf({
      type: `${of.type}[]`,
      rule: 'X.690 §11.6',
      composite: true,
      shape: { kind: 'set', of, min, max },
      decode(reader) {
        const values: T[] = [];
        let previous = 0;
        while (reader.left > 0) {
          const start = reader.at;
          if (values.length === max) reader.fail('out-of-range', of.rule);
          reader.spend();
          values.push(reader.trace === undefined ? of.decode(reader) : readField(reader, `${values.length}`, of));
          if (values.length > 1 && !isAscending(reader.bytes, previous, start, reader.at)) {
            reader.deviate('set-not-sorted', 'X.690 §11.6', start);
          }
          previous = start;
        }
        if (values.length < min) reader.fail('out-of-range', of.rule);
        return values;
      },
      encode(writer, values) {
        if (!Array.isArray(values)) writer.fail('wrong-type', of.rule);
        if (values.length < min || values.length > max) writer.fail('out-of-range', of.rule);
        if (values.length === 1) return of.encode(writer, values[0]);
        // Not values.map, which leaves holes as they are.
        const encodings = Array.from(values, (value) => {
          const own = new Writer(writer.path);
          of.encode(own, value);
          return own.finish();
        });
        for (const encoding of encodings.sort(compareBytes).reverse()) writer.bytes(encoding);
      },
    }),
  );
}

/** Whether the encoding in `first..second` sorts before the one in `second..end`, or equals it (X.690 §11.6). */
const isAscending = (bytes: Uint8Array, first: number, second: number, end: number): boolean =>
  compareBytes(bytes.subarray(first, second), bytes.subarray(second, end)) <= 0;
