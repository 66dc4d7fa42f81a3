/** scrypt (RFC 7914): derives a key from a password, at a cost in memory and time. */
import { assertBytes, assertInteger, assertOptions, type Bytes, UsageError } from '../bytes/index.ts';
import { KdfError } from './errors.ts';
import { blockMix, blockMixOfXor } from './generated/scrypt-block-mix.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { sha256 } from './sha256.ts';
import { assertTurnOptions, atOneGo, inTurns, report, type TurnOptions } from './turns.ts';

export interface ScryptOptions extends TurnOptions {
  /** The standard's N, the cost in memory and time: a power of two above 1, below 2^(16 · blockSize). */
  readonly cost: number;
  /** The standard's r, from 1 on: a block has 128 r bytes. */
  readonly blockSize: number;
  /** The standard's p, at least 1: the work is done p times, one after the other. */
  readonly parallelization: number;
  /** Bytes of the derived key, the standard's dkLen: 1 to 2^26. */
  readonly length: number;
  /** Maximum memory in bytes. Default: 268,435,456 (256 MiB). */
  readonly maxMemory?: number | undefined;
  /** Maximum work, as `cost · blockSize · parallelization`: a limit on memory alone does not bound the time. Default: 2^25, less
   * than a minute. */
  readonly maxWork?: number | undefined;
}

const MAX_MEMORY = 2 ** 28; // bytes
const MAX_WORK = 2 ** 25;
const MAX_LENGTH = 2 ** 26; // bytes

/** scrypt in one call. About 50 ms for a cost of 2^14 and a block size of 8.
 * @param password - bytes; a text is usually taken as UTF-8. Secret.
 * @param salt - any length.
 * @returns the derived key, a fresh array.
 * @throws UsageError on wrong arguments and options; KdfError `too-much-memory`, `too-much-work`; `signal.reason`.
 * Timing: the addresses of memory reads depend on the password, as RFC 7914 §5 specifies: a process that shares the cache may learn about
 * it. */
export function scrypt(password: Uint8Array, salt: Uint8Array, options: ScryptOptions): Bytes {
  return atOneGo(deriveScrypt(password, salt, options));
}

/** Derives the same key as `scrypt`, and yields to the event loop every few milliseconds. Rejects with the errors of `scrypt`.
 * Timing: as `scrypt`. */
export async function scryptAsync(password: Uint8Array, salt: Uint8Array, options: ScryptOptions): Promise<Bytes> {
  return inTurns(deriveScrypt(password, salt, options));
}

/** Options, within the bounds of RFC 7914 §2 and the limits of memory and work. */
function checked(options: ScryptOptions): ScryptOptions {
  const known = ['cost', 'blockSize', 'parallelization', 'length', 'maxMemory', 'maxWork', 'onProgress', 'signal'];
  assertOptions(options, 'options', known);
  const { cost: N, blockSize: r, parallelization: p, length } = options;
  const { maxMemory = MAX_MEMORY, maxWork = MAX_WORK } = options;
  assertInteger(r, 'options.blockSize', 1, 2 ** 30 - 1);
  assertInteger(p, 'options.parallelization', 1, Math.floor((2 ** 30 - 1) / r));
  assertInteger(N, 'options.cost', 2);
  if (2 ** Math.round(Math.log2(N)) !== N || N >= 2 ** (16 * r)) {
    throw new UsageError('out-of-range', 'options.cost', 'must be a power of two below 2^(16 · blockSize)');
  }
  assertInteger(length, 'options.length', 1, MAX_LENGTH);
  assertInteger(maxMemory, 'options.maxMemory', 1);
  assertInteger(maxWork, 'options.maxWork', 1);
  assertTurnOptions(options);
  // V, the p blocks, and two blocks to work in.
  const memory = 128 * r * (N + p + 2);
  if (memory > maxMemory) throw new KdfError('too-much-memory', memory, maxMemory, 'options.maxMemory');
  const asked = N * r * p;
  if (asked > maxWork) throw new KdfError('too-much-work', asked, maxWork, 'options.maxWork');
  return options;
}

/** The same as a generator, which pauses every few milliseconds. @throws as `scrypt`. Timing: as `scrypt`. */
export function* deriveScrypt(password: Uint8Array, salt: Uint8Array, options: ScryptOptions): Generator<void, Bytes> {
  assertBytes(password, 'password');
  assertBytes(salt, 'salt');
  const { cost: N, blockSize: r, parallelization: p, length } = checked(options);
  const total = 2 * N * p;
  report(options, 0, total);
  // RFC 7914 §6 step 1.
  const B = pbkdf2(sha256, password, salt, { iterations: 1, length: 128 * r * p });
  // Step 2: scryptROMix on each of the p blocks, whose words are little-endian.
  const words = new DataView(B.buffer);
  const n = 32 * r;
  const V = new Int32Array(N * n);
  const X = new Int32Array(n);
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < n; k++) X[k] = words.getInt32(4 * (i * n + k), true);
    const mixing = roMix(X, V, N, r);
    for (let mixes = mixing.next(); mixes.done !== true; mixes = mixing.next()) {
      report(options, 2 * N * i + mixes.value, total);
      yield;
    }
    for (let k = 0; k < n; k++) words.setInt32(4 * (i * n + k), X[k], true);
  }
  report(options, total, total);
  // Step 3.
  return pbkdf2(sha256, password, B, { iterations: 1, length });
}

/** Blocks of Salsa20/8 between two pauses: about 4 ms. */
const SALSAS = 2 ** 14;

/** scryptROMix (§5) in place. Pauses now and then, to say how many of the 2 N mixes are done.
 * @param V - N blocks of 32 r words. */
function* roMix(X: Int32Array, V: Int32Array, N: number, r: number): Generator<number, void> {
  const n = 32 * r;
  const mixes = Math.max(1, Math.floor(SALSAS / (2 * r)));
  // Steps 1 and 2: V[i] = X, X = scryptBlockMix(X). Each block of V is made from the one before.
  V.set(X);
  for (let i = 1; i < N; i++) {
    blockMix(V, (i - 1) * n, V, i * n, r);
    if (i % mixes === 0) yield i;
  }
  blockMix(V, (N - 1) * n, X, 0, r);
  // Step 3: j = Integerify(X) mod N, X = scryptBlockMix(X xor V[j]). Two blocks take turns; since N is even, the last is X.
  let from = X;
  let to: Int32Array = new Int32Array(n);
  for (let i = 0; i < N; i++) {
    const j = from[n - 16] & (N - 1);
    blockMixOfXor(from, 0, V, j * n, to, 0, r);
    [from, to] = [to, from];
    if ((i + 1) % mixes === 0) yield N + i + 1;
  }
}
