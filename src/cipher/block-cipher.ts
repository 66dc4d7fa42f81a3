import { assertMethods, UsageError } from '../bytes/index.ts';

/** A block cipher under one key: the modes are built on it. The inner loops of the modes belong to the cipher for speed: the chain stays in
 * local variables, and the work that consecutive counters share is done once.
 * The methods do not check their arguments: the mode has checked them once for all blocks. */
export interface BlockCipher {
  /** Bytes of a block. */
  readonly blockLength: number;
  /** Whether tables are read at indices that depend on key and data. If they are not, a mode must not read any either. */
  readonly readsTables: boolean;
  /** Encrypts the block at `input[inputOffset]` to `output[outputOffset]`; both may be the same memory. */
  encryptBlock(input: Uint8Array, inputOffset: number, output: Uint8Array, outputOffset: number): void;
  /** The inverse; the same rules hold. */
  decryptBlock(input: Uint8Array, inputOffset: number, output: Uint8Array, outputOffset: number): void;
  /** CBC's loop, in place: C_j = CIPH(P_j XOR C_(j−1)) (SP 800-38A §6.2).
   * @param iv - one block, C_0; left as it is. @param data - whole blocks. */
  encryptChain(iv: DataView, data: DataView): void;
  /** Its inverse: P_j = CIPH^−1(C_j) XOR C_(j−1). */
  decryptChain(iv: DataView, data: DataView): void;
  /** Counter mode's loop, in place: XORs the data with CIPH(inc32(counter)), CIPH(inc32(inc32(counter))), … (SP 800-38D §6.2, §6.5).
   * @param counter - one block; left as it is. @param data - whole blocks, from `at` to `end`. */
  xorCounters(counter: DataView, data: DataView, at: number, end: number): void;
}

/** @throws UsageError unless `value` has a block cipher's methods for blocks and chains, with blocks of `blockLength` bytes where that is given. */
export function assertBlockCipher(
  value: unknown,
  argument: string,
  blockLength?: number,
): asserts value is BlockCipher {
  // Each method is checked by its name: a loop over names would cost a tenth of the time of a short message.
  const found = value as Partial<BlockCipher> | null | undefined;
  if (
    typeof found?.encryptBlock !== 'function' ||
    typeof found.decryptBlock !== 'function' ||
    typeof found.encryptChain !== 'function' ||
    typeof found.decryptChain !== 'function'
  ) {
    assertMethods(value, argument, 'a BlockCipher', 'encryptBlock', 'decryptBlock', 'encryptChain', 'decryptChain');
  }
  if (blockLength !== undefined && (value as BlockCipher).blockLength !== blockLength) {
    throw new UsageError('out-of-range', argument, `must have blocks of ${blockLength} bytes`);
  }
  if (typeof (value as BlockCipher).readsTables !== 'boolean') {
    throw new UsageError('wrong-type', `${argument}.readsTables`, 'must say whether tables are read at secret indices');
  }
}

/** Its earlier form was `xorCounters(counter, data)`. Without `end`, nothing would be encrypted, and no error would be reported.
 * @throws UsageError `wrong-type`. */
export function assertEnd(end: unknown): asserts end is number {
  if (typeof end !== 'number') {
    throw new UsageError('wrong-type', 'end', 'must be a number: xorCounters takes counter, data, at, end');
  }
}
