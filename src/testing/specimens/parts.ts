/** Certificates, requests and CRLs in parts that can be exchanged one by one. */
import { EXTENSION_OIDS } from '../../asn1/internal.ts';
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

/** Any name may be asked for: the caller gives the OID of others. */
const OIDS: Readonly<Record<string, string>> = EXTENSION_OIDS;

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
