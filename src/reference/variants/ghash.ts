/** Variants of GHASH's multiplication in GF(2^128). The more products with the subkey H a table holds, the fewer steps
 * a block takes, and the longer a new key takes. A block is four words, its leftmost bit the coefficient of x^0. */
import type { Bytes } from '../../bytes/index.ts';
import { assertBlocks, assertLengths } from '../arguments.ts';
import { ghashSteps } from '../gcm.ts';
import { resultOf } from '../step.ts';
import { ghashBitwise } from './ghash-bitwise.ts';
import { ghashByPositions, ghashShoup } from './ghash-tables.ts';
import type { Variant } from './variant.ts';

/** GHASH under one subkey.
 * @param H - 16 bytes. Secret.
 * @returns the function that hashes whole blocks (SP 800-38D §6.4) to 16 bytes, a fresh array; it may be called again. */
export type Ghash = (H: Uint8Array) => (X: Uint8Array) => Bytes;

/** All variants of GHASH. */
export const GHASH_VARIANTS: readonly Variant<Ghash>[] = [
  {
    name: 'reference',
    source: 'SP 800-38D algorithms 1 and 2, as reference/gcm',
    run: checked((H) => (X) => resultOf(ghashSteps(H, X))),
  },
  { name: 'bitwise', source: 'SP 800-38D algorithm 1', run: checked(ghashBitwise) },
  { name: '4-bit table', source: 'Shoup 1996; McGrew and Viega, GCM §4.1', run: checked((H) => ghashShoup(H, 4)) },
  { name: '8-bit table', source: 'Shoup 1996; McGrew and Viega, GCM §4.1', run: checked((H) => ghashShoup(H, 8)) },
  {
    name: '4-bit tables, each position',
    source: 'McGrew and Viega, GCM §4.1',
    run: checked((H) => ghashByPositions(H, 4)),
  },
  {
    name: '8-bit tables, each position',
    source: 'McGrew and Viega, GCM §4.1',
    run: checked((H) => ghashByPositions(H, 8)),
  },
];

/** The same with its arguments checked. */
function checked(run: Ghash): Ghash {
  return (H) => {
    assertLengths({ H }, 16);
    const hash = run(H);
    return (X) => {
      assertBlocks(X, 'X', 16);
      return hash(X);
    };
  };
}
