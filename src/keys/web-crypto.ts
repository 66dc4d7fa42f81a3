/** Keys to and from the Web Cryptography API: with the `subtle` that the caller passes, in PKCS #8 and SubjectPublicKeyInfo. */
import { assertArray, assertMethods, assertOptions, UsageError } from '../bytes/index.ts';
import { KeyError } from './errors.ts';
import { KEY_TYPES, type KnownPublicKey, type PrivateKey, type PublicKey, rowOfPublic } from './key-types.ts';
import { decodePrivateKey, decodePublicKey, encodePrivateKey, encodePublicKey } from './keys.ts';

/** The part of `crypto.subtle` that is used. `Key` is the platform's CryptoKey. */
export interface SubtleKeys<Key extends CryptoKeyLike> {
  importKey(
    format: 'pkcs8' | 'spki',
    keyData: Uint8Array<ArrayBuffer>,
    algorithm: { name: string; hash?: string; namedCurve?: string },
    extractable: boolean,
    // biome-ignore lint/suspicious/noExplicitAny: the platforms' types list the usages each in its own way.
    keyUsages: any[],
  ): Promise<Key>;
  // biome-ignore lint/suspicious/noExplicitAny: the platforms' types overload it by the format, with JWK among them.
  exportKey(format: any, key: Key): Promise<any>;
}

/** The part of a CryptoKey that is used. */
export interface CryptoKeyLike {
  readonly type: string;
  readonly extractable: boolean;
}

/** The algorithm and usages of a CryptoKey. */
export interface CryptoKeyOptions {
  /** An algorithm that fits the key type: `RSASSA-PKCS1-v1_5`, `RSA-PSS`, `RSA-OAEP`; `ECDSA`, `ECDH`; `Ed25519`; `X25519`. */
  readonly algorithm: string;
  /** For RSA, which is bound to a hash: `SHA-256`. Absent for the others. */
  readonly hash?: string | undefined;
  /** Whether the platform allows the key to be exported. */
  readonly extractable: boolean;
  /** As `importKey` takes them: `['sign']`, `['verify']`, `['deriveBits']`. */
  readonly usages: readonly string[];
}

/** The algorithm names that the Web Cryptography API has for each key type. `rsa-pss` has none: the API's RSA-PSS takes RSA keys. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  rsa: ['RSASSA-PKCS1-v1_5', 'RSA-PSS', 'RSA-OAEP'],
  ec: ['ECDSA', 'ECDH'],
  ed25519: ['Ed25519'],
  x25519: ['X25519'],
};

/** A key as a CryptoKey: `toCryptoKey(crypto.subtle, key, { algorithm: 'ECDSA', extractable: false, usages: ['sign'] })`.
 * @param subtle - the platform's `crypto.subtle`.
 * @throws (as a rejection) UsageError on wrong arguments; KeyError `unsupported-algorithm` for RSA-PSS keys, which the API does not have
 * (its RSA-PSS uses RSA keys); the platform's error for usages that do not fit.
 * Timing: depends on the lengths of the key's components. */
export async function toCryptoKey<Key extends CryptoKeyLike>(
  subtle: SubtleKeys<Key>,
  key: PrivateKey | PublicKey,
  options: CryptoKeyOptions,
): Promise<Key> {
  assertSubtle(subtle);
  assertOptions(options, 'options', ['algorithm', 'hash', 'extractable', 'usages']);
  const { algorithm: name, hash, extractable, usages } = options;
  assertArray(usages, 'options.usages');
  if (typeof extractable !== 'boolean') throw new UsageError('wrong-type', 'options.extractable', 'must be a boolean');
  const { type, name: kind } = rowOfPublic(key as PublicKey);
  const names = Object.hasOwn(ALGORITHMS, type) ? ALGORITHMS[type] : undefined;
  if (names === undefined) {
    const message = `${kind} keys have no form in the Web Cryptography API`;
    throw new KeyError('unsupported-algorithm', message, 'Web Cryptography API §20.4');
  }
  if (!names.includes(name)) throw new UsageError('out-of-range', 'options.algorithm', `must be ${names.join(' or ')}`);
  if ((type === 'rsa') !== (typeof hash === 'string')) {
    throw new UsageError('out-of-range', 'options.hash', 'is needed for RSA, and for nothing else');
  }
  const algorithm = { name, ...(hash !== undefined && { hash }), ...(key.type === 'ec' && { namedCurve: key.curve }) };
  const isPrivate = KEY_TYPES.some((row) => row.isPrivate(key));
  const der = isPrivate ? encodePrivateKey(key as PrivateKey, 'pkcs8') : encodePublicKey(key as PublicKey, 'spki');
  try {
    return await subtle.importKey(isPrivate ? 'pkcs8' : 'spki', der, algorithm, extractable, [...usages]);
  } finally {
    if (isPrivate) der.fill(0);
  }
}

/** Exports the key of a CryptoKey. It is checked like any other key that is read.
 * @param subtle - the platform's `crypto.subtle`.
 * @throws (as a rejection) UsageError `wrong-type` for values that are not a CryptoKey of a key pair, `misuse` for one that is not
 * extractable; as `decodePrivateKey` and `decodePublicKey`. Timing: as `decodePrivateKey`. */
export async function fromCryptoKey<Key extends CryptoKeyLike>(
  subtle: SubtleKeys<Key>,
  cryptoKey: Key,
): Promise<PrivateKey | KnownPublicKey> {
  assertSubtle(subtle);
  const { type, extractable } = (cryptoKey ?? {}) as Partial<CryptoKeyLike>;
  if (type !== 'private' && type !== 'public') {
    throw new UsageError('wrong-type', 'cryptoKey', 'must be a private or public CryptoKey');
  }
  if (extractable !== true) throw new UsageError('misuse', 'cryptoKey', 'is not extractable: the platform keeps it');
  const der = new Uint8Array(await subtle.exportKey(type === 'private' ? 'pkcs8' : 'spki', cryptoKey));
  try {
    return type === 'private' ? decodePrivateKey(der, 'pkcs8') : decodePublicKey(der, 'spki');
  } finally {
    if (type === 'private') der.fill(0);
  }
}

const assertSubtle = (subtle: unknown): void =>
  assertMethods(subtle, 'subtle', 'the platform’s crypto.subtle', 'importKey', 'exportKey');
