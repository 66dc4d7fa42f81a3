/** SubjectPublicKeyInfo and PrivateKeyInfo, for any table of key types. */
import { byteAlignedBitString, implicit, octetString, optional, sequence, setOf, smallInteger } from '../asn1/index.ts';
import { type Codec, openType, secret } from '../codec/index.ts';
import { type AlgorithmIdentifier, algorithmIdentifier, algorithmOid } from './algorithm.ts';
import { attribute } from './attribute.ts';
import type { AnyKeyEncoding } from './key-encodings.ts';

const PKCS8 = 'RFC 5958 §2';

type ContentOf<C> = C extends Codec<infer Content> ? Content : never;
type Rows = readonly AnyKeyEncoding[];
type PublicContent<R extends Rows> = {
  [K in R[number] as K['type']]: { readonly kind: K['type']; readonly value: ContentOf<K['subjectPublicKey']> };
}[R[number]['type']];
type PrivateContent<R extends Rows> = {
  [K in R[number] as K['type']]: { readonly kind: K['type']; readonly value: ContentOf<K['privateKey']> };
}[R[number]['type']];
/** The undecoded content of an algorithm without a row. */
type OtherContent = { readonly kind: 'other'; readonly value: Uint8Array };

/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). The algorithm determines the type of the key bits. */
export interface SubjectPublicKeyInfoOf<R extends Rows> {
  readonly algorithm: AlgorithmIdentifier;
  readonly subjectPublicKey: PublicContent<R> | OtherContent;
}

/** PrivateKeyInfo, which RFC 5958 calls OneAsymmetricKey: version 0, or 1 where the public key is beside the private one.
 * Deviation: the version is not compared with the presence of `publicKey`; OpenSSL reads both too. A public key is compared with the
 * private one in either version. */
export interface PrivateKeyInfoOf<R extends Rows> {
  readonly version: number;
  readonly privateKeyAlgorithm: AlgorithmIdentifier;
  readonly privateKey: PrivateContent<R> | OtherContent;
  readonly attributes?: readonly (typeof attribute extends Codec<infer A> ? A : never)[] | undefined;
  readonly publicKey?: Uint8Array | undefined;
}

/** SubjectPublicKeyInfo of the key types of a table. */
export const subjectPublicKeyInfoOf = <const R extends Rows>(rows: R): Codec<SubjectPublicKeyInfoOf<R>> =>
  sequence('SubjectPublicKeyInfo', 'RFC 5280 §4.1.2.7', {
    algorithm: algorithmIdentifier,
    subjectPublicKey: openType(
      'algorithm',
      tableOf(rows, (row) => row.subjectPublicKey),
      byteAlignedBitString,
      algorithmOid,
    ),
  }) as Codec<SubjectPublicKeyInfoOf<R>>;

/** PrivateKeyInfo of the key types of a table. */
export const privateKeyInfoOf = <const R extends Rows>(rows: R): Codec<PrivateKeyInfoOf<R>> =>
  sequence('PrivateKeyInfo', PKCS8, {
    version: smallInteger(0, 1, PKCS8),
    privateKeyAlgorithm: algorithmIdentifier,
    privateKey: openType(
      'privateKeyAlgorithm',
      tableOf(rows, (row) => row.privateKey),
      secret(octetString),
      algorithmOid,
    ),
    attributes: optional(implicit(0, setOf(attribute))),
    publicKey: optional(implicit(1, byteAlignedBitString)),
  }) as unknown as Codec<PrivateKeyInfoOf<R>>;

const tableOf = (rows: Rows, content: (row: AnyKeyEncoding) => Codec<unknown>) =>
  Object.fromEntries(rows.map((row) => [row.type, { id: row.algorithm, codec: content(row) }]));
