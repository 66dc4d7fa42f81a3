/** Integers of any size: modular arithmetic, primality, prime search. Nothing here is constant-time; callers with secrets blind them. */
export { type MathCode, MathError } from './errors.ts';
export { gcd, integerSqrt, jacobi, lcm, mod, modInverse, modPow } from './modular.ts';
export {
  ADVERSARIAL_ROUNDS,
  findWitness,
  isProbablePrime,
  isStrongLucasProbablePrime,
  isStrongProbablePrime,
  millerRabinRounds,
  type PrimalityOptions,
  SMALL_PRIMES,
  smallFactor,
  type Witness,
} from './primality.ts';
export { sieve } from './prime-search.ts';
export { randomBetween, randomBits } from './random.ts';
