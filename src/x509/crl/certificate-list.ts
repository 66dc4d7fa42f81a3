/** Decoded certificate revocation lists. Their entries are decoded only when they are needed. */
import { assertBytes, assertFields, assertInteger, assertOptions, type Bytes, UsageError } from '../../bytes/index.ts';
import { DecodeError, type Encoded } from '../../codec/index.ts';
import { type PublicKey, pemEncode } from '../../keys/index.ts';
import { decodeTolerantly } from '../certificate/tolerance.ts';
import { X509Error } from '../errors.ts';
import {
  CRL_NUMBER,
  DELTA_CRL_INDICATOR,
  FRESHEST_CRL,
  ISSUING_DISTRIBUTION_POINT,
  valueByOid,
} from '../extensions/by-oid.ts';
import type { IssuingDistributionPoint } from '../extensions/crl-extensions.ts';
import { type Extension, extensionValue } from '../extensions/index.ts';
import type { AuthorityKeyIdentifier } from '../extensions/key-identifier.ts';
import type { Name } from '../names/name.ts';
import { blocksOf, decodeBlocks, noBlock } from '../pem-blocks.ts';
import { verifySignature } from '../signing.ts';
import { RevokedEntries, type RevokedEntry } from './entries.ts';
import { certificateListUnread, type UnreadCertificateList } from './structures.ts';

const LABEL = 'X509 CRL';
const DEFAULT_BYTES = 32 * 2 ** 20;

/** A decoded list. Nothing is verified yet: neither its signature nor its issuer, scope and time. */
export class CertificateList {
  /** Its original encoding. */
  readonly der: Bytes;
  /** Its fields by their names in RFC 5280; byte strings are views of `der`, and so are the entries, not yet decoded. */
  readonly fields: UnreadCertificateList;
  /** CRLNumber (§5.2.3). */
  readonly number: bigint | undefined;
  /** The number of the complete list that this delta list extends (§5.2.4); undefined for a complete list. */
  readonly baseNumber: bigint | undefined;
  /** The scope (§5.2.5); undefined: all certificates of the issuer, for all reasons. */
  readonly issuingDistributionPoint: IssuingDistributionPoint | undefined;
  #entries: RevokedEntries | undefined;

  /** Use `decodeCertificateList`. */
  constructor(der: Bytes, fields: UnreadCertificateList) {
    assertBytes(der, 'der');
    assertFields(fields, 'fields', 'a decoded CertificateList', 'tbsCertList');
    this.der = der;
    this.fields = fields;
    this.number = valueByOid(this.extensions, CRL_NUMBER);
    this.baseNumber = valueByOid(this.extensions, DELTA_CRL_INDICATOR);
    this.issuingDistributionPoint = valueByOid(this.extensions, ISSUING_DISTRIBUTION_POINT);
    valueByOid(this.extensions, FRESHEST_CRL);
  }

  /** The signed bytes (TBSCertList). */
  get signedBytes(): Uint8Array {
    return this.fields.tbsCertList.bytes;
  }
  /** 1 or 2, one more than is encoded (§5.1.2.1). */
  get version(): number {
    return (this.fields.tbsCertList.value.version ?? 0) + 1;
  }
  get issuer(): Encoded<Name> {
    return this.fields.tbsCertList.value.issuer;
  }
  get thisUpdate(): Date {
    return this.fields.tbsCertList.value.thisUpdate.value;
  }
  /** undefined: the list lacks nextUpdate, which RFC 5280 §5.1.2.5 requires. */
  get nextUpdate(): Date | undefined {
    return this.fields.tbsCertList.value.nextUpdate?.value;
  }
  get extensions(): readonly Extension[] {
    return this.fields.tbsCertList.value.crlExtensions ?? [];
  }
  get authorityKeyIdentifier(): AuthorityKeyIdentifier | undefined {
    return extensionValue(this.extensions, 'authorityKeyIdentifier');
  }
  /** The entries. The first call builds and caches an index, in time linear in the list.
   * @throws DecodeError for a malformed entry, with its offset in the entries. */
  get entries(): RevokedEntries {
    this.#entries ??= new RevokedEntries(this.fields.tbsCertList.value.revokedCertificates ?? new Uint8Array(0));
    return this.#entries;
  }
  /** The first entry with a serial number, for any issuer of the certificate: for lists that are not indirect. A lookup takes constant time
   * once the list is indexed.
   * @throws DecodeError as `entries`. */
  find(serialNumber: bigint): RevokedEntry | undefined {
    if (typeof serialNumber !== 'bigint') throw new UsageError('wrong-type', 'serialNumber', 'must be a bigint');
    return this.entries.withSerial(serialNumber).next().value ?? undefined;
  }
}

