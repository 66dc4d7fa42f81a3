/** PBKDF2 as RFC 8018 writes it, with HMAC as its PRF. */

import { assertInteger, type Bytes, concat, i2osp, xor } from '../bytes/index.ts';
import { assertEachBytes, assertHashFunction } from './arguments.ts';
import { type HashFunction, hmacSteps } from './hmac.ts';
import { resultOf, type Step, type Steps, secretStep } from './step.ts';

export type Pbkdf2Step = Step<'U' | 'U_1 xor … xor U_j' | 'T' | 'DK', Bytes>;

/** PBKDF2 (RFC 8018 §5.2), step by step. Indices: block `i` and iteration `j`, both from 1. */
export function* pbkdf2Steps(
  H: HashFunction,
  P: Uint8Array,
  S: Uint8Array,
  c: number,
  dkLen: number,
): Steps<Pbkdf2Step, Bytes> {
  assertHashFunction(H);
  assertEachBytes({ P, S });
  assertInteger(c, 'c', 1);
  assertInteger(dkLen, 'dkLen', 0);
  const PRF = (input: Uint8Array): Bytes => resultOf(hmacSteps(H, P, input));
  const T: Bytes[] = [];
  // Steps 2 and 3: as many blocks T_i = F(P, S, c, i) as are needed.
  for (let i = 1; concat(...T).length < dkLen; i++) {
    let U = PRF(concat(S, i2osp(BigInt(i), 4)));
    let sum = U;
    yield secretStep('U', 'RFC 8018 §5.2 step 3', U, { i, j: 1 });
    for (let j = 2; j <= c; j++) {
      U = PRF(U);
      sum = xor(sum, U);
      yield secretStep('U', 'RFC 8018 §5.2 step 3', U, { i, j });
      yield secretStep('U_1 xor … xor U_j', 'RFC 8018 §5.2 step 3', sum, { i, j });
    }
    yield secretStep('T', 'RFC 8018 §5.2 step 3', sum, { i });
    T.push(sum);
  }
  // Step 4.
  const DK = concat(...T).slice(0, dkLen);
  yield secretStep('DK', 'RFC 8018 §5.2 step 4', DK);
  return DK;
}
