/** Cipher Block Chaining as SP 800-38A §6.2 writes it. */

import { type Bytes, concat, xor } from '../bytes/index.ts';
import { assertBlocks, assertEachBytes, blockFunction } from './arguments.ts';
import { type Step, type Steps, secretStep, step } from './step.ts';

/** CIPH_K or its inverse: one block in, one block out. */
export type BlockFunction = (block: Uint8Array) => Bytes;

export type CbcEncryptStep = Step<'P ^ C' | 'C', Bytes>;
export type CbcDecryptStep = Step<'CIPH^-1(C)' | 'P', Bytes>;

/** CBC encryption of whole blocks. Index: block `j` from 1; C_0 is the IV. */
export function* cbcEncryptSteps(CIPH: BlockFunction, IV: Uint8Array, P: Uint8Array): Steps<CbcEncryptStep, Bytes> {
  const encrypt = blockFunction(CIPH);
  assertEachBytes({ IV });
  const b = IV.length;
  assertBlocks(P, 'P', b);
  const C: Uint8Array[] = [IV];
  for (let j = 1; b * j <= P.length; j++) {
    const input = xor(P.subarray(b * (j - 1), b * j), C[j - 1]);
    yield secretStep('P ^ C', 'SP 800-38A §6.2', input, { j });
    const output = encrypt(input);
    yield step('C', 'SP 800-38A §6.2', output, { j });
    C.push(output);
  }
  return concat(...C.slice(1));
}

/** CBC decryption of whole blocks. Index: block `j` from 1. */
export function* cbcDecryptSteps(
  inverseCIPH: BlockFunction,
  IV: Uint8Array,
  C: Uint8Array,
): Steps<CbcDecryptStep, Bytes> {
  const decrypt = blockFunction(inverseCIPH);
  assertEachBytes({ IV });
  const b = IV.length;
  assertBlocks(C, 'C', b);
  const P: Bytes[] = [];
  for (let j = 1; b * j <= C.length; j++) {
    const output = decrypt(C.subarray(b * (j - 1), b * j));
    yield secretStep('CIPH^-1(C)', 'SP 800-38A §6.2', output, { j });
    const block = xor(output, j === 1 ? IV : C.subarray(b * (j - 2), b * (j - 1)));
    yield secretStep('P', 'SP 800-38A §6.2', block, { j });
    P.push(block);
  }
  return concat(...P);
}
