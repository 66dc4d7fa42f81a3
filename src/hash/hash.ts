import { type Bytes, UsageError } from '../bytes/index.ts';

/** A hash function as a value. Algorithms that are built on a hash take it as an argument: `hmac(sha256, key, message)`. */
export interface Hash {
  /** Its short name in lower case: `sha256`. */
  readonly name: string;
  /** Bytes of a digest. */
  readonly outputLength: number;
  /** Bytes of a block: B of RFC 2104, to which HMAC pads its key. For SHA-3 it is the rate. */
  readonly blockLength: number;
  /** The digest of a whole message, a fresh array. Timing: depends on the length only (as far as the JIT allows). */
  digest(message: Uint8Array): Bytes;
  /** Starts a message that comes in pieces. */
  create(): HashState;
}

/** The state of a hash or MAC of a message that comes in pieces. */
export interface HashState {
  /** Processes the next piece. The result does not depend on how the message is cut. The bytes are read at once, and not kept.
   * @returns this state. */
  update(data: Uint8Array): HashState;
  /** The digest of everything so far, a fresh array. The state does not change, so more may follow, as in a TLS transcript. */
  digest(): Bytes;
  /** An independent copy of the state. */
  clone(): HashState;
}

/** @throws UsageError `wrong-type` unless `value` is a Hash. A name such as `'sha256'` is refused; so is an extendable-output function, whose output
 * has no length of its own. */
export function assertHash(value: unknown, argument: string): asserts value is Hash {
  const { digest, create, outputLength, blockLength } = (value ?? {}) as Partial<Hash>;
  if (typeof digest === 'function' && typeof create === 'function' && isLength(outputLength) && isLength(blockLength)) {
    return;
  }
  const { name } = (value ?? {}) as Partial<Hash>;
  let got: string = typeof value;
  if (typeof value === 'string') got = `the text ${JSON.stringify(value.slice(0, 20))}`;
  else if (typeof digest === 'function' && typeof name === 'string') got = name.slice(0, 20);
  throw new UsageError('wrong-type', argument, `must be a hash such as sha256, got ${got}`);
}

/** A hash with no length, or one of NaN, would give keys of zeros. */
const isLength = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
