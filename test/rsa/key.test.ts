import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import {
  checkPrivateKey,
  checkPublicKey,
  modulusLength,
  type RsaPrivateComponents,
  RsaPrivateKey,
  rsadp,
} from '../../src/rsa/index.ts';
import { changed, codeOf, opensslKey, vectors } from '../fixtures/rsa-vectors.ts';

const key = opensslKey(1024);
const primality = { random: systemRandom, rounds: 4 };
const refusal = (change: Partial<RsaPrivateComponents>): string => codeOf(() => checkPrivateKey(changed(key, change)));

describe('vectors', () => {
  it.each(vectors)('accepts OpenSSL’s key of $bits bits, e = $key.publicExponent', ({ key }) => {
    checkPrivateKey(key);
  });

  it('accepts primes that are primes, when asked', () => {
    checkPrivateKey(key, primality);
  });

  it('accepts the textbook key: p = 61, q = 53, e = 17', () => {
    const textbook = { modulus: 3233n, publicExponent: 17n, privateExponent: 413n, prime1: 61n, prime2: 53n };
    const whole = new RsaPrivateKey({ ...textbook, exponent1: 53n, exponent2: 49n, coefficient: 38n });
    checkPrivateKey(whole, primality);
    checkPrivateKey(changed(whole, { privateExponent: 2753n }));
  });
});

describe('properties', () => {
  it('shows its kind and length, and no number, to whatever prints it', () => {
    const shown = 'RSA private key, 1024 bits';
    expect(`${key}`).toBe(shown);
    expect(inspect(key)).toBe(shown);
    expect(inspect({ key: [key] })).toBe(`{ key: [ ${shown} ] }`);
    expect(JSON.stringify({ key })).toBe(JSON.stringify({ key: shown }));
    expect(Object.entries(key)).toEqual([['type', 'rsa']]);
    expect(structuredClone(key)).toEqual({ type: 'rsa' });
  });

  it('gives its numbers as a record to who asks, of which a change does not change it', () => {
    const components = key.components();
    expect(new RsaPrivateKey(components)).toEqual(key);
    expect(changed(key, { prime1: 3n })).not.toEqual(key);
    Object.assign(components, { prime1: 3n });
    expect(key.prime1).not.toBe(3n);
  });
});

describe('misuse', () => {
  const { modulus: n, publicExponent: e, privateExponent: d, prime1: p, prime2: q } = key;

  it('names the relation that fails', () => {
    expect(refusal({ prime1: p + 2n })).toBe('modulus-product');
    expect(refusal({ prime1: n, prime2: 1n })).toBe('primes');
    expect(refusal({ prime1: -p, prime2: -q })).toBe('primes');
    expect(refusal({ privateExponent: d + 2n })).toBe('private-exponent');
    expect(refusal({ privateExponent: d - n })).toBe('private-exponent');
    // The congruence holds for it: only its size is wrong.
    expect(refusal({ privateExponent: d + 2n * (p - 1n) * (q - 1n) })).toBe('private-exponent');
    expect(refusal({ publicExponent: e + 2n })).toBe('private-exponent');
    expect(refusal({ exponent1: key.exponent1 + 2n })).toBe('exponent1');
    expect(refusal({ exponent1: d })).toBe('exponent1');
    expect(refusal({ exponent2: 0n })).toBe('exponent2');
    expect(refusal({ coefficient: key.coefficient + 1n })).toBe('coefficient');
    expect(refusal({ coefficient: key.coefficient - p })).toBe('coefficient');
    expect(refusal({ prime1: q, prime2: p })).toBe('exponent1');
  });

  it('refuses what is no key at all', () => {
    for (const wrong of [undefined, null, 'key', 3233n, {}, { modulus: 3233, publicExponent: 17 }]) {
      expect(codeOf(() => checkPublicKey(wrong as never))).toBe('wrong-type');
      expect(codeOf(() => modulusLength(wrong as never))).toBe('wrong-type');
    }
    for (const name of Object.keys(key.components())) {
      expect(refusal({ [name]: undefined })).toBe('wrong-type');
      expect(refusal({ [name]: 5 })).toBe('wrong-type');
    }
    for (const wrong of [undefined, null, 'key', 3233n, {}, key.components(), structuredClone(key), { ...key }]) {
      expect(codeOf(() => checkPrivateKey(wrong as never))).toBe('wrong-type');
      expect(codeOf(() => rsadp(wrong as never, 2n, systemRandom))).toBe('wrong-type');
    }
  });

  it('refuses what is no public key', () => {
    const publicRefusal = (modulus: bigint, publicExponent: bigint): string =>
      codeOf(() => checkPublicKey({ modulus, publicExponent }));
    expect(publicRefusal(n, e)).toBe('accepted');
    expect(publicRefusal(0n, e)).toBe('modulus-size');
    expect(publicRefusal(-n, e)).toBe('modulus-size');
    expect(publicRefusal((1n << 16_384n) + 1n, e)).toBe('modulus-size');
    expect(publicRefusal((1n << 16_384n) - 1n, e)).toBe('accepted');
    expect(publicRefusal(n + 1n, e)).toBe('modulus-even');
    for (const exponent of [-3n, 0n, 1n, 2n, 65_536n, (1n << 256n) + 1n]) {
      expect(publicRefusal(n, exponent), String(exponent)).toBe('public-exponent');
    }
    expect(publicRefusal(15n, 17n)).toBe('public-exponent');
  });
});
