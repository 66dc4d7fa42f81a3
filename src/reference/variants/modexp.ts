/** Variants of modular exponentiation. They differ in how they process the exponent and in how they
 * reduce. The exponent has t bits; costs are in modular multiplications, each a product and its reduction. */
import { assertArray, assertInteger } from '../../bytes/index.ts';
import { assertEachBigint } from '../arguments.ts';
import { squareAndMultiplySteps } from '../modexp.ts';
import { resultOf } from '../step.ts';
import { barrettPower } from './modexp-barrett.ts';
import { crtPower } from './modexp-crt.ts';
import { leftToRightPower, rightToLeftPower, slidingWindowPower, windowPower } from './modexp-exponents.ts';
import { limbPower } from './modexp-limbs.ts';
import { montgomeryPower } from './modexp-montgomery.ts';
import type { Variant } from './variant.ts';

/** `base ^ exponent mod modulus`.
 * @param base - not negative.
 * @param exponent - not negative.
 * @param modulus - positive.
 * @param primes - two different ones, whose product the modulus is: only where a variant `needs` them. */
export type ModularPower = (
  base: bigint,
  exponent: bigint,
  modulus: bigint,
  primes?: readonly [bigint, bigint],
) => bigint;

export interface ModexpVariant extends Variant<ModularPower> {
  /** The requirement on the modulus, or the knowledge of it, that the variant needs. */
  readonly needs: 'any modulus' | 'odd modulus' | 'primes';
}

const UNCHECKED: readonly ModexpVariant[] = [
  {
    name: 'reference',
    source: 'HAC algorithm 14.79, as reference/modexp',
    needs: 'any modulus',
    run: (g, e, n) => resultOf(squareAndMultiplySteps(g, e, n)),
  },
  { name: 'right to left', source: 'HAC algorithm 14.76', needs: 'any modulus', run: rightToLeftPower },
  { name: 'left to right', source: 'HAC algorithm 14.79', needs: 'any modulus', run: leftToRightPower },
  { name: 'window of 4', source: 'HAC algorithm 14.82', needs: 'any modulus', run: windowPower },
  { name: 'sliding window of 5', source: 'HAC algorithm 14.85', needs: 'any modulus', run: slidingWindowPower },
  { name: 'barrett', source: 'HAC algorithm 14.42', needs: 'any modulus', run: barrettPower },
  { name: 'montgomery', source: 'HAC algorithms 14.32 and 14.94', needs: 'odd modulus', run: montgomeryPower },
  { name: 'limbs', source: 'HAC algorithm 14.36', needs: 'odd modulus', run: limbPower },
  { name: 'crt', source: 'HAC algorithm 14.71; RFC 8017 §5.1.2', needs: 'primes', run: crtPower },
];

/** All variants of modular exponentiation. */
export const MODEXP_VARIANTS: readonly ModexpVariant[] = UNCHECKED.map(({ run, ...variant }) => ({
  ...variant,
  run: (base, exponent, modulus, primes) => {
    assertEachBigint({ base, exponent });
    assertEachBigint({ modulus }, 1n);
    if (primes !== undefined) {
      assertArray(primes, 'primes');
      assertInteger(primes.length, 'primes.length', 2, 2);
      for (const prime of primes) assertEachBigint({ primes: prime }, 2n);
    }
    return run(base, exponent, modulus, primes);
  },
}));
