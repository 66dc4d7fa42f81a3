import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { hkdf, hkdfExpand, hkdfExtract, sha1, sha3_256, sha256, sha384, sha512 } from '../../src/hash/index.ts';
import vectors from '../../vectors/kdf.json' with { type: 'json' };

const HASHES = [sha1, sha256, sha384, sha512, sha3_256];
const bytes = fc.uint8Array({ maxLength: 150 });

describe('vectors', () => {
  it('agrees with OpenSSL', () => {
    expect(vectors.hkdf.length).toBeGreaterThan(0);
    for (const { hash: name, key, salt, info, output } of vectors.hkdf) {
      const hash = HASHES.find((each) => each.name === name)!;
      const derived = hkdf(hash, hexToBytes(salt), hexToBytes(key), hexToBytes(info), output.length / 2);
      expect(bytesToHex(derived)).toBe(output);
    }
  });

  it('has the PRK and the OKM of RFC 5869 §A.1', () => {
    const prk = hkdfExtract(sha256, hexToBytes('000102030405060708090a0b0c'), new Uint8Array(22).fill(0x0b));
    expect(bytesToHex(prk)).toBe('077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5');
    expect(bytesToHex(hkdfExpand(sha256, prk, hexToBytes('f0f1f2f3f4f5f6f7f8f9'), 42))).toBe(
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    );
  });
});

describe('properties', () => {
  it.each(HASHES)('with $name agrees with node:crypto', (hash) => {
    fc.assert(
      fc.property(bytes, bytes, bytes, fc.nat(400), (salt, ikm, info, length) => {
        const expected = new Uint8Array(hkdfSync(hash.name, ikm, salt, info, length));
        expect(hkdf(hash, salt, ikm, info, length)).toEqual(expected);
      }),
    );
  });

  it('gives as much as 255 digests', () => {
    const expected = new Uint8Array(hkdfSync('sha256', 'key', '', 'info', 255 * 32));
    expect(hkdf(sha256, new Uint8Array(), Buffer.from('key'), Buffer.from('info'), 255 * 32)).toEqual(expected);
  });
});

describe('misuse', () => {
  it('refuses more than 255 digests, short keys and wrong types', () => {
    const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument });
    const [none, prk] = [new Uint8Array(), new Uint8Array(32)];
    expect(() => hkdfExpand(sha256, prk, none, 255 * 32 + 1)).toThrow(refusal('out-of-range', 'length'));
    expect(() => hkdfExpand(sha256, prk, none, '1' as never)).toThrow(refusal('wrong-type', 'length'));
    expect(() => hkdfExpand(sha256, prk.subarray(1), none, 1)).toThrow(
      refusal('out-of-range', 'pseudorandomKey.length'),
    );
    expect(() => hkdfExpand(sha256, prk, undefined as never, 1)).toThrow(refusal('wrong-type', 'info'));
    expect(() => hkdfExtract(sha256, undefined as never, none)).toThrow(refusal('wrong-type', 'salt'));
    expect(() => hkdfExtract(sha256, none, 'ikm' as never)).toThrow(refusal('wrong-type', 'inputKeyingMaterial'));
    expect(() => hkdfExtract('sha256' as never, none, none)).toThrow(refusal('wrong-type', 'hash'));
  });
});
