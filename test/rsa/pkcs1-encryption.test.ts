import {
  constants,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, i2osp, os2ip, type Random, systemRandom } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { decryptPkcs1, decryptPkcs1OrFallback, encryptPkcs1, modulusLength, rsaep } from '../../src/rsa/index.ts';
import {
  codeOf,
  fromKeyObject,
  message,
  opensslKey,
  premaster,
  toKeyObject,
  vectors,
} from '../fixtures/rsa-vectors.ts';
import { runsOf } from '../property-runs.ts';

const key = opensslKey(1024);
const k = modulusLength(key);
const fallback = new Uint8Array(48).fill(0xfa);

/** The ciphertext of any encoded message, well padded or not. */
const encryptRaw = (EM: Uint8Array): Uint8Array => i2osp(rsaep(key, os2ip(EM)), k);
const decrypt = (ciphertext: Uint8Array): string => bytesToHex(decryptPkcs1(key, ciphertext, systemRandom));

describe('vectors', () => {
  it.each(vectors)(
    'decrypts OpenSSL’s ciphertexts with $bits bits, e = $key.publicExponent',
    ({ key, ciphertexts }) => {
      expect(decryptPkcs1(key, hexToBytes(ciphertexts.message), systemRandom)).toEqual(message);
      const ciphertext = hexToBytes(ciphertexts.premaster);
      expect(decryptPkcs1OrFallback(key, ciphertext, fallback, systemRandom)).toEqual(premaster);
    },
  );

  const published = JSON.parse(
    readFileSync(new URL('../../vectors/rsa-implicit-rejection.json', import.meta.url), 'utf8'),
  );
  const keys = new Map(
    Object.entries<string>(published.keys).map(([bits, der]) => {
      const encoded = Buffer.from(der, 'base64');
      return [Number(bits), fromKeyObject(createPrivateKey({ key: encoded, format: 'der', type: 'pkcs1' }))];
    }),
  );
  type Case = { comment: string; bits: number; ciphertext: string; message: string };
  it.each<Case>(published.cases)('rejects implicitly as the draft: $comment', ({ bits, ciphertext, message }) => {
    expect(bytesToHex(decryptPkcs1(keys.get(bits)!, hexToBytes(ciphertext), systemRandom))).toBe(message);
  });
});

describe('properties', () => {
  const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });

  it('decrypts what it encrypts, for every length that fits', () => {
    for (let length = 0; length <= k - 11; length++) {
      const data = new Uint8Array(length).fill(length);
      expect(decryptPkcs1(key, encryptPkcs1(key, data, systemRandom), systemRandom)).toEqual(data);
    }
  });

  it('agrees with node:crypto both ways', () => {
    const node: KeyObject = toKeyObject(key);
    fc.assert(
      fc.property(bytes(k - 11), (data) => {
        const theirs = publicEncrypt({ key: createPublicKey(node), padding: constants.RSA_PKCS1_PADDING }, data);
        expect(decryptPkcs1(key, theirs, systemRandom)).toEqual(data);
        // Node 20 decrypts with no padding only, having no implicit rejection of its own.
        const ours = encryptPkcs1(key, data, systemRandom);
        const EM = bytesToHex(privateDecrypt({ key: node, padding: constants.RSA_NO_PADDING }, ours));
        expect(EM).toMatch(new RegExp(`^0002(?:(?!00)..){${k - data.length - 3}}00${bytesToHex(data)}$`));
      }),
      runsOf(0.5),
    );
  });

  it('gives the same ciphertext for the same seed, and another for another', () => {
    const once = encryptPkcs1(key, message, seededRandom('a'));
    expect(encryptPkcs1(key, message, seededRandom('a'))).toEqual(once);
    expect(encryptPkcs1(key, message, seededRandom('b'))).not.toEqual(once);
  });

  it('answers any ciphertext in range, always alike, whatever the blinding', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: key.modulus - 1n }), (c) => {
        const first = decryptPkcs1(key, i2osp(c, k), systemRandom);
        expect(first.length).toBeLessThanOrEqual(k - 11);
        expect(decryptPkcs1(key, i2osp(c, k), seededRandom('blinds'))).toEqual(first);
      }),
      runsOf(0.3),
    );
  });

  it('finds the separator wherever it is, and calls fewer than eight bytes of padding none', () => {
    for (let zeroAt = 2; zeroAt < k; zeroAt++) {
      const EM = new Uint8Array(k)
        .fill(0x55)
        .fill(0, 0, 1)
        .fill(2, 1, 2)
        .fill(0, zeroAt, zeroAt + 1);
      const real = bytesToHex(EM.subarray(zeroAt + 1));
      if (zeroAt >= 10) expect(decrypt(encryptRaw(EM))).toBe(real);
      else expect(decrypt(encryptRaw(EM))).not.toBe(real);
    }
  });

  it('falls back unless the message has exactly the expected length', () => {
    fc.assert(
      fc.property(bytes(k - 11), (data) => {
        const ciphertext = encryptPkcs1(key, data, systemRandom);
        const opened = decryptPkcs1OrFallback(key, ciphertext, fallback, systemRandom);
        expect(opened).toEqual(data.length === 48 ? data : fallback);
      }),
      runsOf(0.5),
    );
  });
});

describe('misuse', () => {
  const stuck: Random = { source: 'stuck', bytes: (length) => new Uint8Array(length) };

  it('names what is wrong', () => {
    expect(codeOf(() => encryptPkcs1(key, new Uint8Array(k - 10), systemRandom))).toBe('message-too-long');
    expect(codeOf(() => encryptPkcs1(key, 'text' as never, systemRandom))).toBe('wrong-type');
    expect(codeOf(() => encryptPkcs1(key, message, stuck))).toBe('stuck-random');
    expect(codeOf(() => decryptPkcs1OrFallback(key, encryptRaw(message), new Uint8Array(k - 10), systemRandom))).toBe(
      'out-of-range',
    );
  });

  it('cannot hold even an empty message in ten bytes', () => {
    const toy = { modulus: 0xd3a1_9f3b_2c5d_11e7_4b29n, publicExponent: 65_537n };
    expect(modulusLength(toy)).toBe(10);
    expect(codeOf(() => encryptPkcs1(toy, new Uint8Array(0), systemRandom))).toBe('message-too-long');
  });
});
