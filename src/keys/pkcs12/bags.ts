/** The contents of a PKCS #12 file as values. */
import type { Bytes } from '../../bytes/index.ts';
import type { AlgorithmIdentifier } from '../algorithm.ts';
import type { KeyError } from '../errors.ts';
import type { PrivateKey } from '../key-types.ts';
import type { BagAttributes } from './attributes.ts';
import type { Pkcs12Mac } from './mac.ts';

/** A private key. */
export interface Pkcs12Key extends BagAttributes {
  readonly type: 'key';
  /** Secret. */
  readonly key: PrivateKey;
  /** The algorithm with which this bag itself was encrypted; absent if it was not. */
  readonly encryption?: AlgorithmIdentifier;
}

/** A private key of an unsupported kind, such as DSA, or EC on secp256k1. */
export interface Pkcs12UnknownKey extends BagAttributes {
  readonly type: 'unknown-key';
  /** The reason that it was not read: `unsupported-algorithm`. */
  readonly reason: KeyError;
  /** The algorithm with which this bag itself was encrypted; absent if it was not. */
  readonly encryption?: AlgorithmIdentifier;
}

/** A certificate. */
export interface Pkcs12Certificate extends BagAttributes {
  readonly type: 'certificate';
  /** In DER. `decodeCertificate` of `vitrine/x509` reads it. */
  readonly certificate: Bytes;
}

/** Any other bag: a CRL, or a secret of an application. */
export interface Pkcs12Other extends BagAttributes {
  readonly type: 'other';
  /** The OID of its kind (RFC 7292 §4.2). */
  readonly bagId: string;
  /** Its value: one element, not decoded. */
  readonly value: Bytes;
}

export type Pkcs12Bag = Pkcs12Key | Pkcs12UnknownKey | Pkcs12Certificate | Pkcs12Other;

/** Bags that were encrypted together, or not at all. */
export interface Pkcs12Safe {
  /** Absent if the bags are not encrypted. */
  readonly encryption?: AlgorithmIdentifier;
  /** In the order of the file. A bag that contains bags is replaced by its contents. */
  readonly bags: readonly Pkcs12Bag[];
}

/** A file that was read. */
export interface Pkcs12 {
  /** The keys of supported types, in the order of the file; keys of other types are in `safes`. */
  readonly keys: readonly Pkcs12Key[];
  /** The certificates, in the order of the file. */
  readonly certificates: readonly Pkcs12Certificate[];
  /** The complete contents, in the structure of the file. */
  readonly safes: readonly Pkcs12Safe[];
  /** The parameters of the MAC; absent if the file has none. */
  readonly mac?: Pkcs12Mac;
}
