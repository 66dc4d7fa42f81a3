/** Public keys of every kind: SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), and each algorithm's own form. */
import { bitStringContaining, byteAlignedBitString, sequence } from '../asn1/index.ts';
import type { Bytes } from '../bytes/index.ts';
import { type DecodeOptions, decode, encode, openType, type ValueOf } from '../codec/index.ts';
import { sha1 } from '../hash/index.ts';
import { checkPublicKey, type RsaPublicKey } from '../rsa/index.ts';
import { algorithmIdentifier, algorithmKey, RSA_ENCRYPTION } from './algorithm.ts';
import { KeyError } from './errors.ts';
import { assertFormat } from './format.ts';
import { rsaPublicKey } from './rsa.ts';

/** A public key and its kind. */
export type PublicKey = { readonly type: 'rsa'; readonly key: RsaPublicKey };

/** SubjectPublicKeyInfo. Which key the bits are is said by the algorithm, its parameters included. */
export const subjectPublicKeyInfo = sequence('SubjectPublicKeyInfo', 'RFC 5280 §4.1.2.7', {
  algorithm: algorithmIdentifier,
  subjectPublicKey: openType(
    'algorithm',
    { rsa: { id: RSA_ENCRYPTION, codec: bitStringContaining(rsaPublicKey) } },
    byteAlignedBitString,
    algorithmKey,
  ),
});
export interface SubjectPublicKeyInfo extends ValueOf<typeof subjectPublicKeyInfo> {}

/** `spki` is for any key, `pkcs1` is RSAPublicKey alone. */
export type PublicKeyFormat = 'spki' | 'pkcs1';

/** Reads a public key.
 * @throws DecodeError on malformed bytes; KeyError `unsupported-algorithm`; RsaError for numbers that are no RSA key. */
export function decodePublicKey(der: Uint8Array, format: PublicKeyFormat, options?: DecodeOptions): PublicKey {
  assertFormat(format, ['spki', 'pkcs1']);
  if (format === 'spki') return publicKeyFromSpki(decode(subjectPublicKeyInfo, der, options));
  return checked({ type: 'rsa', key: decode(rsaPublicKey, der, options) });
}

/** Writes a public key. */
export function encodePublicKey(publicKey: PublicKey, format: PublicKeyFormat): Bytes {
  assertFormat(format, ['spki', 'pkcs1']);
  return format === 'spki' ? encode(subjectPublicKeyInfo, toSpki(publicKey)) : encode(rsaPublicKey, publicKey.key);
}

/** The key in a SubjectPublicKeyInfo.
 * @throws KeyError `unsupported-algorithm`; RsaError for numbers that are no RSA key. */
export function publicKeyFromSpki({ algorithm, subjectPublicKey }: SubjectPublicKeyInfo): PublicKey {
  if (subjectPublicKey.kind === 'other') {
    const message = `no public key algorithm ${algorithm.algorithm} with these parameters is known`;
    throw new KeyError('unsupported-algorithm', message, 'RFC 3279 §2.3');
  }
  return checked({ type: subjectPublicKey.kind, key: subjectPublicKey.value });
}

function checked(publicKey: PublicKey): PublicKey {
  checkPublicKey(publicKey.key);
  return publicKey;
}

/** The SubjectPublicKeyInfo of a key. */
export const toSpki = ({ type, key }: PublicKey): SubjectPublicKeyInfo => ({
  algorithm: RSA_ENCRYPTION,
  subjectPublicKey: { kind: type, value: key },
});

/** SHA-1 over the bits of `subjectPublicKey`: the usual subject key identifier (RFC 5280 §4.2.1.2, method 1). A name, no
 * commitment: nothing may rest on two keys not sharing it. */
export const keyIdentifier = (publicKey: PublicKey): Bytes => sha1.digest(encode(rsaPublicKey, publicKey.key));
