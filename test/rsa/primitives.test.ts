import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modPow } from '../../src/bigint/index.ts';
import { systemRandom } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { RsaPrivateKey, rsadp, rsaep } from '../../src/rsa/index.ts';
import { changed, codeOf, opensslKey } from '../fixtures/rsa-vectors.ts';
import { runsOf } from '../property-runs.ts';

const key = opensslKey(1024);
const representative = fc.bigInt({ min: 0n, max: key.modulus - 1n });

describe('vectors', () => {
  it('computes the textbook: 65^17 = 2790 (mod 3233), and back', () => {
    const primes = { prime1: 61n, prime2: 53n, exponent1: 53n, exponent2: 49n, coefficient: 38n };
    const textbook = new RsaPrivateKey({ modulus: 3233n, publicExponent: 17n, privateExponent: 413n, ...primes });
    expect(rsaep(textbook, 65n)).toBe(2790n);
    for (let m = 0n; m < 3233n; m += 13n) {
      expect(rsadp(textbook, rsaep(textbook, m), seededRandom(String(m)))).toBe(m);
    }
  });
});

describe('properties', () => {
  it('equals the power without the Chinese remainder theorem', () => {
    fc.assert(
      fc.property(representative, (c) => {
        expect(rsadp(key, c, systemRandom)).toBe(modPow(c, key.privateExponent, key.modulus));
      }),
      runsOf(0.2),
    );
  });

  it('is undone by the public operation', () => {
    fc.assert(
      fc.property(representative, (m) => {
        expect(rsaep(key, rsadp(key, m, systemRandom))).toBe(m);
        expect(rsadp(key, rsaep(key, m), systemRandom)).toBe(m);
      }),
      runsOf(0.3),
    );
  });
});

describe('misuse', () => {
  it('takes representatives of the modulus only', () => {
    for (const outside of [-1n, key.modulus, key.modulus + 5n]) {
      expect(codeOf(() => rsaep(key, outside))).toBe('representative-range');
      expect(codeOf(() => rsadp(key, outside, systemRandom))).toBe('representative-range');
    }
  });

  it('needs a random source', () => {
    expect(codeOf(() => rsadp(key, 2n, undefined as never))).toBe('wrong-type');
  });
});

describe('regressions', () => {
  it('lets no result out that a wrong part of the key made: it would give the primes away (Bellcore 1997)', () => {
    for (const part of ['exponent1', 'exponent2', 'coefficient'] as const) {
      expect(codeOf(() => rsadp(changed(key, { [part]: key[part] + 2n }), 1234n, systemRandom))).toBe('fault-detected');
    }
  });

  it('refuses a factor that would leave it without a blinding factor for ever', () => {
    for (const prime1 of [1n, 0n, -1n])
      expect(codeOf(() => rsadp(changed(key, { prime1 }), 2n, systemRandom))).toBe('primes');
    for (const prime2 of [1n, 0n, -1n])
      expect(codeOf(() => rsadp(changed(key, { prime2 }), 2n, systemRandom))).toBe('primes');
    expect(codeOf(() => rsaep(key, 2 as never))).toBe('wrong-type');
  });
});
