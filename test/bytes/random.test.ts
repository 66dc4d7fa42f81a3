import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Random, RandomError, randomBytes, systemRandom } from '../../src/bytes/index.ts';

const giving = (bytes: unknown): Random => ({ source: 'test', bytes: () => bytes as Uint8Array });

describe('properties', () => {
  it('draws any length from the system, also beyond one call of the platform', () => {
    for (const length of [0, 1, 65_536, 65_537, 200_000]) expect(systemRandom.bytes(length).length).toBe(length);
    // 2^-512 is the chance that 64 bytes at the end of a long draw are all zero.
    expect(
      systemRandom
        .bytes(200_000)
        .subarray(-64)
        .some((byte) => byte !== 0),
    ).toBe(true);
    expect(randomBytes(systemRandom, 32)).not.toEqual(randomBytes(systemRandom, 32));
    expect(systemRandom.source).toBe('system');
  });

  it('gives what the source gave, in an array of its own', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const drawn = randomBytes(giving(bytes), bytes.length);
        expect(drawn).toEqual(bytes);
        expect(drawn.buffer).not.toBe(bytes.buffer);
      }),
    );
  });
});

describe('misuse', () => {
  it('refuses a source that is none, or that gives no bytes', () => {
    for (const random of [undefined, null, {}, { bytes: new Uint8Array(4) }]) {
      expect(() => randomBytes(random as never, 4)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
    }
    for (const bytes of [undefined, [1, 2, 3, 4], 'abcd']) {
      expect(() => randomBytes(giving(bytes), 4)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
    }
  });

  it('refuses a length that is no reasonable integer', () => {
    for (const length of [-1, 1.5, 2 ** 31, Number.NaN]) {
      expect(() => randomBytes(systemRandom, length)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
      expect(() => systemRandom.bytes(length)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    }
  });
});

describe('regressions', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('throws on a short or long source: it never makes up the rest (keypair CVE-2021-41117, security.md R4)', () => {
    for (const length of [0, 31, 33]) {
      const draw = () => randomBytes(giving(new Uint8Array(length)), 32);
      expect(draw).toThrow(RandomError);
      expect(draw).toThrow(expect.objectContaining({ code: 'short-random' }));
    }
  });

  it.each([undefined, {}])('throws where the platform has no generator: crypto = %s', (crypto) => {
    vi.stubGlobal('crypto', crypto);
    expect(() => systemRandom.bytes(32)).toThrow(expect.objectContaining({ code: 'no-system-random' }));
  });
});
