import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MathError, modPow, SMALL_PRIMES } from '../../../src/bigint/index.ts';
import { i2osp, os2ip, UsageError } from '../../../src/bytes/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { MODEXP_VARIANTS, resultOf, squareAndMultiplySteps } from '../../../src/reference/index.ts';
import { generateRsaKey } from '../../../src/rsa/index.ts';
import { runsOf } from '../../property-runs.ts';

/** Lengths around multiples of 26 bits, where a limb is added, and any others. */
const natural = fc.oneof(
  fc.bigInt({ min: 0n, max: 1n << 16n }),
  fc.bigInt({ min: 0n, max: 1n << 600n }),
  fc
    .tuple(fc.integer({ min: 1, max: 24 }), fc.bigInt({ min: -3n, max: 3n }))
    .map(([n, d]) => (1n << BigInt(26 * n)) + d),
);
const exponent = fc.oneof(fc.bigInt({ min: 0n, max: 70n }), natural);
const primes = fc.uniqueArray(fc.constantFrom(...SMALL_PRIMES.map(BigInt), 2n ** 127n - 1n, 2n ** 521n - 1n), {
  minLength: 2,
  maxLength: 2,
});
const others = MODEXP_VARIANTS.filter(({ name }) => name !== 'reference');
const forAny = others.filter(({ needs }) => needs === 'any modulus');
const forOdd = others.filter(({ needs }) => needs !== 'primes');

/** g^e mod n by OpenSSL: the RSA public operation without padding. */
function nativePower(g: bigint, e: bigint, n: bigint, bytes: number): bigint {
  const text = (value: bigint, length: number): string => Buffer.from(i2osp(value, length)).toString('base64url');
  const jwk = { kty: 'RSA', n: text(n, bytes), e: text(e, Math.ceil(e.toString(16).length / 2)) };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  return os2ip(new Uint8Array(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, i2osp(g, bytes))));
}

describe('vectors', () => {
  it.each(MODEXP_VARIANTS)('$name: HAC example 14.77, 5^596 mod 1234 = 1013, where it can', ({ needs, run }) => {
    if (needs === 'odd modulus') expect(run(5n, 596n, 1235n)).toBe(5n ** 596n % 1235n);
    else expect(run(5n, 596n, 1234n, [617n, 2n])).toBe(1013n);
  });
});

describe('properties', () => {
  it('each equals the reference and the engine', () => {
    fc.assert(
      fc.property(natural, exponent, natural, (g, e, half) => {
        for (const [variants, n] of [
          [forAny, half + 1n],
          [forOdd, 2n * half + 1n],
        ] as const) {
          const expected = modPow(g, e, n);
          expect(resultOf(squareAndMultiplySteps(g, e, n))).toBe(expected);
          for (const { name, run } of variants) expect(run(g, e, n), name).toBe(expected);
        }
      }),
    );
  });

  it('each equals the engine where the primes are known, multiples of them included', () => {
    fc.assert(
      fc.property(primes, natural, exponent, fc.constantFrom(0, 1, 2), (pair, random, e, multiple) => {
        const [p, q] = pair as [bigint, bigint];
        const g = multiple === 0 ? random : random * pair[multiple - 1];
        const usable = others.filter(({ needs }) => needs !== 'odd modulus' || (p * q) % 2n === 1n);
        for (const { name, run } of usable) expect(run(g, e, p * q, [p, q]), name).toBe(modPow(g, e, p * q));
      }),
    );
  });

  it('each equals node:crypto, for a private exponent too', () => {
    const { modulus, publicExponent, privateExponent, prime1, prime2 } = generateRsaKey({
      modulusBits: 1024,
      insecure: true,
      random: seededRandom('variants'),
    });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: modulus - 1n }), (g) => {
        const power = nativePower(g, publicExponent, modulus, 128);
        for (const { name, run } of MODEXP_VARIANTS) {
          expect(run(g, publicExponent, modulus, [prime1, prime2]), name).toBe(power);
          expect(run(power, privateExponent, modulus, [prime1, prime2]), name).toBe(g);
        }
      }),
      runsOf(0.03),
    );
  });
});

describe('misuse', () => {
  it('refuses an even modulus where an odd one is needed, and to go without primes', () => {
    for (const { name, needs, run } of MODEXP_VARIANTS) {
      if (needs === 'odd modulus') expect(() => run(2n, 3n, 10n), name).toThrow(MathError);
      if (needs === 'primes') expect(() => run(2n, 3n, 35n), name).toThrow(UsageError);
    }
  });
});

describe('the table', () => {
  it('calls each by another name', () => {
    expect(new Set(MODEXP_VARIANTS.map(({ name }) => name)).size).toBe(MODEXP_VARIANTS.length);
  });
});
