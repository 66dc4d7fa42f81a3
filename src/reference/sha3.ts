/** Keccak, SHA-3 and SHAKE as FIPS 202 writes them. A state is an array of 5 × 5 lanes of 64 bits, A[x][y]. */
import { assertInteger, type Bytes, concat } from '../bytes/index.ts';
import { assertEachBytes } from './arguments.ts';
import { type Step, type Steps, step } from './step.ts';
import { type Words, words64 } from './words.ts';

/** Lanes, as [x][y]. */
export type KeccakState<W = bigint> = readonly (readonly W[])[];

/** The five step mappings of §3.2, by their names. */
export type KeccakStep<W = bigint> = Step<'θ' | 'ρ' | 'π' | 'χ' | 'ι', KeccakState<W>>;

export type SpongeStep =
  | Step<'padded message', Bytes>
  /** A block of the message, XORed into the state: the state before a permutation. */
  | Step<'S xor P', KeccakState>
  | KeccakStep
  /** The output taken from the first lanes. */
  | Step<'Z', Bytes>;

/** SHA3-256 (FIPS 202 §6.1) of a message, step by step. Indices: use of the permutation `i` from 1, round `ir` from 0. */
export const sha3_256Steps = (message: Uint8Array): Steps<SpongeStep, Bytes> => spongeSteps(136, [0, 1], message, 32);
/** SHA3-512 (FIPS 202 §6.1), as `sha3_256Steps`. */
export const sha3_512Steps = (message: Uint8Array): Steps<SpongeStep, Bytes> => spongeSteps(72, [0, 1], message, 64);
/** SHAKE128 (FIPS 202 §6.2) with `length` bytes of output, as `sha3_256Steps`. */
export const shake128Steps = (message: Uint8Array, length: number): Steps<SpongeStep, Bytes> =>
  spongeSteps(168, [1, 1, 1, 1], message, length);
/** SHAKE256 (FIPS 202 §6.2) with `length` bytes of output, as `sha3_256Steps`. */
export const shake256Steps = (message: Uint8Array, length: number): Steps<SpongeStep, Bytes> =>
  spongeSteps(136, [1, 1, 1, 1], message, length);

/** SPONGE[Keccak-f[1600], pad10*1, r](message || suffix, length) (§4, algorithm 8).
 * @param rate - r, in bytes.
 * @param suffix - bits that follow the message. */
function* spongeSteps(
  rate: number,
  suffix: readonly number[],
  message: Uint8Array,
  length: number,
): Steps<SpongeStep, Bytes> {
  assertEachBytes({ message });
  assertInteger(length, 'length', 0);
  // Step 1.
  const P = pad(rate, suffix, message);
  yield step('padded message', 'FIPS 202 §5.1', P);
  // Steps 3 to 6: S = Keccak-f(S xor (P_i || 0^c)).
  let S: KeccakState = range(5).map(() => range(5).map(() => 0n));
  let i = 0;
  for (let at = 0; at < P.length; at += rate) {
    S = addBlock(S, P.subarray(at, at + rate));
    i++;
    yield step('S xor P', 'FIPS 202 §4 step 6', S, { i });
    S = yield* keccakSteps(words64, S, i);
  }
  // Steps 7 to 10: Z = Z || Trunc_r(S), until it is long enough.
  const Z: Bytes[] = [];
  for (let done = 0; ; S = yield* keccakSteps(words64, S, ++i)) {
    const block = bytesOf(S).slice(0, Math.min(rate, length - done));
    yield step('Z', 'FIPS 202 §4 step 8', block, { i });
    Z.push(block);
    done += block.length;
    if (done === length) return concat(...Z);
  }
}

/** The message, the suffix, and pad10*1 (§5.1): a one, as few zeros as fill the block, a one. §B.1: bit 0 of a byte comes first. */
function pad(rate: number, suffix: readonly number[], message: Uint8Array): Bytes {
  const padded = new Uint8Array((Math.floor(message.length / rate) + 1) * rate);
  padded.set(message);
  for (const [bit, value] of [...suffix, 1].entries()) padded[message.length] |= value << bit;
  padded[padded.length - 1] |= 0x80;
  return padded;
}

