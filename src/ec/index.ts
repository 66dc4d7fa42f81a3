/** Elliptic curves: ECDH and ECDSA on the curves of the NIST. A curve is a value; no curve and no source of randomness is a default. */
export type { AffinePoint, Curve, CurveName, NonceSource, PointForm, PreparedPublicKey } from './curve.ts';
export { type EcCode, EcError } from './errors.ts';
export { p256 } from './p256.ts';
export { p384 } from './p384.ts';
export { p521 } from './p521.ts';
