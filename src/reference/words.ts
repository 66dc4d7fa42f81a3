/** Words as FIPS 180-4 §2.2.2 and §3.2 define them, with the operations on them. */

/** The operations on words in FIPS 180-4 and FIPS 202. The reference implementations use this interface, so that the same text runs on
 * numbers and on the formulas of a proof. */
export interface Words<W> {
  /** The standard's w. */
  readonly bits: 32 | 64;
  /** Addition modulo 2^w. */
  add(...terms: readonly W[]): W;
  and(x: W, y: W): W;
  xor(...terms: readonly W[]): W;
  not(x: W): W;
  /** Rotation by n bits to the left, to the right; 0 <= n < w. */
  ROTL(n: number, x: W): W;
  ROTR(n: number, x: W): W;
  /** Shift by n bits to the right. */
  SHR(n: number, x: W): W;
  /** The word that is this number. */
  constant(value: bigint): W;
}

/** Words of 32 bits as unsigned numbers. */
export const words32: Words<number> = {
  bits: 32,
  add: (...terms) => terms.reduce((sum, term) => (sum + term) >>> 0, 0),
  and: (x, y) => (x & y) >>> 0,
  xor: (...terms) => terms.reduce((sum, term) => (sum ^ term) >>> 0, 0),
  not: (x) => ~x >>> 0,
  // In JavaScript a shift by 32 does nothing: both halves of the OR are then x.
  ROTL: (n, x) => ((x << n) | (x >>> (32 - n))) >>> 0,
  ROTR: (n, x) => ((x >>> n) | (x << (32 - n))) >>> 0,
  SHR: (n, x) => x >>> n,
  constant: Number,
};

const MASK = (1n << 64n) - 1n;

/** Words of 64 bits as unsigned bigints. */
export const words64: Words<bigint> = {
  bits: 64,
  add: (...terms) => terms.reduce((sum, term) => (sum + term) & MASK, 0n),
  and: (x, y) => x & y,
  xor: (...terms) => terms.reduce((sum, term) => sum ^ term, 0n),
  not: (x) => x ^ MASK,
  ROTL: (n, x) => ((x << BigInt(n)) | (x >> BigInt(64 - n))) & MASK,
  ROTR: (n, x) => ((x >> BigInt(n)) | (x << BigInt(64 - n))) & MASK,
  SHR: (n, x) => x >> BigInt(n),
  constant: (value) => value,
};

/** The words of a message, big-endian (§3.1). */
export function wordsOf<W>({ bits, constant }: Words<W>, bytes: Uint8Array): W[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: (8 * bytes.length) / bits }, (_, j) =>
    constant(bits === 32 ? BigInt(view.getUint32(4 * j)) : view.getBigUint64(8 * j)),
  );
}
