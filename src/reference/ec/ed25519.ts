/** Ed25519 as RFC 8032 §5.1 writes it. */
import { mod } from '../../bigint/index.ts';
import { type Bytes, concat, equalBytes, i2osp, os2ip } from '../../bytes/index.ts';
import { assertEachBytes, assertHashFunction, assertLengths } from '../arguments.ts';
import type { HashFunction } from '../hmac.ts';
import { type Step, type Steps, secretStep, step } from '../step.ts';
import type { AffinePoint } from './affine.ts';
import {
  decodeEdwardsPoint,
  EDWARDS25519,
  type EdwardsStep,
  edwardsAdd,
  encodeEdwardsPoint,
  extendedMultiplySteps,
} from './edwards.ts';

export type Ed25519Step =
  | EdwardsStep
  | Step<'h' | 'prefix' | 'A' | 'R', Bytes>
  | Step<'s' | 'r' | 'k' | 'S', bigint>
  | Step<'left' | 'right', AffinePoint>;

const { L, B } = EDWARDS25519;
const little = (bytes: Uint8Array): bigint => os2ip(new Uint8Array(bytes).reverse());

/** §5.1.5: the secret scalar, the prefix and the public key of a seed. */
function* expandSteps(
  sha512: HashFunction,
  privateKey: Uint8Array,
): Steps<Ed25519Step, { s: bigint; prefix: Bytes; A: Bytes }> {
  assertHashFunction(sha512, 'sha512');
  assertLengths({ privateKey }, 32);
  const h = sha512.digest(privateKey);
  assertLengths({ 'sha512.digest()': h }, 64);
  yield secretStep('h', 'RFC 8032 §5.1.5 step 1', h);
  const s = (little(h.subarray(0, 32)) & (2n ** 254n - 8n)) | (2n ** 254n);
  yield secretStep('s', 'RFC 8032 §5.1.5 steps 2 and 3', s);
  const prefix = h.slice(32);
  yield secretStep('prefix', 'RFC 8032 §5.1.6 step 1', prefix);
  const A = encodeEdwardsPoint(yield* extendedMultiplySteps(s, B));
  yield step('A', 'RFC 8032 §5.1.5 step 4', A);
  return { s, prefix, A };
}

/** §5.1.5. */
export function* ed25519PublicKeySteps(sha512: HashFunction, privateKey: Uint8Array): Steps<Ed25519Step, Bytes> {
  return (yield* expandSteps(sha512, privateKey)).A;
}

/** §5.1.6. */
export function* ed25519SignSteps(
  sha512: HashFunction,
  privateKey: Uint8Array,
  message: Uint8Array,
): Steps<Ed25519Step, Bytes> {
  assertEachBytes({ message });
  const { s, prefix, A } = yield* expandSteps(sha512, privateKey);
  const r = mod(little(sha512.digest(concat(prefix, message))), L);
  yield secretStep('r', 'RFC 8032 §5.1.6 step 2', r);
  const R = encodeEdwardsPoint(yield* extendedMultiplySteps(r, B));
  yield step('R', 'RFC 8032 §5.1.6 step 3', R);
  const k = mod(little(sha512.digest(concat(R, A, message))), L);
  yield step('k', 'RFC 8032 §5.1.6 step 4', k);
  const S = mod(r + k * s, L);
  yield step('S', 'RFC 8032 §5.1.6 step 5', S);
  return concat(R, i2osp(S, 32).reverse());
}

/** §5.1.7, with the equation that has no cofactor. */
export function* ed25519VerifySteps(
  sha512: HashFunction,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Steps<Ed25519Step, boolean> {
  assertHashFunction(sha512, 'sha512');
  assertLengths({ publicKey }, 32);
  assertEachBytes({ message });
  assertLengths({ signature }, 64);
  const R = decodeEdwardsPoint(signature.subarray(0, 32));
  const S = little(signature.subarray(32));
  const A = decodeEdwardsPoint(publicKey);
  if (R === undefined || A === undefined || S >= L) return false;
  yield step('S', 'RFC 8032 §5.1.7 step 1', S);
  const k = mod(little(sha512.digest(concat(signature.subarray(0, 32), publicKey, message))), L);
  yield step('k', 'RFC 8032 §5.1.7 step 2', k);
  const left = yield* extendedMultiplySteps(S, B);
  yield step('left', 'RFC 8032 §5.1.7 step 3', left);
  const right = edwardsAdd(R, yield* extendedMultiplySteps(k, A));
  yield step('right', 'RFC 8032 §5.1.7 step 3', right);
  return equalBytes(encodeEdwardsPoint(left), encodeEdwardsPoint(right));
}
