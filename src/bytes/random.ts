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

/** The platform's cryptographic generator (`crypto.getRandomValues`).
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
  return new Uint8Array(bytes);
}
