import { constants, createPublicKey, privateDecrypt, publicEncrypt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { i2osp, os2ip, systemRandom } from '../../src/bytes/index.ts';
import { sha1, sha256, sha384, sha512, shake256 } from '../../src/hash/index.ts';
import { decryptOaep, encryptOaep, modulusLength, rsadp, rsaep } from '../../src/rsa/index.ts';
import { codeOf, message, opensslKey, toKeyObject } from '../fixtures/rsa-vectors.ts';
import { runsOf } from '../property-runs.ts';

const padding = constants.RSA_PKCS1_OAEP_PADDING;
const usual = { hash: sha256, mgfHash: sha256, label: new Uint8Array(0) };
const keys = [1023, 1024, 1025, 2048].map((bits) => opensslKey(bits));

describe('properties', () => {
  it('agrees with node:crypto, both ways', () => {
    for (const key of keys) {
      const theirs = toKeyObject(key);
      fc.assert(
        fc.property(
          fc.constantFrom(sha1, sha256, sha384),
          fc.uint8Array({ maxLength: 16 }),
          fc.uint8Array({ maxLength: 28 }),
          (hash, label, data) => {
            const parameters = { hash, mgfHash: hash, label };
            const options = { padding, oaepHash: hash.name, ...(label.length > 0 && { oaepLabel: label }) };
            const ours = encryptOaep(parameters, key, data, systemRandom);
            expect(new Uint8Array(privateDecrypt({ key: theirs, ...options }, ours))).toEqual(data);
            const ciphertext = publicEncrypt({ key: createPublicKey(theirs), ...options }, data);
            expect(decryptOaep(parameters, key, ciphertext, systemRandom)).toEqual(data);
          },
        ),
        runsOf(0.1),
      );
    }
  });

  it('takes another hash for the mask, and the longest message', () => {
    const parameters = { hash: sha256, mgfHash: sha1, label: message };
    const longest = new Uint8Array(128 - 2 * 32 - 2).fill(1);
    const ciphertext = encryptOaep(parameters, keys[1], longest, systemRandom);
    expect(decryptOaep(parameters, keys[1], ciphertext, systemRandom)).toEqual(longest);
    expect(codeOf(() => decryptOaep({ ...parameters, mgfHash: sha256 }, keys[1], ciphertext, systemRandom))).toBe(
      'decryption',
    );
  });

  it('answers every change of the padding with one error without detail', () => {
    const [, key] = keys;
    const k = modulusLength(key);
    const EM = i2osp(rsadp(key, os2ip(encryptOaep(usual, key, message.subarray(0, 9), systemRandom)), systemRandom), k);
    const said = new Set<string>();
    fc.assert(
      fc.property(fc.nat({ max: 8 * k - 1 }), (bit) => {
        const wrong = EM.slice();
        wrong[bit >> 3] ^= 1 << (bit & 7);
        fc.pre(os2ip(wrong) < key.modulus);
        try {
          decryptOaep(usual, key, i2osp(rsaep(key, os2ip(wrong)), k), systemRandom);
          // Only a change inside the message itself goes unseen: OAEP's masks spread every other one.
          expect(bit >> 3).toBeGreaterThan(k);
        } catch (error) {
          expect(error).toMatchObject({ name: 'RsaError', code: 'decryption' });
          said.add((error as Error).message);
        }
      }),
      runsOf(0.5),
    );
    expect([...said]).toEqual(['decryption error']);
  });
});

describe('misuse', () => {
  const [, key] = keys;

  it('names what is wrong', () => {
    expect(codeOf(() => encryptOaep(usual, key, new Uint8Array(63), systemRandom))).toBe('message-too-long');
    expect(codeOf(() => encryptOaep({ ...usual, hash: sha512 }, key, message, systemRandom))).toBe('modulus-too-short');
    expect(codeOf(() => decryptOaep({ ...usual, hash: sha512 }, key, message, systemRandom))).toBe('modulus-too-short');
    expect(codeOf(() => encryptOaep({ ...usual, label: undefined as never }, key, message, systemRandom))).toBe(
      'wrong-type',
    );
    expect(codeOf(() => encryptOaep(undefined as never, key, message, systemRandom))).toBe('wrong-type');
    expect(codeOf(() => decryptOaep(usual, key, new Uint8Array(127), systemRandom))).toBe('decryption');
    expect(codeOf(() => decryptOaep(usual, key, new Uint8Array(128).fill(255), systemRandom))).toBe('decryption');
  });
});

it('refuses what only looks like a hash, by the name of the parameter', () => {
  const digestOnly = { digest: () => new Uint8Array(32) };
  for (const none of [digestOnly, shake256, sha256.create()] as unknown as (typeof sha256)[]) {
    for (const name of ['hash', 'mgfHash']) {
      const parameters = { ...usual, [name]: none };
      const refused = expect.objectContaining({ code: 'wrong-type', argument: `parameters.${name}` });
      expect(() => encryptOaep(parameters, keys[1], message, systemRandom)).toThrow(refused);
      expect(() => decryptOaep(parameters, keys[1], new Uint8Array(128), systemRandom)).toThrow(refused);
    }
  }
});
