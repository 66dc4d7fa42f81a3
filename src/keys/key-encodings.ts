/** How each key type is written in a SubjectPublicKeyInfo and in a PrivateKeyInfo: a table separate from that of the key types, so that
 * code that only decodes does not bundle the arithmetic of every type. */
import { bitStringContaining, byteAlignedBitString, octetString, octetStringContaining } from '../asn1/index.ts';
import { ALGORITHM_OIDS } from '../asn1/internal.ts';
import { type Codec, cite, named, secret } from '../codec/index.ts';
import { CURVE_OIDS } from '../ec/internal.ts';
import type { AlgorithmIdentifier } from './algorithm.ts';
import { ecPrivateKey } from './ec-private-key.ts';
import { rsaPrivateKey, rsaPublicKey } from './rsa-structures.ts';

/** A row: the part of a `KeyType` that is about bytes. The OID of `algorithm` determines the key type. */
export interface KeyEncoding<Type extends string, PublicContent, PrivateContent> {
  readonly type: Type;
  readonly algorithm: AlgorithmIdentifier;
  readonly subjectPublicKey: Codec<PublicContent>;
  readonly privateKey: Codec<PrivateContent>;
}
// biome-ignore lint/suspicious/noExplicitAny: a row is invariant in its contents, so "a row of some kind" has no other name.
export type AnyKeyEncoding = KeyEncoding<string, any, any>;

/** The components of an RSA key (RFC 8017 appendix A.1), also of a key that is restricted to RSASSA-PSS (RFC 4055 §1.2). */
export const rsaPublicKeyBits = bitStringContaining(rsaPublicKey);
export const rsaPrivateKeyOctets = octetStringContaining(rsaPrivateKey);
/** ECPrivateKey (RFC 5915 §3). */
export const ecPrivateKeyOctets = octetStringContaining(ecPrivateKey);
/** CurvePrivateKey. */
export const curve25519PrivateKeyOctets = octetStringContaining(
  secret(named('CurvePrivateKey', cite('RFC 8410 §7', octetString))),
);

const row = <Type extends string, PublicContent, PrivateContent>(
  type: Type,
  algorithm: string,
  subjectPublicKey: Codec<PublicContent>,
  privateKey: Codec<PrivateContent>,
): KeyEncoding<Type, PublicContent, PrivateContent> => ({
  ...{ type, algorithm: { algorithm }, subjectPublicKey, privateKey },
});

/** One row for each row of `KEY_TYPES`, in its order. */
export const KEY_ENCODINGS = [
  /* @__PURE__ */ row('rsa', ALGORITHM_OIDS.rsaEncryption, rsaPublicKeyBits, rsaPrivateKeyOctets),
  /* @__PURE__ */ row('rsa-pss', ALGORITHM_OIDS.rsassaPss, rsaPublicKeyBits, rsaPrivateKeyOctets),
  /* @__PURE__ */ row('ec', ALGORITHM_OIDS.ecPublicKey, byteAlignedBitString, ecPrivateKeyOctets),
  /* @__PURE__ */ row('ed25519', CURVE_OIDS.Ed25519, byteAlignedBitString, curve25519PrivateKeyOctets),
  /* @__PURE__ */ row('x25519', CURVE_OIDS.X25519, byteAlignedBitString, curve25519PrivateKeyOctets),
] as const;
