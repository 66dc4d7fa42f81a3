/** The SHA-2 family as FIPS 180-4 writes it. SHA-256 and SHA-512 are one algorithm on words of 32 and of 64 bits; the constants are
 * computed from the primes. */
import { assertInteger, type Bytes, concat, i2osp, utf8ToBytes } from '../bytes/index.ts';
import { assertEachBytes, assertLengths } from './arguments.ts';
import { padMessage } from './padding.ts';
import { resultOf, type Step, type Steps, step } from './step.ts';
import { type Words, words32, words64, wordsOf } from './words.ts';

/** The eight working variables of §6.2.2 and §6.4.2. */
export type WorkingVariables<W = number> = Readonly<Record<'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h', W>>;

export type Sha2Step<W> =
  | Step<'padded message', Bytes>
  | Step<'M', readonly W[]>
  | Step<'W', W>
  | Step<'T1' | 'T2', W>
  | Step<'working variables', WorkingVariables<W>>
  | Step<'H', readonly W[]>;
/** Of the hashes on 32-bit words, which are numbers. */
export type Sha256Step = Sha2Step<number>;
/** Of the hashes on 64-bit words, which are bigints. */
export type Sha512Step = Sha2Step<bigint>;

/** SHA-224 (FIPS 180-4 §6.3) of a message, step by step. Indices: block `i` from 1, round `t` from 0. */
export function* sha224Steps(message: Uint8Array): Steps<Sha256Step, Bytes> {
  const H0 = primes(16)
    .slice(8)
    .map((p) => Number(rootFraction(p, 2n) & 0xffff_ffffn));
  return yield* sha2Steps(SHA256, H0, '§5.3.2', 28, message);
}

/** SHA-256 (FIPS 180-4 §6.2) of a message, step by step. Indices: block `i` from 1, round `t` from 0. */
export function* sha256Steps(message: Uint8Array): Steps<Sha256Step, Bytes> {
  const H0 = primes(8).map((p) => Number(rootFraction(p, 2n) >> 32n));
  return yield* sha2Steps(SHA256, H0, '§5.3.3', 32, message);
}

/** SHA-384 (FIPS 180-4 §6.5) of a message, step by step. Indices: block `i` from 1, round `t` from 0. */
export function* sha384Steps(message: Uint8Array): Steps<Sha512Step, Bytes> {
  const H0 = primes(16)
    .slice(8)
    .map((p) => rootFraction(p, 2n));
  return yield* sha2Steps(SHA512, H0, '§5.3.4', 48, message);
}

/** SHA-512 (FIPS 180-4 §6.4) of a message, step by step. Indices: block `i` from 1, round `t` from 0. */
export function* sha512Steps(message: Uint8Array): Steps<Sha512Step, Bytes> {
  const H0 = primes(8).map((p) => rootFraction(p, 2n));
  return yield* sha2Steps(SHA512, H0, '§5.3.5', 64, message);
}

/** SHA-512/256 (FIPS 180-4 §6.7) of a message, step by step. Indices: block `i` from 1, round `t` from 0. */
export function* sha512_256Steps(message: Uint8Array): Steps<Sha512Step, Bytes> {
  // §5.3.6: the SHA-512/t IV generation function.
  const H0 = primes(8).map((p) => rootFraction(p, 2n) ^ 0xa5a5a5a5_a5a5a5a5n);
  const generated = resultOf(sha2Steps(SHA512, H0, '§5.3.6', 64, utf8ToBytes('SHA-512/256')));
  return yield* sha2Steps(SHA512, wordsOf(words64, generated), '§5.3.6.2', 32, message);
}

/** The parameters in which SHA-256 and SHA-512 differ. */
export interface Sha2<W> {
  readonly words: Words<W>;
  /** The sections of the standard for padding, for parsing into words, and for the computation. */
  readonly sections: Readonly<Record<'padding' | 'parsing' | 'computation', string>>;
  readonly rounds: number;
  /** §4.1.2, §4.1.3: Σ0 and Σ1 rotate by three numbers; σ0 and σ1 rotate by two, and shift by the third. */
  readonly Sigma0: readonly [number, number, number];
  readonly Sigma1: readonly [number, number, number];
  readonly sigma0: readonly [number, number, number];
  readonly sigma1: readonly [number, number, number];
  /** §4.2.2, §4.2.3: the first w bits of the fractional parts of the cube roots of the first primes. */
  readonly K: readonly bigint[];
}

function* sha2Steps<W extends number | bigint>(
  sha2: Sha2<W>,
  H0: readonly W[],
  initialSection: string,
  outputLength: number,
  message: Uint8Array,
): Steps<Sha2Step<W>, Bytes> {
  const { words, sections } = sha2;
  const padded = padMessage(message, words.bits);
  yield step('padded message', `FIPS 180-4 ${sections.padding}`, padded);
  let H = H0;
  yield step('H', `FIPS 180-4 ${initialSection}`, H, { i: 0 });
  const blockLength = 2 * words.bits;
  for (let i = 1; blockLength * i <= padded.length; i++) {
    const M = wordsOf(words, padded.subarray(blockLength * (i - 1), blockLength * i));
    yield step('M', `FIPS 180-4 ${sections.parsing}`, M, { i });
    H = yield* sha2BlockSteps(sha2, H, M, i);
    yield step('H', `FIPS 180-4 ${sections.computation} step 4`, H, { i });
  }
  // §6.3, §6.5, §6.7: the leftmost bits, where the digest is shorter than the hash value.
  return concat(...H.map((word) => i2osp(BigInt(word), words.bits / 8))).slice(0, outputLength);
}