export interface CertificateListOptions {
  /** Maximum size of a list in bytes. Default: 32 MiB. */
  readonly maxBytes?: number | undefined;
}

/** Decodes a list from a copy of the bytes. Entries are decoded only when they are needed, so a list of two million entries takes little
 * more memory than its bytes.
 * @throws X509Error `crl-too-large`; DecodeError for a malformed field or list extension. */
export function decodeCertificateList(der: Uint8Array, options: CertificateListOptions = {}): CertificateList {
  assertBytes(der, 'der');
  assertSize(der.length, options);
  return decodeOwned(new Uint8Array(der));
}

function assertSize(size: number, options: CertificateListOptions): void {
  assertOptions(options, 'options', ['maxBytes']);
  const { maxBytes = DEFAULT_BYTES } = options;
  assertInteger(maxBytes, 'options.maxBytes', 1, 2 ** 32 - 1);
  if (size <= maxBytes) return;
  const message = `the list has ${size} bytes, more than the limit of ${maxBytes}; raise maxBytes to read it`;
  throw new X509Error('crl-too-large', message, 'Not in RFC 5280: the limit that the caller set');
}

function decodeOwned(der: Bytes): CertificateList {
  const { value } = decodeTolerantly(certificateListUnread, der, { limits: { bytes: der.length } });
  try {
    return new CertificateList(der, value);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const path = ['CertificateList', 'tbsCertList', 'crlExtensions', ...error.path];
    throw new DecodeError(error.code, error.at, error.rule, path);
  }
}

/** Decodes all lists of a PEM text, in order; blocks with other labels are skipped.
 * @throws PemError; X509Error `no-crl` when there is none, `crl-too-large`; DecodeError. */
export function readCertificateListsPem(text: string, options: CertificateListOptions = {}): CertificateList[] {
  assertOptions(options, 'options', ['maxBytes']);
  const { maxBytes = DEFAULT_BYTES } = options;
  assertInteger(maxBytes, 'options.maxBytes', 1, 2 ** 32 - 1);
  // Base64 with line feeds takes 65 characters for 48 bytes; a text may hold several lists.
  const lists = blocksOf(text, [LABEL], { bytes: Math.max(2 ** 26, 2 * maxBytes) });
  if (lists.length === 0) throw new X509Error('no-crl', noBlock(LABEL, text), 'RFC 7468 §6');
  return decodeBlocks(lists, ({ bytes }) => {
    assertSize(bytes.length, options);
    return decodeOwned(bytes as Bytes);
  });
}

/** A list as a PEM text. */
export function certificateListPem(of: CertificateList): string {
  assertCertificateList(of, 'of');
  return pemEncode(LABEL, of.der);
}

/** Whether the list's signature verifies with a key. This does not check whose key it is (`validateChain` does).
 * @throws X509Error `unsupported-signature-algorithm`; RsaError for a key too short for the signature. */
export function verifyCertificateList(list: CertificateList, publicKey: PublicKey): boolean {
  assertCertificateList(list, 'list');
  assertFields(publicKey, 'publicKey', 'a PublicKey', 'type');
  const { signatureAlgorithm, signature } = list.fields;
  return verifySignature(signatureAlgorithm, publicKey, list.signedBytes, signature);
}

/** @throws UsageError `wrong-type` unless `value` is a decoded list. */
export function assertCertificateList(value: unknown, argument: string): asserts value is CertificateList {
  if (value instanceof CertificateList) return;
  throw new UsageError('wrong-type', argument, 'must be a CertificateList, as decodeCertificateList returns');
}
