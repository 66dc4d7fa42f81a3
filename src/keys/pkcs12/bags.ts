/** What a PKCS #12 file holds, as values. */
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
  /** How it was encrypted by itself; absent where it was not. */
  readonly encryption?: AlgorithmIdentifier;
}

/** A private key of a kind that is not served, such as DSA, or EC on secp256k1. */
export interface Pkcs12UnknownKey extends BagAttributes {
  readonly type: 'unknown-key';
  /** Why it was not read: `unsupported-algorithm`. */
  readonly reason: KeyError;
  /** How it was encrypted by itself; absent where it was not. */
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
  /** Its value, an element, as it came. */
  readonly value: Bytes;
}

export type Pkcs12Bag = Pkcs12Key | Pkcs12UnknownKey | Pkcs12Certificate | Pkcs12Other;

/** Bags that were encrypted together, or not at all. */
export interface Pkcs12Safe {
  /** Absent where the bags are in clear. */
  readonly encryption?: AlgorithmIdentifier;
  /** In the order of the file; those of a bag of bags in its place. */
  readonly bags: readonly Pkcs12Bag[];
}

/** A file that was read. */
export interface Pkcs12 {
  /** The keys of the kinds that are served, in the order of the file; the others are in `safes`. */
  readonly keys: readonly Pkcs12Key[];
  /** The certificates, in the order of the file. */
  readonly certificates: readonly Pkcs12Certificate[];
  /** All that there is, as the file is made. */
  readonly safes: readonly Pkcs12Safe[];
  /** What the MAC is made of; absent where there is none. */
  readonly mac?: Pkcs12Mac;
}
