/** R11: CVE-2020-0601 (a curve with the attacker's own generator), invalid-curve attacks on ECDH, points of small order in X25519. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mod, modPow } from '../../src/bigint/index.ts';
import { hexToBytes, i2osp } from '../../src/bytes/index.ts';
import { EcError, x25519 } from '../../src/ec/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { CURVES, scalarBytes } from '../ec/curves.ts';
import { runsOf } from '../property-runs.ts';

describe.each(CURVES)('R11: $curve.name', (test) => {
  const { curve, p, b } = test;
  const d = scalarBytes(test, 0x2468n);
  const field = fc.bigInt({ min: 0n, max: p - 1n });

  it('takes no point of another curve, such as the one with another b through any x and y', () => {
    fc.assert(
      fc.property(field, field, (x, y) => {
        fc.pre(mod(y * y - (x ** 3n - 3n * x + b), p) !== 0n);
        const point = new Uint8Array([4, ...i2osp(x, curve.fieldLength), ...i2osp(y, curve.fieldLength)]);
        expect(() => curve.ecdh(d, point)).toThrow(expect.objectContaining({ code: 'point-not-on-curve' }));
      }),
      runsOf(0.5),
    );
  });

  it('finds y for just the x that have one', () => {
    fc.assert(
      fc.property(field, (x) => {
        const isSquare = modPow(mod(x ** 3n - 3n * x + b, p), (p - 1n) / 2n, p) !== p - 1n;
        const decode = () => curve.decodePoint(new Uint8Array([2, ...i2osp(x, curve.fieldLength)]));
        if (isSquare) expect(decode().y[curve.fieldLength - 1] & 1).toBe(0);
        else expect(decode).toThrow(expect.objectContaining({ code: 'point-not-on-curve' }));
      }),
      runsOf(0.5),
    );
  });

  it('has no function that takes a curve’s own parameters', () => {
    // A curve is one of three values; what a key may say of it is its name.
    expect(Object.keys(curve).toSorted()).toEqual(['fieldLength', 'name', 'orderLength']);
  });
});

describe('R11: X25519', () => {
  // The u-coordinates of the points whose order divides 8, and their second encodings (RFC 7748 §6.1; cr.yp.to/ecdh.html, "validate").
  const SMALL = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ];
  it.each(SMALL)('refuses %s, with and without its highest bit', (hex) => {
    const random = seededRandom(hex);
    for (const bit of [0, 0x80]) {
      const u = hexToBytes(hex);
      u[31] |= bit;
      for (let i = 0; i < 5; i++) {
        expect(() => x25519.ecdh(random.bytes(32), u)).toThrow(EcError);
        expect(() => x25519.ecdh(random.bytes(32), u)).toThrow(expect.objectContaining({ code: 'small-order' }));
      }
    }
  });
});
