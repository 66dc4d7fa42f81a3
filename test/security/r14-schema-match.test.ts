// node-forge CVE-2025-12816: an optional field that is absent shifts the fields after it, so that a verifier looks at other bytes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boolean, integer, octetString, optional, sequence, utf8String } from '../../src/asn1/index.ts';
import { decode, encode } from '../../src/codec/index.ts';

const record = sequence('Record', 'RFC 0', {
  flag: optional(boolean),
  count: optional(integer),
  text: utf8String,
  digest: optional(octetString),
});
const parts = sequence('Any order', 'RFC 0', { a: optional(octetString), b: utf8String });

describe('R14: every element is consumed, in its place', () => {
  it('an absent optional field shifts nothing', () => {
    for (const value of [
      { text: 'x' },
      { count: 1n, text: 'x' },
      { flag: true, text: 'x', digest: new Uint8Array(2) },
    ]) {
      expect(decode(record, encode(record, value))).toEqual(value);
    }
  });

  it('an element in a wrong place is refused, whichever it is', () => {
    const elements = [
      encode(boolean, true),
      encode(integer, 1n),
      encode(utf8String, 'x'),
      encode(octetString, new Uint8Array(1)),
    ];
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3 }), { maxLength: 6 }), (order) => {
        const inOrder = order.every((index, i) => i === 0 || index > order[i - 1]) && order.includes(2);
        const content = order.flatMap((index) => [...elements[index]]);
        const read = () => decode(record, Uint8Array.of(0x30, content.length, ...content));
        if (inOrder) expect(Object.keys(read())).toHaveLength(order.length);
        else expect(read).toThrowError(expect.objectContaining({ name: 'DecodeError' }));
      }),
    );
  });

  it('a required field is never taken for an optional one', () => {
    expect(() => decode(parts, Uint8Array.of(0x30, 3, 4, 1, 0))).toThrowError(
      expect.objectContaining({ code: 'missing' }),
    );
  });
});
