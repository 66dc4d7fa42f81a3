import { assertInteger, os2ip, type Random, randomBytes } from '../bytes/index.ts';
import { assertBigint, MathError } from './errors.ts';

const MAX_BITS = 2 ** 30; // V8's maximum

/** An integer of at most `bits` random bits, uniform in 0..2^bits − 1.
 * @throws RandomError if the source returns too few bytes. */
export function randomBits(random: Random, bits: number): bigint {
  assertInteger(bits, 'bits', 0, MAX_BITS);
  const bytes = randomBytes(random, Math.ceil(bits / 8));
  if (bits % 8 !== 0) bytes[0] &= (1 << (bits % 8)) - 1;
  return os2ip(bytes);
}

/** An integer uniform in `min..max`, both included, by rejection (SP 800-90A §A.5.1), so without bias.
 * Each try succeeds with a probability above 1/2. A source that only returns ones is detected after 512 tries.
 * @throws MathError `range` when `max < min`, or if the source never gave a number in range; RandomError if it returns too few bytes. */
export function randomBetween(random: Random, min: bigint, max: bigint): bigint {
  assertBigint(min, 'min');
  assertBigint(max, 'max');
  if (max < min) throw new MathError('range', 'max', 'must not be below min', 'SP 800-90A §A.5.1');
  const span = max - min;
  const bits = span.toString(2).length;
  for (let tries = 0; tries < 512; tries++) {
    const drawn = randomBits(random, bits);
    if (drawn <= span) return min + drawn;
  }
  throw new MathError('range', 'random', 'gave 512 numbers out of range, so it is not random', 'SP 800-90A §A.5.1');
}
