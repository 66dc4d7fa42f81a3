/** Numbers: modular exponentiation with an exponent as long as the modulus, the inverse, primality, the sieve. */
import { strictEqual } from 'node:assert';
import { checkPrimeSync, createDiffieHellman } from 'node:crypto';
import {
  isProbablePrime,
  isStrongLucasProbablePrime,
  isStrongProbablePrime,
  modInverse,
  modPow,
  randomBits,
  sieve,
} from '../src/bigint/index.ts';
import { i2osp, os2ip } from '../src/bytes/index.ts';
import { seededRandom } from '../src/hash/index.ts';
import { generateRsaKey } from '../src/rsa/index.ts';
import { rsaCases } from './inputs/rsa.ts';
import { type BenchRow, once } from './rows.ts';

const random = seededRandom('bench/bigint');

/** node:crypto's is that of Diffie-Hellman, the only one of an odd modulus that it lets anybody have. */
function modexpRows(bits: number): BenchRow[] {
  const bytes = (value: bigint): Uint8Array => i2osp(value, bits / 8);
  const base = randomBits(random, bits - 1);
  const exponent = randomBits(random, bits - 1) | (1n << BigInt(bits - 2));
  const modulus = once(() => generateRsaKey({ modulusBits: bits, insecure: true, random }).modulus);
  const native = once(() => {
    const group = createDiffieHellman(bytes(modulus()), bytes(2n));
    group.setPrivateKey(bytes(exponent));
    return group;
  });
  const ours = (): bigint => modPow(base, exponent, modulus());
  const theirs = (): Uint8Array => native().computeSecret(bytes(base));
  const check = (): void => strictEqual(ours(), os2ip(theirs()));
  return [
    { row: `modexp/full/${bits}`, implementation: 'vitrine', run: ours, check },
    { row: `modexp/full/${bits}`, implementation: 'node:crypto', run: theirs, check },
  ];
}

const [{ key }] = rsaCases;
const a = randomBits(random, 2000);
const p = (): bigint => key().prime1;
const inverse = (): bigint => modInverse(a, key().modulus);

const ourRow = (row: string, run: () => unknown, check: () => void): BenchRow => ({
  row,
  implementation: 'vitrine',
  run,
  check,
});
const isPrime = (row: string, run: () => boolean): BenchRow =>
  ourRow(row, run, () => strictEqual(run(), checkPrimeSync(p())));

/** What the sieve strikes out is no prime, by node:crypto's word. */
const checkSieve = (): void =>
  sieve(p(), 4096).forEach((struck, i) => {
    if (struck === 1) strictEqual(checkPrimeSync(p() + 2n * BigInt(i)), false);
  });

export const rows: readonly BenchRow[] = [
  ...[512, 1024, 2048].flatMap(modexpRows),
  ourRow('modinverse/-/2048', inverse, () => strictEqual((a * inverse()) % key().modulus, 1n)),
  isPrime('miller-rabin/base 2/1024', () => isStrongProbablePrime(p(), 2n)),
  isPrime('lucas/strong/1024', () => isStrongLucasProbablePrime(p())),
  isPrime('primality/5 rounds/1024', () => isProbablePrime(p(), { random, rounds: 5 })),
  {
    row: 'primality/5 rounds/1024',
    implementation: 'node:crypto',
    run: () => checkPrimeSync(p(), { checks: 5 }),
    check: () => strictEqual(checkPrimeSync(p(), { checks: 5 }), true),
  },
  ourRow('sieve/4096 numbers/1024', () => sieve(p(), 4096), checkSieve),
];
