/** Signatures of certificates and requests, by the schemes of `signatures/`. */
import { type AlgorithmIdentifier, KeyError, type PrivateKey, type PublicKey, publicKeyOf } from '../keys/index.ts';
import { assertScheme, type SignatureScheme, schemeOf, weakAlgorithmOf } from '../signatures/index.ts';
import { X509Error } from './errors.ts';

/** Checks, before anything is encoded, that a key can sign with a scheme.
 * @param argument - how an error names the key.
 * @throws UsageError for a value that is not a key or a scheme; X509Error `unsupported-signature-algorithm` for a weak scheme,
 * or one that does not fit the key's type. */
export function assertSigns(key: PrivateKey, scheme: SignatureScheme, argument = 'key'): void {
  assertScheme(scheme, 'scheme');
  const { type } = publicKeyOf(key, argument);
  if (scheme.weak) throw unsupported(scheme.algorithmName);
  if (!scheme.keyTypes.some((one) => one === type) || scheme.accepts?.(key) === false) {
    throw unsupported(`${scheme.name} with a key of type ${type}`);
  }
}

/** Verifies a signature. Returns false too when the key's type does not fit the algorithm.
 * @throws X509Error `unsupported-signature-algorithm` for an unknown or weak algorithm; KeyError `unsupported-algorithm` for a key of an
 * unknown kind; RsaError for a key too short for the signature. */
export function verifySignature(
  identifier: AlgorithmIdentifier,
  publicKey: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const scheme = schemeOf(identifier);
  if (scheme === undefined) throw unsupported(weakAlgorithmOf(identifier)?.name ?? identifier.algorithm);
  // Not false: that would call a signature wrong that nobody looked at.
  if (publicKey.type === 'unknown') throw new KeyError('unsupported-algorithm', publicKey.reason, 'RFC 3279 §2.3');
  return scheme.verify(publicKey, message, signature);
}

const unsupported = (what: string): X509Error =>
  new X509Error(
    'unsupported-signature-algorithm',
    `signing and verifying are not supported with ${what}`,
    'RFC 5280 §4.1.1.2',
  );
