/** EMSA-PSS and EME-OAEP against the engine, for moduli of every length modulo 8. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitLength, i2osp, os2ip } from '../../src/bytes/index.ts';
import { sha1, sha224, sha256, sha384, sha512 } from '../../src/hash/index.ts';
import { emeOaepSteps, emsaPssSteps, resultOf } from '../../src/reference/index.ts';
import { encryptOaep, modulusLength, rsaep, signPss } from '../../src/rsa/index.ts';
import { opensslKey } from '../fixtures/rsa-vectors.ts';
import { runsOf } from '../property-runs.ts';

const hash = fc.constantFrom(sha1, sha224, sha256, sha384, sha512);
/** Draws these bytes first, and zeros, which only blind, afterwards. */
const drawing = (first: Uint8Array) => {
  let isFirst = true;
  return {
    source: 'test',
    bytes(length: number) {
      const bytes = isFirst && length === first.length ? first.slice() : new Uint8Array(length).fill(3);
      isFirst = false;
      return bytes;
    },
  };
};

describe('properties', () => {
  it('EMSA-PSS equals what is inside the engine’s signature', () => {
    const key = opensslKey(2048);
    fc.assert(
      fc.property(hash, fc.uint8Array(), fc.uint8Array({ maxLength: 60 }), (hash, message, salt) => {
        const EM = resultOf(emsaPssSteps(hash, message, salt, bitLength(key.modulus) - 1));
        const parameters = { hash, mgfHash: hash, saltLength: salt.length };
        const signature = signPss(parameters, key, message, drawing(salt));
        expect(i2osp(rsaep(key, os2ip(signature)), EM.length)).toEqual(EM);
      }),
      runsOf(0.1),
    );
  });

  it('EME-OAEP equals what the engine raises', () => {
    const key = opensslKey(2048);
    fc.assert(
      fc.property(hash, fc.uint8Array({ maxLength: 60 }), fc.uint8Array(), fc.nat(255), (hash, M, L, fill) => {
        const seed = new Uint8Array(hash.outputLength).fill(fill);
        const EM = resultOf(emeOaepSteps(hash, { M, L, seed, k: modulusLength(key) }));
        const ciphertext = encryptOaep({ hash, mgfHash: hash, label: L }, key, M, drawing(seed));
        expect(i2osp(rsaep(key, os2ip(EM)), EM.length)).toEqual(ciphertext);
      }),
      runsOf(0.1),
    );
  });
});
