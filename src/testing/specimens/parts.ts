/** Certificates, requests and CRLs in parts that can be exchanged one by one. */
import { type Bytes, concat } from '../../bytes/index.ts';
import { bits, boolean, context, octets, oid, sequence, set } from './der.ts';

/** Extensions by name; each is one whole element. */
export class ExtensionParts {
  readonly #parts = new Map<string, Bytes>();

  /** Sets or replaces one. @returns the element. */
  set(extension: string, critical: boolean, value: Uint8Array, id: string = OIDS[extension]): Bytes {
    return this.put(extension, sequence(oid(id), critical ? boolean(true) : new Uint8Array(), octets(value)));
  }
  /** Sets or replaces one by an encoded element. */
  put(extension: string, element: Bytes): Bytes {
    this.#parts.set(extension, element);
    return element;
  }
  delete(extension: string): void {
    this.#parts.delete(extension);
  }
  /** The field's SEQUENCE; empty without extensions. */
  encode(): Bytes {
    return this.#parts.size === 0 ? new Uint8Array() : sequence(...this.#parts.values());
  }
}

/** The OIDs of the extensions that specimens have. */
export const OIDS: Readonly<Record<string, string>> = {
  subjectDirectoryAttributes: '2.5.29.9',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  privateKeyUsagePeriod: '2.5.29.16',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  cRLNumber: '2.5.29.20',
  cRLReason: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  deltaCRLIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
  nameConstraints: '2.5.29.30',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extKeyUsage: '2.5.29.37',
  freshestCRL: '2.5.29.46',
  inhibitAnyPolicy: '2.5.29.54',
  noRevAvail: '2.5.29.56',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  signedCertificateTimestamps: '1.3.6.1.4.1.11129.2.4.2',
  precertificatePoison: '1.3.6.1.4.1.11129.2.4.3',
  netscapeCertType: '2.16.840.1.113730.1.1',
};

/** Makes a signature of the signed part. */
export type Sign = (signed: Uint8Array) => Uint8Array;

abstract class SignedParts {
  /** The algorithm identifier inside the signed part; a request has none. */
  signatureAlgorithm: Bytes;
  outerAlgorithm: Bytes;
  /** Changes the complete encoding; default: no change. */
  finish: (whole: Bytes) => Bytes = (whole) => whole;
  /** The BIT STRING of the signature; default: by `sign`. */
  signature: Bytes | undefined;
  readonly extensions = new ExtensionParts();
  readonly #sign: Sign;

  constructor(algorithm: Bytes, sign: Sign) {
    this.signatureAlgorithm = algorithm;
    this.outerAlgorithm = algorithm;
    this.#sign = sign;
  }

  /** The signed part. */
  abstract signed(): Bytes;

  encode(): Bytes {
    const signed = this.signed();
    return this.finish(sequence(signed, this.outerAlgorithm, this.signature ?? bits(0, this.#sign(signed))));
  }
}

/** A certificate. */
export class CertificateParts extends SignedParts {
  version: Bytes = context(0, Uint8Array.of(2, 1, 2));
  serialNumber: Bytes = new Uint8Array();
  issuer: Bytes = new Uint8Array();
  notBefore: Bytes = new Uint8Array();
  notAfter: Bytes = new Uint8Array();
  subject: Bytes = new Uint8Array();
  publicKey: Bytes = new Uint8Array();
  uniqueIdentifiers: Bytes = new Uint8Array();
  /** Extra bytes after the last field. */
  more: Bytes = new Uint8Array();

  /** The field `extensions`, with its tag [3]. */
  get extensionField(): Bytes {
    return context(3, this.extensions.encode());
  }
  /** The element of the field. */
  get validity(): Bytes {
    return sequence(this.notBefore, this.notAfter);
  }

  signed(): Bytes {
    const list = this.extensions.encode();
    return sequence(
      ...[this.version, this.serialNumber, this.signatureAlgorithm, this.issuer, this.validity, this.subject],
      ...[this.publicKey, this.uniqueIdentifiers, list.length === 0 ? list : context(3, list), this.more],
    );
  }
}

/** A request. */
export class RequestParts extends SignedParts {
  version: Bytes = Uint8Array.of(2, 1, 0);
  subject: Bytes = new Uint8Array();
  publicKey: Bytes = new Uint8Array();
  /** Attributes besides extensionRequest. */
  attributes: Bytes[] = [];
  /** The field [0], if it shall not be encoded from the attributes. */
  attributeField: Bytes | undefined;

  signed(): Bytes {
    const list = this.extensions.encode();
    const asked = list.length === 0 ? [] : [sequence(oid('1.2.840.113549.1.9.14'), set(list))];
    const field = this.attributeField ?? context(0, ...[...this.attributes, ...asked].sort(byEncoding));
    return sequence(this.version, this.subject, this.publicKey, field);
  }
}

const byEncoding = (a: Uint8Array, b: Uint8Array): number => {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
};

/** A CRL. */
export class CrlParts extends SignedParts {
  version: Bytes = Uint8Array.of(2, 1, 1);
  issuer: Bytes = new Uint8Array();
  thisUpdate: Bytes = new Uint8Array();
  nextUpdate: Bytes = new Uint8Array();
  entries: Bytes[] = [];
  /** The field revokedCertificates, if it shall not be encoded from the entries. */
  entryField: Bytes | undefined;

  /** The field `crlExtensions`, with its tag [0]. */
  get extensionField(): Bytes {
    return context(0, this.extensions.encode());
  }

  signed(): Bytes {
    const list = this.extensions.encode();
    const entries = this.entryField ?? (this.entries.length === 0 ? new Uint8Array() : sequence(...this.entries));
    return sequence(
      ...[this.version, this.signatureAlgorithm, this.issuer, this.thisUpdate, this.nextUpdate, entries],
      list.length === 0 ? list : context(0, list),
    );
  }
}

/** One entry of a CRL. */
export const revoked = (serial: Bytes, date: Bytes, ...extensions: readonly Bytes[]): Bytes =>
  concat(sequence(serial, date, ...(extensions.length === 0 ? [] : [sequence(...extensions)])));
