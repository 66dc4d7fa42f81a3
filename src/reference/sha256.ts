/** SHA-256 as FIPS 180-4 writes it. Words are unsigned numbers; the constants are worked out from the primes. */
import { type Bytes, concat, i2osp } from '../bytes/index.ts';
import { type Step, type Steps, step } from './step.ts';

/** The eight working variables of §6.2.2. */
export type WorkingVariables = Readonly<Record<'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h', number>>;

export type Sha256Step =
  | Step<'padded message', Bytes>
  | Step<'M', readonly number[]>
  | Step<'W', number>
  | Step<'T1' | 'T2', number>
  | Step<'working variables', WorkingVariables>
  | Step<'H', readonly number[]>;

/** SHA-256 (FIPS 180-4 §6.2) of a message, step by step. Indices: block `i` from 1, round `t` from 0. */
export function* sha256Steps(message: Uint8Array): Steps<Sha256Step, Bytes> {
  const padded = pad(message);
  yield step('padded message', 'FIPS 180-4 §5.1.1', padded);
  let H: readonly number[] = INITIAL_HASH_VALUE;
  yield step('H', 'FIPS 180-4 §5.3.3', H, { i: 0 });
  for (let i = 1; 64 * i <= padded.length; i++) {
    const M = words(padded.subarray(64 * (i - 1), 64 * i));
    yield step('M', 'FIPS 180-4 §5.2.1', M, { i });
    H = yield* hashBlock(H, M, i);
    yield step('H', 'FIPS 180-4 §6.2.2 step 4', H, { i });
  }
  return concat(...H.map((word) => i2osp(BigInt(word), 4)));
}

/** §6.2.2 for one block: H(i-1) and M(i) give H(i). */
function* hashBlock(H: readonly number[], M: readonly number[], i: number): Steps<Sha256Step, number[]> {
  // Step 1: prepare the message schedule.
  const W: number[] = [];
  for (let t = 0; t < 64; t++) {
    W[t] = t < 16 ? M[t] : add(sigma1(W[t - 2]), W[t - 7], sigma0(W[t - 15]), W[t - 16]);
    yield step('W', 'FIPS 180-4 §6.2.2 step 1', W[t], { i, t });
  }
  // Step 2: initialize the eight working variables.
  let [a, b, c, d, e, f, g, h] = H;
  yield step('working variables', 'FIPS 180-4 §6.2.2 step 2', { a, b, c, d, e, f, g, h }, { i });
  // Step 3.
  for (let t = 0; t < 64; t++) {
    const T1 = add(h, Sigma1(e), Ch(e, f, g), K[t], W[t]);
    const T2 = add(Sigma0(a), Maj(a, b, c));
    yield step('T1', 'FIPS 180-4 §6.2.2 step 3', T1, { i, t });
    yield step('T2', 'FIPS 180-4 §6.2.2 step 3', T2, { i, t });
    h = g;
    g = f;
    f = e;
    e = add(d, T1);
    d = c;
    c = b;
    b = a;
    a = add(T1, T2);
    yield step('working variables', 'FIPS 180-4 §6.2.2 step 3', { a, b, c, d, e, f, g, h }, { i, t });
  }
  // Step 4: the intermediate hash value.
  return [a, b, c, d, e, f, g, h].map((variable, j) => add(variable, H[j]));
}

/** §5.1.1: the message of l bits, the bit 1, k zero bits where l + 1 + k ≡ 448 (mod 512), and l as 64 bits. */
function pad(message: Uint8Array): Bytes {
  const l = 8 * message.length;
  let k = 0;
  while ((l + 1 + k) % 512 !== 448) k++;
  // In whole bytes, the bit 1 and the first seven zeros are 0x80.
  return concat(message, new Uint8Array([0x80]), new Uint8Array((k - 7) / 8), i2osp(BigInt(l), 8));
}

function words(block: Uint8Array): number[] {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  return Array.from({ length: block.length / 4 }, (_, j) => view.getUint32(4 * j));
}

// §2.2.2 and §3.2: operations on words. `>>> 0` reads 32 bits as an unsigned number.
const add = (...terms: readonly number[]): number => terms.reduce((sum, term) => (sum + term) >>> 0, 0);
const ROTR = (n: number, x: number): number => ((x >>> n) | (x << (32 - n))) >>> 0;
const SHR = (n: number, x: number): number => x >>> n;

// §4.1.2: the functions.
const Ch = (x: number, y: number, z: number): number => ((x & y) ^ (~x & z)) >>> 0;
const Maj = (x: number, y: number, z: number): number => ((x & y) ^ (x & z) ^ (y & z)) >>> 0;
const Sigma0 = (x: number): number => (ROTR(2, x) ^ ROTR(13, x) ^ ROTR(22, x)) >>> 0;
const Sigma1 = (x: number): number => (ROTR(6, x) ^ ROTR(11, x) ^ ROTR(25, x)) >>> 0;
const sigma0 = (x: number): number => (ROTR(7, x) ^ ROTR(18, x) ^ SHR(3, x)) >>> 0;
const sigma1 = (x: number): number => (ROTR(17, x) ^ ROTR(19, x) ^ SHR(10, x)) >>> 0;

/** The first `count` primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

/** The first 32 bits of the fractional part of the `degree`-th root of n: the integer root of n·2^(32·degree), below 2^32. */
function rootFraction(n: number, degree: bigint): number {
  const target = BigInt(n) << (32n * degree);
  let root = 0n;
  for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= target) root += bit;
  return Number(root & 0xffff_ffffn);
}

/** §4.2.2: from the cube roots of the first sixty-four primes. */
const K = primes(64).map((p) => rootFraction(p, 3n));

/** §5.3.3: from the square roots of the first eight primes. */
const INITIAL_HASH_VALUE = primes(8).map((p) => rootFraction(p, 2n));
