/** Counter mode as SP 800-38A §6.5 writes it, with the standard incrementing function of appendix B.1 on whole blocks. */

import { type Bytes, concat, i2osp, os2ip, xor } from '../bytes/index.ts';
import { assertBlocks, assertEachBytes, blockFunction } from './arguments.ts';
import type { BlockFunction } from './cbc.ts';
import { type Step, type Steps, secretStep, step } from './step.ts';

export type CtrStep = Step<'T' | 'O' | 'C', Bytes>;

/** CTR encryption, which is decryption too. Index: block `j` from 1.
 * @param T1 - the first counter block. */
export function* ctrSteps(CIPH: BlockFunction, T1: Uint8Array, P: Uint8Array): Steps<CtrStep, Bytes> {
  const encrypt = blockFunction(CIPH);
  assertBlocks(T1, 'T1', 1, 1);
  assertEachBytes({ P });
  const b = T1.length;
  const C: Bytes[] = [];
  for (let j = 1; b * (j - 1) < P.length; j++) {
    const T = i2osp((os2ip(T1) + BigInt(j - 1)) % (1n << BigInt(8 * b)), b);
    yield step('T', 'SP 800-38A §6.5', T, { j });
    const O = encrypt(T);
    yield secretStep('O', 'SP 800-38A §6.5', O, { j });
    const block = P.subarray(b * (j - 1), b * j);
    C.push(xor(block, O.subarray(0, block.length)));
    yield step('C', 'SP 800-38A §6.5', C[j - 1], { j });
  }
  return concat(...C);
}