/** §6.2.2 and §6.4.2 for one block: H(i-1) and M(i) give H(i). */
export function* sha2BlockSteps<W>(
  sha2: Sha2<W>,
  H: readonly W[],
  M: readonly W[],
  i: number,
): Steps<Sha2Step<W>, W[]> {
  const { words, rounds, sections } = sha2;
  const { add, and, xor, not, ROTR, SHR } = words;
  const rule = (number: number): string => `FIPS 180-4 ${sections.computation} step ${number}`;
  // §4.1.2, §4.1.3: the functions.
  const Ch = (x: W, y: W, z: W): W => xor(and(x, y), and(not(x), z));
  const Maj = (x: W, y: W, z: W): W => xor(and(x, y), and(x, z), and(y, z));
  const Sigma = ([p, q, r]: readonly number[], x: W): W => xor(ROTR(p, x), ROTR(q, x), ROTR(r, x));
  const sigma = ([p, q, r]: readonly number[], x: W): W => xor(ROTR(p, x), ROTR(q, x), SHR(r, x));
  const K = sha2.K.map(words.constant);
  // Step 1: prepare the message schedule.
  const W: W[] = [];
  for (let t = 0; t < rounds; t++) {
    W[t] = t < 16 ? M[t] : add(sigma(sha2.sigma1, W[t - 2]), W[t - 7], sigma(sha2.sigma0, W[t - 15]), W[t - 16]);
    yield step('W', rule(1), W[t], { i, t });
  }
  // Step 2: initialize the eight working variables.
  let [a, b, c, d, e, f, g, h] = H;
  yield step('working variables', rule(2), { a, b, c, d, e, f, g, h }, { i });
  // Step 3.
  for (let t = 0; t < rounds; t++) {
    const T1 = add(h, Sigma(sha2.Sigma1, e), Ch(e, f, g), K[t], W[t]);
    const T2 = add(Sigma(sha2.Sigma0, a), Maj(a, b, c));
    yield step('T1', rule(3), T1, { i, t });
    yield step('T2', rule(3), T2, { i, t });
    h = g;
    g = f;
    f = e;
    e = add(d, T1);
    d = c;
    c = b;
    b = a;
    a = add(T1, T2);
    yield step('working variables', rule(3), { a, b, c, d, e, f, g, h }, { i, t });
  }
  // Step 4: the intermediate hash value.
  return [a, b, c, d, e, f, g, h].map((variable, j) => add(variable, H[j]));
}

/** The first `count` primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

/** The first 64 bits of the fractional part of the `degree`-th root of n: the integer root of n·2^(64·degree), modulo 2^64. */
function rootFraction(n: number, degree: bigint): bigint {
  const target = BigInt(n) << (64n * degree);
  let root = 0n;
  for (let bit = 1n << 72n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= target) root += bit;
  return BigInt.asUintN(64, root);
}

/** §4.1.2, §4.2.2. */
export const SHA256: Sha2<number> = {
  words: words32,
  sections: { padding: '§5.1.1', parsing: '§5.2.1', computation: '§6.2.2' },
  rounds: 64,
  Sigma0: [2, 13, 22],
  Sigma1: [6, 11, 25],
  sigma0: [7, 18, 3],
  sigma1: [17, 19, 10],
  K: primes(64).map((p) => rootFraction(p, 3n) >> 32n),
};

/** §4.1.3, §4.2.3. */
export const SHA512: Sha2<bigint> = {
  words: words64,
  sections: { padding: '§5.1.2', parsing: '§5.2.2', computation: '§6.4.2' },
  rounds: 80,
  Sigma0: [28, 34, 39],
  Sigma1: [14, 18, 41],
  sigma0: [1, 8, 7],
  sigma1: [19, 61, 6],
  K: primes(80).map((p) => rootFraction(p, 3n)),
};

/** Length extension of SHA-256: continues from the digest and the padded length of an unknown message. It shows that the digest is the
 * complete internal state, which is why HMAC hashes twice.
 * @param digest - of the unknown message. @param length - bytes of that message with its padding, a multiple of 64.
 * @returns the digest of that message, its padding, and `more`. */
export function continueSha256(digest: Uint8Array, length: number, more: Uint8Array): Bytes {
  assertLengths({ digest }, 32);
  assertEachBytes({ more });
  assertInteger(length, 'length', 0, 2 ** 30);
  const padded = padMessage(concat(new Uint8Array(length), more), 32).subarray(length);
  let H = wordsOf(words32, digest);
  for (let i = 1; 64 * i <= padded.length; i++) {
    H = resultOf(sha2BlockSteps(SHA256, H, wordsOf(words32, padded.subarray(64 * (i - 1), 64 * i)), i));
  }
  return concat(...H.map((word) => i2osp(BigInt(word), 4)));
}
