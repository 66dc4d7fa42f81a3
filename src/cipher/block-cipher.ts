/** A block cipher with its key, ready to use: what modes are built on. */
export interface BlockCipher {
  /** Octets of a block. */
  readonly blockLength: number;
  /** Encrypts the block at `input[inputOffset]` to `output[outputOffset]`; the two may be the same place.
   * Nothing is checked, for speed: the mode has checked its arguments once for all blocks. */
  encryptBlock(input: Uint8Array, inputOffset: number, output: Uint8Array, outputOffset: number): void;
  /** The inverse, on the same terms. */
  decryptBlock(input: Uint8Array, inputOffset: number, output: Uint8Array, outputOffset: number): void;
}
