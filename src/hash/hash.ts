import { type Bytes, UsageError } from '../bytes/index.ts';

/** A hash function as a value, to be passed to whatever is built on one: `hmac(sha256, key, message)`. */
export interface Hash {
  /** As its standard's short name in lower case: `sha256`. */
  readonly name: string;
  /** Bytes of a digest. */
  readonly outputLength: number;
  /** Bytes that one application of the block function takes in; HMAC pads its key to this. */
  readonly blockLength: number;
  /** The digest of a whole message, a fresh array. Timing: depends on the length only (as far as the JIT allows). */
  digest(message: Uint8Array): Bytes;
  /** Starts a message that comes in pieces. */
  create(): HashState;
}

/** A message on its way through a hash or a MAC. */
export interface HashState {
  /** Takes in the next piece; how a message is cut does not matter. The bytes are read at once and never kept.
   * @returns this state. */
  update(data: Uint8Array): HashState;
  /** The digest of everything so far, a fresh array. The state is left as it was: more may follow, as in a TLS transcript. */
  digest(): Bytes;
  /** A state of its own that goes on from here. */
  clone(): HashState;
}

/** @throws UsageError `wrong-type` for what is no hash, such as the name of one. */
export function assertHash(value: unknown, argument: string): asserts value is Hash {
  const { digest, create, blockLength } = (value ?? {}) as Partial<Hash>;
  if (typeof digest === 'function' && typeof create === 'function' && typeof blockLength === 'number') return;
  const got = typeof value === 'string' ? `the text ${JSON.stringify(value.slice(0, 20))}` : typeof value;
  throw new UsageError('wrong-type', argument, `must be a hash such as sha256, got ${got}`);
}
