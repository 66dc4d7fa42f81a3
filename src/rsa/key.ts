/** RSA keys as PKCS #1 defines them (RFC 8017 §3, §A.1), under its field names, and the relations that must hold in them. */
import { isProbablePrime, lcm, type PrimalityOptions } from '../bigint/index.ts';
import { bitLength, Concealed, UsageError } from '../bytes/index.ts';
import { type RsaCode, RsaError } from './errors.ts';

/** The components of a public key (RFC 8017 §3.1): what the public operations need. */
export interface RsaPublicComponents {
  /** n */
  readonly modulus: bigint;
  /** e */
  readonly publicExponent: bigint;
}

/** A public key, with its type as `type`. */
export interface RsaPublicKey extends RsaPublicComponents {
  readonly type: 'rsa';
}

/** The components of a private key with two primes (RFC 8017 §3.2, second representation). All but the first two are secret. */
export interface RsaPrivateComponents extends RsaPublicComponents {
  /** d */
  readonly privateExponent: bigint;
  /** p */
  readonly prime1: bigint;
  /** q */
  readonly prime2: bigint;
  /** dP = d mod (p − 1) */
  readonly exponent1: bigint;
  /** dQ = d mod (q − 1) */
  readonly exponent2: bigint;
  /** qInv = q^−1 mod p */
  readonly coefficient: bigint;
}

/** A private key, which can also be used as a public key. Its components are in private fields, behind getters: printing it or converting it
 * to JSON shows only its type and length. `structuredClone` gives a value without components, which every function refuses: send
 * `toTransferable(key)` instead. `Type` distinguishes keys that are restricted to one scheme (RFC 4055 §1.2); they have the same
 * components. */
export abstract class AnyRsaPrivateKey<Type extends string = string> extends Concealed implements RsaPublicComponents {
  readonly type: Type;
  readonly #components: RsaPrivateComponents;

  /** Does not check the components: `checkPrivateKey` checks whether they belong together.
   * @throws UsageError `wrong-type` when one is missing or not a bigint. */
  constructor(components: RsaPrivateComponents, type: Type) {
    super();
    assertNumbers(components, PRIVATE_FIELDS, 'components');
    this.type = type;
    this.#components = pick(components);
  }

  /** Whether a value is a private key that has its components (a structured clone has lost them). */
  static is(value: unknown): value is AnyRsaPrivateKey {
    return typeof value === 'object' && value !== null && #components in value;
  }

  static #of(key: AnyRsaPrivateKey): RsaPrivateComponents {
    return #components in key ? key.#components : AnyRsaPrivateKey.refuseShell();
  }

  get modulus(): bigint {
    return AnyRsaPrivateKey.#of(this).modulus;
  }
  get publicExponent(): bigint {
    return AnyRsaPrivateKey.#of(this).publicExponent;
  }
  get privateExponent(): bigint {
    return AnyRsaPrivateKey.#of(this).privateExponent;
  }
  get prime1(): bigint {
    return AnyRsaPrivateKey.#of(this).prime1;
  }
  get prime2(): bigint {
    return AnyRsaPrivateKey.#of(this).prime2;
  }
  get exponent1(): bigint {
    return AnyRsaPrivateKey.#of(this).exponent1;
  }
  get exponent2(): bigint {
    return AnyRsaPrivateKey.#of(this).exponent2;
  }
  get coefficient(): bigint {
    return AnyRsaPrivateKey.#of(this).coefficient;
  }

  /** All components as a plain record, without protection against printing: for storing the key or sending it to a worker. Secret. */
  components(): RsaPrivateComponents {
    return pick(AnyRsaPrivateKey.#of(this));
  }

  override toString(): string {
    return `RSA private key, ${bitLength(this.modulus)} bits`;
  }
}

/** A private key for any scheme. */
export class RsaPrivateKey extends AnyRsaPrivateKey<'rsa'> {
  /** Does not check the components: `checkPrivateKey` checks whether they belong together.
   * @throws UsageError `wrong-type` when one is missing or not a bigint. */
  constructor(components: RsaPrivateComponents) {
    super(components, 'rsa');
  }
}

/** A key that was generated here. */
export class GeneratedRsaKey extends RsaPrivateKey {
  /** `random.source`: `system`, or the name of the deterministic generator. In the latter case the key is only as secret as its seed. */
  readonly randomSource: string;

  constructor(components: RsaPrivateComponents, randomSource: string) {
    super(components);
    this.randomSource = randomSource;
  }
}

const pick = (from: RsaPrivateComponents): RsaPrivateComponents => ({
  modulus: from.modulus,
  publicExponent: from.publicExponent,
  privateExponent: from.privateExponent,
  prime1: from.prime1,
  prime2: from.prime2,
  exponent1: from.exponent1,
  exponent2: from.exponent2,
  coefficient: from.coefficient,
});

/** Not in the RFC: bounds the cost of one operation with an untrusted key. OpenSSL has the same limit. */
export const MAX_MODULUS_BITS = 16_384;
/** FIPS 186-5 §A.1.1: e < 2^256. */
export const MAX_PUBLIC_EXPONENT_BITS = 256;

/** k, the length of the modulus in bytes (RFC 8017 §3.1). @throws UsageError `wrong-type` when it is not a bigint, or negative. */
export function modulusLength(key: RsaPublicComponents): number {
  assertNumbers(key, PUBLIC_FIELDS);
  return Math.ceil(bitLength(key.modulus) / 8);
}

