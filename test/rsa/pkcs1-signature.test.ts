import { createPublicKey, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, systemRandom } from '../../src/bytes/index.ts';
import { type Hash, seededRandom, sha1, sha256, shake256 } from '../../src/hash/index.ts';
import {
  recoverEncodedMessage,
  signPkcs1,
  signPkcs1Digest,
  verifyPkcs1,
  verifyPkcs1Digest,
} from '../../src/rsa/index.ts';
import { changed, codeOf, message, opensslKey, toKeyObject, vectors } from '../fixtures/rsa-vectors.ts';
import { runsOf } from '../property-runs.ts';

const key = opensslKey(1024);
const [signature] = vectors
  .filter((vector) => vector.key === key)
  .map(({ signatures }) => hexToBytes(signatures.sha256));

describe('a hash that is none', () => {
  it('is refused by name, with a digest too', () => {
    const digest = new Uint8Array(32);
    for (const none of [undefined, 'sha256', { digest: () => digest }, shake256] as unknown as Hash[]) {
      const refused = expect.objectContaining({ code: 'wrong-type', argument: 'hash' });
      expect(() => signPkcs1Digest(none, key, digest, systemRandom)).toThrow(refused);
      expect(() => verifyPkcs1Digest(none, key, digest, signature)).toThrow(refused);
      expect(() => signPkcs1(none, key, digest, systemRandom)).toThrow(refused);
      expect(() => verifyPkcs1(none, key, digest, signature)).toThrow(refused);
    }
  });
});

describe('vectors', () => {
  it.each(vectors)('signs as OpenSSL does with $bits bits, e = $key.publicExponent', ({ key, signatures }) => {
    for (const hash of [sha1, sha256]) {
      const expected = signatures[hash.name as 'sha1' | 'sha256'];
      expect(bytesToHex(signPkcs1(hash, key, message, systemRandom))).toBe(expected);
      expect(verifyPkcs1(hash, key, message, hexToBytes(expected))).toBe(true);
    }
  });

  it('shows the encoded message of OpenSSL’s signature', () => {
    const EM = bytesToHex(recoverEncodedMessage(key, signature));
    expect(EM).toBe(
      `0001${'ff'.repeat(74)}003031300d060960864801650304020105000420${bytesToHex(sha256.digest(message))}`,
    );
  });
});

describe('properties', () => {
  const hash = fc.constantFrom(sha1, sha256);
  const bytes = fc.uint8Array({ maxLength: 200 });
  const node = toKeyObject(key);

  it('agrees with node:crypto both ways', () => {
    fc.assert(
      fc.property(hash, bytes, (hash, data) => {
        const ours = signPkcs1(hash, key, data, systemRandom);
        expect(bytesToHex(ours)).toBe(sign(hash.name, data, node).toString('hex'));
        expect(verify(hash.name, data, createPublicKey(node), ours)).toBe(true);
      }),
      runsOf(0.5),
    );
  });

  it('does not depend on the blinding', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        expect(signPkcs1(sha256, key, message, seededRandom(JSON.stringify(seed)))).toEqual(signature);
      }),
      runsOf(0.2),
    );
  });

  it('verifies no other message, hash or key', () => {
    fc.assert(
      fc.property(hash, bytes, bytes, (hash, data, other) => {
        const signed = signPkcs1(hash, key, data, systemRandom);
        expect(verifyPkcs1(hash, key, other, signed)).toBe(bytesToHex(other) === bytesToHex(data));
        expect(verifyPkcs1(hash === sha1 ? sha256 : sha1, key, data, signed)).toBe(false);
        expect(verifyPkcs1(hash, opensslKey(1023), data, signed)).toBe(false);
      }),
      runsOf(0.3),
    );
  });
});

describe('misuse', () => {
  const tiny = { modulus: 0xc0ffee1234567891n, publicExponent: 65_537n };
  const unknown: Hash = { ...sha256, name: 'md5' };

  it('names what is wrong', () => {
    expect(codeOf(() => signPkcs1Digest(sha256, key, new Uint8Array(20), systemRandom))).toBe('out-of-range');
    expect(codeOf(() => verifyPkcs1Digest(sha1, key, new Uint8Array(32), signature))).toBe('out-of-range');
    expect(codeOf(() => verifyPkcs1(sha256, tiny, message, new Uint8Array(8)))).toBe('modulus-too-short');
    expect(codeOf(() => signPkcs1(unknown, key, message, systemRandom))).toBe('unknown-hash');
    expect(codeOf(() => recoverEncodedMessage(key, signature.subarray(1)))).toBe('signature');
    expect(codeOf(() => verifyPkcs1(sha256, key, message, 'ab' as never))).toBe('wrong-type');
  });

  it('refuses to work with what is no public key, whatever the signature', () => {
    expect(codeOf(() => verifyPkcs1(sha256, changed(key, { publicExponent: 4n }), message, new Uint8Array(3)))).toBe(
      'public-exponent',
    );
    expect(codeOf(() => verifyPkcs1(sha256, changed(key, { modulus: key.modulus + 1n }), message, signature))).toBe(
      'modulus-even',
    );
    expect(codeOf(() => verifyPkcs1(sha256, changed(key, { publicExponent: 1n }), message, signature))).toBe(
      'public-exponent',
    );
  });
});
