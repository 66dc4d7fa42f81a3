import { describe, expect, it } from 'vitest';
import { oid } from '../../src/asn1/index.ts';
import { decode, encode } from '../../src/codec/index.ts';

/** X.690 §8.19, spelled out. */
function spell(text: string): Uint8Array {
  const [top, second, ...arcs] = text.split('.').map(Number);
  const bytes = [40 * top + second, ...arcs].flatMap((arc) => {
    const digits = [arc % 128];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift(0x80 | (rest % 128));
    return digits;
  });
  return Uint8Array.of(0x06, bytes.length, ...bytes);
}

/** The arcs of the table, some above and beside them, and one that nobody knows. */
const ARCS = [
  '1.2.840.10045.2',
  '1.2.840.10045.3.1',
  '1.2.840.10045.4.3',
  '1.2.840.113549.1.1',
  '1.2.840.113549.1.5',
  '1.2.840.113549.1.9',
  '1.3.6.1.5.5.7.1',
  '1.3.6.1.5.5.7.3',
  '1.3.6.1.5.5.7.48',
  '2.5.4',
  '2.5.29',
  '1.2.840.113549.1',
  '1.2.840.113549.1.1.1',
  '1.3.6.1.5.5.7',
  '2.5',
  '2.5.30',
  '1.3.6.1.4.1.11129',
];

describe('vectors', () => {
  it.each(ARCS)('reads and writes what is below %s as X.690 spells it', (arc) => {
    for (let child = 0; child < 200; child++) {
      const text = `${arc}.${child}`;
      expect(encode(oid, text)).toEqual(spell(text));
      expect(decode(oid, spell(text))).toBe(text);
    }
  });
});
