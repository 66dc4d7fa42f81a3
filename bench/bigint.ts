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
import type { BenchRow } from './rows.ts';

const random = seededRandom('bench/bigint');

/** Modular exponentiation with an exponent as long as the modulus; node:crypto's is that of Diffie-Hellman. */
function modexpRows(bits: number): BenchRow[] {
  const base = randomBits(random, bits - 1);
  const exponent = randomBits(random, bits - 1) | (1n << BigInt(bits - 2));
  const modulus = generateRsaKey({ modulusBits: bits, insecure: true, random }).modulus;
  const octets = (value: bigint): Uint8Array => i2osp(value, bits / 8);
  const native = createDiffieHellman(octets(modulus), octets(2n));
  native.setPrivateKey(octets(exponent));
  const ours = (): bigint => modPow(base, exponent, modulus);
  const theirs = (): Buffer => native.computeSecret(octets(base));
  const check = (): void => strictEqual(ours(), os2ip(theirs()));
  return [
    { row: `modexp/full/${bits}`, implementation: 'vitrine', run: ours, check },
    { row: `modexp/full/${bits}`, implementation: 'node:crypto', run: theirs, check },
  ];
}

const { prime1: p, modulus } = generateRsaKey({ modulusBits: 2048, random });
const a = randomBits(random, 2000);

export const rows: BenchRow[] = [
  ...[512, 1024, 2048].flatMap(modexpRows),
  {
    row: 'modinverse/-/2048',
    implementation: 'vitrine',
    run: () => modInverse(a, modulus),
    check: () => strictEqual((a * modInverse(a, modulus)) % modulus, 1n),
  },
  {
    row: 'miller-rabin/base 2/1024',
    implementation: 'vitrine',
    run: () => isStrongProbablePrime(p, 2n),
    check: () => strictEqual(isStrongProbablePrime(p, 2n), true),
  },
  {
    row: 'lucas/strong/1024',
    implementation: 'vitrine',
    run: () => isStrongLucasProbablePrime(p),
    check: () => strictEqual(isStrongLucasProbablePrime(p), true),
  },
  {
    row: 'primality/5 rounds/1024',
    implementation: 'vitrine',
    run: () => isProbablePrime(p, { random, rounds: 5 }),
    check: () => strictEqual(isProbablePrime(p, { random, rounds: 5 }), checkPrimeSync(p)),
  },
  {
    row: 'primality/5 rounds/1024',
    implementation: 'node:crypto',
    run: () => checkPrimeSync(p, { checks: 5 }),
    check: () => strictEqual(checkPrimeSync(p, { checks: 5 }), true),
  },
  {
    row: 'sieve/4096 numbers/1024',
    implementation: 'vitrine',
    run: () => sieve(p, 4096),
    check: () => strictEqual(sieve(p, 4096)[0], 0),
  },
];
