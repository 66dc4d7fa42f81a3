/** The Miller-Rabin test as FIPS 186-5 writes it. */
import { UsageError } from '../bytes/index.ts';
import { assertEachBigint, assertOdd } from './arguments.ts';
import { squareAndMultiplySteps } from './modexp.ts';
import { resultOf, type Step, type Steps, secretStep } from './step.ts';

export type Verdict = 'PROBABLY PRIME' | 'COMPOSITE';

export type MillerRabinStep = Step<'a', number> | Step<'m' | 'b' | 'z', bigint>;

/** §B.3.1 on the odd `w` > 3 with bases that the caller draws (step 4.1 would). Indices: base `i` from 1, squaring `j` from 1. */
export function* millerRabinSteps(w: bigint, bases: readonly bigint[]): Steps<MillerRabinStep, Verdict> {
  assertOdd(w, 'w', 5n);
  if (!Array.isArray(bases)) throw new UsageError('wrong-type', 'bases', 'must be an array of bigints');
  // Step 1: the largest a such that 2^a divides w − 1.
  let a = 0;
  while ((w - 1n) % 2n ** BigInt(a + 1) === 0n) a++;
  yield secretStep('a', 'FIPS 186-5 §B.3.1 step 1', a);
  const m = (w - 1n) / 2n ** BigInt(a);
  yield secretStep('m', 'FIPS 186-5 §B.3.1 step 2', m);
  let i = 0;
  for (const b of bases) {
    i++;
    assertEachBigint({ b });
    yield secretStep('b', 'FIPS 186-5 §B.3.1 step 4.1', b, { i });
    if (!(yield* isNoWitness(w, b, a, m, i))) return 'COMPOSITE'; // step 4.6
  }
  return 'PROBABLY PRIME'; // step 5
}

/** Steps 4.3 to 4.5 for one base. */
function* isNoWitness(w: bigint, b: bigint, a: number, m: bigint, i: number): Steps<MillerRabinStep, boolean> {
  let z = resultOf(squareAndMultiplySteps(b, m, w));
  yield secretStep('z', 'FIPS 186-5 §B.3.1 step 4.3', z, { i, j: 0 });
  if (z === 1n || z === w - 1n) return true; // step 4.4
  for (let j = 1; j < a; j++) {
    z = (z * z) % w;
    yield secretStep('z', 'FIPS 186-5 §B.3.1 step 4.5.1', z, { i, j });
    if (z === w - 1n) return true; // step 4.5.2
    if (z === 1n) return false; // step 4.5.3
  }
  return false;
}
