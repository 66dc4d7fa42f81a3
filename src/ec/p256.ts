import type { Curve } from './curve.ts';
import { p256Kernels } from './generated/p256.ts';
import { createCurve } from './weierstrass.ts';

/** P-256 (SP 800-186 §3.2.1.3), also secp256r1 or prime256v1: y² = x³ − 3x + b. */
export const p256: Curve = /* @__PURE__ */ createCurve({
  name: 'P-256',
  kernels: p256Kernels,
  b: '5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b',
  gx: '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
  gy: '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
});
