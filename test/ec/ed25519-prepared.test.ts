/** A prepared public key of Ed25519 verifies as the key itself does, keys with a part of small order included. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { multiplyBase } from '../../src/ec/edwards.ts';
import { edwardsPoint, encodeEdwards } from '../../src/ec/edwards-point.ts';
import { EcError, ed25519 } from '../../src/ec/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { runsOf } from '../property-runs.ts';

const random = seededRandom('ed25519 prepared');
const seed = ed25519.generatePrivateKey(random);
const publicKey = ed25519.publicKey(seed);
const prepared = ed25519.prepare(publicKey);

/** The encodings of the points of order 1, 2, 4 and 8 (RFC 8032 §5.1.3 reads them; "Taming the many EdDSAs", table 6a). */
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
].map(hexToBytes);

describe('properties', () => {
  it('verifies what the key verifies, and refuses what it refuses', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(63), fc.nat(7), (message, at, bit) => {
        const signature = ed25519.sign(seed, message);
        expect(prepared.verify(message, signature)).toBe(true);
        const other = signature.slice();
        other[at] ^= 1 << bit;
        expect(prepared.verify(message, other)).toBe(ed25519.verify(publicKey, message, other));
        expect(prepared.verify(message, other)).toBe(false);
      }),
      runsOf(0.1),
    );
  });

  it.each(SMALL_ORDER.map((key) => ({ key, hex: bytesToHex(key) })))('of small order: $hex', ({ key }) => {
    const [point, small] = [edwardsPoint(), ed25519.prepare(key)];
    const verdicts = Array.from({ length: 48 }, (_, i) => {
      // R = S·B, which is valid where k·A vanishes: for one message in the order of A.
      const S = new Uint8Array(32);
      S.set(random.bytes(31));
      multiplyBase(point, S);
      const signature = new Uint8Array([...encodeEdwards(point), ...S]);
      const message = new Uint8Array([i]);
      const valid = ed25519.verify(key, message, signature);
      expect(small.verify(message, signature), `${i}`).toBe(valid);
      return valid;
    });
    expect(verdicts).toContain(true);
  });
});

describe('misuse', () => {
  it('refuses what is no public key, and keeps its own copy', () => {
    for (const bad of [new Uint8Array(31), new Uint8Array(32).fill(0xff), publicKey.slice(1)]) {
      expect(() => ed25519.prepare(bad)).toThrow(EcError);
    }
    const key = publicKey.slice();
    const own = ed25519.prepare(key);
    key.fill(0);
    const message = new Uint8Array(3);
    expect(own.verify(message, ed25519.sign(seed, message))).toBe(true);
    expect(own.verify(message, new Uint8Array(63))).toBe(false);
    // S is not below L.
    expect(own.verify(message, new Uint8Array(64).fill(0xff))).toBe(false);
  });
});
