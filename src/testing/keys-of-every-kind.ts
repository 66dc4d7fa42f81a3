/** Keys of every kind, signatures with one fault, and encodings that are not points of a curve. */
import fc from 'fast-check';
import { mod, modPow } from '../bigint/index.ts';
import { assertMethods, type Bytes, concat, i2osp, type Random } from '../bytes/index.ts';
import type { Curve } from '../ec/index.ts';
import { seededRandom } from '../hash/index.ts';
import { generateKey, type KnownPublicKey, type PrivateKey, publicKeyOf, RsaPssPrivateKey } from '../keys/index.ts';
import { NIST_DOMAINS } from '../reference/index.ts';
import { type SignatureScheme, schemesFor } from '../signatures/index.ts';
import { assertKeyPool, type KeyPool, privateKeys } from './key-pool.ts';

/** Random sources for key generation, derived from the property's seed. */
const randoms: fc.Arbitrary<Random> = fc
  .string({ maxLength: 8 })
  .map((seed) => seededRandom(`vitrine/testing ${seed}`));
const curves = fc.constantFrom('P-256', 'P-384', 'P-521');

/** Private keys of every kind: RSA and RSA-PSS keys from the pool, the others generated.
 * @throws UsageError `wrong-type` for what is no pool. */
export function keysOfEveryKind(pool: KeyPool): fc.Arbitrary<PrivateKey> {
  assertKeyPool(pool, 'pool');
  return fc.oneof<fc.Arbitrary<PrivateKey>[]>(
    privateKeys(pool),
    privateKeys(pool).map((key) => new RsaPssPrivateKey(key.components(), undefined)),
    fc.tuple(curves, randoms).map(([curve, random]) => generateKey({ type: 'ec', curve, random })),
    randoms.map((random) => generateKey({ type: 'ed25519', random })),
    randoms.map((random) => generateKey({ type: 'x25519', random })),
  );
}

/** An invalid signature. */
export interface FaultySignature {
  readonly scheme: SignatureScheme;
  readonly publicKey: KnownPublicKey;
  readonly message: Bytes;
  readonly signature: Bytes;
  /** What is wrong with it. */
  readonly fault: 'another-key' | 'another-message' | 'bit' | 'empty' | 'longer' | 'shorter' | 'zeros';
}

const FAULTS: readonly FaultySignature['fault'][] = [
  'another-key',
  'another-message',
  'bit',
  'empty',
  'longer',
  'shorter',
  'zeros',
];

/** Signatures with one fault, by any scheme of any key that signs: every implementation must refuse each of them.
 * @param pool - of at least two keys. @throws UsageError `wrong-type` for a value that is not a pool. */
export function faultySignatures(pool: KeyPool): fc.Arbitrary<FaultySignature> {
  const signers = keysOfEveryKind(pool).filter((key) => schemesFor(key).length > 0);
  const drawn = fc.record({
    key: signers,
    which: fc.nat(),
    message: fc.uint8Array({ maxLength: 60 }),
    fault: fc.constantFrom(...FAULTS),
    at: fc.nat(),
    random: randoms,
  });
  return drawn.map(({ key, which, message, fault, at, random }): FaultySignature => {
    const schemes = schemesFor(key);
    const scheme = schemes[which % schemes.length];
    const signature = scheme.sign(key, message, random);
    const sound = { scheme, publicKey: publicKeyOf(key), message: message.slice(), signature, fault };
    if (fault === 'another-message') return { ...sound, message: concat(message, new Uint8Array(1)) };
    if (fault === 'another-key') return { ...sound, publicKey: publicKeyOf(anotherOf(key, pool)) };
    return { ...sound, signature: BROKEN[fault](signature, at) };
  });
}

/** How the bytes of a signature are broken. */
const BROKEN: Readonly<
  Record<Exclude<FaultySignature['fault'], 'another-key' | 'another-message'>, (signature: Bytes, at: number) => Bytes>
> = {
  bit(signature, at) {
    const bit = at % (8 * signature.length);
    return signature.with(bit >> 3, signature[bit >> 3] ^ (1 << (bit & 7)));
  },
  empty: () => new Uint8Array(0),
  longer: (signature) => concat(signature, new Uint8Array(1)),
  shorter: (signature) => signature.slice(0, -1),
  zeros: (signature) => new Uint8Array(signature.length),
};

/** Another key of the same kind. */
function anotherOf(key: PrivateKey, pool: KeyPool): PrivateKey {
  const random = seededRandom('vitrine/testing: another key');
  switch (key.type) {
    case 'ec':
      return generateKey({ type: 'ec', curve: key.curve, random });
    case 'ed25519':
    case 'x25519':
      return generateKey({ type: key.type, random });
    default: {
      const other = pool.key(pool.key(0).modulus === key.modulus ? pool.size - 1 : 0);
      return key.type === 'rsa' ? other : new RsaPssPrivateKey(other.components(), undefined);
    }
  }
}

/** An encoding that must be refused as a public key of a curve (SEC 1 §2.3.4). */
export interface OffCurve {
  readonly encoded: Bytes;
  /** What is wrong with it. */
  readonly fault: 'another-length' | 'hybrid' | 'identity' | 'no-square' | 'not-on-curve' | 'not-reduced';
}

/** Encodings that are not points of the curve: coordinates that do not satisfy its equation, an x without a matching y, numbers that are
 * not below the field's prime, the identity, hybrid forms, other lengths. */
export function pointsOffCurve(curve: Curve): fc.Arbitrary<OffCurve> {
  assertMethods(curve, 'curve', 'a curve of vitrine/ec', 'decodePoint', 'publicKey');
  const { p, b, G } = NIST_DOMAINS[curve.name];
  const length = curve.fieldLength;
  const bytes = (x: bigint): Bytes => i2osp(x, length);
  const prefixed = (first: number, ...parts: Uint8Array[]): Bytes => concat(new Uint8Array([first]), ...parts);
  const rightSide = (x: bigint): bigint => mod(x * x * x - 3n * x + b, p);
  const coordinate = fc.bigInt({ min: 0n, max: p - 1n });
  const made = (fault: OffCurve['fault'], encoded: Bytes): OffCurve => ({ encoded, fault });
  const point = prefixed(4, bytes(G.x), bytes(G.y));
  return fc.oneof(
    fc
      .tuple(coordinate, coordinate)
      .filter(([x, y]) => mod(y * y, p) !== rightSide(x))
      .map(([x, y]) => made('not-on-curve', prefixed(4, bytes(x), bytes(y)))),
    // Euler's criterion.
    fc
      .tuple(coordinate, fc.constantFrom(2, 3))
      .filter(([x]) => modPow(rightSide(x), (p - 1n) / 2n, p) === p - 1n)
      .map(([x, first]) => made('no-square', prefixed(first, bytes(x)))),
    fc.constantFrom(2, 3).map((first) => made('not-reduced', prefixed(first, bytes(G.x).fill(0xff)))),
    fc.constantFrom(6, 7).map((first) => made('hybrid', prefixed(first, point.subarray(1)))),
    fc.constant(made('identity', new Uint8Array(1))),
    fc
      .nat({ max: 2 * length + 8 })
      .filter((size) => size !== 1 && size !== length + 1 && size !== 2 * length + 1)
      .map((size) => made('another-length', concat(point, new Uint8Array(8)).slice(0, size))),
  );
}
