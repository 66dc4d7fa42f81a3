/** The groups of (EC)DHE and of hybrid key exchange: the only place that binds their code points to algorithms. */
import { assertString, type Bytes, concat, type Random, randomBytes, UsageError } from '../../bytes/index.ts';
import { type Curve, type CurveName, EcError, p256, p384, p521, x25519 } from '../../ec/index.ts';
import { LatticeError, type MlKem, mlKem768 } from '../../lattice/index.ts';
import { TlsError } from '../errors.ts';
import { NAMED_GROUPS } from '../messages/code-points.ts';

/** Our key pair for one handshake. */
export interface KeyShare {
  /** The public value as sent (RFC 8446 §4.2.8.2; RFC 8422 §5.4). */
  readonly publicValue: Bytes;
  /** Computes the shared secret from the peer's public value. Secret; the caller overwrites it. Call once: it overwrites our
   * private key.
   * @param watch - receives what it was computed of.
   * @throws TlsError `key-share-wrong` for an invalid public value. */
  agree(peer: Uint8Array, watch?: (ephemeral: Ephemeral) => void): Bytes;
}

/** What a shared secret is computed from, as observers see it: our ephemeral private key, which is secret, and the peer's public value. */
export interface Ephemeral {
  /** Of a hybrid group: ML-KEM's seeds d and z (FIPS 203 §7.1), and after them the private key of the curve. */
  readonly privateKey: Uint8Array;
  readonly peer: Uint8Array;
}

export interface Group {
  readonly id: number;
  readonly name: GroupName;
  /** Whether the group is for TLS 1.3 only. */
  readonly only13: boolean;
  /** Generates a key pair. Timing: as the group's key generation. */
  generate(random: Random): KeyShare;
  /** Answers a peer's public value in one step: with encapsulation, the answer depends on that value.
   * @param watch - as with `KeyShare.agree`; a hybrid group, which has no private key of ML-KEM then, does not call it.
   * @throws TlsError `key-share-wrong`. */
  answer(
    random: Random,
    peer: Uint8Array,
    watch?: (ephemeral: Ephemeral) => void,
  ): { readonly publicValue: Bytes; readonly shared: Bytes };
}

export type GroupName = 'X25519MLKEM768' | 'x25519' | 'secp256r1' | 'secp384r1' | 'secp521r1';

/** The two operations of Diffie-Hellman. */
interface DiffieHellman {
  generatePrivateKey(random: Random): Bytes;
  publicKey(privateKey: Uint8Array): Bytes;
  ecdh(privateKey: Uint8Array, publicKey: Uint8Array): Bytes;
}

function groupOf(name: GroupName, { generatePrivateKey, publicKey, ecdh }: DiffieHellman): Group {
  const generate = (random: Random): KeyShare => {
    const privateKey = generatePrivateKey(random);
    return {
      publicValue: publicKey(privateKey),
      agree(peer, watch) {
        watch?.({ privateKey: privateKey.slice(), peer: peer.slice() });
        try {
          return ecdh(privateKey, peer);
        } catch (error) {
          if (!(error instanceof EcError)) throw error;
          throw new TlsError('key-share-wrong', 'RFC 8446 §4.2.8.2', { cause: error });
        } finally {
          privateKey.fill(0);
        }
      },
    };
  };
  return {
    id: NAMED_GROUPS[name],
    name,
    only13: false,
    generate,
    answer(random, peer, watch) {
      const share = generate(random);
      return { publicValue: share.publicValue, shared: share.agree(peer, watch) };
    },
  };
}

/** RFC 8446 §4.2.8.2: points are uncompressed. */
const onCurve = (curve: Curve): DiffieHellman => ({
  generatePrivateKey: (random) => curve.generatePrivateKey(random),
  publicKey: (privateKey) => curve.publicKey(privateKey),
  ecdh(privateKey, publicKey) {
    if (publicKey[0] !== 4)
      throw new EcError('point-encoding', 'points in TLS must be uncompressed', 'RFC 8446 §4.2.8.2');
    return curve.ecdh(privateKey, publicKey);
  },
});

/** Hybrid of a lattice KEM and Diffie-Hellman: an attacker must break both (RFC 10024). Public values and secrets are
 * concatenated, ML-KEM's part first. Each part is checked by its own rules: the coefficients of the encapsulation key (FIPS 203
 * §7.2), and that X25519's result is not zero (RFC 7748 §6.1). */
