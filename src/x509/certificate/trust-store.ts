/** Bundles of trusted roots, as systems and programs ship them. An unreadable root is skipped, so that it does not disable the
 * others
 * (as in Go's AppendCertsFromPEM and rustls' add_parsable_certificates). */
import { assertOptions, VitrineError } from '../../bytes/index.ts';
import type { DecodeOptions } from '../../codec/index.ts';
import { type PemError, pemDecode } from '../../keys/index.ts';
import { X509Error } from '../errors.ts';
import { assertBare, noBlock } from '../pem-blocks.ts';
import { type Certificate, decodeCertificate, decodeTrustedCertificate, OLD_LABEL, TRUSTED } from './certificate.ts';
import { TOLERATED_WHEN_LENIENT } from './tolerance.ts';

/** What a bundle holds. */
export interface TrustStore {
  readonly certificates: readonly Certificate[];
  /** Line of the text, from 1, where the block of each certificate begins. */
  readonly lines: readonly number[];
  /** The blocks that were skipped, in the order of the text. */
  readonly skipped: readonly SkippedCertificate[];
}

export interface SkippedCertificate {
  /** Line of the text, from 1, where the block or the malformed text begins. */
  readonly line: number;
  /** The reason: a PemError or a DecodeError. */
  readonly error: VitrineError;
}

const LABELS: ReadonlySet<string> = new Set(['CERTIFICATE', OLD_LABEL, TRUSTED]);

export interface TrustStoreOptions {
  /** As of `decodeCertificate` and `pemDecode`. */
  readonly limits?: DecodeOptions['limits'];
}

/** Decodes the certificates of a PEM bundle, tolerantly (`TOLERATED_WHEN_LENIENT`); blocks with other labels are ignored. The trusted purposes of a TRUSTED CERTIFICATE are
 * ignored. Unreadable certificates are listed in `skipped`.
 * @throws X509Error `no-certificate` when no certificate can be read. PemError `pem-too-large`. UsageError. */
export function readTrustStorePem(text: string, options: TrustStoreOptions = {}): TrustStore {
  assertOptions(options, 'options', ['limits']);
  const { limits } = options;
  const skipped: SkippedCertificate[] = [];
  const onFault = (error: PemError) => skipped.push({ line: error.line, error });
  const certificates: Certificate[] = [];
  const lines: number[] = [];
  for (const block of pemDecode(text, { onFault, limits })) {
    const { label, bytes, line } = block;
    if (!LABELS.has(label)) continue;
    try {
      assertBare(block);
      const read = label === TRUSTED ? decodeTrustedCertificate : decodeCertificate;
      certificates.push(read(bytes, { tolerate: TOLERATED_WHEN_LENIENT, limits }));
      lines.push(line);
    } catch (error) {
      if (!(error instanceof VitrineError)) throw error;
      skipped.push({ line, error });
    }
  }
  if (certificates.length > 0) return { certificates, lines, skipped: skipped.sort((a, b) => a.line - b.line) };
  const [first] = skipped;
  const why =
    first === undefined ? noBlock('CERTIFICATE', text) : `none can be read; line ${first.line}: ${first.error.message}`;
  throw new X509Error('no-certificate', why, 'RFC 7468 §5');
}
