/** Keys for a cluster's certificates: of configured kinds, or each of the same kind as the key that it replaces. */
import { assertOptions, bitLength, type Random, UsageError } from '../../bytes/index.ts';
import { hasRow } from '../../bytes/internal.ts';
import { generateKeyAsync, type KeygenOptions, type PrivateKey, type PublicKey } from '../../keys/index.ts';
import { PkiError } from './errors.ts';
import type { KeySource } from './issue.ts';
import { SERVICE_ACCOUNT_KEY } from './plan.ts';

/** The options for a kind of key, without the random source. */
type KeyKind = KeygenOptions extends infer Options
  ? Options extends unknown
    ? Omit<Options, 'random'>
    : never
  : never;

/** The kinds by kubeadm's names (`encryptionAlgorithm` of ClusterConfiguration, there as RSA-2048 and so on), in lower case;
 * Ed25519 is not in kubeadm. */
const KINDS = {
  'rsa-2048': { type: 'rsa', modulusBits: 2048 },
  'rsa-3072': { type: 'rsa', modulusBits: 3072 },
  'rsa-4096': { type: 'rsa', modulusBits: 4096 },
  'ecdsa-p256': { type: 'ec', curve: 'P-256' },
  'ecdsa-p384': { type: 'ec', curve: 'P-384' },
  ed25519: { type: 'ed25519' },
} as const satisfies Record<string, KeyKind>;

export type ClusterKeyType = keyof typeof KINDS;
/** All supported kinds of keys for a cluster. */
export const CLUSTER_KEY_TYPES = Object.freeze(Object.keys(KINDS)) as readonly ClusterKeyType[];
/** kubeadm's default. */
export const DEFAULT_KEY_TYPE: ClusterKeyType = 'rsa-2048';

/** The two serving certificates. */
const SERVING: readonly string[] = ['apiserver', 'kubelet'];

export interface RenewalKeyOptions {
  readonly random: Random;
  /** Called before each primality test for an RSA key. Default: none. */
  readonly onProgress?: ((progress: KeyProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface KeySourceOptions extends RenewalKeyOptions {
  /** The type of all keys. That of the service account key is `ecdsa-p256` where this is `ed25519`: Kubernetes cannot sign tokens with
   * Ed25519. */
  readonly keyType: ClusterKeyType;
  /** The kind of the serving keys of the API server and the kubelet. Default: `keyType`. */
  readonly servingKeyType?: ClusterKeyType | undefined;
}

export interface KeyProgress {
  /** What the key is for. */
  readonly name: string;
  /** The number of keys generated before. */
  readonly made: number;
  readonly prime: 'p' | 'q';
  /** Numbers tested for this prime so far. */
  readonly tested: number;
}

const RENEWAL_OPTIONS = ['random', 'onProgress', 'signal'];

/** A source of keys of the configured kinds. An RSA key of 2048 bits takes about a tenth of a second, during which the event loop can run.
 * @throws UsageError on wrong options. A key's promise is rejected as by `generateKeyAsync`, or with `signal.reason`. */
export function clusterKeys(options: KeySourceOptions): KeySource {
  assertOptions(options, 'options', [...RENEWAL_OPTIONS, 'keyType', 'servingKeyType']);
  const { keyType, servingKeyType = keyType } = options;
  const usual = kindNamed(keyType, 'options.keyType');
  const serving = kindNamed(servingKeyType, 'options.servingKeyType');
  const kindFor = (name: string): KeyKind => {
    if (SERVING.includes(name)) return serving;
    return name === SERVICE_ACCOUNT_KEY.name && usual.type === 'ed25519' ? KINDS['ecdsa-p256'] : usual;
  };
  return keysOf(kindFor, options);
}

/** A source of keys of the same kind as an existing key: the one that is replaced, or the CA's key for a new user.
 * @throws UsageError on wrong options. A key's promise is rejected as by `clusterKeys`, and with PkiError `key-type` for a kind that cannot
 * be generated or cannot sign; UsageError if there is no existing key. */
export function keysInKind(options: RenewalKeyOptions): KeySource {
  assertOptions(options, 'options', RENEWAL_OPTIONS);
  return keysOf(kindOf, options);
}

function keysOf(
  kindFor: (name: string, like?: PublicKey) => KeyKind,
  { random, onProgress, signal }: RenewalKeyOptions,
): KeySource {
  let made = 0;
  return async (name, like) => {
    signal?.throwIfAborted();
    const kind = kindFor(name, like);
    const report =
      onProgress &&
      (({ prime, tested }: Omit<KeyProgress, 'name' | 'made'>) => onProgress({ name, made, prime, tested }));
    const isRsa = kind.type === 'rsa' || kind.type === 'rsa-pss';
    const key: PrivateKey = await generateKeyAsync(
      isRsa ? { ...kind, random, signal, onProgress: report } : { ...kind, random },
    );
    made++;
    return key;
  };
}

function kindNamed(name: ClusterKeyType, argument: string): KeyKind {
  if (hasRow(KINDS, name)) return KINDS[name];
  throw new UsageError('out-of-range', argument, `must be one of ${CLUSTER_KEY_TYPES.join(', ')}`);
}

/** The options that generate a key of the same kind as another. */
function kindOf(name: string, like?: PublicKey): KeyKind {
  if (like === undefined) throw new UsageError('wrong-type', 'like', 'must be a public key');
  switch (like.type) {
    case 'rsa':
      return { type: 'rsa', modulusBits: lengthLike(like.modulus) };
    case 'rsa-pss':
      return { type: 'rsa-pss', modulusBits: lengthLike(like.modulus), restriction: like.restriction };
    case 'ec':
      return { type: 'ec', curve: like.curve };
    case 'ed25519':
      return { type: 'ed25519' };
  }
  const message = `has a key of type ${like.type}, which cannot be generated for a certificate; choose a key type`;
  throw new PkiError('key-type', name, message, 'kubeadm v1.32, encryptionAlgorithm');
}

/** The length of a modulus, rounded up to a length that can be generated. */
function lengthLike(modulus: bigint): number {
  const bits = bitLength(modulus);
  return Math.max(2048, bits + (bits % 2));
}
