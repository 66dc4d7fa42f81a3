/** Public keys of specimens. They sign nothing, so most moduli are only numbers of the right size with unknown factors. */
import { type Bytes, os2ip } from '../../bytes/index.ts';
import { seededRandom } from '../../hash/index.ts';
import { bits, integer, NULL, oid, sequence } from './der.ts';

const SMALL_PRIMES = Array.from({ length: 752 }, (_, n) => n).filter((n) => n > 1 && !hasDivisor(n));
function hasDivisor(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return true;
  return false;
}
const hasSmallFactor = (n: bigint): boolean => SMALL_PRIMES.some((prime) => n % BigInt(prime) === 0n);

/** An odd number of exactly this many bits without a prime factor below 752. */
export function numberOf(bitCount: number, seed = 'modulus'): bigint {
  const bytes = seededRandom(`specimen ${seed} ${bitCount}`).bytes(Math.ceil(bitCount / 8));
  let n = (os2ip(bytes) & ((1n << BigInt(bitCount)) - 1n)) | (3n << BigInt(bitCount - 2)) | 1n;
  while (hasSmallFactor(n)) n += 2n;
  return n;
}

/** SubjectPublicKeyInfo of rsaEncryption. */
export const rsaKey = (modulus: bigint, exponent: bigint | number = 65_537, parameters: Uint8Array = NULL): Bytes =>
  sequence(sequence(oid('1.2.840.113549.1.1.1'), parameters), bits(0, sequence(integer(modulus), integer(exponent))));

/** SubjectPublicKeyInfo of an algorithm, with these bits. */
export const keyOf = (algorithm: string, key: Uint8Array, ...parameters: readonly Uint8Array[]): Bytes =>
  sequence(sequence(oid(algorithm), ...parameters), bits(0, key));

export const bytesOf = (length: number, seed = 'key'): Bytes => seededRandom(`specimen ${seed}`).bytes(length) as Bytes;

/** A modulus of two factors that differ by a small number. */
export function closeFactors(): bigint {
  let p = numberOf(1024, 'fermat');
  while (hasSmallFactor(p) || hasSmallFactor(p + 2n)) p += 2n;
  return p * (p + 2n);
}

/** A modulus with the residues of Infineon's generator: a power of 65537 modulo the product of the primes up to 167. */
export function rocaModulus(): bigint {
  const product = SMALL_PRIMES.filter((prime) => prime <= 167).reduce((all, prime) => all * BigInt(prime), 1n);
  let power = 1n;
  for (let i = 0; i < 1000; i++) power = (power * 65_537n) % product;
  let n = (numberOf(2048, 'roca') / product) * product + power;
  while (hasSmallFactor(n)) n += product;
  return n;
}

/** Another point of P-256's field that is not on the curve: the last byte of y is changed. */
export function offCurve(spki: Uint8Array): Bytes {
  const changed = new Uint8Array(spki);
  changed[changed.length - 1] ^= 1;
  return changed;
}
