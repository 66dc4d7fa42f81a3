/** The table of signature schemes, and the functions that look one up. */
import { ALGORITHM_OIDS } from '../asn1/internal.ts';
import { equalBytes, UsageError } from '../bytes/index.ts';
import { assertHash, type Hash } from '../hash/index.ts';
import { type AlgorithmIdentifier, NULL_PARAMETERS, type PrivateKey, type PublicKey } from '../keys/index.ts';
import { assertNoProxy } from '../keys/internal.ts';
import { ECDSA_SHA1, ECDSA_SHA224, ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512 } from './ecdsa.ts';
import { ED25519 } from './ed25519.ts';
import { RSA_PKCS1_SHA1, RSA_PKCS1_SHA224, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512 } from './rsa-pkcs1.ts';
import { pssSchemeOf, RSA_PSS_SHA224, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512 } from './rsa-pss.ts';
import type { CodePoint, SignatureScheme, TlsVersion } from './scheme.ts';

/** Every scheme that signs certificates, requests and handshakes. If several fit a key, the first is the default. */
export const SIGNATURE_SCHEMES: readonly SignatureScheme[] = [
  RSA_PKCS1_SHA256,
  RSA_PKCS1_SHA384,
  RSA_PKCS1_SHA512,
  RSA_PKCS1_SHA224,
  RSA_PSS_SHA256,
  RSA_PSS_SHA384,
  RSA_PSS_SHA512,
  RSA_PSS_SHA224,
  ECDSA_SHA256,
  ECDSA_SHA384,
  ECDSA_SHA512,
  ECDSA_SHA224,
  ED25519,
];

/** Schemes over SHA-1, which only `anySchemeOf` and `anySchemeFor` find. (PSS over SHA-1 is known by its parameters.) */
const WEAK_SCHEMES: readonly SignatureScheme[] = [RSA_PKCS1_SHA1, ECDSA_SHA1];

/** The scheme of an algorithm identifier.
 * @param publicKey - if given, the scheme must fit this key; otherwise the result is undefined.
 * @returns undefined for an unknown identifier, or wrong parameters. */
export function schemeOf(identifier: AlgorithmIdentifier, publicKey?: PublicKey): SignatureScheme | undefined {
  assertIdentifier(identifier);
  const scheme =
    SIGNATURE_SCHEMES.find(({ algorithm }) => isSameAlgorithm(algorithm, identifier)) ?? pssSchemeOf(identifier);
  if (publicKey !== undefined) assertKey(publicKey);
  if (scheme === undefined || scheme.weak) return undefined;
  return publicKey === undefined || goesWith(scheme, publicKey) ? scheme : undefined;
}

/** As `schemeOf`, including weak schemes: for old certificates, where the caller accepts them.
 * @returns undefined for an unknown identifier, wrong parameters, and MD5 and MD2, which have no scheme. */
export const anySchemeOf = (identifier: AlgorithmIdentifier): SignatureScheme | undefined =>
  schemeOf(identifier) ??
  WEAK_SCHEMES.find(({ algorithm }) => isSameAlgorithm(algorithm, identifier)) ??
  pssSchemeOf(identifier);

/** Whether a scheme fits a key: its type, and its restrictions. */
const goesWith = ({ keyTypes, accepts }: SignatureScheme, key: PrivateKey | PublicKey): boolean =>
  keyTypes.some((type) => type === key.type) && (accepts?.(key) ?? true);

/** RFC 4055 §5: a reader also accepts absent parameters where PKCS #1 v1.5 requires NULL. */
function isSameAlgorithm(ours: AlgorithmIdentifier, theirs: AlgorithmIdentifier): boolean {
  if (ours.algorithm !== theirs.algorithm) return false;
  if (ours.parameters === undefined) return theirs.parameters === undefined;
  if (theirs.parameters === undefined) return equalBytes(ours.parameters, NULL_PARAMETERS);
  return equalBytes(ours.parameters, theirs.parameters);
}

/** The schemes that a key can sign with, the default first: for an EC key the one that TLS 1.3 ties to its curve. Empty for a key that cannot sign. */
export function schemesFor(key: PrivateKey | PublicKey): readonly SignatureScheme[] {
  assertKey(key);
  const all = SIGNATURE_SCHEMES.filter((scheme) => goesWith(scheme, key));
  const isTied = ({ codePoints }: SignatureScheme): boolean =>
    key.type === 'ec' && codePoints.some(({ curve }) => curve === key.curve);
  return [...all.filter(isTied), ...all.filter((scheme) => !isTied(scheme))];
}

