/** PBKDF2 (RFC 8018 §5.2) with HMAC: derives a key from a password. An attacker must do the same number of iterations for each guess. */
import { assertBytes, assertInteger, assertOptions, type Bytes } from '../bytes/index.ts';
import { KdfError } from './errors.ts';
import { assertHash, type Hash } from './hash.ts';
import { hmacKey, keyBlocks } from './hmac.ts';
import { familyOf, type MerkleDamgard, valueAfter } from './merkle-damgard.ts';
import { assertTurnOptions, atOneGo, inTurns, report, type TurnOptions } from './turns.ts';

export interface Pbkdf2Options extends TurnOptions {
  /** The standard's c, from 1 on. */
  readonly iterations: number;
  /** Bytes of the derived key, the standard's dkLen: 1 to 2^26. */
  readonly length: number;
  /** Maximum number of iterations. Default: 10,000,000. */
  readonly maxIterations?: number | undefined;
}

const MAX_ITERATIONS = 10_000_000;
const MAX_LENGTH = 2 ** 26; // bytes

/** PBKDF2 in one call. About 2 µs per iteration with SHA-256.
 * @param password - bytes; a text is usually taken as UTF-8. Secret.
 * @param salt - any length; RFC 8018 §4.1 wants at least eight bytes.
 * @returns the derived key, a fresh array.
 * @throws UsageError on wrong arguments and options; KdfError `too-many-iterations`; `signal.reason`.
 * Timing: depends on the lengths and the iterations only (as far as the JIT allows). */
export function pbkdf2(hash: Hash, password: Uint8Array, salt: Uint8Array, options: Pbkdf2Options): Bytes {
  return atOneGo(derivePbkdf2(hash, password, salt, options));
}

/** Derives the same key as `pbkdf2`, and yields to the event loop every few milliseconds. Rejects with the errors of `pbkdf2`.
 * Timing: as `pbkdf2`. */
export async function pbkdf2Async(
  hash: Hash,
  password: Uint8Array,
  salt: Uint8Array,
  options: Pbkdf2Options,
): Promise<Bytes> {
  return inTurns(derivePbkdf2(hash, password, salt, options));
}

/** Options, within their bounds and the limit of iterations. */
function checked(options: Pbkdf2Options): Pbkdf2Options {
  assertOptions(options, 'options', ['iterations', 'length', 'maxIterations', 'onProgress', 'signal']);
  const { iterations, length, maxIterations = MAX_ITERATIONS } = options;
  assertInteger(iterations, 'options.iterations', 1);
  assertInteger(length, 'options.length', 1, MAX_LENGTH);
  assertInteger(maxIterations, 'options.maxIterations', 1);
  assertTurnOptions(options);
  if (iterations > maxIterations) {
    throw new KdfError('too-many-iterations', iterations, maxIterations, 'options.maxIterations');
  }
  return options;
}

/** The same as a generator, which pauses every few milliseconds. @throws as `pbkdf2`. Timing: as `pbkdf2`. */
export function* derivePbkdf2(
  hash: Hash,
  password: Uint8Array,
  salt: Uint8Array,
  options: Pbkdf2Options,
): Generator<void, Bytes> {
  assertHash(hash, 'hash');
  assertBytes(password, 'password');
  assertBytes(salt, 'salt');
  const { iterations, length } = checked(options);
  // RFC 8018 §5.2 step 2: l blocks of hLen bytes, the last one cut.
  const hLen = hash.outputLength;
  const l = Math.ceil(length / hLen);
  const total = l * iterations;
  report(options, 0, total);
  const PRF = hmacKey(hash, password);
  const iterate = iterationsOf(hash, password);
  const firstInput = new Uint8Array(salt.length + 4);
  firstInput.set(salt);
  const INT = new DataView(firstInput.buffer, salt.length);
  const derived = new Uint8Array(length);
  // Step 3: T_i = U_1 xor U_2 xor … xor U_c, where U_1 = PRF(P, S || INT(i)) and U_j = PRF(P, U_(j−1)).
  for (let i = 1; i <= l; i++) {
    INT.setUint32(0, i);
    const U = PRF.mac(firstInput);
    const T = U.slice();
    for (let j = 1; j < iterations; j += STEPS) {
      iterate(U, T, Math.min(STEPS, iterations - j));
      report(options, (i - 1) * iterations + Math.min(j + STEPS, iterations), total);
      yield;
    }
    // Step 4.
    derived.set(T.subarray(0, length - (i - 1) * hLen), (i - 1) * hLen);
  }
  return derived;
}

/** Iterations between two pauses: about 4 ms. */
const STEPS = 2000;

/** `steps` times: U = PRF(P, U), T = T xor U. */
type Iterate = (U: Uint8Array, T: Uint8Array, steps: number) => void;

function iterationsOf(hash: Hash, password: Uint8Array): Iterate {
  const family = familyOf(hash);
  if (family !== undefined) {
    const [inner, outer] = keyBlocks(hash, password).map((block) => valueAfter(family, block));
    return iterationsOnWords(family, inner, outer);
  }
  const PRF = hmacKey(hash, password);
  return (U, T, steps) => {
    for (let step = 0; step < steps; step++) {
      U.set(PRF.mac(U));
      for (let i = 0; i < T.length; i++) T[i] ^= U[i];
    }
  };
}

/** An iteration processes two blocks, since a digest and its padding fit in one block. It allocates nothing and copies only words. */
function iterationsOnWords(family: MerkleDamgard, inner: Int32Array, outer: Int32Array): Iterate {
  const { blocks, outputLength } = family;
  const blockLength = 2 * family.wordBits;
  const padded = new DataView(new ArrayBuffer(blockLength));
  // FIPS 180-4 §5.1: the padding of a message of one block, the key's, and a digest.
  padded.setUint8(outputLength, 0x80);
  padded.setUint32(blockLength - 4, 8 * (blockLength + outputLength));
  return (U, T, steps) => {
    const view = padded;
    const words = outputLength / 4;
    const all = inner.length;
    const H = new Int32Array(all);
    const X = new Int32Array(words);
    const bytesU = new DataView(U.buffer, U.byteOffset, U.length);
    const bytesT = new DataView(T.buffer, T.byteOffset, T.length);
    for (let i = 0; i < words; i++) X[i] = bytesT.getInt32(4 * i);
    for (let i = 0; i < words; i++) H[i] = bytesU.getInt32(4 * i);
    for (let step = 0; step < steps; step++) {
      for (let i = 0; i < words; i++) {
        view.setInt32(4 * i, H[i]);
        H[i] = inner[i];
      }
      for (let i = words; i < all; i++) H[i] = inner[i];
      blocks(H, view, 0, blockLength);
      for (let i = 0; i < words; i++) {
        view.setInt32(4 * i, H[i]);
        H[i] = outer[i];
      }
      for (let i = words; i < all; i++) H[i] = outer[i];
      blocks(H, view, 0, blockLength);
      for (let i = 0; i < words; i++) X[i] ^= H[i];
    }
    for (let i = 0; i < words; i++) bytesT.setInt32(4 * i, X[i]);
    for (let i = 0; i < words; i++) bytesU.setInt32(4 * i, H[i]);
  };
}
