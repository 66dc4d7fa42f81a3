import { assertBytes, assertInteger, assertMethods, type Bytes } from './bytes.ts';
import { VitrineError } from './errors.ts';

/** A source of random bytes. The engine has no other source, so a seeded one makes everything reproducible. */
export interface Random {
  /** `system`, or the name of the deterministic generator. Keys made from a seeded source carry this name. */
  readonly source: string;
  /** @returns `length` fresh bytes, owned by the caller. */
  bytes(length: number): Uint8Array;
}

export class RandomError extends VitrineError {}

const WEB_CRYPTO_LIMIT = 65_536; // bytes that one call of getRandomValues may ask for (Web Cryptography §10.1.1)
const MAX_LENGTH = 2 ** 30; // bytes of one draw: more is a mistake

/** Bytes that the platform has given and that nobody has yet: a call of the platform takes longer than a few bytes of it. Each byte is
 * overwritten as it is given out. Undefined until the first short draw. */
let pool: Bytes | undefined;
const POOL_LENGTH = 4096; // bytes
let poolAt = POOL_LENGTH;
const SHORT = 128; // bytes; a longer draw goes to the platform

function fromPool(length: number): Bytes {
  pool ??= new Uint8Array(POOL_LENGTH);
  if (poolAt + length > POOL_LENGTH) {
    globalThis.crypto!.getRandomValues(pool);
    poolAt = 0;
  }
  const end = poolAt + length;
  const bytes = pool.slice(poolAt, end);
  pool.fill(0, poolAt, end);
  poolAt = end;
  return bytes;
}

/** The platform's cryptographic generator (`crypto.getRandomValues`). Short draws are parts of one that was made ahead: do not go on with two
 * copies of a process's memory, such as a virtual machine's snapshot, which the generators of node:crypto do not survive either.
 * @throws RandomError `no-system-random` if the platform has none. There is no fallback. */
export const systemRandom: Random = {
  source: 'system',
  bytes(length) {
    if (typeof globalThis.crypto?.getRandomValues !== 'function') {
      throw new RandomError(
        'no-system-random',
        'this platform has no crypto.getRandomValues',
        'Web Cryptography §10.1',
      );
    }
    assertInteger(length, 'length', 0, MAX_LENGTH);
    if (length <= SHORT) return fromPool(length);
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += WEB_CRYPTO_LIMIT) {
      globalThis.crypto.getRandomValues(bytes.subarray(at, at + WEB_CRYPTO_LIMIT));
    }
    return bytes;
  },
};

/** Draws bytes from a source, and checks their number. A missing source, or one that returns too few bytes, is an error.
 * @throws UsageError if `random` is not a Random; RandomError `short-random` if it returns another number of bytes. */
export function randomBytes(random: Random, length: number): Bytes {
  assertMethods(random, 'random', 'a Random such as systemRandom', 'bytes');
  assertInteger(length, 'length', 0, MAX_LENGTH);
  const bytes = random.bytes(length);
  assertBytes(bytes, 'random.bytes()');
  if (bytes.length !== length) {
    throw new RandomError('short-random', `the source gave ${bytes.length} bytes, not ${length}`, 'SP 800-90A §9.3');
  }
  // What the platform gave is the caller's; another source may keep its array, or give a Buffer.
  return random === systemRandom ? (bytes as Bytes) : new Uint8Array(bytes);
}
