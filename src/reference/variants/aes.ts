/** Variants of AES. The more of a round a table contains, the fewer steps a block takes, and the more the cache reveals about
 * the key. A block is 10, 12 or 14 rounds over 16 bytes. */
import type { Bytes } from '../../bytes/index.ts';
import { cipherSteps, invCipherSteps, keyExpansionSteps } from '../aes.ts';
import { assertBlocks, assertLengths } from '../arguments.ts';
import { resultOf } from '../step.ts';
import type { Aes, AesBlocks } from './aes-blocks.ts';
import { aesByBytes } from './aes-bytes.ts';
import { aesByFourTables, aesByOneTable } from './aes-words.ts';
import type { Variant } from './variant.ts';

export type { Aes, AesBlocks } from './aes-blocks.ts';

/** All variants of AES. */
export const AES_VARIANTS: readonly Variant<Aes>[] = [
  { name: 'reference', source: 'FIPS 197 §5.1, as reference/aes', run: checked(reference) },
  { name: 'bytes', source: 'FIPS 197 §5.1, with table 4 (SBOX)', run: checked(aesByBytes) },
  { name: 'one table', source: 'Daemen and Rijmen, AES Proposal, §5.2.1', run: checked(aesByOneTable) },
  { name: 'four tables', source: 'Daemen and Rijmen, AES Proposal, §5.2.1', run: checked(aesByFourTables) },
];

/** The same with its arguments checked. */
function checked(run: Aes): Aes {
  return (key) => {
    assertLengths({ key }, 16, 24, 32);
    const { encrypt, decrypt } = run(key);
    const each = (work: (blocks: Uint8Array) => Bytes) => (blocks: Uint8Array) => {
      assertBlocks(blocks, 'blocks', 16);
      return work(blocks);
    };
    return { encrypt: each(encrypt), decrypt: each(decrypt) };
  };
}

/** Cost: each byte's inverse is 254 multiplications in GF(2^8), by definition. Timing: no table, and no branch on secrets. */
function reference(key: Uint8Array): AesBlocks {
  const w = resultOf(keyExpansionSteps(key));
  const each = (blocks: Uint8Array, run: (block: Uint8Array) => Bytes): Bytes => {
    const output = new Uint8Array(blocks.length);
    for (let at = 0; at < blocks.length; at += 16) output.set(run(blocks.subarray(at, at + 16)), at);
    return output;
  };
  return {
    encrypt: (blocks) => each(blocks, (block) => resultOf(cipherSteps(w, block))),
    decrypt: (blocks) => each(blocks, (block) => resultOf(invCipherSteps(w, block))),
  };
}
