/** SHA-1 as FIPS 180-4 writes it. */
import { type Bytes, concat, i2osp } from '../bytes/index.ts';
import { padMessage } from './padding.ts';
import { type Step, type Steps, step } from './step.ts';
import { type Words, words32, wordsOf } from './words.ts';

/** The five working variables of §6.1.2. */
export type Sha1WorkingVariables<W = number> = Readonly<Record<'a' | 'b' | 'c' | 'd' | 'e', W>>;

export type Sha1Step<W = number> =
  | Step<'padded message', Bytes>
  | Step<'M', readonly W[]>
  | Step<'W', W>
  | Step<'T', W>
  | Step<'working variables', Sha1WorkingVariables<W>>
  | Step<'H', readonly W[]>;

/** SHA-1 (FIPS 180-4 §6.1) of a message, step by step. Indices: block `i` from 1, round `t` from 0. */
export function* sha1Steps(message: Uint8Array): Steps<Sha1Step, Bytes> {
  const padded = padMessage(message, 32);
  yield step('padded message', 'FIPS 180-4 §5.1.1', padded);
  let H: readonly number[] = INITIAL_HASH_VALUE;
  yield step('H', 'FIPS 180-4 §5.3.1', H, { i: 0 });
  for (let i = 1; 64 * i <= padded.length; i++) {
    const M = wordsOf(words32, padded.subarray(64 * (i - 1), 64 * i));
    yield step('M', 'FIPS 180-4 §5.2.1', M, { i });
    H = yield* sha1BlockSteps(words32, H, M, i);
    yield step('H', 'FIPS 180-4 §6.1.2 step 4', H, { i });
  }
  return concat(...H.map((word) => i2osp(BigInt(word), 4)));
}

/** §6.1.2 for one block: H(i-1) and M(i) give H(i). */
export function* sha1BlockSteps<W>(
  { add, and, xor, not, ROTL, constant }: Words<W>,
  H: readonly W[],
  M: readonly W[],
  i: number,
): Steps<Sha1Step<W>, W[]> {
  // §4.1.1: the functions.
  const Ch = (x: W, y: W, z: W): W => xor(and(x, y), and(not(x), z));
  const Parity = (x: W, y: W, z: W): W => xor(x, y, z);
  const Maj = (x: W, y: W, z: W): W => xor(and(x, y), and(x, z), and(y, z));
  const f = [Ch, Parity, Maj, Parity];
  // §4.2.1: the constants.
  const K = [0x5a827999n, 0x6ed9eba1n, 0x8f1bbcdcn, 0xca62c1d6n].map(constant);
  // Step 1: prepare the message schedule.
  const W: W[] = [];
  for (let t = 0; t < 80; t++) {
    W[t] = t < 16 ? M[t] : ROTL(1, xor(W[t - 3], W[t - 8], W[t - 14], W[t - 16]));
    yield step('W', 'FIPS 180-4 §6.1.2 step 1', W[t], { i, t });
  }
  // Step 2: initialize the five working variables.
  let [a, b, c, d, e] = H;
  yield step('working variables', 'FIPS 180-4 §6.1.2 step 2', { a, b, c, d, e }, { i });
  // Step 3.
  for (let t = 0; t < 80; t++) {
    const phase = Math.floor(t / 20);
    const T = add(ROTL(5, a), f[phase](b, c, d), e, K[phase], W[t]);
    yield step('T', 'FIPS 180-4 §6.1.2 step 3', T, { i, t });
    e = d;
    d = c;
    c = ROTL(30, b);
    b = a;
    a = T;
    yield step('working variables', 'FIPS 180-4 §6.1.2 step 3', { a, b, c, d, e }, { i, t });
  }
  // Step 4: the intermediate hash value.
  return [a, b, c, d, e].map((variable, j) => add(variable, H[j]));
}

/** §5.3.1. */
const INITIAL_HASH_VALUE = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
