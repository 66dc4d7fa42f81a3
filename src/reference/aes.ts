/** AES as FIPS 197 writes it: byte by byte, without a table. Step names are those of its appendices A and C. */

import { assertInteger, type Bytes, concat, xor } from '../bytes/index.ts';
import { assertLengths } from './arguments.ts';
import { type Step, type Steps, secretStep } from './step.ts';

export type KeyExpansionStep = Step<
  'temp' | 'after RotWord' | 'after SubWord' | 'Rcon' | 'after XOR with Rcon' | 'w',
  Bytes
>;
export type CipherStep<State = Bytes> = Step<
  'input' | 'start' | 's_box' | 's_row' | 'm_col' | 'k_sch' | 'output',
  State
>;
export type InvCipherStep<State = Bytes> = Step<
  'iinput' | 'istart' | 'is_row' | 'is_box' | 'ik_sch' | 'ik_add' | 'ioutput',
  State
>;

/** KeyExpansion (FIPS 197 §5.2). Index: word `i`.
 * @returns the words one after the other, four bytes each: round r has its key at 16·r. */
export function* keyExpansionSteps(key: Uint8Array): Steps<KeyExpansionStep, Bytes> {
  assertLengths({ key }, 16, 24, 32);
  const Nk = key.length / 4;
  const Nr = Nk + 6;
  const w: Bytes[] = [];
  for (let i = 0; i < Nk; i++) w[i] = new Uint8Array(key.subarray(4 * i, 4 * i + 4));
  for (let i = Nk; i < 4 * (Nr + 1); i++) {
    let temp = w[i - 1];
    yield secretStep('temp', 'FIPS 197 §5.2', temp, { i });
    if (i % Nk === 0) {
      temp = RotWord(temp);
      yield secretStep('after RotWord', 'FIPS 197 §5.2', temp, { i });
      temp = SubWord(temp);
      yield secretStep('after SubWord', 'FIPS 197 §5.2', temp, { i });
      const constant = Rcon(i / Nk);
      yield secretStep('Rcon', 'FIPS 197 §5.2', constant, { i });
      temp = xor(temp, constant);
      yield secretStep('after XOR with Rcon', 'FIPS 197 §5.2', temp, { i });
    } else if (Nk > 6 && i % Nk === 4) {
      temp = SubWord(temp);
      yield secretStep('after SubWord', 'FIPS 197 §5.2', temp, { i });
    }
    w[i] = xor(w[i - Nk], temp);
    yield secretStep('w', 'FIPS 197 §5.2', w[i], { i });
  }
  return concat(...w);
}

/** The operations of AES on a byte, which may be a number or the formulas of a proof. A state is 16 of them, column by column (§3.4). */
export interface StateBytes<B, State extends ArrayLike<B>> {
  /** Addition in GF(2^8), §4.1. */
  add(a: B, b: B): B;
  /** Multiplication by a constant in GF(2^8), §4.2. */
  multiply(constant: number, b: B): B;
  SBox(b: B): B;
  InvSBox(b: B): B;
  state(bytes: readonly B[]): State;
}

const numbers: StateBytes<number, Bytes> = {
  add: (a, b) => a ^ b,
  multiply,
  SBox,
  InvSBox,
  state: (bytes) => new Uint8Array(bytes),
};

/** Cipher (FIPS 197 §5.1). Index: `round`, as in appendix C.
 * @param w - the key schedule from `keyExpansionSteps`.
 * @param block - 16 bytes: the state column by column (§3.4). */
export function cipherSteps(w: Uint8Array, block: Uint8Array): Steps<CipherStep, Bytes> {
  assertState(w, block);
  return cipherStateSteps(numbers, new Uint8Array(w), new Uint8Array(block));
}

/** InvCipher (FIPS 197 §5.3). Index: `round`, counted from the end of the schedule, as in appendix C. */
export function invCipherSteps(w: Uint8Array, block: Uint8Array): Steps<InvCipherStep, Bytes> {
  assertState(w, block);
  return invCipherStateSteps(numbers, new Uint8Array(w), new Uint8Array(block));
}

/** @throws UsageError unless these are the words of a key schedule and a block. */
function assertState(w: Uint8Array, block: Uint8Array): void {
  assertLengths({ w }, 176, 208, 240);
  assertLengths({ block }, 16);
}

/** Cipher of a state of any kind of bytes. */
export function* cipherStateSteps<B, State extends ArrayLike<B>>(
  bytes: StateBytes<B, State>,
  w: ArrayLike<B>,
  block: State,
): Steps<CipherStep<State>, State> {
  const Nr = w.length / 16 - 1;
  const rule = 'FIPS 197 §5.1';
  const { xor, roundKey, SubBytes, ShiftRows, MixColumns } = transformations(bytes, w);
  let state = bytes.state(Array.from(block));
  yield secretStep('input', rule, state, { round: 0 });
  yield secretStep('k_sch', rule, roundKey(0), { round: 0 });
  state = xor(state, roundKey(0)); // AddRoundKey, §5.1.4
  for (let round = 1; round <= Nr; round++) {
    yield secretStep('start', rule, state, { round });
    state = SubBytes(state, bytes.SBox); // §5.1.1
    yield secretStep('s_box', rule, state, { round });
    state = ShiftRows(state, 1); // §5.1.2
    yield secretStep('s_row', rule, state, { round });
    if (round < Nr) {
      state = MixColumns(state, [2, 3, 1, 1]); // §5.1.3
      yield secretStep('m_col', rule, state, { round });
    }
    yield secretStep('k_sch', rule, roundKey(round), { round });
    state = xor(state, roundKey(round));
  }
  yield secretStep('output', rule, state, { round: Nr });
  return state;
}

