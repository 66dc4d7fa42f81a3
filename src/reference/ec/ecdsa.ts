/** ECDSA as FIPS 186-5 §6.4 writes it, and its k as RFC 6979 §3.2 does. */
import { mod, modInverse } from '../../bigint/index.ts';
import { assertFields, type Bytes, bitLength, concat, i2osp, os2ip } from '../../bytes/index.ts';
import { assertBigintFields, assertEachBigint, assertEachBytes, assertHashFunction } from '../arguments.ts';
import { type HashFunction, hmacSteps } from '../hmac.ts';
import { resultOf, type Step, type Steps, secretStep, step } from '../step.ts';
import { affineAddSteps, assertCurve, assertPoint, type CurveDomain, type CurvePoint } from './affine.ts';
import { type JacobianStep, jacobianMultiplySteps } from './jacobian.ts';

export interface EcdsaSignature {
  readonly r: bigint;
  readonly s: bigint;
}

export type NonceStep = Step<'h1' | 'V' | 'K', Bytes> | Step<'k', bigint>;

/** bits2int (RFC 6979 §2.3.2). */
const bits2int = (bits: Uint8Array, qlen: number): bigint => {
  const surplus = 8 * bits.length - qlen;
  return surplus > 0 ? os2ip(bits) >> BigInt(surplus) : os2ip(bits);
};

export interface NonceInput {
  readonly hash: HashFunction;
  readonly q: bigint;
  readonly x: bigint;
  readonly h1: Uint8Array;
  /** §3.6: k', or nothing. */
  readonly additional: Uint8Array;
}

/** RFC 6979 §3.2: the first k in 1…q − 1. Index: candidate `i` from 0. */
export function* nonceSteps(input: NonceInput): Steps<NonceStep, bigint> {
  assertFields(input, 'input', 'a NonceInput');
  const { hash, q, x, h1, additional } = input;
  assertHashFunction(hash, 'hash');
  // Below 3 there may be no k to find.
  assertEachBigint({ q }, 3n);
  assertEachBigint({ x });
  assertEachBytes({ h1, additional });
  const qlen = bitLength(q);
  const rlen = Math.ceil(qlen / 8);
  const hmac = (key: Uint8Array, ...parts: Uint8Array[]): Bytes => resultOf(hmacSteps(hash, key, concat(...parts)));
  yield step('h1', 'RFC 6979 §3.2 step a', concat(h1));
  // int2octets(x) || bits2octets(h1), and k' of §3.6.
  const seed = concat(i2osp(x, rlen), i2osp(mod(bits2int(h1, qlen), q), rlen), additional);
  let V: Bytes = new Uint8Array(hash.digest(h1).length).fill(0x01);
  let K: Bytes = new Uint8Array(V.length);
  yield step('V', 'RFC 6979 §3.2 step b', V);
  yield step('K', 'RFC 6979 §3.2 step c', K);
  for (const [separator, steps] of [
    [0x00, ['d', 'e']],
    [0x01, ['f', 'g']],
  ] as const) {
    K = hmac(K, V, new Uint8Array([separator]), seed);
    yield secretStep('K', `RFC 6979 §3.2 step ${steps[0]}`, K);
    V = hmac(K, V);
    yield secretStep('V', `RFC 6979 §3.2 step ${steps[1]}`, V);
  }
  for (let i = 0; ; i++) {
    let T: Bytes = new Uint8Array(0);
    while (8 * T.length < qlen) {
      V = hmac(K, V);
      T = concat(T, V);
    }
    const k = bits2int(T, qlen);
    yield secretStep('k', 'RFC 6979 §3.2 step h.3', k, { i });
    if (k >= 1n && k < q) return k;
    K = hmac(K, V, new Uint8Array([0x00]));
    V = hmac(K, V);
  }
}

export type EcdsaStep = JacobianStep | Step<'e' | 'k' | 'r' | 's' | 'w' | 'u1' | 'u2', bigint> | Step<'R', CurvePoint>;

/** @throws UsageError unless it is a curve with a point of a known order. */
function assertDomain(curve: CurveDomain): void {
  assertCurve(curve);
  assertEachBigint({ 'curve.n': curve.n }, 1n);
  assertPoint(curve.G, 'curve.G');
}

/** FIPS 186-5 §6.4.1, for a digest and a k. @returns undefined where r or s is zero: another k is needed. */
export function* ecdsaSignSteps(
  curve: CurveDomain,
  d: bigint,
  digest: Uint8Array,
  k: bigint,
): Steps<EcdsaStep, EcdsaSignature | undefined> {
  assertDomain(curve);
  assertEachBigint({ d, k });
  assertEachBytes({ digest });
  const { n, G } = curve;
  const e = bits2int(digest, bitLength(n));
  yield step('e', 'FIPS 186-5 §6.4.1 step 2', e);
  yield secretStep('k', 'FIPS 186-5 §6.4.1 step 3', k);
  const R = yield* jacobianMultiplySteps(curve, k, G);
  yield step('R', 'FIPS 186-5 §6.4.1 step 5', R);
  const r = R === 'infinity' ? 0n : mod(R.x, n);
  yield step('r', 'FIPS 186-5 §6.4.1 step 7', r);
  const s = mod(modInverse(k, n) * (e + r * d), n);
  yield step('s', 'FIPS 186-5 §6.4.1 step 8', s);
  return r === 0n || s === 0n ? undefined : { r, s };
}

/** FIPS 186-5 §6.4.2, for a digest. */
export function* ecdsaVerifySteps(
  curve: CurveDomain,
  Q: CurvePoint,
  digest: Uint8Array,
  signature: EcdsaSignature,
): Steps<EcdsaStep, boolean> {
  assertDomain(curve);
  assertPoint(Q, 'Q');
  assertEachBytes({ digest });
  assertBigintFields(signature, 'signature', 'an EcdsaSignature', 'r', 's');
  const { r, s } = signature;
  const { n, G } = curve;
  // Step 1.
  if (r < 1n || r >= n || s < 1n || s >= n) return false;
  const e = bits2int(digest, bitLength(n));
  yield step('e', 'FIPS 186-5 §6.4.2 step 3', e);
  const w = modInverse(s, n);
  yield step('w', 'FIPS 186-5 §6.4.2 step 4', w);
  const [u1, u2] = [mod(e * w, n), mod(r * w, n)];
  yield step('u1', 'FIPS 186-5 §6.4.2 step 5', u1);
  yield step('u2', 'FIPS 186-5 §6.4.2 step 5', u2);
  const [left, right] = [yield* jacobianMultiplySteps(curve, u1, G), yield* jacobianMultiplySteps(curve, u2, Q)];
  const R = resultOf(affineAddSteps(curve, left, right));
  yield step('R', 'FIPS 186-5 §6.4.2 step 6', R);
  return R !== 'infinity' && mod(R.x, n) === r;
}
