/** The first sixty-four primes. */
const PRIMES: number[] = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((p) => n % p !== 0)) PRIMES.push(n);

/** FIPS 180-4 §4.2.2: the first 32 bits of the fractional parts of their cube roots. A double leaves 50 bits for the fraction. */
export const SHA256_K = new Int32Array(PRIMES.map((p) => (Math.cbrt(p) % 1) * 2 ** 32));
