/** HKDF as RFC 5869 writes it. */

import { assertInteger, type Bytes, concat } from '../bytes/index.ts';
import { assertEachBytes, assertHashFunction } from './arguments.ts';
import { type HashFunction, hmacSteps } from './hmac.ts';
import { resultOf, type Step, type Steps, secretStep } from './step.ts';

export type HkdfStep = Step<'PRK' | 'T' | 'OKM', Bytes>;

/** HKDF (RFC 5869 §2) of `L` bytes, step by step. Index: `i` from 1, as T's. */
export function* hkdfSteps(
  H: HashFunction,
  salt: Uint8Array,
  IKM: Uint8Array,
  info: Uint8Array,
  L: number,
): Steps<HkdfStep, Bytes> {
  assertHashFunction(H);
  assertEachBytes({ salt, IKM, info });
  const HashLen = H.digest(new Uint8Array(0)).length;
  assertInteger(L, 'L', 0, 255 * HashLen);
  // §2.2: if not provided, salt is HashLen zeros.
  const PRK = resultOf(hmacSteps(H, salt.length > 0 ? salt : new Uint8Array(HashLen), IKM));
  yield secretStep('PRK', 'RFC 5869 §2.2', PRK);
  // §2.3: T(0) is empty, T(i) = HMAC-Hash(PRK, T(i-1) | info | i).
  const N = Math.ceil(L / HashLen);
  let previous: Bytes = new Uint8Array(0);
  const T: Bytes[] = [];
  for (let i = 1; i <= N; i++) {
    previous = resultOf(hmacSteps(H, PRK, concat(previous, info, new Uint8Array([i]))));
    yield secretStep('T', 'RFC 5869 §2.3', previous, { i });
    T.push(previous);
  }
  const OKM = concat(...T).slice(0, L);
  yield secretStep('OKM', 'RFC 5869 §2.3', OKM);
  return OKM;
}