/** InvCipher of a state of any kind of bytes. */
export function* invCipherStateSteps<B, State extends ArrayLike<B>>(
  bytes: StateBytes<B, State>,
  w: ArrayLike<B>,
  block: State,
): Steps<InvCipherStep<State>, State> {
  const Nr = w.length / 16 - 1;
  const rule = 'FIPS 197 §5.3';
  const { xor, roundKey, SubBytes, ShiftRows, MixColumns } = transformations(bytes, w);
  let state = bytes.state(Array.from(block));
  yield secretStep('iinput', rule, state, { round: 0 });
  yield secretStep('ik_sch', rule, roundKey(Nr), { round: 0 });
  state = xor(state, roundKey(Nr));
  for (let round = 1; round <= Nr; round++) {
    yield secretStep('istart', rule, state, { round });
    state = ShiftRows(state, -1); // InvShiftRows, §5.3.1
    yield secretStep('is_row', rule, state, { round });
    state = SubBytes(state, bytes.InvSBox); // InvSubBytes, §5.3.2
    yield secretStep('is_box', rule, state, { round });
    yield secretStep('ik_sch', rule, roundKey(Nr - round), { round });
    state = xor(state, roundKey(Nr - round));
    if (round < Nr) {
      yield secretStep('ik_add', rule, state, { round });
      state = MixColumns(state, [14, 11, 13, 9]); // InvMixColumns, §5.3.3
    }
  }
  yield secretStep('ioutput', rule, state, { round: Nr });
  return state;
}

/** The steps of a round, of a state of any kind of bytes. */
function transformations<B, State extends ArrayLike<B>>(bytes: StateBytes<B, State>, w: ArrayLike<B>) {
  const each = (state: State, byte: (n: number) => B): State => bytes.state(Array.from(state, (_, n) => byte(n)));
  return {
    xor: (state: State, key: State): State => each(state, (n) => bytes.add(state[n], key[n])),
    roundKey: (round: number): State => bytes.state(Array.from({ length: 16 }, (_, n) => w[16 * round + n])),
    SubBytes: (state: State, box: (b: B) => B): State => each(state, (n) => box(state[n])),
    /** s'_(r,c) = s_(r,(c+r) mod 4), or with c − r for the inverse. */
    ShiftRows: (state: State, turn: 1 | -1): State =>
      each(state, (n) => state[(n % 4) + 4 * ((Math.floor(n / 4) + turn * (n % 4) + 4) % 4)]),
    /** Each column times the circulant matrix whose first row is given. */
    MixColumns: (state: State, row: readonly number[]): State =>
      each(state, (n) => {
        const r = n % 4;
        const products = row.map((_, j) => bytes.multiply(row[(j - r + 4) % 4], state[n - r + j]));
        return products.reduce((sum, product) => bytes.add(sum, product));
      }),
  };
}

/** xtime (§4.2.1): multiplication by x. */
const xtime = (b: number): number => ((b << 1) ^ ((b >> 7) * 0x11b)) & 0xff;

/** Multiplication of two bytes in GF(2^8), modulo m(x) = x^8 + x^4 + x^3 + x + 1 (FIPS 197 §4.2). @throws UsageError. */
export function multiplyBytes(a: number, b: number): number {
  assertInteger(a, 'a', 0, 255);
  assertInteger(b, 'b', 0, 255);
  return multiply(a, b);
}

/** The same, unchecked. */
export function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 8; bit++, a = xtime(a)) product ^= ((b >> bit) & 1) * a;
  return product;
}

/** The multiplicative inverse, with zero for zero (§4.2): b^254, since b^255 = 1. */
function inverse(b: number): number {
  let power = 1;
  for (let i = 0; i < 254; i++) power = multiply(power, b);
  return power;
}

/** Bit n modulo 8. */
const bitOf = (b: number, n: number): number => (b >> (n % 8)) & 1;

/** SBOX (§5.1.1): the inverse b, then b'_i = b_i + b_(i+4) + b_(i+5) + b_(i+6) + b_(i+7) + c_i. */
export function SBox(byte: number): number {
  const b = inverse(byte);
  let result = 0;
  for (let i = 0; i < 8; i++) {
    const sum = bitOf(b, i) ^ bitOf(b, i + 4) ^ bitOf(b, i + 5) ^ bitOf(b, i + 6) ^ bitOf(b, i + 7) ^ bitOf(0x63, i);
    result |= sum << i;
  }
  return result;
}

/** INVSBOX (§5.3.2): the affine map undone, b_i = b'_(i+2) + b'_(i+5) + b'_(i+7) + d_i with d = 05, then the inverse. */
export function InvSBox(byte: number): number {
  let b = 0;
  for (let i = 0; i < 8; i++) {
    b |= (bitOf(byte, i + 2) ^ bitOf(byte, i + 5) ^ bitOf(byte, i + 7) ^ bitOf(0x05, i)) << i;
  }
  return inverse(b);
}

const RotWord = ([a0, a1, a2, a3]: Bytes): Bytes => new Uint8Array([a1, a2, a3, a0]);
const SubWord = (word: Bytes): Bytes => word.map(SBox);

/** Rcon[j] (§5.2, table 5): x^(j-1) and three zeros. */
function Rcon(j: number): Bytes {
  let power = 1;
  for (let i = 1; i < j; i++) power = xtime(power);
  return new Uint8Array([power, 0, 0, 0]);
}
