import type { Curve } from './curve.ts';
import { p521Kernels } from './generated/p521.ts';
import { createCurve } from './weierstrass.ts';

/** P-521 (SP 800-186 §3.2.1.5), also secp521r1: y² = x³ − 3x + b. */
export const p521: Curve = /* @__PURE__ */ createCurve({
  name: 'P-521',
  kernels: p521Kernels,
  b: '0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00',
  gx: '00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66',
  gy: '011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650',
});
