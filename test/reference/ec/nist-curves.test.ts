import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, i2osp, os2ip } from '../../../src/bytes/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import {
  affineMultiplySteps,
  type CurveDomain,
  type CurvePoint,
  ecdsaSignSteps,
  ecdsaVerifySteps,
  isOnCurve,
  jacobianMultiplySteps,
  NIST_DOMAINS,
  nonceSteps,
  resultOf,
} from '../../../src/reference/index.ts';
import { CURVES, scalarBytes, scalars, type TestCurve } from '../../ec/curves.ts';
import { runsOf } from '../../property-runs.ts';

const domainOf = ({ p, b, gx, gy, order }: TestCurve): CurveDomain => ({
  p,
  a: -3n,
  b,
  G: { x: gx, y: gy },
  n: order,
});

describe('properties of a small curve', () => {
  // y² = x³ + 2x + 2 over 17 elements has 19 points: the one of many textbooks.
  const curve: CurveDomain = { p: 17n, a: 2n, b: 2n, G: { x: 5n, y: 1n }, n: 19n };

  it('has a group whose every element is a multiple of G', () => {
    const multiples = Array.from({ length: 19 }, (_, k) => resultOf(affineMultiplySteps(curve, BigInt(k), curve.G)));
    expect(multiples[0]).toBe('infinity');
    expect(multiples[2]).toEqual({ x: 6n, y: 3n });
    expect(multiples[18]).toEqual({ x: 5n, y: 16n });
    expect(new Set(multiples.map((P) => (P === 'infinity' ? P : `${P.x},${P.y}`))).size).toBe(19);
    for (const P of multiples) expect(isOnCurve(curve, P)).toBe(true);
    expect(isOnCurve(curve, { x: 5n, y: 2n })).toBe(false);
  });

  it('multiplies alike in affine and in Jacobian coordinates', () => {
    for (let k = 0n; k < 40n; k++) {
      for (let j = 0n; j < 19n; j++) {
        const P = resultOf(affineMultiplySteps(curve, j, curve.G));
        expect(resultOf(jacobianMultiplySteps(curve, k, P))).toEqual(resultOf(affineMultiplySteps(curve, k, P)));
      }
    }
  });

  it('signs, and verifies what it signs and nothing else', () => {
    const Q = resultOf(affineMultiplySteps(curve, 7n, curve.G));
    for (let e = 0; e < 32; e++) {
      for (let k = 1n; k < 19n; k++) {
        const digest = new Uint8Array([e << 3]);
        const signature = resultOf(ecdsaSignSteps(curve, 7n, digest, k));
        if (signature === undefined) continue;
        expect(resultOf(ecdsaVerifySteps(curve, Q, digest, signature))).toBe(true);
        const s = (signature.s % 18n) + 1n;
        const verified = resultOf(ecdsaVerifySteps(curve, Q, digest, { r: signature.r, s }));
        expect(verified).toBe(s === signature.s || s === 19n - signature.s);
      }
    }
    expect(resultOf(ecdsaVerifySteps(curve, Q, new Uint8Array(1), { r: 0n, s: 1n }))).toBe(false);
    expect(resultOf(ecdsaVerifySteps(curve, Q, new Uint8Array(1), { r: 1n, s: 19n }))).toBe(false);
  });
});

// The bound is for the long run: `PROPERTY_RUNS=100000` has 10^4 runs in Jacobian and 10^3 in affine coordinates.
describe.each(CURVES)('properties of $curve.name', { timeout: 86_400_000 }, (test) => {
  const { curve, hash, order } = test;
  const domain = domainOf(test);
  const encoded = (P: CurvePoint): string =>
    P === 'infinity'
      ? P
      : bytesToHex(
          curve.encodePoint({ x: i2osp(P.x, curve.fieldLength), y: i2osp(P.y, curve.fieldLength) }, 'uncompressed'),
        );

  it('has the generator on the curve, of the order that it says', () => {
    expect(NIST_DOMAINS[curve.name]).toEqual({ ...domain, a: test.p - 3n });
    expect(isOnCurve(domain, domain.G)).toBe(true);
    expect(resultOf(jacobianMultiplySteps(domain, order, domain.G))).toBe('infinity');
  });

  it('multiplies as in Jacobian coordinates', () => {
    fc.assert(
      fc.property(scalars(test), scalars(test), (k, j) => {
        const Q = resultOf(jacobianMultiplySteps(domain, k, domain.G));
        expect(bytesToHex(curve.publicKey(scalarBytes(test, k)))).toBe(encoded(Q));
        const Z = resultOf(jacobianMultiplySteps(domain, j, Q));
        const secret = curve.ecdh(scalarBytes(test, j), curve.publicKey(scalarBytes(test, k)));
        expect(Z !== 'infinity' && Z.x).toBe(os2ip(secret));
      }),
      runsOf(0.1),
    );
  });

  it('multiplies as chords and tangents do', () => {
    fc.assert(
      fc.property(scalars(test), (k) => {
        const Q = resultOf(affineMultiplySteps(domain, k, domain.G));
        expect(bytesToHex(curve.publicKey(scalarBytes(test, k)))).toBe(encoded(Q));
      }),
      runsOf(0.01),
    );
  });

  it('signs and verifies as FIPS 186-5 and RFC 6979 say, hedged too', () => {
    const digests = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ minLength: 32, maxLength: 80 }).map((digest) => digest.fill(0, 0, 3)),
    );
    fc.assert(
      fc.property(scalars(test), digests, fc.boolean(), (d, digest, hedged) => {
        const random = () => seededRandom(digest);
        const signature = curve.signDigest(
          hash,
          scalarBytes(test, d),
          digest,
          hedged ? { random: random() } : { deterministic: true },
        );
        const additional = hedged ? random().bytes(curve.orderLength) : new Uint8Array(0);
        const k = resultOf(nonceSteps({ hash, q: order, x: d, h1: digest, additional }));
        const expected = resultOf(ecdsaSignSteps(domain, d, digest, k))!;
        expect(os2ip(signature.subarray(0, curve.orderLength))).toBe(expected.r);
        expect(os2ip(signature.subarray(curve.orderLength))).toBe(expected.s);
        const Q = resultOf(jacobianMultiplySteps(domain, d, domain.G));
        expect(resultOf(ecdsaVerifySteps(domain, Q, digest, expected))).toBe(true);
        expect(
          resultOf(ecdsaVerifySteps(domain, Q, digest, { ...expected, s: (expected.s % (order - 1n)) + 1n })),
        ).toBe(false);
      }),
      runsOf(0.1),
    );
  });
});
