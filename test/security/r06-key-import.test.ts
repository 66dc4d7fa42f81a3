/** R6: Node CVE-2023-30588, dotnet/runtime#97827: malformed keys give typed errors, and inconsistent ones are refused on import. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VitrineError } from '../../src/bytes/index.ts';
import { encode } from '../../src/codec/index.ts';
import {
  decodePrivateKey,
  decodePublicKey,
  encodePrivateKey,
  encodePublicKey,
  publicKeyOf,
  rsaPublicKey,
} from '../../src/keys/index.ts';
import type { RsaPrivateComponents, RsaPrivateKey } from '../../src/rsa/index.ts';
import { codeOf, opensslPrivateKey } from '../fixtures/key-vectors.ts';
import { changed } from '../fixtures/rsa-vectors.ts';

const key = opensslPrivateKey(1024) as RsaPrivateKey;
const other = opensslPrivateKey(2048) as RsaPrivateKey;

describe('R6', () => {
  it('refuses a private key with any one number of another key', () => {
    for (const name of Object.keys(key.components()) as (keyof RsaPrivateComponents)[]) {
      if (name === 'publicExponent') continue; // Both keys have 65537.
      const mixed = changed(key, { [name]: other[name] });
      for (const format of ['pkcs8', 'pkcs1'] as const) {
        const der = encodePrivateKey(mixed, format);
        expect(() => decodePrivateKey(der, format), name).toThrow(expect.objectContaining({ name: 'RsaError' }));
      }
    }
  });

  it('refuses public keys that are none', () => {
    const code = (modulus: bigint, publicExponent: bigint): string =>
      codeOf(() => decodePublicKey(encode(rsaPublicKey, { modulus, publicExponent }), 'pkcs1'));
    expect(code(key.modulus - 1n, 65537n)).toBe('modulus-even');
    expect(code(key.modulus, 2n)).toBe('public-exponent');
    expect(code(key.modulus, 1n)).toBe('public-exponent');
    expect(code((1n << 16_384n) + 1n, 65537n)).toBe('modulus-size');
    expect(code(key.modulus, 65537n)).toBe('nothing thrown');
  });

  it('refuses numbers that are not positive', () => {
    // RFC 8017 A.1.1 with a modulus of -1, and of 0.
    for (const modulus of [0xff, 0x00]) {
      const der = new Uint8Array([0x30, 0x06, 0x02, 0x01, modulus, 0x02, 0x01, 0x03]);
      expect(codeOf(() => decodePublicKey(der, 'pkcs1'))).toBe('integer-not-positive');
    }
  });

  it('answers any changed byte of an SPKI or a private key with a key or an error of its own', () => {
    const encodings = [
      { read: decodePublicKey, der: encodePublicKey(publicKeyOf(key), 'spki'), format: 'spki' },
      { read: decodePrivateKey, der: encodePrivateKey(key, 'pkcs8'), format: 'pkcs8' },
    ] as const;
    for (const { read, der, format } of encodings) {
      fc.assert(
        fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
          const changed = der.map((byte, i) => (i === at ? byte ^ change : byte));
          try {
            read(changed, format as never);
          } catch (error) {
            expect(error).toBeInstanceOf(VitrineError);
          }
        }),
      );
    }
  });
});
