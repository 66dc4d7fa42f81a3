import type { Curve } from './curve.ts';
import { p384Kernels } from './generated/p384.ts';
import { createCurve } from './weierstrass.ts';

/** P-384 (SP 800-186 §3.2.1.4), also secp384r1: y² = x³ − 3x + b. */
export const p384: Curve = /* @__PURE__ */ createCurve({
  name: 'P-384',
  kernels: p384Kernels,
  b: 'b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef',
  gx: 'aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7',
  gy: '3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f',
});
