/** Galois/Counter Mode as SP 800-38D writes it. A block is a bigint whose highest bit is the standard's leftmost. */

import { type Bytes, concat, equalBytes, i2osp, os2ip, xor } from '../bytes/index.ts';
import { assertBlocks, assertEachBigint, assertEachBytes, assertLengths, blockFunction } from './arguments.ts';
import type { BlockFunction } from './cbc.ts';
import { resultOf, type Step, type Steps, secretStep, step } from './step.ts';

export type GhashStep = Step<'X' | 'Y', Bytes>;
export type GctrStep = Step<'CB' | 'CIPH(CB)', Bytes>;
export type GcmStep = GhashStep | GctrStep | Step<'H' | 'J0' | 'C' | 'P' | 'S' | 'T', Bytes>;

/** R (§6.3): 11100001 and 120 zeros. */
const R = 0xe1n << 120n;

/** A product of two blocks, bit by bit of the first. */
export type BlockProductStep = Step<'Z' | 'V', bigint>;

/** X • Y (§6.3, algorithm 1), step by step. Index: bit `i` of X from 0, the leftmost; Z and V are those after it. */
export function* multiplyBlocksSteps(X: bigint, Y: bigint): Steps<BlockProductStep, bigint> {
  assertEachBigint({ X, Y });
  let Z = 0n;
  let V = Y;
  for (let i = 0; i < 128; i++) {
    if ((X >> BigInt(127 - i)) & 1n) Z ^= V;
    yield secretStep('Z', 'SP 800-38D §6.3 step 3', Z, { i });
    V = V & 1n ? (V >> 1n) ^ R : V >> 1n;
    yield secretStep('V', 'SP 800-38D §6.3 step 3', V, { i });
  }
  return Z;
}

/** X • Y (§6.3, algorithm 1). */
export const multiplyBlocks = (X: bigint, Y: bigint): bigint => resultOf(multiplyBlocksSteps(X, Y));

/** GHASH_H(X) (§6.4, algorithm 2) of whole blocks. Index: block `i` from 1. */
export function* ghashSteps(H: Uint8Array, X: Uint8Array): Steps<GhashStep, Bytes> {
  assertLengths({ H }, 16);
  assertBlocks(X, 'X', 16);
  let Y = 0n;
  for (let i = 1; 16 * i <= X.length; i++) {
    const block = new Uint8Array(X.subarray(16 * (i - 1), 16 * i));
    yield step('X', 'SP 800-38D §6.4 step 1', block, { i });
    Y = multiplyBlocks(Y ^ os2ip(block), os2ip(H));
    yield secretStep('Y', 'SP 800-38D §6.4 step 3', i2osp(Y, 16), { i });
  }
  return i2osp(Y, 16);
}

/** inc32 (§6.2): the last 32 bits plus one, modulo 2^32. */
function inc32(X: Bytes): Bytes {
  return concat(X.subarray(0, 12), i2osp((os2ip(X.subarray(12)) + 1n) % 2n ** 32n, 4));
}

/** GCTR_K(ICB, X) (§6.5, algorithm 3). Index: block `i` from 1. */
export function* gctrSteps(CIPH: BlockFunction, ICB: Bytes, X: Uint8Array): Steps<GctrStep, Bytes> {
  const encrypt = blockFunction(CIPH);
  assertLengths({ ICB }, 16);
  assertEachBytes({ X });
  const Y: Bytes[] = [];
  let CB = ICB;
  for (let i = 1; 16 * (i - 1) < X.length; i++) {
    if (i > 1) CB = inc32(CB);
    yield step('CB', 'SP 800-38D §6.5 step 5', CB, { i });
    const keystream = encrypt(CB);
    yield secretStep('CIPH(CB)', 'SP 800-38D §6.5 step 6', keystream, { i });
    const block = X.subarray(16 * (i - 1), 16 * i);
    Y.push(xor(block, keystream.subarray(0, block.length)));
  }
  return concat(...Y);
}

/** GCM-AE_K(IV, P, A) (§7.1, algorithm 4) with t = 128.
 * @returns C || T. */
export function* gcmEncryptSteps(
  CIPH: BlockFunction,
  IV: Uint8Array,
  P: Uint8Array,
  A: Uint8Array,
): Steps<GcmStep, Bytes> {
  assertEachBytes({ IV, P, A });
  const H = blockFunction(CIPH)(new Uint8Array(16));
  yield secretStep('H', 'SP 800-38D §7.1 step 1', H);
  const J0 = yield* preCounterBlock(H, IV);
  yield step('J0', 'SP 800-38D §7.1 step 2', J0);
  const C = yield* gctrSteps(CIPH, inc32(J0), P);
  yield step('C', 'SP 800-38D §7.1 step 3', C);
  const S = yield* ghashSteps(H, authenticated(A, C));
  yield secretStep('S', 'SP 800-38D §7.1 step 5', S);
  const T = yield* gctrSteps(CIPH, J0, S);
  yield step('T', 'SP 800-38D §7.1 step 6', T);
  return concat(C, T);
}

/** GCM-AD_K(IV, C, A, T) (§7.2, algorithm 5) with t = 128. Unlike the kernel it follows the standard in decrypting first.
 * @returns P, or `undefined` for the standard's FAIL. */
export function* gcmDecryptSteps(
  CIPH: BlockFunction,
  IV: Uint8Array,
  C: Uint8Array,
  A: Uint8Array,
  T: Uint8Array,
): Steps<GcmStep, Bytes | undefined> {
  assertEachBytes({ IV, C, A, T });
  const H = blockFunction(CIPH)(new Uint8Array(16));
  yield secretStep('H', 'SP 800-38D §7.2 step 2', H);
  const J0 = yield* preCounterBlock(H, IV);
  yield step('J0', 'SP 800-38D §7.2 step 3', J0);
  const P = yield* gctrSteps(CIPH, inc32(J0), C);
  yield secretStep('P', 'SP 800-38D §7.2 step 4', P);
  const S = yield* ghashSteps(H, authenticated(A, C));
  yield secretStep('S', 'SP 800-38D §7.2 step 6', S);
  const expected = yield* gctrSteps(CIPH, J0, S);
  yield secretStep('T', 'SP 800-38D §7.2 step 7', expected);
  return equalBytes(expected, T) ? P : undefined;
}

/** J0 (§7.1 step 2): IV || 0^31 || 1 for 96 bits, else GHASH_H(IV || 0^(s+64) || [len(IV)]64). */
function* preCounterBlock(H: Bytes, IV: Uint8Array): Steps<GcmStep, Bytes> {
  if (IV.length === 12) return concat(IV, new Uint8Array([0, 0, 0, 1]));
  return yield* ghashSteps(H, concat(IV, zerosToBlock(IV), new Uint8Array(8), bitLengthField(IV)));
}

/** The input of the tag (§7.1 step 5): A || 0^v || C || 0^u || [len(A)]64 || [len(C)]64. */
function authenticated(A: Uint8Array, C: Uint8Array): Bytes {
  return concat(A, zerosToBlock(A), C, zerosToBlock(C), bitLengthField(A), bitLengthField(C));
}

const zerosToBlock = (X: Uint8Array): Bytes => new Uint8Array((16 - (X.length % 16)) % 16);
const bitLengthField = (X: Uint8Array): Bytes => i2osp(8n * BigInt(X.length), 8);
