/** A block cipher with its key, ready to use: what modes are built on. Blocks are read and written through a DataView, a word
 * at a time, which V8 does quickest; nothing is checked, for speed: the mode has checked its arguments once for all blocks. */
export interface BlockCipher {
  /** Octets of a block. */
  readonly blockLength: number;
  /** Encrypts the block at `input[inputOffset]` to `output[outputOffset]`; the two may be the same place. */
  encryptBlock(input: DataView, inputOffset: number, output: DataView, outputOffset: number): void;
  /** The inverse, on the same terms. */
  decryptBlock(input: DataView, inputOffset: number, output: DataView, outputOffset: number): void;
  /** Counter mode's loop, in place: XORs the data with CIPH(inc32(counter)), CIPH(inc32(inc32(counter))), … (SP 800-38D §6.2, §6.5).
   * It is the cipher's own, since what successive counters have in common can be worked out once.
   * @param counter - one block; left as it is.
   * @param data - whole blocks. */
  xorCounters(counter: DataView, data: DataView): void;
}
