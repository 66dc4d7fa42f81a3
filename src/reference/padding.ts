import { type Bytes, concat, i2osp } from '../bytes/index.ts';
import { assertEachBytes } from './arguments.ts';

/** The padding of FIPS 180-4 §5.1: the message of l bits, the bit 1, k zero bits where l + 1 + k ≡ 14 w (mod 16 w), and l as 2 w bits.
 * @param w - bits of a word: blocks have sixteen. */
export function padMessage(message: Uint8Array, w: 32 | 64): Bytes {
  assertEachBytes({ message });
  const l = 8 * message.length;
  let k = 0;
  while ((l + 1 + k) % (16 * w) !== 14 * w) k++;
  // In whole bytes, the bit 1 and the first seven zeros are 0x80.
  return concat(message, new Uint8Array([0x80]), new Uint8Array((k - 7) / 8), i2osp(BigInt(l), (2 * w) / 8));
}
