import type { Bytes } from '../bytes/index.ts';

/** An extendable-output function as a value (XOF, FIPS 202 §6.2): a hash whose caller says how long the output is. A shorter
 * output is the beginning of a longer one. */
export interface Xof {
  /** As its standard's name in lower case: `shake128`. */
  readonly name: string;
  /** The rate r of FIPS 202 §4, in bytes: what one permutation absorbs or gives out. */
  readonly blockLength: number;
  /** The first `length` bytes of output for a whole message, a fresh array.
   * @param length - 0 to 2^30.
   * @throws UsageError `wrong-type`, `out-of-range`. Timing: depends on the lengths only (as far as the JIT allows). */
  digest(message: Uint8Array, length: number): Bytes;
  /** Starts a message that comes in pieces, or an output that is taken in pieces. */
  create(): XofState;
}

/** The state of an extendable-output function: it absorbs a message in pieces, and then gives output in pieces. */
export interface XofState {
  /** Processes the next piece. The result does not depend on how the message is cut. The bytes are read at once, and not kept.
   * @returns this state.
   * @throws UsageError `wrong-type`; `misuse` once output was taken. */
  update(data: Uint8Array): XofState;
  /** The next `length` bytes of output, a fresh array: each call goes on where the last one ended. The first one ends the message.
   * @throws UsageError `wrong-type`, `out-of-range`. */
  squeeze(length: number): Bytes;
  /** An independent copy of the state. */
  clone(): XofState;
}
