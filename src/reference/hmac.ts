/** HMAC as FIPS 198-1 writes it, in the ten steps of its table 1. */

import { type Bytes, concat, xor } from '../bytes/index.ts';
import { assertEachBytes, assertHashFunction } from './arguments.ts';
import { type Step, type Steps, secretStep, step } from './step.ts';

/** A hash function as a reference implementation takes it; the hash's own steps can be reproduced from its input. */
export interface HashFunction {
  /** Bytes of a block: the standard's B. */
  readonly blockLength: number;
  digest(message: Uint8Array): Bytes;
}

export type HmacStep = Step<
  'K0' | 'K0 ^ ipad' | '(K0 ^ ipad) || text' | 'H((K0 ^ ipad) || text)' | 'K0 ^ opad' | '(K0 ^ opad) || H(…)' | 'MAC',
  Bytes
>;

/** HMAC (FIPS 198-1 §4) step by step. Every value except the last is secret: it would reveal the key, or allow forgeries. */
export function* hmacSteps(H: HashFunction, K: Uint8Array, text: Uint8Array): Steps<HmacStep, Bytes> {
  assertHashFunction(H);
  assertEachBytes({ K, text });
  const B = H.blockLength;
  // Steps 1 to 3: K0 is the key, hashed first if it is longer than B, with zeros after it.
  const shortened = K.length > B ? H.digest(K) : K;
  const K0 = concat(shortened, new Uint8Array(B - shortened.length));
  yield secretStep('K0', 'FIPS 198-1 §4 steps 1 to 3', K0);
  const innerKey = xor(K0, new Uint8Array(B).fill(0x36));
  yield secretStep('K0 ^ ipad', 'FIPS 198-1 §4 step 4', innerKey);
  const innerMessage = concat(innerKey, text);
  yield secretStep('(K0 ^ ipad) || text', 'FIPS 198-1 §4 step 5', innerMessage);
  const inner = H.digest(innerMessage);
  yield secretStep('H((K0 ^ ipad) || text)', 'FIPS 198-1 §4 step 6', inner);
  const outerKey = xor(K0, new Uint8Array(B).fill(0x5c));
  yield secretStep('K0 ^ opad', 'FIPS 198-1 §4 step 7', outerKey);
  const outerMessage = concat(outerKey, inner);
  yield secretStep('(K0 ^ opad) || H(…)', 'FIPS 198-1 §4 step 8', outerMessage);
  const mac = H.digest(outerMessage);
  yield step('MAC', 'FIPS 198-1 §4 step 9', mac);
  return mac;
}
