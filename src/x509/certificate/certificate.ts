/** Decoded certificates: their fields, and accessors for the properties that are needed most. */

import { anyElement } from '../../asn1/index.ts';
import { assertArray, assertBytes, assertFunction, type Bytes, equalBytes, UsageError } from '../../bytes/index.ts';
import { type DecodeOptions, type Encoded, Reader, type ToleratedDeviation } from '../../codec/index.ts';
import { type PublicKey, pemEncode, publicKeyFromSpki } from '../../keys/index.ts';
import { X509Error } from '../errors.ts';
import { type Extension, type ExtensionKind, type ExtensionValue, extensionValue } from '../extensions/index.ts';
import type { KeyUsageBit } from '../extensions/key-usage.ts';
import type { GeneralName } from '../names/general-name.ts';
import type { Name } from '../names/name.ts';
import { blocksOf, decodeBlocks, noBlock } from '../pem-blocks.ts';
import { type CertificateFields, certificate, type TBSCertificate } from './structures.ts';
import { decodeTolerantly, readableKey, TRUSTED_LABEL, tolerateMissingNull } from './tolerance.ts';

const LABEL = 'CERTIFICATE';
/** RFC 7468 §5.1: an old label, which is read for compatibility, as OpenSSL does, and never written. */
export const OLD_LABEL = `X509 ${LABEL}`;

/** A decoded certificate. Nothing is verified yet: neither its signature nor its issuer. */
export class Certificate {
  /** Its original encoding. */
  readonly der: Bytes;
  /** Its fields by their names in RFC 5280; byte strings are views of `der`. */
  readonly fields: CertificateFields;
  /** Violations of DER that were tolerated. */
  readonly deviations: readonly ToleratedDeviation[];
  #publicKey: PublicKey | undefined;
  readonly #derived: { readonly compute: unknown; readonly value: unknown }[] = [];

  /** Use `decodeCertificate`. */
  constructor(der: Bytes, fields: CertificateFields, deviations: readonly ToleratedDeviation[] = []) {
    this.der = der;
    this.fields = fields;
    this.deviations = deviations;
  }

