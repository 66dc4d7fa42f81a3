/** RSA moduli that can be factored. The tests need no list of known keys. */

/** Primes below 752: BR §6.1.6, SP 800-89 §5.3.3. */
const SMALL_PRIMES: readonly bigint[] = primesBelow(752).map(BigInt);

function primesBelow(limit: number): number[] {
  const primes: number[] = [];
  for (let n = 2; n < limit; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes;
}

/** The smallest prime factor below 752, if there is one. */
export const smallFactorOf = (modulus: bigint): bigint | undefined =>
  SMALL_PRIMES.find((prime) => modulus % prime === 0n && modulus !== prime);

/** Infineon's generator (ROCA, CVE-2017-15361) made primes of the form k·M + (65537^a mod M). Their product is therefore a power of 65537 modulo
 * each prime that divides M. Listed are the primes up to 167 for which the powers of 65537 are not all nonzero residues; the others distinguish
 * nothing. */
const FINGERPRINT: readonly (readonly [prime: bigint, powers: ReadonlySet<bigint>])[] = primesBelow(168)
  .map((prime) => [BigInt(prime), powersOf65537(prime)] as const)
  .filter(([prime, powers]) => prime > 2n && BigInt(powers.size) < prime - 1n);

function powersOf65537(prime: number): ReadonlySet<bigint> {
  const powers = new Set<bigint>();
  for (let power = 1; !powers.has(BigInt(power)); power = (power * 65537) % prime) powers.add(BigInt(power));
  return powers;
}

/** Whether a modulus has the residues of that generator. About one in a hundred million other moduli has them too. */
export const isRoca = (modulus: bigint): boolean => FINGERPRINT.every(([prime, powers]) => powers.has(modulus % prime));

/** The number of rounds that BR §6.1.1.3 requires. */
const FERMAT_ROUNDS = 100;
/** Residues of squares modulo small numbers: they exclude most non-squares without computing a square root. */
const SQUARES = [64n, 63n, 65n, 11n].map(
  (m) => [m, new Set(Array.from({ length: Number(m) }, (_, i) => (BigInt(i) * BigInt(i)) % m))] as const,
);

/** The difference of the two factors that Fermat's method finds within 100 rounds. */
export function fermatDifference(modulus: bigint): bigint | undefined {
  if (modulus <= 3n || modulus % 2n === 0n) return undefined;
  let a = squareRoot(modulus);
  if (a * a < modulus) a++;
  for (let round = 0; round < FERMAT_ROUNDS; round++, a++) {
    const rest = a * a - modulus;
    if (!SQUARES.every(([m, residues]) => residues.has(rest % m))) continue;
    const b = squareRoot(rest);
    if (b * b === rest) return 2n * b;
  }
  return undefined;
}

/** The integer part of a square root, by Newton's method from above. */
function squareRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt((n.toString(16).length * 4 + 2) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}
