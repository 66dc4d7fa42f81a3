import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, UsageError } from '../../src/bytes/index.ts';
import {
  type AnyCodec,
  type Codec,
  encode,
  list,
  opaque,
  openType,
  struct,
  uint8,
  uint16,
  vector,
} from '../../src/codec/index.ts';
import { subjectPublicKeyInfo } from '../../src/keys/index.ts';
import { arbitraryOf } from '../../src/testing/index.ts';
import { handshake } from '../../src/tls/index.ts';
import { generalName, name, tbsCertificate, time } from '../../src/x509/index.ts';

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

/** The encoding of the value to which a property that always fails shrinks. */
const shrunk = (codec: AnyCodec, seed: number): Uint8Array =>
  encode(
    codec,
    fc.check(
      fc.property(arbitraryOf(codec), () => false),
      { seed },
    ).counterexample![0],
  );

describe('shrinking', () => {
  it.each<[string, AnyCodec, string]>([
    ['time', time, '170d3730303130313030303030305a'],
    ['generalName', generalName, '8100'],
    ['subjectPublicKeyInfo', subjectPublicKeyInfo, '300830030601000301 00'],
    ['handshake', handshake, '00000000'],
    ['name', name, '3000'],
  ])('%s: from every alternative to the smallest one', (_, codec, least) => {
    for (const seed of [1, 2, 3, 4, 5, 6]) expect(bytesToHex(shrunk(codec, seed))).toBe(least.replaceAll(' ', ''));
  });

  it('a certificate: to one that is smaller than any that was drawn', () => {
    const least = shrunk(tbsCertificate, 1).length;
    expect(shrunk(tbsCertificate, 2)).toHaveLength(least);
    const drawn = fc.sample(arbitraryOf(tbsCertificate), { numRuns: 50, seed: 1 });
    expect(Math.min(...drawn.map((value) => encode(tbsCertificate, value).length))).toBeGreaterThan(least);
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
