/** scrypt as RFC 7914 writes it. */

import { assertFields, assertInteger, type Bytes, concat, xor } from '../bytes/index.ts';
import { assertEachBytes, assertHashFunction } from './arguments.ts';
import type { HashFunction } from './hmac.ts';
import { pbkdf2Steps } from './pbkdf2.ts';
import { resultOf, type Step, type Steps, secretStep } from './step.ts';
import { type Words, words32 } from './words.ts';

export type ScryptStep = Step<'B' | 'V' | 'X' | "B'" | 'DK', Bytes> | Step<'j', number>;

/** scrypt (RFC 7914 §6), step by step. Indices: block `p` from 0, iteration `i` from 0.
 * @param H - SHA-256, as the RFC has it. */
export function* scryptSteps(
  H: HashFunction,
  passphrase: Uint8Array,
  salt: Uint8Array,
  parameters: { readonly N: number; readonly r: number; readonly p: number },
  dkLen: number,
): Steps<ScryptStep, Bytes> {
  assertHashFunction(H);
  assertEachBytes({ passphrase, salt });
  assertFields(parameters, 'parameters', 'an object', 'N', 'r', 'p');
  const { N, r, p } = parameters;
  for (const [name, value] of Object.entries({ N, r, p })) assertInteger(value, `parameters.${name}`, 1, 2 ** 30);
  assertInteger(dkLen, 'dkLen', 0);
  // Step 1.
  const B = resultOf(pbkdf2Steps(H, passphrase, salt, 1, p * 128 * r));
  yield secretStep('B', 'RFC 7914 §6 step 1', B);
  // Step 2.
  const mixed: Bytes[] = [];
  for (let i = 0; i < p; i++) {
    mixed.push(yield* roMixSteps(r, B.slice(128 * r * i, 128 * r * (i + 1)), N, i));
    yield secretStep('B', 'RFC 7914 §6 step 2', mixed[i], { p: i });
  }
  // Step 3.
  const DK = resultOf(pbkdf2Steps(H, passphrase, concat(...mixed), 1, dkLen));
  yield secretStep('DK', 'RFC 7914 §6 step 3', DK);
  return DK;
}

/** scryptROMix (§5). */
function* roMixSteps(r: number, B: Bytes, N: number, p: number): Steps<ScryptStep, Bytes> {
  // Step 1.
  let X = B;
  // Step 2.
  const V: Bytes[] = [];
  for (let i = 0; i < N; i++) {
    V[i] = X;
    yield secretStep('V', 'RFC 7914 §5 step 2', V[i], { p, i });
    X = blockMix(r, X);
  }
  // Step 3.
  for (let i = 0; i < N; i++) {
    const j = integerify(r, X) % BigInt(N);
    yield secretStep('j', 'RFC 7914 §5 step 3', Number(j), { p, i });
    X = blockMix(r, xor(X, V[Number(j)]));
    yield secretStep('X', 'RFC 7914 §5 step 3', X, { p, i });
  }
  // Step 4.
  yield secretStep("B'", 'RFC 7914 §5 step 4', X, { p });
  return X;
}

/** §5: the last block of 64 bytes as a little-endian integer. */
function integerify(r: number, B: Uint8Array): bigint {
  return B.slice(64 * (2 * r - 1)).reduceRight((integer, byte) => (integer << 8n) | BigInt(byte), 0n);
}

/** scryptBlockMix (§4) on bytes: even blocks of 64 bytes come first, then odd ones. */
function blockMix(r: number, B: Uint8Array): Bytes {
  const view = new DataView(B.buffer, B.byteOffset, B.length);
  const blocks = range(2 * r).map((i) => range(16).map((k) => view.getUint32(64 * i + 4 * k, true)));
  const output = new Uint8Array(128 * r);
  const out = new DataView(output.buffer);
  for (const [i, block] of blockMixWords(words32, blocks).entries()) {
    for (const [k, word] of block.entries()) out.setUint32(64 * i + 4 * k, word, true);
  }
  return output;
}

/** scryptBlockMix (§4) on blocks of sixteen words. */
export function blockMixWords<W>(words: Words<W>, B: readonly (readonly W[])[]): (readonly W[])[] {
  // Step 1.
  let X = B[B.length - 1];
  // Step 2.
  const Y: (readonly W[])[] = [];
  for (const [i, block] of B.entries()) {
    X = salsa20_8(
      words,
      X.map((word, k) => words.xor(word, block[k])),
    );
    Y[i] = X;
  }
  // Step 3.
  return [...Y.filter((_, i) => i % 2 === 0), ...Y.filter((_, i) => i % 2 === 1)];
}

/** The Salsa20/8 core function (§3): four times columns and rows, and the input added. */
function salsa20_8<W>({ add, xor, ROTL }: Words<W>, input: readonly W[]): W[] {
  const x = [...input];
  const quarterRound = (a: number, b: number, c: number, d: number): void => {
    x[b] = xor(x[b], ROTL(7, add(x[a], x[d])));
    x[c] = xor(x[c], ROTL(9, add(x[b], x[a])));
    x[d] = xor(x[d], ROTL(13, add(x[c], x[b])));
    x[a] = xor(x[a], ROTL(18, add(x[d], x[c])));
  };
  for (let i = 8; i > 0; i -= 2) {
    quarterRound(0, 4, 8, 12);
    quarterRound(5, 9, 13, 1);
    quarterRound(10, 14, 2, 6);
    quarterRound(15, 3, 7, 11);
    quarterRound(0, 1, 2, 3);
    quarterRound(5, 6, 7, 4);
    quarterRound(10, 11, 8, 9);
    quarterRound(15, 12, 13, 14);
  }
  return x.map((word, k) => add(word, input[k]));
}

const range = (n: number): number[] => Array.from({ length: n }, (_, index) => index);
