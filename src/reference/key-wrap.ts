/** AES Key Wrap as RFC 3394 §2.2 writes it, by indices (§2.2.1, §2.2.2, "index based"), and with padding as RFC 5649 §4 does. */
import { type Bytes, bytesToHex, concat, hexToBytes, i2osp, os2ip, xor } from '../bytes/index.ts';
import { assertBlocks, assertEachBytes, assertLengths, blockFunction } from './arguments.ts';
import type { BlockFunction } from './cbc.ts';
import { type Step, type Steps, secretStep, step } from './step.ts';

export type KeyWrapStep = Step<'A' | 'R' | 'B' | 'C' | 'P' | 'AIV' | 'padded', Bytes>;

/** RFC 3394 §2.2.3.1. */
const DEFAULT_IV = hexToBytes('a6a6a6a6a6a6a6a6');
/** RFC 5649 §3. */
const ALTERNATIVE_IV = 'a65959a6';

/** The key wrap process (RFC 3394 §2.2.1). Indices: `j`, `i` and their count `t`.
 * @param CIPH - the cipher under the key-encryption key. @param A0 - the initial value. */
export function* keyWrapSteps(
  CIPH: BlockFunction,
  P: Uint8Array,
  A0: Uint8Array = DEFAULT_IV,
): Steps<KeyWrapStep, Bytes> {
  const encrypt = blockFunction(CIPH);
  assertBlocks(P, 'P', 8, 1);
  assertLengths({ A0 }, 8);
  const n = P.length / 8;
  let A: Bytes = new Uint8Array(A0);
  const R = Array.from({ length: n }, (_, i): Bytes => new Uint8Array(P.subarray(8 * i, 8 * i + 8)));
  for (let j = 0; j <= 5; j++) {
    for (let i = 1; i <= n; i++) {
      const t = n * j + i;
      const B = encrypt(concat(A, R[i - 1]));
      yield secretStep('B', 'RFC 3394 §2.2.1 step 2', B, { j, i, t });
      A = xor(B.subarray(0, 8), i2osp(BigInt(t), 8));
      yield secretStep('A', 'RFC 3394 §2.2.1 step 2', A, { j, i, t });
      R[i - 1] = B.slice(8);
      yield secretStep('R', 'RFC 3394 §2.2.1 step 2', R[i - 1], { j, i, t });
    }
  }
  const C = concat(A, ...R);
  yield step('C', 'RFC 3394 §2.2.1 step 3', C);
  return C;
}

/** The key unwrap process (RFC 3394 §2.2.2) without its check. Indices as in wrapping.
 * @param inverseCIPH - the inverse of the cipher.
 * @returns A, which must be the initial value, and the plaintext. */
export function* keyUnwrapSteps(inverseCIPH: BlockFunction, C: Uint8Array): Steps<KeyWrapStep, Bytes> {
  const decrypt = blockFunction(inverseCIPH);
  assertBlocks(C, 'C', 8, 2);
  const n = C.length / 8 - 1;
  let A: Bytes = new Uint8Array(C.subarray(0, 8));
  const R = Array.from({ length: n }, (_, i): Bytes => new Uint8Array(C.subarray(8 * i + 8, 8 * i + 16)));
  for (let j = 5; j >= 0; j--) {
    for (let i = n; i >= 1; i--) {
      const t = n * j + i;
      const B = decrypt(concat(xor(A, i2osp(BigInt(t), 8)), R[i - 1]));
      yield secretStep('B', 'RFC 3394 §2.2.2 step 2', B, { j, i, t });
      A = B.slice(0, 8);
      yield secretStep('A', 'RFC 3394 §2.2.2 step 2', A, { j, i, t });
      R[i - 1] = B.slice(8);
      yield secretStep('R', 'RFC 3394 §2.2.2 step 2', R[i - 1], { j, i, t });
    }
  }
  return concat(A, ...R);
}

/** Extended key wrapping (RFC 5649 §4.1). */
export function* keyWrapPaddedSteps(CIPH: BlockFunction, P: Uint8Array): Steps<KeyWrapStep, Bytes> {
  const encrypt = blockFunction(CIPH);
  assertEachBytes({ P });
  const AIV = concat(hexToBytes(ALTERNATIVE_IV), i2osp(BigInt(P.length), 4));
  yield step('AIV', 'RFC 5649 §3', AIV);
  const padded = concat(P, new Uint8Array((8 - (P.length % 8)) % 8));
  yield secretStep('padded', 'RFC 5649 §4.1 step 1', padded);
  if (padded.length > 8) return yield* keyWrapSteps(CIPH, padded, AIV);
  const C = encrypt(concat(AIV, padded));
  yield step('C', 'RFC 5649 §4.1 step 2', C);
  return C;
}

/** Extended key unwrapping (RFC 5649 §4.2).
 * @returns the plaintext, or `undefined` when a check of §3 fails. */
export function* keyUnwrapPaddedSteps(
  inverseCIPH: BlockFunction,
  C: Uint8Array,
): Steps<KeyWrapStep, Bytes | undefined> {
  const decrypt = blockFunction(inverseCIPH);
  assertBlocks(C, 'C', 8, 2);
  const text = C.length === 16 ? decrypt(C) : yield* keyUnwrapSteps(inverseCIPH, C);
  const padded = text.slice(8);
  yield secretStep('padded', 'RFC 5649 §4.2 step 2', padded);
  const MLI = Number(os2ip(text.subarray(4, 8)));
  if (bytesToHex(text.subarray(0, 4)) !== ALTERNATIVE_IV) return undefined; // §3 check 1
  if (MLI <= padded.length - 8 || MLI > padded.length) return undefined; // §3 check 2
  if (padded.subarray(MLI).some((byte) => byte !== 0)) return undefined; // §3 check 3
  const P = padded.slice(0, MLI);
  yield secretStep('P', 'RFC 5649 §4.2 step 4', P);
  return P;
}
