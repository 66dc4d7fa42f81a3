/** MGF1 as RFC 8017 writes it. */
import { assertInteger, type Bytes, concat, i2osp } from '../bytes/index.ts';
import { assertEachBytes, assertHashFunction } from './arguments.ts';
import type { HashFunction } from './hmac.ts';
import { type Step, type Steps, secretStep } from './step.ts';

export type Mgf1Step = Step<'C' | 'Hash(mgfSeed || C)' | 'mask', Bytes>;

/** MGF1 (RFC 8017 §B.2.1) of `maskLen` bytes, step by step. In PSS the mask is no secret; in OAEP it is. Index: `counter` from 0. */
export function* mgf1Steps(Hash: HashFunction, mgfSeed: Uint8Array, maskLen: number): Steps<Mgf1Step, Bytes> {
  assertHashFunction(Hash, 'Hash');
  assertEachBytes({ mgfSeed });
  assertInteger(maskLen, 'maskLen', 0, 2 ** 32);
  // Step 2.
  let T: Bytes = new Uint8Array(0);
  // Step 3.
  for (let counter = 0; T.length < maskLen; counter++) {
    const C = i2osp(BigInt(counter), 4);
    yield secretStep('C', 'RFC 8017 §B.2.1 step 3a', C, { counter });
    const digest = Hash.digest(concat(mgfSeed, C));
    yield secretStep('Hash(mgfSeed || C)', 'RFC 8017 §B.2.1 step 3b', digest, { counter });
    T = concat(T, digest);
  }
  // Step 4.
  const mask = T.slice(0, maskLen);
  yield secretStep('mask', 'RFC 8017 §B.2.1 step 4', mask);
  return mask;
}
