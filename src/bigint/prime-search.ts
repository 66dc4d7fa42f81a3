import { assertInteger } from '../bytes/index.ts';
import { assertBigint, MathError } from './errors.ts';
import { SMALL_PRIMES } from './primality.ts';

const FIRST_ODD_PRIME = 1; // SMALL_PRIMES[0] is 2, which divides no odd number

/** Sieves the `count` odd numbers from `start` on: start, start + 2, start + 4, …
 * One division per prime locates its multiples; striking them out takes additions of small integers. Testing each
 * number separately would take a division for each prime and number.
 * @param start - odd, and above every prime of `SMALL_PRIMES` (else the sieve would strike that prime out).
 * @returns one byte for each number: 0 where no prime below 2^15 divides `start + 2·i`, else 1.
 * @throws MathError `range`. Timing: the start decides which bytes are written, not how long it takes. */
export function sieve(start: bigint, count: number): Uint8Array {
  assertBigint(start, 'start');
  assertInteger(count, 'count', 1, 2 ** 24);
  const last = SMALL_PRIMES[SMALL_PRIMES.length - 1];
  if (start <= BigInt(last) || start % 2n === 0n) {
    throw new MathError('range', 'start', `must be odd and above ${last}`, 'Not in FIPS 186-5: incremental search');
  }
  const struck = new Uint8Array(count);
  for (let i = FIRST_ODD_PRIME; i < SMALL_PRIMES.length; i++) {
    const p = SMALL_PRIMES[i];
    // The first i with start + 2·i ≡ 0 (mod p): half of −start, made even by adding p.
    const distance = (p - Number(start % BigInt(p))) % p;
    for (let at = distance % 2 === 0 ? distance / 2 : (distance + p) / 2; at < count; at += p) struck[at] = 1;
  }
  return struck;
}
