/** ML-KEM (FIPS 203): a key-encapsulation mechanism based on module lattices; no known quantum algorithm breaks it. */
import {
  assertBytes,
  type Bytes,
  concat,
  ctEq,
  ctSelectBytes,
  type Random,
  randomBytes,
  UsageError,
} from '../bytes/index.ts';
import { sha3_256, sha3_512, shake256 } from '../hash/index.ts';
import { decode12, N } from './encoding.ts';
import { LatticeError } from './errors.ts';
import { decrypt, encrypt, keyGen, type Parameters, POLYNOMIAL } from './k-pke.ts';

/** Bytes of d, z, m, ρ, a hash and a shared secret. */
const SEED = 32;

export interface MlKemKeyPair {
  /** Public. */
  readonly encapsulationKey: Bytes;
  /** Secret. It contains the encapsulation key. */
  readonly decapsulationKey: Bytes;
}

export interface Encapsulation {
  /** For the holder of the decapsulation key. Public. */
  readonly ciphertext: Bytes;
  /** 32 bytes. Secret. */
  readonly sharedSecret: Bytes;
}

/** One parameter set of ML-KEM. Returned arrays are fresh. Lengths are in bytes. */
export interface MlKem {
  readonly name: 'ML-KEM-512' | 'ML-KEM-768' | 'ML-KEM-1024';
  readonly encapsulationKeyLength: number;
  readonly decapsulationKeyLength: number;
  readonly ciphertextLength: number;
  /** Of d || z, which determines a key pair: 64. */
  readonly seedLength: number;
  /** 32. */
  readonly sharedSecretLength: number;
  /** ML-KEM.KeyGen (§7.1, algorithm 19): draws d, then z.
   * @throws UsageError if `random` is not a source, RandomError if it fails. */
  generateKeyPair(random: Random): MlKemKeyPair;
  /** ML-KEM.KeyGen_internal (algorithm 16).
   * @param seed - d || z, 64 bytes. Secret. @throws UsageError `out-of-range` on another length.
   * Timing: branches and indices depend on ρ alone. ρ is derived from the seed, but it is public: it is part of the encapsulation key. */
  keyPairFromSeed(seed: Uint8Array): MlKemKeyPair;
  /** ML-KEM.Encaps (§7.2, algorithm 20): draws m.
   * @throws LatticeError `invalid-encapsulation-key` unless the key has the right length and all its coefficients are below q (§7.2). */
  encapsulate(encapsulationKey: Uint8Array, random: Random): Encapsulation;
  /** ML-KEM.Encaps_internal (algorithm 17) with the checks of §7.2: for tests, and for callers with their own m.
   * @param m - 32 fresh random bytes. Secret. @throws as `encapsulate`; UsageError on another length of m.
   * Timing: no branch and no index depends on m. */
  encapsulateWith(encapsulationKey: Uint8Array, m: Uint8Array): Encapsulation;
  /** ML-KEM.Decaps (§7.3, algorithm 21). An invalid ciphertext gives a pseudorandom secret that depends on the
   * key and the ciphertext (implicit rejection): the caller notices only that the other side has another secret.
   * @returns the shared secret, 32 bytes.
   * @throws LatticeError `invalid-ciphertext` on another length, `invalid-decapsulation-key` on another length or when the key's hash of
   * the encapsulation key is wrong (§7.3).
   * Timing: no branch and no index depends on the key or the ciphertext's content, and there is no division. */
  decapsulate(decapsulationKey: Uint8Array, ciphertext: Uint8Array): Bytes;
}

/** ML-KEM-512 (FIPS 203 §8): category 1. */
export const mlKem512: MlKem = /* @__PURE__ */ mlKem('ML-KEM-512', { k: 2, eta1: 3, eta2: 2, du: 10, dv: 4 });

/** ML-KEM-768 (FIPS 203 §8): category 3, which the standard recommends. */
export const mlKem768: MlKem = /* @__PURE__ */ mlKem('ML-KEM-768', { k: 3, eta1: 2, eta2: 2, du: 10, dv: 4 });

/** ML-KEM-1024 (FIPS 203 §8): category 5. */
export const mlKem1024: MlKem = /* @__PURE__ */ mlKem('ML-KEM-1024', { k: 4, eta1: 2, eta2: 2, du: 11, dv: 5 });

/** A parameter set, with the lengths of table 3. */
interface Lengths {
  readonly parameters: Parameters;
  readonly ek: number;
  readonly dk: number;
  readonly ciphertext: number;
}

function mlKem(name: MlKem['name'], parameters: Parameters): MlKem {
  const { k, du, dv } = parameters;
  const lengths: Lengths = {
    parameters,
    ek: POLYNOMIAL * k + SEED,
    dk: 2 * POLYNOMIAL * k + 3 * SEED,
    ciphertext: 32 * (du * k + dv),
  };
  return {
    name,
    encapsulationKeyLength: lengths.ek,
    decapsulationKeyLength: lengths.dk,
    ciphertextLength: lengths.ciphertext,
    seedLength: 2 * SEED,
    sharedSecretLength: SEED,
    generateKeyPair(random) {
      const d = randomBytes(random, SEED);
      const z = randomBytes(random, SEED);
      return keyPairFromSeed(lengths, concat(d, z));
    },
    keyPairFromSeed: (seed) => keyPairFromSeed(lengths, seed),
    encapsulate: (encapsulationKey, random) => encapsulate(lengths, encapsulationKey, randomBytes(random, SEED)),
    encapsulateWith: (encapsulationKey, m) => encapsulate(lengths, encapsulationKey, m),
    decapsulate: (decapsulationKey, ciphertext) => decapsulate(lengths, decapsulationKey, ciphertext),
  };
}

