import {
  assertBytes,
  assertInteger,
  assertOptions,
  type Bytes,
  concat,
  type Random,
  RandomError,
  utf8ToBytes,
} from '../bytes/index.ts';
import { assertHash, type Hash } from './hash.ts';
import { type HmacKey, hmacKey } from './hmac.ts';
import { sha256 } from './sha256.ts';

export interface HmacDrbgOptions {
  /** At least the security strength of the hash (32 bytes for SHA-256, 16 for SHA-1). Secret. */
  readonly entropy: Uint8Array;
  /** At least half the strength. Default: none, and then `entropy` must be half as long again (SP 800-90A §8.6.7). */
  readonly nonce?: Uint8Array | undefined;
  /** Personalization string: distinguishes instances. Need not be secret. Default: empty. */
  readonly personalization?: Uint8Array | undefined;
  /** reseed_interval: the requests that one seed serves. At most 2^48, the default (SP 800-90A §10.1, table 2). A call for more than 2^16 bytes counts
   * as several. */
  readonly reseedInterval?: number | undefined;
}

/** A deterministic `Random` that can be reseeded. */
export interface HmacDrbg extends Random {
  readonly source: 'hmac-drbg';
  /** Fresh pseudorandom bytes. They depend on the lengths of earlier requests, since each request updates the state.
   * @throws RandomError `reseed-required` when the reseed interval is exhausted. */
  bytes(length: number, additionalInput?: Uint8Array): Bytes;
  /** Mixes in fresh entropy, and restarts the reseed interval (§10.1.2.4).
   * @throws RandomError `short-entropy`. */
  reseed(entropy: Uint8Array, additionalInput?: Uint8Array): void;
}

const NONE = new Uint8Array(0);
const MAX_REQUEST = 2 ** 16; // bytes; §10.1 table 2 has 2^19 bits
const MAX_INTERVAL = 2 ** 48;

/** HMAC_DRBG (SP 800-90A rev. 1 §10.1.2), without prediction resistance: the same inputs always give the same bytes. A request for more than the
 * standard's 2^16 bytes is split.
 * @throws RandomError `short-entropy`; UsageError on wrong options.
 * Timing: depends on lengths only (as far as the JIT allows). */
export function hmacDrbg(hash: Hash, options: HmacDrbgOptions): HmacDrbg {
  const { entropy, nonce, personalization, reseedInterval, strength } = checked(hash, options);
  // §10.1.2.3, instantiation.
  const state = new WorkingState(hash);
  state.update(entropy, nonce, personalization);
  let reseedCounter = 1;
  return {
    source: 'hmac-drbg',
    bytes(length, additionalInput = NONE) {
      assertInteger(length, 'length', 0, 2 ** 30);
      assertBytes(additionalInput, 'additionalInput');
      const output = new Uint8Array(length);
      for (let at = 0; at < length; at += MAX_REQUEST) {
        // §10.1.2.5 step 1.
        if (reseedCounter > reseedInterval) {
          throw new RandomError('reseed-required', 'the seed has served its interval', 'SP 800-90A §10.1.2.5');
        }
        state.generate(output.subarray(at, at + MAX_REQUEST), additionalInput);
        reseedCounter += 1; // Step 7.
      }
      return output;
    },
    reseed(fresh, additionalInput = NONE) {
      assertBytes(fresh, 'entropy');
      assertBytes(additionalInput, 'additionalInput');
      requireEntropy(fresh.length, strength, 'SP 800-90A §8.6.3');
      state.update(fresh, additionalInput);
      reseedCounter = 1;
    },
  };
}

/** Options with their defaults in place, and the bytes of strength that the entropy must have. */
function checked(hash: Hash, options: HmacDrbgOptions) {
  assertHash(hash, 'hash');
  assertOptions(options, 'options', ['entropy', 'nonce', 'personalization', 'reseedInterval']);
  const { entropy, nonce = NONE, personalization = NONE, reseedInterval = MAX_INTERVAL } = options;
  assertBytes(entropy, 'options.entropy');
  assertBytes(nonce, 'options.nonce');
  assertBytes(personalization, 'options.personalization');
  assertInteger(reseedInterval, 'options.reseedInterval', 1, MAX_INTERVAL);
  const strength = securityStrength(hash);
  requireEntropy(entropy.length, strength, 'SP 800-90A §8.6.3');
  requireEntropy(entropy.length + nonce.length, 1.5 * strength, 'SP 800-90A §8.6.7');
  return { entropy, nonce, personalization, reseedInterval, strength };
}

/** A replayable `Random` from a seed of any length: the same seed gives the same key, certificate and handshake.
 * Its output is only as secret as the seed, so use it only for study and tests. It is HMAC_DRBG with SHA-256.
 * @param seed - a text counts as its UTF-8 bytes.
 * Timing: depends on lengths only. */
export function seededRandom(seed: string | Uint8Array): HmacDrbg {
  const bytes = typeof seed === 'string' ? utf8ToBytes(seed) : seed;
  assertBytes(bytes, 'seed');
  // Not in SP 800-90A: a digest in the place of entropy, and a nonce that never changes.
  return hmacDrbg(sha256, { entropy: sha256.digest(bytes), nonce: utf8ToBytes('vitrine seeded 1') });
}

/** Bytes of strength that a hash gives a generator (SP 800-57 part 1 rev. 5, table 3). */
function securityStrength(hash: Hash): number {
  if (hash.outputLength >= 32) return 32;
  return hash.outputLength >= 28 ? 24 : 16;
}

function requireEntropy(length: number, minimum: number, rule: string): void {
  if (length < minimum) throw new RandomError('short-entropy', `${length} bytes, needs ${minimum}`, rule);
}

/** Key and V (§10.1.2.1), with the two functions that update them. */
class WorkingState {
  readonly #hash: Hash;
  /** A prepared HMAC key, since most keys are used for several MACs. */
  #Key: HmacKey;
  #V: Bytes;

  constructor(hash: Hash) {
    this.#hash = hash;
    this.#Key = hmacKey(hash, new Uint8Array(hash.outputLength));
    this.#V = new Uint8Array(hash.outputLength).fill(0x01);
  }

  /** HMAC_DRBG_Update (§10.1.2.2); the parts joined are the standard's `provided_data`. */
  update(...provided: readonly Uint8Array[]): void {
    const data = concat(...provided);
    for (const step of data.length > 0 ? [0x00, 0x01] : [0x00]) {
      this.#Key = hmacKey(this.#hash, this.#Key.mac(concat(this.#V, new Uint8Array([step]), data)));
      this.#V = this.#Key.mac(this.#V);
    }
  }

  /** HMAC_DRBG_Generate (§10.1.2.5) into `output`, from step 2 on; the caller maintains the reseed counter. */
  generate(output: Uint8Array, additionalInput: Uint8Array): void {
    if (additionalInput.length > 0) this.update(additionalInput); // Step 2.
    for (let at = 0; at < output.length; at += this.#V.length) {
      this.#V = this.#Key.mac(this.#V); // Step 4.1.
      output.set(this.#V.subarray(0, output.length - at), at);
    }
    this.update(additionalInput); // Step 6.
  }
}
