/** Elliptic curves: ECDH and ECDSA on the curves of the NIST, X25519, Ed25519. A curve is a value; no curve and no source of randomness is a
 * default. */
export type { AffinePoint, Curve, CurveName, NonceSource, PointForm, PreparedPublicKey } from './curve.ts';
export { type Ed25519, ed25519, type PreparedEd25519Key } from './ed25519.ts';
export { type EcCode, EcError } from './errors.ts';
export { findNamedCurve, NAMED_CURVES, type NamedCurve } from './named-curves.ts';
export { p256 } from './p256.ts';
export { p384 } from './p384.ts';
export { p521 } from './p521.ts';
export { type X25519, x25519 } from './x25519.ts';
