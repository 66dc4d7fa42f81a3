/** Signatures of certificates and requests, by the schemes of `signatures/`. */
import { type AlgorithmIdentifier, type PrivateKey, type PublicKey, publicKeyOf } from '../keys/index.ts';
import { assertScheme, type SignatureScheme, schemeOf, weakAlgorithmOf } from '../signatures/index.ts';
import { X509Error } from './errors.ts';

/** Checks, before anything is encoded, that a key can sign with a scheme.
 * @throws UsageError for what is no key or no scheme; X509Error `unsupported-signature-algorithm` for a weak scheme, or a key of another
 * kind. */
export function assertSigns(key: PrivateKey, scheme: SignatureScheme): void {
  assertScheme(scheme, 'scheme');
  const { type } = publicKeyOf(key);
  if (scheme.weak) throw unsupported(scheme.algorithmName);
  if (!scheme.keyTypes.some((one) => one === type) || scheme.accepts?.(key) === false) {
    throw unsupported(`${scheme.name} and this key of type ${type}`);
  }
}

/** Whether a signature is this key's over these bytes. False too where the key is of another kind than the algorithm.
 * @throws X509Error `unsupported-signature-algorithm` for an algorithm that is unknown, or too weak to mean anything;
 * RsaError for a key that is too short for any signature. */
export function verifySignature(
  identifier: AlgorithmIdentifier,
  publicKey: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const scheme = schemeOf(identifier);
  if (scheme === undefined) throw unsupported(weakAlgorithmOf(identifier)?.name ?? identifier.algorithm);
  return scheme.verify(publicKey, message, signature);
}

const unsupported = (what: string): X509Error =>
  new X509Error(
    'unsupported-signature-algorithm',
    `no signatures are made or verified with ${what}`,
    'RFC 5280 §4.1.1.2',
  );
