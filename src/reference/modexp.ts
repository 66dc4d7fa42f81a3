/** Modular exponentiation as in the Handbook of Applied Cryptography: the plain method, and the windowed method of the kernel. */
import { assertInteger } from '../bytes/index.ts';
import { assertEachBigint } from './arguments.ts';
import { type Step, type Steps, secretStep, step } from './step.ts';

export type ModexpStep = Step<'e' | 'g' | 'A squared' | 'A multiplied' | 'A', bigint>;

/** g^e mod n, left to right by bits (HAC algorithm 14.79). Index: bit `i`, from the highest down to 0.
 * The steps reveal the exponent: they show for which bits there is a multiplication. */
export function* squareAndMultiplySteps(g: bigint, e: bigint, n: bigint): Steps<ModexpStep, bigint> {
  assertEachBigint({ g, e });
  assertEachBigint({ n }, 1n);
  let A = 1n % n;
  for (let i = e.toString(2).length - 1; i >= 0; i--) {
    A = (A * A) % n;
    yield secretStep('A squared', 'HAC algorithm 14.79 step 2.1', A, { i });
    if ((e >> BigInt(i)) & 1n) {
      A = (A * g) % n;
      yield secretStep('A multiplied', 'HAC algorithm 14.79 step 2.2', A, { i });
    }
  }
  yield step('A', 'HAC algorithm 14.79 step 3', A);
  return A;
}

/** g^e mod n, left to right by windows of `k` bits (HAC algorithm 14.82). Index `i`: in the steps `g` the table's entry, from 0 up;
 * in the others the window, from the highest down to 0. */
export function* windowSteps(g: bigint, e: bigint, n: bigint, k: number): Steps<ModexpStep, bigint> {
  assertEachBigint({ g, e });
  assertEachBigint({ n }, 1n);
  assertInteger(k, 'k', 1, 16);
  const b = 2n ** BigInt(k);
  const table = [1n % n];
  yield step('g', 'HAC algorithm 14.82 step 1.1', table[0], { i: 0 });
  for (let i = 1; i < b; i++) {
    table[i] = (table[i - 1] * g) % n;
    yield step('g', 'HAC algorithm 14.82 step 1.2', table[i], { i });
  }
  let A = 1n % n;
  for (let i = Math.ceil(e.toString(2).length / k) - 1; i >= 0; i--) {
    for (let j = 0; j < k; j++) A = (A * A) % n;
    yield secretStep('A squared', 'HAC algorithm 14.82 step 3.1', A, { i });
    const e_i = (e / b ** BigInt(i)) % b;
    yield secretStep('e', 'HAC algorithm 14.82, the exponent in base b', e_i, { i });
    A = (A * table[Number(e_i)]) % n;
    yield secretStep('A multiplied', 'HAC algorithm 14.82 step 3.2', A, { i });
  }
  yield step('A', 'HAC algorithm 14.82 step 4', A);
  return A;
}