  get tbs(): TBSCertificate {
    return this.fields.tbsCertificate.value;
  }
  /** The signed bytes (TBSCertificate). */
  get signedBytes(): Uint8Array {
    return this.fields.tbsCertificate.bytes;
  }
  /** 1, 2 or 3, one more than the encoded number (RFC 5280 §4.1.2.1). */
  get version(): number {
    return this.tbs.version + 1;
  }
  get serialNumber(): bigint {
    return this.tbs.serialNumber;
  }
  get issuer(): Encoded<Name> {
    return this.tbs.issuer;
  }
  get subject(): Encoded<Name> {
    return this.tbs.subject;
  }
  get notBefore(): Date {
    return this.tbs.validity.notBefore.value;
  }
  /** The last second of validity (RFC 5280 §4.1.2.5: inclusive). */
  get notAfter(): Date {
    return this.tbs.validity.notAfter.value;
  }
  /** Decoded once; each call returns the same value.
   * @throws KeyError `unsupported-algorithm`; RsaError for an invalid RSA key. */
  get publicKey(): PublicKey {
    return (this.#publicKey ??= publicKeyFromSpki(readableKey(this.tbs.subjectPublicKeyInfo, this.deviations)));
  }
  get extensions(): readonly Extension[] {
    return this.tbs.extensions ?? [];
  }
  /** The value of the first extension of a kind. */
  extension<K extends ExtensionKind>(kind: K): ExtensionValue<K> | undefined {
    return extensionValue(this.extensions, kind);
  }
  get subjectAltNames(): readonly GeneralName[] {
    return this.extension('subjectAltName') ?? [];
  }
  /** undefined: no keyUsage extension, so no restriction. */
  get keyUsage(): readonly KeyUsageBit[] | undefined {
    return this.extension('keyUsage');
  }
  /** Purposes by OID; undefined: no extKeyUsage extension, so no restriction. */
  get extKeyUsage(): readonly string[] | undefined {
    return this.extension('extKeyUsage');
  }
  get subjectKeyIdentifier(): Uint8Array | undefined {
    return this.extension('subjectKeyIdentifier');
  }
  /** True only for version 3 with basicConstraints cA (RFC 5280 §6.1.4 (k)). */
  get isCA(): boolean {
    return this.version === 3 && this.extension('basicConstraints')?.cA === true;
  }
  /** The result of a function of this certificate: computed at the first call, then cached with the certificate.
   * @throws UsageError `wrong-type`; what `compute` throws; then nothing is cached. */
  derive<T>(compute: (certificate: Certificate) => T): T {
    // Not a WeakMap for each function: its entries cost more than some of these values, and they burden the garbage collector.
    for (const one of this.#derived) if (one.compute === compute) return one.value as T;
    assertFunction(compute, 'compute');
    const value = compute(this);
    this.#derived.push({ compute, value });
    return value;
  }
  /** Whether both are the same certificate, byte by byte. @throws UsageError `wrong-type` */
  equals(other: Certificate): boolean {
    assertCertificate(other, 'other');
    return equalBytes(this.der, other.der);
  }
}

/** Decodes a certificate from a copy of the bytes.
 * @param options - `tolerate` defaults to `TOLERATED`; `deviations` of the certificate lists what was tolerated.
 * @throws DecodeError, with field path and rule, for any malformed field, known extensions included. */
export function decodeCertificate(der: Uint8Array, options?: DecodeOptions): Certificate {
  assertBytes(der, 'der');
  const own = new Uint8Array(der);
  const { value, deviations } = decodeTolerantly(certificate, own, options);
  tolerateMissingNull(own, value.tbsCertificate.value.subjectPublicKeyInfo, options, deviations);
  return new Certificate(own, value, deviations);
}

/** Decodes all certificates of a PEM text, in order, old blocks X509 CERTIFICATE included; blocks with other labels are skipped.
 * @param options - as of `decodeCertificate`. `TOLERATED_WHEN_LENIENT` also reads OpenSSL's blocks TRUSTED CERTIFICATE.
 * @throws PemError; X509Error `no-certificate` when there is none; DecodeError. */
export function readCertificatesPem(text: string, options?: DecodeOptions): Certificate[] {
  if (options?.tolerate !== undefined) assertArray(options.tolerate, 'options.tolerate');
  const isTolerated = options?.tolerate?.includes(TRUSTED_LABEL) === true;
  const all = blocksOf(text, [LABEL, OLD_LABEL, TRUSTED], options?.limits);
  const blocks = isTolerated ? all : all.filter(({ label }) => label !== TRUSTED);
  if (blocks.length === 0) {
    const found = all.length === 0 ? '' : `; ${TRUSTED_FOUND}`;
    throw new X509Error('no-certificate', `${noBlock(LABEL, text)}${found}`, 'RFC 7468 §5');
  }
  return decodeBlocks(blocks, ({ label, bytes }) =>
    label === TRUSTED ? decodeTrustedCertificate(bytes, options) : decodeCertificate(bytes, options),
  );
}

/** The label of OpenSSL's trusted certificates: see `TRUSTED_LABEL`. */
export const TRUSTED = 'TRUSTED CERTIFICATE';
const TRUSTED_FOUND =
  'a TRUSTED CERTIFICATE is OpenSSL’s own, with trust settings after the certificate; openssl x509 writes a CERTIFICATE of it';

/** The certificate of such a block; its trust settings are ignored. */
export function decodeTrustedCertificate(bytes: Uint8Array, options?: DecodeOptions): Certificate {
  const { der, fields, deviations } = decodeCertificate(anyElement.decode(new Reader(bytes)), options);
  const deviation: ToleratedDeviation = { code: TRUSTED_LABEL, at: 0, rule: 'openssl-x509(1), -trustout' };
  options?.onDeviation?.(deviation);
  return new Certificate(der, fields, [deviation, ...deviations]);
}

/** A certificate as a PEM text. */
export function certificatePem(of: Certificate): string {
  assertCertificate(of, 'of');
  return pemEncode(LABEL, of.der);
}

/** @throws UsageError `wrong-type` unless `value` is a decoded certificate. */
export function assertCertificate(value: unknown, argument: string): asserts value is Certificate {
  if (value instanceof Certificate) return;
  throw new UsageError('wrong-type', argument, 'must be a Certificate, as decodeCertificate returns');
}
