/** Of the SHA-3 family (FIPS 202): SHA3-256, SHA3-512, SHAKE128 and SHAKE256, which differ in their rate and their suffix. */
import type { Bytes } from '../bytes/index.ts';
import type { Hash, HashState } from './hash.ts';
import { type Sponge, SpongeState, spongeDigest } from './sponge.ts';
import type { Xof, XofState } from './xof.ts';

/** SHA3-256 (FIPS 202 §6.1): 32 bytes of digest, blocks of 136. */
export const sha3_256: Hash = /* @__PURE__ */ sha3('sha3-256', 32);

/** SHA3-512 (FIPS 202 §6.1): 64 bytes of digest, blocks of 72. */
export const sha3_512: Hash = /* @__PURE__ */ sha3('sha3-512', 64);

/** SHAKE128 (FIPS 202 §6.2): a strength of 128 bits, blocks of 168 bytes. */
export const shake128: Xof = /* @__PURE__ */ shake('shake128', 16);

/** SHAKE256 (FIPS 202 §6.2): a strength of 256 bits, blocks of 136 bytes. */
export const shake256: Xof = /* @__PURE__ */ shake('shake256', 32);

/** §6.1: the capacity is twice the digest, and the rate the rest of 200 bytes. */
function sha3(name: string, outputLength: number): Hash {
  const sponge: Sponge = { rate: 200 - 2 * outputLength, suffix: 0x06 };
  return {
    name,
    outputLength,
    blockLength: sponge.rate,
    digest: (message) => spongeDigest(sponge, message, outputLength),
    create: () => new Sha3State(new SpongeState(sponge), outputLength),
  };
}

class Sha3State implements HashState {
  readonly #state: SpongeState;
  readonly #outputLength: number;

  constructor(state: SpongeState, outputLength: number) {
    this.#state = state;
    this.#outputLength = outputLength;
  }

  update(data: Uint8Array): HashState {
    this.#state.update(data);
    return this;
  }

  digest(): Bytes {
    return this.#state.digest(this.#outputLength);
  }

  clone(): HashState {
    return new Sha3State(this.#state.clone(), this.#outputLength);
  }
}

/** §6.2: the capacity is twice the strength.
 * @param strength - in bytes. */
function shake(name: string, strength: number): Xof {
  const sponge: Sponge = { rate: 200 - 2 * strength, suffix: 0x1f };
  return {
    name,
    blockLength: sponge.rate,
    digest: (message, length) => spongeDigest(sponge, message, length),
    create: (): XofState => new SpongeState(sponge),
  };
}
