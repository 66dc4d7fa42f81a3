/** ECDSA as signature schemes (RFC 5758 §3.2; RFC 8422 §5.1.3). Any NIST curve can be used with any hash, except in TLS 1.3. */
import { ALGORITHM_OIDS } from '../asn1/internal.ts';
import { assertBytes, UsageError } from '../bytes/index.ts';
import type { CurveName } from '../ec/index.ts';
import { type Hash, sha1, sha224, sha256, sha384, sha512 } from '../hash/index.ts';
import { ecKeys } from '../keys/index.ts';
import { assertNumbers, curveNamed } from '../keys/internal.ts';
import { ecdsaFromDer, ecdsaToDer } from './ecdsa-sig-value.ts';
import { verifyDigest } from './frequent-keys.ts';
import { privateKeyFor } from './keys-for.ts';
import type { CodePoint, SignatureScheme } from './scheme.ts';

interface Row {
  readonly algorithm: string;
  readonly hash: Hash;
  /** The code point and name in TLS, and the curve that TLS 1.3 requires. */
  readonly codePoint?: Pick<CodePoint, 'curve' | 'id' | 'name'>;
  readonly weak?: boolean;
}

function ecdsa({ algorithm, hash, codePoint, weak = false }: Row): SignatureScheme {
  const scheme: Required<Omit<SignatureScheme, 'accepts'>> = {
    name: `ecdsa_${hash.name}`,
    algorithm: { algorithm },
    algorithmName: `ecdsa-with-${hash.name.toUpperCase()}`,
    keyTypes: ['ec'],
    hash,
    weak,
    codePoints: codePoint === undefined ? [] : [{ ...codePoint, keyType: 'ec', versions: ['TLSv1.2', 'TLSv1.3'] }],
    sign: (key, message, random) => scheme.signDigest(key, hash.digest(message), random),
    verify: (key, message, signature) => scheme.verifyDigest(key, hash.digest(message), signature),
    signDigest(key, digest, random) {
      const { curve, d } = privateKeyFor(scheme, key, ecKeys);
      assertDigest(hash, digest);
      return ecdsaToDer(curveNamed(curve).signDigest(hash, d, digest, { random }));
    },
    verifyDigest(key, digest, signature) {
      if (key?.type !== 'ec') return false;
      assertNumbers([ecKeys], key);
      assertBytes(signature, 'signature');
      assertDigest(hash, digest);
      const curve = curveNamed(key.curve);
      const raw = ecdsaFromDer(signature, curve.orderLength);
      return raw !== undefined && verifyDigest(key, digest, raw);
    },
  };
  return scheme;
}

function assertDigest({ outputLength }: Hash, digest: Uint8Array): void {
  assertBytes(digest, 'digest');
  if (digest.length !== outputLength) {
    throw new UsageError('out-of-range', 'digest', `must have ${outputLength} bytes, got ${digest.length}`);
  }
}

const codePoint = (id: number, curve: CurveName, name: string) => ({ id, curve, name });

export const ECDSA_SHA224 = ecdsa({ algorithm: ALGORITHM_OIDS.ecdsaWithSha224, hash: sha224 });
export const ECDSA_SHA256 = ecdsa({
  algorithm: ALGORITHM_OIDS.ecdsaWithSha256,
  hash: sha256,
  codePoint: codePoint(0x0403, 'P-256', 'ecdsa_secp256r1_sha256'),
});
export const ECDSA_SHA384 = ecdsa({
  algorithm: ALGORITHM_OIDS.ecdsaWithSha384,
  hash: sha384,
  codePoint: codePoint(0x0503, 'P-384', 'ecdsa_secp384r1_sha384'),
});
export const ECDSA_SHA512 = ecdsa({
  algorithm: ALGORITHM_OIDS.ecdsaWithSha512,
  hash: sha512,
  codePoint: codePoint(0x0603, 'P-521', 'ecdsa_secp521r1_sha512'),
});
/** For old files only: certificates, requests and handshakes are neither signed nor verified with it. */
export const ECDSA_SHA1 = ecdsa({ algorithm: ALGORITHM_OIDS.ecdsaWithSha1, hash: sha1, weak: true });
