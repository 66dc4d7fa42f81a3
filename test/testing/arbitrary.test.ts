import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import { type Codec, encode, list, opaque, openType, struct, uint8, uint16, vector } from '../../src/codec/index.ts';
import { arbitraryOf } from '../../src/testing/index.ts';

describe('properties', () => {
  it('stays within the bounds of a vector, and reaches both', () => {
    const lengths = new Set<number>();
    fc.assert(
      fc.property(arbitraryOf(opaque(8, 2, 5)), (value) => {
        lengths.add(value.length);
        return value.length >= 2 && value.length <= 5;
      }),
      { numRuns: 300 },
    );
    expect([...lengths].sort()).toEqual([2, 3, 4, 5]);
  });

  it('shrinks to the smallest value that still encodes', () => {
    const suites = vector(16, 2, 65534, list(uint16, 1));
    const { counterexample } = fc.check(
      fc.property(arbitraryOf(suites), () => false),
      { seed: 1 },
    );
    expect(counterexample).toEqual([[0]]);
    expect(encode(suites, counterexample![0])).toHaveLength(4);
  });
});

describe('misuse', () => {
  it('a leaf that nobody told it of, and an open type outside its record', () => {
    const strange: Codec<number> = { ...uint8, shape: { kind: 'leaf', name: 'strange' } };
    expect(() => arbitraryOf(strange)).toThrowError(UsageError);
    expect(() => arbitraryOf(openType('id', {}, uint8))).toThrowError(UsageError);
    expect(() => arbitraryOf(struct('S', 'RFC 0', { id: uint8, body: openType('id', {}, uint8) }))).not.toThrow();
  });

  it('a leaf that the caller tells it of', () => {
    const strange: Codec<number> = { ...uint8, shape: { kind: 'leaf', name: 'strange' } };
    fc.assert(fc.property(arbitraryOf(strange, { strange: fc.constant(7) }), (value) => value === 7));
  });
});
