/** R6: Node CVE-2023-30588, dotnet/runtime#97827: a key from outside is checked before it is used, in bounded time.
 * (Its encodings have their tests with `keys/`.) */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { sha256 } from '../../src/hash/index.ts';
import { checkPrivateKey, RsaError, type RsaPrivateComponents, RsaPrivateKey, signPkcs1 } from '../../src/rsa/index.ts';
import { changed, codeOf, message, opensslKey } from '../fixtures/rsa-vectors.ts';

const key = opensslKey(1024);
const field = fc.constantFrom(...(Object.keys(key.components()) as (keyof RsaPrivateComponents)[]));
const number = fc.oneof(fc.bigInt({ min: -16n, max: 16n }), fc.bigInt({ min: -(1n << 1100n), max: 1n << 1100n }));

describe('R6', () => {
  it('refuses a key in which any one number is another', () => {
    fc.assert(
      fc.property(field, number, fc.boolean(), (name, value, add) => {
        const wrong = changed(key, { [name]: add ? key[name] + value : value });
        fc.pre(wrong[name] !== key[name]);
        expect(() => checkPrivateKey(wrong)).toThrow(RsaError);
      }),
    );
  });

  it('refuses eight arbitrary numbers, with an error of its own', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 8, maxLength: 8 }), (numbers) => {
        const names = Object.keys(key.components());
        const garbage = changed(key, Object.fromEntries(names.map((name, i) => [name, numbers[i]])));
        expect(() => checkPrivateKey(garbage)).toThrow(RsaError);
      }),
    );
  });

  it('refuses to test or use a modulus of more than 16384 bits', () => {
    const huge = changed(key, { modulus: (1n << 100_000n) + 1n });
    expect(codeOf(() => checkPrivateKey(huge))).toBe('modulus-size');
    expect(codeOf(() => signPkcs1(sha256, huge, message, systemRandom))).toBe('modulus-size');
  });

  it('finds composite primes when asked to look', () => {
    const [p, q] = [3n * 11n, 103n];
    const [d, e] = [7n, 3n];
    expect((d * e) % 5n).toBe(1n);
    const composite = { modulus: p * q, publicExponent: 2863n, privateExponent: 0n, prime1: p, prime2: q };
    // e·d = 1 modulo lcm(32, 102) = 1632, as if 33 were prime.
    const privateExponent = [...Array(1632).keys()]
      .map(BigInt)
      .find((x) => (x * composite.publicExponent) % 1632n === 1n)!;
    const crt = { exponent1: privateExponent % 32n, exponent2: privateExponent % 102n, coefficient: 25n };
    expect((crt.coefficient * q) % p).toBe(1n);
    const whole = new RsaPrivateKey({ ...composite, privateExponent, ...crt });
    checkPrivateKey(whole);
    expect(codeOf(() => checkPrivateKey(whole, { random: systemRandom, rounds: 4 }))).toBe('not-prime');
  });

  it('lets no signature out of a key with a wrong CRT part', () => {
    for (const part of ['exponent1', 'exponent2', 'coefficient'] as const) {
      expect(codeOf(() => signPkcs1(sha256, changed(key, { [part]: key[part] ^ 1n }), message, systemRandom))).toBe(
        'fault-detected',
      );
    }
  });
});