/** The scheme by which a key signs with a hash; a scheme with a built-in hash is returned for every hash.
 * @throws UsageError `out-of-range` where the key has none, because it does not sign or because of the hash. */
export function schemeFor(key: PrivateKey | PublicKey, hash: Hash): SignatureScheme {
  assertHash(hash, 'hash');
  const scheme = schemesFor(key).find((one) => one.hash === undefined || one.hash.name === hash.name);
  if (scheme !== undefined) return scheme;
  throw new UsageError('out-of-range', 'hash', `no scheme signs with ${hash.name} and a key of type ${key.type}`);
}

/** The default scheme of a key: the first of `schemesFor`.
 * @throws UsageError `out-of-range` for a key that cannot sign. */
export function usualSchemeFor(key: PrivateKey | PublicKey): SignatureScheme {
  const [scheme] = schemesFor(key);
  if (scheme !== undefined) return scheme;
  throw new UsageError('out-of-range', 'key', `a key of type ${key.type} cannot sign`);
}

/** As `schemeFor`, including weak schemes: for old files, as with `openssl dgst`.
 * @returns undefined if the key has no scheme with this hash. */
export function anySchemeFor(key: PrivateKey | PublicKey, hash: Hash): SignatureScheme | undefined {
  assertKey(key);
  assertHash(hash, 'hash');
  return [...SIGNATURE_SCHEMES, ...WEAK_SCHEMES].find(
    (one) => goesWith(one, key) && (one.hash === undefined || one.hash.name === hash.name),
  );
}

/** A scheme with one of its code points in TLS. */
export interface TlsScheme extends CodePoint {
  readonly scheme: SignatureScheme;
}

/** The schemes that can sign a handshake of a TLS version. */
export const tlsSchemes = (version: TlsVersion): readonly TlsScheme[] =>
  SIGNATURE_SCHEMES.flatMap((scheme) =>
    scheme.codePoints
      .filter(({ versions }) => versions.includes(version))
      .map((codePoint) => ({ ...codePoint, scheme })),
  );

/** Algorithms that are refused by default, because their hashes are broken (RFC 9155 §1, RFC 6151 §2, RFC 6149 §6). MD2 and MD5 are never
 * verified. SHA-1 is, where the caller accepts weak schemes. */
const WEAK: Readonly<Record<string, WeakAlgorithm>> = {
  [ALGORITHM_OIDS.md2WithRsa]: { name: 'md2WithRSAEncryption', hashName: 'md2' },
  [ALGORITHM_OIDS.md5WithRsa]: { name: 'md5WithRSAEncryption', hashName: 'md5' },
  [ALGORITHM_OIDS.sha1WithRsa]: { name: 'sha1WithRSAEncryption', hashName: 'sha1' },
  [ALGORITHM_OIDS.ecdsaWithSha1]: { name: 'ecdsa-with-SHA1', hashName: 'sha1' },
};

export interface WeakAlgorithm {
  readonly name: string;
  readonly hashName: string;
}

/** The name of a broken algorithm and of its hash; undefined for any other algorithm. */
export function weakAlgorithmOf(identifier: AlgorithmIdentifier): WeakAlgorithm | undefined {
  assertIdentifier(identifier);
  if (Object.hasOwn(WEAK, identifier.algorithm)) return WEAK[identifier.algorithm];
  const scheme = pssSchemeOf(identifier);
  return scheme?.weak
    ? { name: `${scheme.algorithmName} with ${scheme.hash!.name}`, hashName: scheme.hash!.name }
    : undefined;
}

function assertKey(key: unknown): void {
  if (typeof (key as PublicKey | null)?.type !== 'string') {
    throw new UsageError('wrong-type', 'key', 'must be a key');
  }
  assertNoProxy(key as PublicKey);
}

function assertIdentifier(identifier: unknown): void {
  if (typeof (identifier as AlgorithmIdentifier | null)?.algorithm === 'string') return;
  throw new UsageError('wrong-type', 'identifier', 'must be an AlgorithmIdentifier');
}

/** @throws UsageError unless a value is a scheme. */
export function assertScheme(scheme: unknown, argument: string): asserts scheme is SignatureScheme {
  const { sign, verify, algorithm, keyTypes } = (scheme ?? {}) as Partial<SignatureScheme>;
  const isMade = typeof sign === 'function' && typeof verify === 'function';
  if (isMade && typeof algorithm === 'object' && Array.isArray(keyTypes)) return;
  throw new UsageError('wrong-type', argument, 'must be a signature scheme such as RSA_PKCS1_SHA256');
}