function hybrid(name: GroupName, kem: MlKem, curve: Group, publicLength: number): Group {
  return {
    id: NAMED_GROUPS[name],
    name,
    only13: true,
    generate(random) {
      // FIPS 203 §7.1: d, then z.
      const half = kem.seedLength / 2;
      const seed = concat(randomBytes(random, half), randomBytes(random, half));
      const { encapsulationKey, decapsulationKey } = kem.keyPairFromSeed(seed);
      const share = curve.generate(random);
      return {
        publicValue: concat(encapsulationKey, share.publicValue),
        agree(peer, watch) {
          const [ciphertext, point] = parted(peer, kem.ciphertextLength, publicLength);
          const sharedSecret = kem.decapsulate(decapsulationKey, ciphertext);
          decapsulationKey.fill(0);
          const watchBoth =
            watch &&
            (({ privateKey }: Ephemeral) => watch({ privateKey: concat(seed, privateKey), peer: peer.slice() }));
          try {
            return joinedSecret(sharedSecret, share.agree(point, watchBoth));
          } finally {
            seed.fill(0);
          }
        },
      };
    },
    answer(random, peer) {
      const [encapsulationKey, point] = parted(peer, kem.encapsulationKeyLength, publicLength);
      const { ciphertext, sharedSecret } = encapsulateTo(kem, encapsulationKey, random);
      const { publicValue, shared } = curve.answer(random, point);
      return { publicValue: concat(ciphertext, publicValue), shared: joinedSecret(sharedSecret, shared) };
    },
  };
}

function parted(bytes: Uint8Array, first: number, second: number): [Uint8Array, Uint8Array] {
  if (bytes.length !== first + second) throw new TlsError('key-share-wrong', 'RFC 10024');
  return [bytes.subarray(0, first), bytes.subarray(first)];
}

function encapsulateTo(kem: MlKem, encapsulationKey: Uint8Array, random: Random) {
  try {
    return kem.encapsulate(encapsulationKey, random);
  } catch (error) {
    if (!(error instanceof LatticeError)) throw error;
    throw new TlsError('key-share-wrong', 'FIPS 203 §7.2', { cause: error });
  }
}

/** Concatenates the two secrets and overwrites them. */
function joinedSecret(first: Bytes, second: Bytes): Bytes {
  const both = concat(first, second);
  first.fill(0);
  second.fill(0);
  return both;
}

const X25519 = groupOf('x25519', x25519);

const GROUPS: readonly Group[] = [
  hybrid('X25519MLKEM768', mlKem768, X25519, x25519.keyLength),
  X25519,
  groupOf('secp256r1', onCurve(p256)),
  groupOf('secp384r1', onCurve(p384)),
  groupOf('secp521r1', onCurve(p521)),
];

/** The code point of the group on each curve. In TLS 1.2 it also limits the keys accepted in ECDSA certificates (RFC 8422 §5.1.1). */
export const GROUP_OF_CURVE: Readonly<Record<CurveName, number>> = {
  'P-256': NAMED_GROUPS.secp256r1,
  'P-384': NAMED_GROUPS.secp384r1,
  'P-521': NAMED_GROUPS.secp521r1,
};

/** The names of all groups in the default order of preference: those that resist quantum computers first, then the fastest. */
export const GROUP_NAMES: readonly GroupName[] = GROUPS.map(({ name }) => name);

/** The groups with those names, in that order.
 * @throws UsageError for an unknown or repeated name, or an empty list. */
export function groupsOf(names: readonly string[], argument: string): readonly Group[] {
  if (!Array.isArray(names) || names.length === 0) {
    throw new UsageError('missing-option', argument, `must name at least one of ${GROUP_NAMES.join(', ')}`);
  }
  if (new Set(names).size < names.length) throw new UsageError('out-of-range', argument, 'must not repeat a group');
  return names.map((name, i) => {
    assertString(name, `${argument}[${i}]`);
    const group = GROUPS.find((row) => row.name === name);
    if (group === undefined)
      throw new UsageError('out-of-range', `${argument}[${i}]`, `has no group ${JSON.stringify(name)}`);
    return group;
  });
}
