import { assertBytes, type Bytes } from '../bytes/index.ts';
import type { Hash, HashState } from './hash.ts';

/** A key made ready: both of its pads are already taken in, so that a MAC costs its message and two blocks more. */
export interface HmacKey {
  /** Bytes of a MAC, untruncated. */
  readonly outputLength: number;
  /** The MAC of the parts joined. Timing: depends on the lengths only (as far as the JIT allows). */
  mac(...parts: readonly Uint8Array[]): Bytes;
  /** Starts a message that comes in pieces. */
  create(): HashState;
}

/** Prepares a key for many messages (RFC 2104 §4 suggests it). Compare MACs with `ctEqual`.
 * @param key - any length; one longer than a block is hashed first. Secret.
 * @throws UsageError `wrong-type`. Timing: depends on the length of the key only. */
export function hmacKey(hash: Hash, key: Uint8Array): HmacKey {
  assertBytes(key, 'key');
  const K = new Uint8Array(hash.blockLength);
  K.set(key.length > hash.blockLength ? hash.digest(key) : key);
  // RFC 2104 §2: H(K XOR opad, H(K XOR ipad, text)).
  for (let i = 0; i < K.length; i++) K[i] ^= 0x36;
  const inner = hash.create().update(K);
  for (let i = 0; i < K.length; i++) K[i] ^= 0x36 ^ 0x5c;
  const outer = hash.create().update(K);
  const create = () => new HmacState(inner.clone(), outer);
  return {
    outputLength: hash.outputLength,
    mac(...parts) {
      const state = create();
      for (const part of parts) state.update(part);
      return state.digest();
    },
    create,
  };
}

/** HMAC (RFC 2104, FIPS 198-1) of a whole message.
 * @returns `hash.outputLength` bytes; the caller truncates where a protocol says so.
 * @throws UsageError `wrong-type`. Timing: as `hmacKey`. */
export function hmac(hash: Hash, key: Uint8Array, message: Uint8Array): Bytes {
  return hmacKey(hash, key).mac(message);
}

/** HMAC of a message that comes in pieces.
 * @throws UsageError `wrong-type`. Timing: as `hmacKey`. */
export function createHmac(hash: Hash, key: Uint8Array): HashState {
  return hmacKey(hash, key).create();
}

class HmacState implements HashState {
  readonly #inner: HashState;
  /** The outer pad taken in; shared by all states of a key, so never updated. */
  readonly #outer: HashState;

  constructor(inner: HashState, outer: HashState) {
    this.#inner = inner;
    this.#outer = outer;
  }

  update(data: Uint8Array): HashState {
    this.#inner.update(data);
    return this;
  }

  digest(): Bytes {
    return this.#outer.clone().update(this.#inner.digest()).digest();
  }

  clone(): HashState {
    return new HmacState(this.#inner.clone(), this.#outer);
  }
}
