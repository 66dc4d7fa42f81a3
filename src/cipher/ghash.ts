/** GHASH (SP 800-38D §6.4), the universal hash of GCM, under one subkey. It hashes whole blocks into Y one by one, Y = (Y XOR X_i)·H, in
 * GF(2^128) as GCM orders its bits.
 * @param Y - four words, the first block's highest first. @param data - whole blocks, from `at` to `end`. */
export type Ghash = (Y: Int32Array, data: DataView, at: number, end: number) => void;
