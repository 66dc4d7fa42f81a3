/** Certificates and keys in the forms that programs commonly have: PEM text, PEM bytes as read from a file, or decoded values. */
import { assertOptions, bytesToUtf8, UsageError } from '../bytes/index.ts';
import { type PrivateKey, readPrivateKeyPem } from '../keys/index.ts';
import type { AnyCredentials, OcspStaple } from '../tls/index.ts';
import { type Certificate, type Root, readCertificatesPem, readTrustStorePem, type TrustStore } from '../x509/index.ts';

/** One or more certificates. */
export type CertificatesInput = string | Uint8Array | readonly Certificate[];
/** The trust anchors: certificates, or only names and keys (`anchorOf` of `vitrine/x509`). */
export type RootsInput = string | Uint8Array | readonly Root[];
/** An unencrypted private key: PEM text, or a decoded one. `'on-request'`: the key is held elsewhere, and the option
 * `answerKeyRequest` uses it. */
export type PrivateKeyInput = string | Uint8Array | PrivateKey;

/** The certificate chain and key to present, under the names of node:tls. */
export interface CredentialsInput {
  /** The leaf first, then its issuers; the root may be omitted. */
  readonly cert: CertificatesInput;
  /** The leaf's private key. */
  readonly key: PrivateKeyInput;
  /** The DER of an OCSP response about the leaf, for clients that ask for one (RFC 6066 §8). A function is called in each
   * handshake, so that the response can be replaced while the server runs. Default: none. */
  readonly ocspResponse?: OcspStaple | undefined;
}

/** @throws UsageError `missing-option`; EncodingError, PemError, X509Error, DecodeError for a text without a readable
 * certificate. */
export function toCertificates(input: CertificatesInput | undefined, argument: string): readonly Certificate[] {
  if (input === undefined) throw new UsageError('missing-option', argument, 'must be given');
  const text = toText(input);
  return text === undefined ? (input as readonly Certificate[]) : readCertificatesPem(text);
}

/** The trusted roots. Unreadable certificates of a bundle are skipped and listed, so that one bad root does not disable the
 * others.
 * @throws UsageError `missing-option`; X509Error `no-certificate` if none can be read; EncodingError, PemError. */
export function toTrustStore(
  input: RootsInput | undefined,
): Pick<TrustStore, 'skipped'> & { readonly roots: readonly Root[] } {
  if (input === undefined) throw new UsageError('missing-option', 'roots', 'must be given');
  const text = toText(input);
  if (text === undefined) return { roots: input as readonly Root[], skipped: [] };
  const { certificates, skipped } = readTrustStorePem(text);
  return { roots: certificates, skipped };
}

/** @throws UsageError `missing-option`, `unknown-option`; the errors of reading a certificate or a key. */
export function toCredentials(input: CredentialsInput, argument: string): AnyCredentials {
  assertOptions(input, argument, ['cert', 'key', 'ocspResponse']);
  if (input.key === undefined) throw new UsageError('missing-option', 'key', 'must be given');
  return {
    chain: toCertificates(input.cert, 'cert'),
    key: toPrivateKey(input.key),
    ...(input.ocspResponse !== undefined && { ocspResponse: input.ocspResponse }),
  };
}

function toPrivateKey(input: PrivateKeyInput) {
  if (input === 'on-request') return input;
  const text = toText(input);
  return text === undefined ? (input as PrivateKey) : readPrivateKeyPem(text);
}

/** The PEM text; undefined for a decoded value. */
function toText(input: unknown): string | undefined {
  if (typeof input === 'string') return input;
  return ArrayBuffer.isView(input) ? bytesToUtf8(input as Uint8Array) : undefined;
}
