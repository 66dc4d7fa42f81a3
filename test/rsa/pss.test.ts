import { constants, createPublicKey, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { i2osp, os2ip, systemRandom } from '../../src/bytes/index.ts';
import { seededRandom, sha1, sha224, sha256, sha384, sha512, shake256 } from '../../src/hash/index.ts';
import { modulusLength, rsadp, rsaep, signPss, signPssDigest, verifyPss } from '../../src/rsa/index.ts';
import { changed, codeOf, message, opensslKey, toKeyObject } from '../fixtures/rsa-vectors.ts';
import { runsOf } from '../property-runs.ts';

const usual = { hash: sha256, mgfHash: sha256, saltLength: 32 };
const padding = constants.RSA_PKCS1_PSS_PADDING;
/** With 1025 bits the encoded message is a byte shorter than the modulus (RFC 8017 §8.1.1 step 1). */
const keys = [1023, 1024, 1025, 2048].map((bits) => opensslKey(bits));

describe('properties', () => {
  it('agrees with node:crypto, both ways, for every hash and salt that fits', () => {
    for (const key of keys) {
      const theirs = toKeyObject(key);
      fc.assert(
        fc.property(
          fc.constantFrom(sha1, sha224, sha256, sha384, sha512),
          fc.nat({ max: 30 }),
          fc.uint8Array(),
          (hash, saltLength, data) => {
            const parameters = { hash, mgfHash: hash, saltLength };
            const ours = signPss(parameters, key, data, systemRandom);
            expect(verify(hash.name, data, { key: createPublicKey(theirs), padding, saltLength }, ours)).toBe(true);
            const signature = sign(hash.name, data, { key: theirs, padding, saltLength });
            expect(verifyPss(parameters, key, data, signature)).toBe(true);
            expect(verifyPss({ ...parameters, saltLength: saltLength + 1 }, key, data, signature)).toBe(false);
            expect(verifyPss({ ...parameters, saltLength: 'any' }, key, data, signature)).toBe(true);
            expect(verifyPss({ ...parameters, saltLength: 'any' }, key, signature, signature)).toBe(false);
          },
        ),
        runsOf(0.1),
      );
    }
  });

  it('takes another hash for the mask', () => {
    const parameters = { hash: sha256, mgfHash: sha1, saltLength: 20 };
    const signature = signPss(parameters, keys[1], message, systemRandom);
    expect(verifyPss(parameters, keys[1], message, signature)).toBe(true);
    expect(verifyPss({ ...parameters, mgfHash: sha256 }, keys[1], message, signature)).toBe(false);
  });

  it('gives the same signature for the same randomness, and another for another', () => {
    const signed = (seed: string) => signPss(usual, keys[1], message, seededRandom(seed));
    expect(signed('a')).toEqual(signed('a'));
    expect(signed('a')).not.toEqual(signed('b'));
    expect(signPss({ ...usual, saltLength: 0 }, keys[1], message, seededRandom('a'))).toEqual(
      signPss({ ...usual, saltLength: 0 }, keys[1], message, seededRandom('b')),
    );
  });

  it('refuses an encoded message with any one bit changed', () => {
    for (const key of [keys[1], keys[2]]) {
      const k = modulusLength(key);
      const EM = i2osp(rsaep(key, os2ip(signPss(usual, key, message, systemRandom))), k);
      fc.assert(
        fc.property(fc.nat({ max: 8 * k - 1 }), (bit) => {
          const wrong = EM.slice();
          wrong[bit >> 3] ^= 1 << (bit & 7);
          const m = os2ip(wrong);
          fc.pre(m < key.modulus);
          expect(verifyPss(usual, key, message, i2osp(rsadp(key, m, systemRandom), k))).toBe(false);
        }),
        runsOf(0.3),
      );
    }
  });
});

describe('misuse', () => {
  const [, key] = keys;
  const signature = signPss(usual, key, message, systemRandom);

  it('names what is wrong', () => {
    expect(codeOf(() => signPss({ ...usual, saltLength: 95 }, key, message, systemRandom))).toBe('modulus-too-short');
    expect(codeOf(() => verifyPss({ ...usual, saltLength: 95 }, key, message, signature))).toBe('modulus-too-short');
    expect(codeOf(() => signPss({ ...usual, saltLength: -1 }, key, message, systemRandom))).toBe('out-of-range');
    expect(codeOf(() => signPss({ ...usual, hash: 'sha256' as never }, key, message, systemRandom))).toBe('wrong-type');
    expect(codeOf(() => signPss({ ...usual, mgfHash: undefined as never }, key, message, systemRandom))).toBe(
      'wrong-type',
    );
    expect(codeOf(() => signPss(undefined as never, key, message, systemRandom))).toBe('wrong-type');
    expect(codeOf(() => signPssDigest(usual, key, new Uint8Array(20), systemRandom))).toBe('out-of-range');
    expect(codeOf(() => verifyPss(usual, changed(key, { publicExponent: 1n }), message, signature))).toBe(
      'public-exponent',
    );
    expect(signPss({ ...usual, saltLength: 94 }, key, message, systemRandom).length).toBe(128);
  });
});

it('refuses what only looks like a hash, by the name of the parameter', () => {
  const digestOnly = { digest: () => new Uint8Array(32) };
  for (const none of [digestOnly, shake256, sha256.create()] as unknown as (typeof sha256)[]) {
    for (const name of ['hash', 'mgfHash']) {
      const parameters = { ...usual, [name]: none };
      const refused = expect.objectContaining({ code: 'wrong-type', argument: `parameters.${name}` });
      expect(() => signPss(parameters, keys[1], message, systemRandom)).toThrow(refused);
      expect(() => verifyPss(parameters, keys[1], message, new Uint8Array(128))).toThrow(refused);
    }
  }
});