function keyPairFromSeed({ parameters, ek: ekLength, dk: dkLength }: Lengths, seed: Uint8Array): MlKemKeyPair {
  assertLength(seed, 'seed', 2 * SEED);
  const ek = new Uint8Array(ekLength);
  const dk = new Uint8Array(dkLength);
  keyGen(parameters, seed.subarray(0, SEED), ek, dk);
  // Algorithm 16, step 3: dk = dk_PKE || ek || H(ek) || z.
  dk.set(ek, POLYNOMIAL * parameters.k);
  dk.set(sha3_256.digest(ek), dkLength - 2 * SEED);
  dk.set(seed.subarray(SEED), dkLength - SEED);
  return { encapsulationKey: ek, decapsulationKey: dk };
}

function encapsulate({ parameters, ek }: Lengths, encapsulationKey: Uint8Array, m: Uint8Array): Encapsulation {
  assertEncapsulationKey(encapsulationKey, parameters.k, ek);
  assertLength(m, 'm', SEED);
  // Algorithm 17: (K, r) = G(m || H(ek)).
  const input = concat(m, sha3_256.digest(encapsulationKey));
  const Kr = sha3_512.digest(input);
  const ciphertext = encrypt(parameters, encapsulationKey, m, Kr.subarray(SEED));
  const sharedSecret = Kr.slice(0, SEED);
  input.fill(0);
  Kr.fill(0);
  return { ciphertext, sharedSecret };
}

function decapsulate(lengths: Lengths, decapsulationKey: Uint8Array, ciphertext: Uint8Array): Bytes {
  const { parameters, dk: dkLength } = lengths;
  assertBytes(decapsulationKey, 'decapsulationKey');
  assertBytes(ciphertext, 'ciphertext');
  if (ciphertext.length !== lengths.ciphertext) {
    const message = `must have ${lengths.ciphertext} bytes, got ${ciphertext.length}`;
    throw new LatticeError('invalid-ciphertext', message, 'FIPS 203 §7.3');
  }
  // Read once: another thread may write to a shared buffer.
  const [dk, c] = [new Uint8Array(decapsulationKey), new Uint8Array(ciphertext)];
  assertDecapsulationKey(dk, parameters.k, dkLength);
  const ek = dk.subarray(POLYNOMIAL * parameters.k, dkLength - 2 * SEED);
  // Algorithm 18, steps 5 to 8.
  const m = decrypt(parameters, dk, c);
  const input = concat(m, dk.subarray(dkLength - 2 * SEED, dkLength - SEED));
  const Kr = sha3_512.digest(input);
  const rejected = shake256.digest(concat(dk.subarray(dkLength - SEED), c), SEED);
  const again = encrypt(parameters, ek, m, Kr.subarray(SEED));
  // Step 9, with no branch: K is J(z || c) if the ciphertext differs from the re-encryption of m.
  let difference = 0;
  for (let i = 0; i < c.length; i++) difference |= c[i] ^ again[i];
  const sharedSecret = ctSelectBytes(ctEq(difference, 0), Kr.subarray(0, SEED), rejected);
  for (const each of [dk, m, input, Kr, rejected]) each.fill(0);
  return sharedSecret;
}

/** §7.2: the type check, and the modulus check, that ByteEncode_12(ByteDecode_12(ek)) = ek. */
function assertEncapsulationKey(key: Uint8Array, k: number, length: number): void {
  assertBytes(key, 'encapsulationKey');
  const refused = (message: string) => new LatticeError('invalid-encapsulation-key', message, 'FIPS 203 §7.2');
  if (key.length !== length) throw refused(`must have ${length} bytes, got ${key.length}`);
  const f = new Float64Array(N);
  for (let i = 0; i < k; i++) {
    if (!decode12(f, key, POLYNOMIAL * i)) throw refused('has a coefficient that is not reduced modulo q');
  }
}

/** §7.3: the type check, and the check of the hash. */
function assertDecapsulationKey(dk: Bytes, k: number, length: number): void {
  const refused = (message: string) => new LatticeError('invalid-decapsulation-key', message, 'FIPS 203 §7.3');
  if (dk.length !== length) throw refused(`must have ${length} bytes, got ${dk.length}`);
  const hash = sha3_256.digest(dk.subarray(POLYNOMIAL * k, length - 2 * SEED));
  let difference = 0;
  for (let i = 0; i < SEED; i++) difference |= hash[i] ^ dk[length - 2 * SEED + i];
  if (difference !== 0) throw refused('holds another hash of its encapsulation key');
}

function assertLength(bytes: unknown, argument: string, length: number): void {
  assertBytes(bytes, argument);
  if (bytes.length !== length) {
    throw new UsageError('out-of-range', argument, `must have ${length} bytes, got ${bytes.length}`);
  }
}
