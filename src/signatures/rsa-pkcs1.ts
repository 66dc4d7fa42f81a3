/** RSASSA-PKCS1-v1_5 as signature schemes (RFC 8017 §8.2, §A.2.4; RFC 4055 §5). */
import { ALGORITHM_OIDS } from '../asn1/internal.ts';
import { type Hash, sha1, sha224, sha256, sha384, sha512 } from '../hash/index.ts';
import { NULL_PARAMETERS, rsaKeys } from '../keys/index.ts';
import { signPkcs1Digest, verifyPkcs1Digest } from '../rsa/index.ts';
import { privateKeyFor } from './keys-for.ts';
import type { CodePoint, SignatureScheme } from './scheme.ts';

interface Row {
  readonly oid: string;
  readonly hash: Hash;
  /** The code point of TLS; absent for SHA-1 and SHA-224. */
  readonly id?: number;
  readonly weak?: boolean;
}

function rsaPkcs1({ oid, hash, id, weak = false }: Row): SignatureScheme {
  const name = `rsa_pkcs1_${hash.name}`;
  const codePoint = (id: number): CodePoint => ({ id, name, keyType: 'rsa', versions: ['TLSv1.2'] });
  const scheme: Required<Omit<SignatureScheme, 'accepts'>> = {
    name,
    algorithm: { algorithm: oid, parameters: NULL_PARAMETERS },
    algorithmName: `${hash.name}WithRSAEncryption`,
    keyTypes: ['rsa'],
    hash,
    weak,
    codePoints: id === undefined ? [] : [codePoint(id)],
    sign: (key, message, random) => scheme.signDigest(key, hash.digest(message), random),
    verify: (key, message, signature) => scheme.verifyDigest(key, hash.digest(message), signature),
    signDigest: (key, digest, random) => signPkcs1Digest(hash, privateKeyFor(scheme, key, rsaKeys), digest, random),
    verifyDigest: (key, digest, signature) => key?.type === 'rsa' && verifyPkcs1Digest(hash, key, digest, signature),
  };
  return scheme;
}

/** TLS no longer has a code point for SHA-224 (RFC 8446 §4.2.3). */
export const RSA_PKCS1_SHA224 = rsaPkcs1({ oid: ALGORITHM_OIDS.sha224WithRsa, hash: sha224 });
export const RSA_PKCS1_SHA256 = rsaPkcs1({ oid: ALGORITHM_OIDS.sha256WithRsa, hash: sha256, id: 0x0401 });
export const RSA_PKCS1_SHA384 = rsaPkcs1({ oid: ALGORITHM_OIDS.sha384WithRsa, hash: sha384, id: 0x0501 });
export const RSA_PKCS1_SHA512 = rsaPkcs1({ oid: ALGORITHM_OIDS.sha512WithRsa, hash: sha512, id: 0x0601 });
/** For old files only: certificates, requests and handshakes are neither signed nor verified with it. */
export const RSA_PKCS1_SHA1 = rsaPkcs1({ oid: ALGORITHM_OIDS.sha1WithRsa, hash: sha1, weak: true });
