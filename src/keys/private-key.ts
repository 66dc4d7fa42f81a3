/** Private keys of every kind: PrivateKeyInfo (PKCS #8: RFC 5208 §5, RFC 5958 §2), and each algorithm's own form. */
import {
  byteAlignedBitString,
  implicit,
  octetString,
  octetStringContaining,
  optional,
  sequence,
  setOf,
  smallInteger,
} from '../asn1/index.ts';
import type { Bytes } from '../bytes/index.ts';
import { type DecodeOptions, decode, encode, openType, secret, type ValueOf } from '../codec/index.ts';
import { checkPrivateKey, type RsaPrivateKey } from '../rsa/index.ts';
import { algorithmIdentifier, algorithmKey, RSA_ENCRYPTION } from './algorithm.ts';
import { attribute } from './attribute.ts';
import { KeyError } from './errors.ts';
import { assertFormat } from './format.ts';
import type { PublicKey } from './public-key.ts';
import { rsaPrivateKey } from './rsa.ts';

/** A private key and its kind. Secret. */
export type PrivateKey = { readonly type: 'rsa'; readonly key: RsaPrivateKey };

const PKCS8 = 'RFC 5958 §2';

/** PrivateKeyInfo, which RFC 5958 calls OneAsymmetricKey: version 0, or 1 where the public key is beside the private one. */
export const privateKeyInfo = sequence('PrivateKeyInfo', PKCS8, {
  version: smallInteger(0, 1, PKCS8),
  privateKeyAlgorithm: algorithmIdentifier,
  privateKey: openType(
    'privateKeyAlgorithm',
    { rsa: { id: RSA_ENCRYPTION, codec: octetStringContaining(rsaPrivateKey) } },
    secret(octetString),
    algorithmKey,
  ),
  attributes: optional(implicit(0, setOf(attribute))),
  publicKey: optional(implicit(1, byteAlignedBitString)),
});
export interface PrivateKeyInfo extends ValueOf<typeof privateKeyInfo> {}

/** `pkcs8` is for any key, `pkcs1` is RSAPrivateKey alone. */
export type PrivateKeyFormat = 'pkcs8' | 'pkcs1';

/** Reads a private key, and checks that its numbers belong together.
 * @throws DecodeError on malformed bytes; KeyError `unsupported-algorithm`; RsaError when the numbers are no key.
 * Timing: depends on the key (bigint arithmetic). */
export function decodePrivateKey(der: Uint8Array, format: PrivateKeyFormat, options?: DecodeOptions): PrivateKey {
  assertFormat(format, ['pkcs8', 'pkcs1']);
  const privateKey: PrivateKey =
    format === 'pkcs8'
      ? privateKeyFromInfo(decode(privateKeyInfo, der, options))
      : { type: 'rsa', key: decode(rsaPrivateKey, der, options) };
  checkPrivateKey(privateKey.key);
  return privateKey;
}

function privateKeyFromInfo({ privateKeyAlgorithm, privateKey }: PrivateKeyInfo): PrivateKey {
  if (privateKey.kind === 'other') {
    const message = `no private key algorithm ${privateKeyAlgorithm.algorithm} with these parameters is known`;
    throw new KeyError('unsupported-algorithm', message, PKCS8);
  }
  return { type: privateKey.kind, key: privateKey.value };
}

/** Writes a private key, unencrypted. The result is as secret as the key.
 * Timing: depends on the lengths of the key's numbers. */
export function encodePrivateKey({ type, key }: PrivateKey, format: PrivateKeyFormat): Bytes {
  assertFormat(format, ['pkcs8', 'pkcs1']);
  if (format === 'pkcs1') return encode(rsaPrivateKey, key);
  return encode(privateKeyInfo, {
    version: 0,
    privateKeyAlgorithm: RSA_ENCRYPTION,
    privateKey: { kind: type, value: key },
  });
}

/** The public half, without the private numbers. */
export const publicKeyOf = ({ type, key: { modulus, publicExponent } }: PrivateKey): PublicKey => ({
  type,
  key: { modulus, publicExponent },
});