/** Refuses invalid public keys: a modulus that is even or too large, an exponent that is even, below 3 or too large.
 * The caller decides on a minimum size of the modulus.
 * @throws RsaError `modulus-size`, `modulus-even` or `public-exponent`; UsageError `wrong-type`.
 * Timing: depends on sizes only; nothing is secret. */
export function checkPublicKey(key: RsaPublicComponents): void {
  assertNumbers(key, PUBLIC_FIELDS);
  const { modulus: n, publicExponent: e } = key;
  const rule = 'RFC 8017 §3.1';
  if (n < 3n || bitLength(n) > MAX_MODULUS_BITS) {
    throw new RsaError('modulus-size', `the modulus must be positive and have at most ${MAX_MODULUS_BITS} bits`, rule);
  }
  if (n % 2n === 0n) throw new RsaError('modulus-even', 'the modulus is even, so no product of odd primes', rule);
  if (e < 3n || e % 2n === 0n || e >= n || bitLength(e) > MAX_PUBLIC_EXPONENT_BITS) {
    throw new RsaError('public-exponent', 'the public exponent must be odd and in 3..n-1, below 2^256', rule);
  }
}

/** Refuses a private key whose parts do not belong together (RFC 8017 §3.2; SP 800-56B rev. 2 §6.4.1.3.3). It takes microseconds,
 * so every key that comes from outside should pass it: a CRT exponentiation with one wrong part reveals the factors of the modulus.
 * @param primality - also test the primes, which takes as long as a few signatures. By default they are assumed to be prime.
 * @throws RsaError whose code names the relation that fails; UsageError `wrong-type`.
 * Timing: depends on the sizes and, where a relation fails, on which. */
export function checkPrivateKey(key: AnyRsaPrivateKey, primality?: PrimalityOptions): void {
  assertPrivateKey(key);
  checkPublicKey(key);
  const { modulus: n, publicExponent: e, privateExponent: d, prime1: p, prime2: q } = key;
  const demand = (holds: boolean, code: RsaCode, relation: string): void => {
    if (!holds) throw new RsaError(code, `${relation} does not hold`, 'RFC 8017 §3.2');
  };
  demand(p > 2n && q > 2n && p !== q, 'primes', 'p, q > 2, p != q');
  demand(p * q === n, 'modulus-product', 'p * q = n');
  demand(d > 0n && d < n && (e * d) % lcm(p - 1n, q - 1n) === 1n, 'private-exponent', 'e * d = 1 (mod lcm(p-1, q-1))');
  checkCrtParts(key);
  if (primality !== undefined && !(isProbablePrime(p, primality) && isProbablePrime(q, primality))) {
    throw new RsaError('not-prime', 'p or q is composite', 'RFC 8017 §3.2');
  }
}

/** The second representation's own relations (RFC 8017 §3.2). */
function checkCrtParts(key: AnyRsaPrivateKey): void {
  const { publicExponent: e, prime1: p, prime2: q, exponent1: dP, exponent2: dQ, coefficient: qInv } = key;
  const inverts = (a: bigint, b: bigint, m: bigint): boolean => b > 0n && b < m && (a * b) % m === 1n;
  const rule = 'RFC 8017 §3.2';
  if (!inverts(e, dP, p - 1n)) throw new RsaError('exponent1', 'e * dP = 1 (mod p-1) does not hold', rule);
  if (!inverts(e, dQ, q - 1n)) throw new RsaError('exponent2', 'e * dQ = 1 (mod q-1) does not hold', rule);
  if (!inverts(q, qInv, p)) throw new RsaError('coefficient', 'q * qInv = 1 (mod p) does not hold', rule);
}

const PUBLIC_FIELDS = ['modulus', 'publicExponent'] as const;
const PRIVATE_FIELDS = [
  ...PUBLIC_FIELDS,
  'privateExponent',
  'prime1',
  'prime2',
  'exponent1',
  'exponent2',
  'coefficient',
] as const;

/** @throws UsageError `wrong-type` for values that are not a private key, or have lost their components. */
export function assertPrivateKey(key: AnyRsaPrivateKey): void {
  if (AnyRsaPrivateKey.is(key)) return;
  refuseWrapped(key, 'key');
  throw new UsageError(
    'wrong-type',
    'key',
    'must be an RsaPrivateKey: make one by new RsaPrivateKey(components); a copy by structuredClone or spreading loses the key',
  );
}

function assertNumbers<Field extends string>(
  key: Readonly<Record<Field, unknown>>,
  fields: readonly Field[],
  argument = 'key',
): void {
  if (typeof key !== 'object' || key === null) throw new UsageError('wrong-type', argument, 'must be an RSA key');
  refuseWrapped(key, argument);
  if (key instanceof AnyRsaPrivateKey) assertPrivateKey(key); // refuses a proxy of one, whose getters would throw
  for (const field of fields) {
    if (typeof key[field] !== 'bigint') throw new UsageError('wrong-type', `${argument}.${field}`, 'must be a bigint');
  }
}

/** An earlier form of a key was `{ type, key }` (CHANGELOG.md, "What changed its name"). */
function refuseWrapped(value: unknown, argument: string): void {
  if (typeof value !== 'object' || value === null || !('key' in value)) return;
  const message = 'must be an RSA key; keys are not wrapped as { type, key } any more: pass its field key';
  throw new UsageError('wrong-type', argument, message);
}