/** §3.1.2: lane (x, y) stands at byte 8 (5y + x), its first byte the lowest. */
function addBlock(S: KeccakState, block: Uint8Array): KeccakState {
  return S.map((sheet, x) =>
    sheet.map((lane, y) =>
      range(8).reduce((sum, z) => sum ^ (BigInt(block[8 * (5 * y + x) + z] ?? 0) << BigInt(8 * z)), lane),
    ),
  );
}

function bytesOf(S: KeccakState): Bytes {
  const bytes = range(200).map((at) => {
    const [x, y, z] = [(at >> 3) % 5, Math.floor(at / 40), at % 8];
    return Number((S[x][y] >> BigInt(8 * z)) & 0xffn);
  });
  return new Uint8Array(bytes);
}

/** Keccak-f[1600] (§3.3, §3.4): 24 rounds. */
export function* keccakSteps<W>(words: Words<W>, S: KeccakState<W>, i: number): Steps<KeccakStep<W>, KeccakState<W>> {
  let A = S;
  for (let ir = 0; ir < 24; ir++) A = yield* keccakRoundSteps(words, A, ir, i);
  return A;
}

/** Rnd(A, ir) = ι(χ(π(ρ(θ(A)))), ir) (§3.3). */
export function* keccakRoundSteps<W>(
  { xor, and, not, ROTL, constant }: Words<W>,
  A: KeccakState<W>,
  ir: number,
  i: number,
): Steps<KeccakStep<W>, KeccakState<W>> {
  const lanes = (lane: (x: number, y: number) => W): KeccakState<W> =>
    range(5).map((x) => range(5).map((y) => lane(x, y)));
  // §3.2.1: each bit is XORed with the parities of two columns.
  const C = A.map((sheet) => xor(...sheet));
  const D = range(5).map((x) => xor(C[(x + 4) % 5], ROTL(1, C[(x + 1) % 5])));
  const θ = lanes((x, y) => xor(A[x][y], D[x]));
  yield step('θ', 'FIPS 202 §3.2.1', θ, { i, ir });
  // §3.2.2: lanes are rotated.
  const ρ = lanes((x, y) => ROTL(OFFSETS[x][y], θ[x][y]));
  yield step('ρ', 'FIPS 202 §3.2.2', ρ, { i, ir });
  // §3.2.3: lanes are permuted.
  const π = lanes((x, y) => ρ[(x + 3 * y) % 5][x]);
  yield step('π', 'FIPS 202 §3.2.3', π, { i, ir });
  // §3.2.4: each bit is XORed with a function of two others in its row, the only one that is not linear.
  const χ = lanes((x, y) => xor(π[x][y], and(not(π[(x + 1) % 5][y]), π[(x + 2) % 5][y])));
  yield step('χ', 'FIPS 202 §3.2.4', χ, { i, ir });
  // §3.2.5: a constant is XORed to one lane.
  const ι = lanes((x, y) => (x === 0 && y === 0 ? xor(χ[0][0], constant(RC(ir))) : χ[x][y]));
  yield step('ι', 'FIPS 202 §3.2.5', ι, { i, ir });
  return ι;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, index) => index);

/** §3.2.2, algorithm 2: how far lane (x, y) is rotated. */
const OFFSETS = range(5).map(() => range(5).map(() => 0));
for (let t = 0, x = 1, y = 0; t < 24; t++) {
  OFFSETS[x][y] = (((t + 1) * (t + 2)) / 2) % 64;
  [x, y] = [y, (2 * x + 3 * y) % 5];
}

/** §3.2.5, algorithm 6, steps 2 and 3: RC[2^j − 1] = rc(j + 7 ir) for j = 0 … 6. */
function RC(ir: number): bigint {
  return range(7).reduce((word, j) => word | (BigInt(rc(j + 7 * ir)) << BigInt(2 ** j - 1)), 0n);
}

/** §3.2.5, algorithm 5: bit t of a linear feedback shift register. */
function rc(t: number): number {
  let R = [1, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 1; i <= t % 255; i++) {
    R = [0, ...R];
    for (const tap of [0, 4, 5, 6]) R[tap] ^= R[8];
    R = R.slice(0, 8);
  }
  return R[0];
}
