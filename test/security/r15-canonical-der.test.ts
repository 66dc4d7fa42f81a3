// lapo-luchini/asn1js#108, #43; elliptic GHSA-49q7-c7j4-3p7m: encodings that are not canonical, accepted where DER is demanded.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as asn1 from '../../src/asn1/index.ts';
import { bytesToHex, equalBytes } from '../../src/bytes/index.ts';
import { type AnyCodec, DecodeError, decode, encode } from '../../src/codec/index.ts';
import { arbitraryOf } from '../../src/testing/index.ts';
import { isWholeTable } from '../property-runs.ts';

const {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  oid,
  optional,
  sequence,
  setOf,
  utcTime,
  utf8String,
  withDefault,
} = asn1;
const structure = sequence('Structure', 'RFC 0', {
  version: withDefault(explicit(0, integer), 0n),
  critical: withDefault(boolean, false),
  id: oid,
  names: setOf(utf8String),
  when: optional(utcTime),
  bits: optional(implicit(1, bitString)),
});

/** Either refused with an error of ours, or read as a value whose encoding is the very same bytes. */
function isCanonical(codec: AnyCodec, bytes: Uint8Array): boolean {
  let value: unknown;
  try {
    value = decode(codec, bytes);
  } catch (error) {
    if (error instanceof DecodeError) return true;
    throw error;
  }
  return equalBytes(encode(codec, value), bytes);
}

describe('R15: what is accepted is canonical', () => {
  it('after any one byte is changed, inserted or left out', () => {
    fc.assert(
      fc.property(
        arbitraryOf(structure),
        fc.nat(),
        fc.nat({ max: 255 }),
        fc.nat({ max: 2 }),
        (value, place, byte, how) => {
          const bytes = [...encode(structure, value)];
          bytes.splice(place % bytes.length, how === 1 ? 0 : 1, ...(how === 2 ? [] : [byte]));
          expect(isCanonical(structure, Uint8Array.from(bytes))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('for bytes at random', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => isCanonical(asn1.derNode, bytes)));
  });

  it('for every short element of every simple type', () => {
    const offenders: string[] = [];
    for (const codec of [integer, boolean, bitString, oid, asn1.nullElement, asn1.enumerated]) {
      for (let length = 0; length <= 2; length++) {
        for (let content = 0; content < 256 ** length; content += length < 2 ? 1 : isWholeTable ? 7 : 31) {
          const bytes = Uint8Array.of(codec.tag, length, ...[content >> 8, content & 255].slice(2 - length));
          if (!isCanonical(codec, bytes)) offenders.push(bytesToHex(bytes));
        }
      }
    }
    expect(offenders).toEqual([]);
  });
});
