/** The Lucas test as FIPS 186-5 writes it, and its strong form (Baillie and Wagstaff 1980), which fewer composites pass. */
import { integerSqrt, jacobi, mod } from '../bigint/index.ts';
import { assertOdd } from './arguments.ts';
import type { Verdict } from './miller-rabin.ts';
import { type Step, type Steps, secretStep } from './step.ts';

export type LucasStep = Step<'D' | 'U' | 'V', bigint>;

/** §B.3.3 on an odd C > 3. Index of U and V: bit `i` of K. */
export function* lucasSteps(C: bigint): Steps<LucasStep, Verdict> {
  assertOdd(C, 'C', 5n);
  const D = yield* findD(C);
  if (D === undefined) return 'COMPOSITE';
  // Step 3: K = C + 1.
  const { U } = yield* sequence(C + 1n, D, C);
  return U === 0n ? 'PROBABLY PRIME' : 'COMPOSITE'; // step 7
}

/** The strong test: C + 1 = d · 2^s with d odd, and a prime has U_d = 0, or V_(d·2^r) = 0 for some r < s. Index of V: `r`. */
export function* strongLucasSteps(C: bigint): Steps<LucasStep, Verdict> {
  assertOdd(C, 'C', 5n);
  const D = yield* findD(C);
  if (D === undefined) return 'COMPOSITE';
  let d = C + 1n;
  let s = 0;
  for (; d % 2n === 0n; d /= 2n) s++;
  let { U, V } = yield* sequence(d, D, C);
  if (U === 0n || V === 0n) return 'PROBABLY PRIME';
  for (let r = 1; r < s; r++) {
    [U, V] = [mod(U * V, C), half(V * V + D * U * U, C)];
    yield secretStep('V', 'Baillie and Wagstaff 1980 §3', V, { r });
    if (V === 0n) return 'PROBABLY PRIME';
  }
  return 'COMPOSITE';
}

/** Steps 1 and 2: the first D of 5, −7, 9, −11, … with the Jacobi symbol (D/C) = −1; undefined when C is a perfect square, or
 * when a symbol of 0 shows a factor. */
function* findD(C: bigint): Steps<LucasStep, bigint | undefined> {
  if (integerSqrt(C) ** 2n === C) return undefined;
  for (let magnitude = 5n; ; magnitude += 2n) {
    const D = magnitude % 4n === 1n ? magnitude : -magnitude;
    yield secretStep('D', 'FIPS 186-5 §B.3.3 step 2', D);
    const symbol = jacobi(D, C);
    if (symbol === -1) return D;
    // Not in FIPS 186-5: a D that is a multiple of C has the symbol 0 for primes too, and is skipped.
    if (symbol === 0 && D % C !== 0n) return undefined;
  }
}

/** Steps 4 to 6: U_K and V_K for P = 1 and Q = (1 − D) / 4. */
function* sequence(K: bigint, D: bigint, C: bigint): Steps<LucasStep, { U: bigint; V: bigint }> {
  let [U, V] = [1n, 1n];
  for (let i = K.toString(2).length - 2; i >= 0; i--) {
    const [U_temp, V_temp] = [mod(U * V, C), half(V * V + D * U * U, C)];
    const one = ((K >> BigInt(i)) & 1n) === 1n;
    U = one ? half(U_temp + V_temp, C) : U_temp;
    V = one ? half(V_temp + D * U_temp, C) : V_temp;
    yield secretStep('U', 'FIPS 186-5 §B.3.3 step 6', U, { i });
    yield secretStep('V', 'FIPS 186-5 §B.3.3 step 6', V, { i });
  }
  return { U, V };
}

/** x / 2 modulo the odd C: x or x + C is even. */
function half(x: bigint, C: bigint): bigint {
  return mod(x % 2n === 0n ? x / 2n : (x + C) / 2n, C);
}
