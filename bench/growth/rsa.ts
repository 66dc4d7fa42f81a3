import { deepStrictEqual, strictEqual } from 'node:assert';
import { sign } from 'node:crypto';
import { systemRandom } from '../../src/bytes/index.ts';
import { seededRandom, sha256 } from '../../src/hash/index.ts';
import { checkPrivateKey, generateRsaKey, signPkcs1, verifyPkcs1 } from '../../src/rsa/index.ts';
import { summarise } from '../harness/statistics.ts';
import type { Effort, Family, Sample, Series } from './family.ts';
import { nativeKey, rsaKey } from './keys.ts';
import { measureTasks, type Task, timeOf } from './measure.ts';

const message = new TextEncoder().encode('kube-apiserver');

/** Keys of each length: the time of one is a matter of luck, so many are made, and the more the cheaper they are. */
const KEYS: Readonly<Record<Effort, Readonly<Record<number, number>>>> = {
  full: { 1024: 200, 1536: 120, 2048: 80, 3072: 30, 4096: 16 },
  quick: { 1024: 40, 1536: 20, 2048: 12, 3072: 4 },
};

interface MadeKey {
  readonly time: number;
  /** Numbers put to Miller-Rabin for both primes. */
  readonly tested: number;
}

function makeKey(modulusBits: number, seed: number): MadeKey {
  let tested = 0;
  const random = seededRandom(`bench/growth ${modulusBits} ${seed}`);
  const onProgress = (): void => void tested++;
  let key: ReturnType<typeof generateRsaKey> | undefined;
  const time = timeOf({ run: () => (key = generateRsaKey({ modulusBits, insecure: true, random, onProgress })) });
  // Every key is checked, after it was timed.
  checkPrivateKey(key!);
  return { time, tested };
}

function measureKeygen(effort: Effort): Series[] {
  const counts = Object.entries(KEYS[effort]).map(([bits, keys]) => ({ bits: Number(bits), keys }));
  makeKey(2048, -1);
  const made = counts.map((): MadeKey[] => []);
  const rounds = Math.max(...counts.map(({ keys }) => keys));
  for (let round = 1; round <= rounds; round++) {
    counts.forEach(({ bits, keys }, i) => {
      if (made[i].length < Math.floor((round * keys) / rounds)) made[i].push(makeKey(bits, made[i].length));
    });
  }
  const points = (of: (keys: readonly MadeKey[]) => number): Sample[] =>
    counts.map(({ bits, keys }, i) => ({ size: bits, median: of(made[i]), samples: keys }));
  const total = (keys: readonly MadeKey[], of: keyof MadeKey): number => keys.reduce((sum, key) => sum + key[of], 0);
  return [
    {
      name: 'keygen',
      measures: 'nanoseconds',
      points: points((keys) => summarise(keys.map(({ time }) => time)).median),
      theory: 'n^4: n candidates × n^3 each',
      law: 'power',
    },
    {
      name: 'candidates of a key (mean)',
      measures: 'count',
      points: points((keys) => total(keys, 'tested') / keys.length),
      theory: 'n: of odd numbers of n/2 bits one in n·ln 2/4 is prime',
      law: 'power',
    },
    {
      name: 'keygen, a candidate (mean)',
      measures: 'nanoseconds',
      points: points((keys) => total(keys, 'time') / total(keys, 'tested')),
      theory: 'n^3: n/2 squarings × (n/2)^2',
      law: 'power',
    },
  ];
}

const SIZES: Readonly<Record<Effort, readonly number[]>> = {
  full: [1024, 1536, 2048, 3072, 4096],
  quick: [1024, 2048, 4096],
};

function signTask(size: number): Task {
  const key = rsaKey(size);
  const run = (): Uint8Array => signPkcs1(sha256, key, message, systemRandom);
  return { size, run, check: () => deepStrictEqual(run(), new Uint8Array(sign('sha256', message, nativeKey(key)))) };
}

function verifyTask(size: number): Task {
  const key = rsaKey(size);
  const signature = new Uint8Array(sign('sha256', message, nativeKey(key)));
  const run = (): boolean => verifyPkcs1(sha256, key, message, signature);
  return { size, run, check: () => strictEqual(run(), true) };
}

export const rsa: Family = {
  name: 'rsa',
  title: 'RSA over the length of the modulus',
  unit: 'bits',
  lesson: `Of odd numbers of n/2 bits one in n·ln 2/4 is prime, so two primes take n·ln 2/2 tries; a sieve strikes out most of these,
but much the same share whatever the length, so that n remains. Each number that is left is put to a power of its own
length: n/2 squarings, one after another, each of which multiplies every digit by every other, (n/2)² steps. That makes n³
for a candidate and n⁴ for a key; n³ for a signature, which is two such powers (by the Chinese remainder theorem; without
it, one of twice the length, four times as dear); and n² for a verification, since the public exponent 65537 takes 17
products however long the modulus is. All measured exponents are lower, because numbers of this length are not long yet:
beside the squares of its digits a product has its call and its carries, which grow with n or not at all. Tried aside, one
product in the engine's limbs (24 bits each, in doubles) takes 0.3 µs modulo 512 bits and 0.8 modulo 1024, which is n^1.4,
and is n^1.9 only from there to 2048; and a signature's numbers are half as long as its modulus. Verification is too short a
power for the way to limbs and back, and leaves its products to V8's bigints, where each result also needs memory of its
own. Their multiplication is by schoolbook below 34 digits of 64 bits (2176 bits) and from there on by Karatsuba's method,
whose exponent is 1.58. A key's own time is mostly luck, as the number of tries is spread like that of throws until a six:
the median of 16 keys may well be a quarter off. Hence the two columns of means, which tell the same with less chance in it:
tries, times the price of one (the sieve's share included, which grows more slowly).`,
  measure: (effort) => [
    ...measureKeygen(effort),
    {
      name: 'sign',
      measures: 'nanoseconds',
      points: measureTasks(SIZES[effort].map(signTask), effort),
      theory: 'n^3: two powers, each n/2 squarings × (n/2)^2',
      law: 'power',
    },
    {
      name: 'verify',
      measures: 'nanoseconds',
      points: measureTasks(SIZES[effort].map(verifyTask), effort),
      theory: 'n^2: 17 products, whatever the length',
      law: 'power',
    },
  ],
};
