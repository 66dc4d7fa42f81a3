import { assertBytes, assertMethods, type Bytes } from '../bytes/index.ts';
import { assertHash, type Hash, type HashState } from './hash.ts';
import { digestAfter, familyOf, macOf, stateAfter, valueAfter } from './merkle-damgard.ts';

/** A prepared key: the hash states after both pads are stored, so a MAC costs the message and two more blocks. */
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
  assertHash(hash, 'hash');
  assertBytes(key, 'key');
  const [inner, outer] = keyBlocks(hash, key).map((block) => afterBlock(hash, block));
  return {
    outputLength: hash.outputLength,
    mac(...parts) {
      if (parts.length === 1) return outer.digest(inner.digest(parts[0]));
      const state = inner.create();
      for (const part of parts) state.update(part);
      return outer.digest(state.digest());
    },
    create: () => new HmacState(inner.create(), outer),
  };
}

/** The first block of the inner and of the outer hash (RFC 2104 §2): K XOR ipad and K XOR opad. K is hashed first if it is longer than a
 * block, and is padded with zeros. */
export function keyBlocks(hash: Hash, key: Uint8Array): [inner: Uint8Array, outer: Uint8Array] {
  const inner = new Uint8Array(hash.blockLength);
  inner.set(key.length > hash.blockLength ? hash.digest(key) : key);
  for (let i = 0; i < inner.length; i++) inner[i] ^= 0x36;
  const outer = inner.slice();
  for (let i = 0; i < outer.length; i++) outer[i] ^= 0x36 ^ 0x5c;
  return [inner, outer];
}

/** A hash that has processed one block. Any number of messages can be hashed from that state. */
type Started = Pick<Hash, 'digest' | 'create'>;

/** For the hashes of FIPS 180-4 it is enough to keep the hash value; for others, a state is cloned. */
function afterBlock(hash: Hash, block: Uint8Array): Started {
  const family = familyOf(hash);
  if (family === undefined) {
    const state = hash.create();
    assertMethods(state, 'hash', 'a Hash', 'update', 'clone');
    state.update(block);
    return { digest: (message) => state.clone().update(message).digest(), create: () => state.clone() };
  }
  const H = valueAfter(family, block);
  return {
    digest: (message) => digestAfter(family, H, block.length, message),
    create: () => stateAfter(family, H, block.length),
  };
}

/** HMAC (RFC 2104, FIPS 198-1) of a whole message.
 * @returns `hash.outputLength` bytes; the caller truncates where a protocol says so.
 * @throws UsageError `wrong-type`. Timing: as `hmacKey`. */
export function hmac(hash: Hash, key: Uint8Array, message: Uint8Array): Bytes {
  assertHash(hash, 'hash');
  assertBytes(key, 'key');
  const family = familyOf(hash);
  if (family === undefined) return hmacKey(hash, key).mac(message);
  return macOf(family, key.length > hash.blockLength ? hash.digest(key) : key, message);
}

/** HMAC of a message that comes in pieces.
 * @throws UsageError `wrong-type`. Timing: as `hmacKey`. */
export function createHmac(hash: Hash, key: Uint8Array): HashState {
  return hmacKey(hash, key).create();
}

class HmacState implements HashState {
  readonly #inner: HashState;
  /** The outer hash, after it has processed K XOR opad. */
  readonly #outer: Started;

  constructor(inner: HashState, outer: Started) {
    this.#inner = inner;
    this.#outer = outer;
  }

  update(data: Uint8Array): HashState {
    this.#inner.update(data);
    return this;
  }

  digest(): Bytes {
    return this.#outer.digest(this.#inner.digest());
  }

  clone(): HashState {
    return new HmacState(this.#inner.clone(), this.#outer);
  }
}
