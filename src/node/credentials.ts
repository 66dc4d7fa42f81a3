/** Certificates and keys as programs have them: PEM text, PEM bytes as read from a file, or decoded already. */
import { assertOptions, bytesToUtf8, UsageError } from '../bytes/index.ts';
import { type PrivateKey, readPrivateKeyPem } from '../keys/index.ts';
import type { Credentials } from '../tls/index.ts';
import { type Certificate, readCertificatesPem, readTrustStorePem, type TrustStore } from '../x509/index.ts';

/** One certificate or more. */
export type CertificatesInput = string | Uint8Array | readonly Certificate[];
/** A private key, not encrypted. */
export type PrivateKeyInput = string | Uint8Array | PrivateKey;

/** What an end shows of itself, under the names of node:tls. */
export interface CredentialsInput {
  /** The leaf first, then what certifies it; the root may be left out. */
  readonly cert: CertificatesInput;
  /** The leaf's. */
  readonly key: PrivateKeyInput;
}

/** @throws UsageError `missing-option`; EncodingError, PemError, X509Error, DecodeError for a text that holds no certificate. */
export function toCertificates(input: CertificatesInput | undefined, argument: string): readonly Certificate[] {
  if (input === undefined) throw new UsageError('missing-option', argument, 'must be given');
  const text = toText(input);
  return text === undefined ? (input as readonly Certificate[]) : readCertificatesPem(text);
}

/** The roots that are trusted. Of a bundle, what cannot be read is passed over and listed: one root of hundreds must not take the others
 * away. @throws UsageError `missing-option`; X509Error `no-certificate` where none can be read; EncodingError, PemError. */
export function toTrustStore(input: CertificatesInput | undefined): TrustStore {
  if (input === undefined) throw new UsageError('missing-option', 'ca', 'must be given');
  const text = toText(input);
  return text === undefined ? { certificates: input as readonly Certificate[], skipped: [] } : readTrustStorePem(text);
}

/** @throws UsageError `missing-option`, `unknown-option`; what reading a certificate or a key throws. */
export function toCredentials(input: CredentialsInput, argument: string): Credentials {
  assertOptions(input, argument, ['cert', 'key']);
  if (input.key === undefined) throw new UsageError('missing-option', 'key', 'must be given');
  const text = toText(input.key);
  return {
    chain: toCertificates(input.cert, 'cert'),
    key: text === undefined ? (input.key as PrivateKey) : readPrivateKeyPem(text),
  };
}

/** PEM is text, however it was read; undefined for what is decoded. */
function toText(input: unknown): string | undefined {
  if (typeof input === 'string') return input;
  return ArrayBuffer.isView(input) ? bytesToUtf8(input as Uint8Array) : undefined;
}
