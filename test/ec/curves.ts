/** The curves of the NIST as the tests know them: from the standard's own numbers, beside node:crypto. */
import { createECDH, createPrivateKey, createPublicKey, type ECDH, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { i2osp } from '../../src/bytes/index.ts';
import { p256Kernels } from '../../src/ec/generated/p256.ts';
import { p384Kernels } from '../../src/ec/generated/p384.ts';
import { p521Kernels } from '../../src/ec/generated/p521.ts';
import { type Curve, p256, p384, p521 } from '../../src/ec/index.ts';
import type { CurveKernels } from '../../src/ec/kernels.ts';
import { type Hash, sha256, sha384, sha512 } from '../../src/hash/index.ts';

export interface TestCurve {
  readonly curve: Curve;
  readonly kernels: CurveKernels;
  /** The hash that goes with it. */
  readonly hash: Hash;
  /** As OpenSSL calls it. */
  readonly opensslName: string;
  /** SP 800-186 §3.2.1. */
  readonly p: bigint;
  readonly order: bigint;
  readonly b: bigint;
  readonly gx: bigint;
  readonly gy: bigint;
}

export const CURVES: readonly TestCurve[] = [
  {
    curve: p256,
    kernels: p256Kernels,
    hash: sha256,
    opensslName: 'prime256v1',
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    gx: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
    gy: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  },
  {
    curve: p384,
    kernels: p384Kernels,
    hash: sha384,
    opensslName: 'secp384r1',
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    gx: 0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7n,
    gy: 0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5fn,
  },
  {
    curve: p521,
    kernels: p521Kernels,
    hash: sha512,
    opensslName: 'secp521r1',
    p: 2n ** 521n - 1n,
    order:
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
    b: 0x051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    gx: 0xc6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66n,
    gy: 0x11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650n,
  },
];

/** A private key's bytes. */
export const scalarBytes = ({ curve }: TestCurve, k: bigint): Uint8Array => i2osp(k, curve.orderLength);

/** A scalar in 1…n − 1: any, or one at an edge, where digits are extreme. */
export function scalars({ order }: TestCurve): fc.Arbitrary<bigint> {
  const bits = order.toString(2).length;
  const near = fc.bigInt({ min: 1n, max: 100n });
  const power = fc.integer({ min: 1, max: bits - 1 }).map((w) => 2n ** BigInt(w));
  return fc.oneof(
    fc.bigInt({ min: 1n, max: order - 1n }),
    near,
    near.map((k) => order - k),
    fc.tuple(power, fc.bigInt({ min: -2n, max: 2n })).map(([k, d]) => k + d || 1n),
    fc.tuple(power, fc.bigInt({ min: -2n, max: 2n })).map(([k, d]) => (order - k + d) % order || 1n),
  );
}

/** The key pair of k by node:crypto. */
export function nodeEcdh(test: TestCurve, k: bigint): ECDH {
  const ecdh = createECDH(test.opensslName);
  ecdh.setPrivateKey(scalarBytes(test, k));
  return ecdh;
}

export function nodePublicKey({ curve }: TestCurve, point: Uint8Array): KeyObject {
  const { x, y } = curve.decodePoint(point);
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: curve.name, x: text(x), y: text(y) } });
}

export function nodePrivateKey(test: TestCurve, k: bigint): KeyObject {
  const { curve } = test;
  const point = new Uint8Array(nodeEcdh(test, k).getPublicKey());
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const { fieldLength } = curve;
  const [x, y] = [point.subarray(1, 1 + fieldLength), point.subarray(1 + fieldLength)];
  const key = { kty: 'EC', crv: curve.name, x: text(x), y: text(y), d: text(scalarBytes(test, k)) };
  return createPrivateKey({ format: 'jwk', key });
}
