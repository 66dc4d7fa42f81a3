/** Bundles of trusted roots, as systems and programs ship them: read as far as they can be, since one unreadable root must not take
 * all others away (as Go's AppendCertsFromPEM and rustls' add_parsable_certificates do). */
import { VitrineError } from '../../bytes/index.ts';
import { type PemError, pemDecode } from '../../keys/index.ts';
import { X509Error } from '../errors.ts';
import { type Certificate, decodeCertificate } from './certificate.ts';
import { TOLERATED_IN_TRUST_STORES } from './tolerance.ts';

/** What a bundle holds. */
export interface TrustStore {
  readonly certificates: readonly Certificate[];
  /** What was passed over, in the order of the text. */
  readonly skipped: readonly SkippedCertificate[];
}

export interface SkippedCertificate {
  /** Line of the text, from 1, that the block begins in, or that is malformed. */
  readonly line: number;
  /** Why: a PemError or a DecodeError. */
  readonly error: VitrineError;
}

const LABELS: ReadonlySet<string> = new Set(['CERTIFICATE', 'X509 CERTIFICATE']);

/** Reads the certificates of a PEM bundle; blocks of other kinds are passed over. Those that cannot be read are listed.
 * @throws X509Error `no-certificate` where none can be read. PemError `pem-too-large`. UsageError. */
export function readTrustStorePem(text: string): TrustStore {
  const skipped: SkippedCertificate[] = [];
  const onFault = (error: PemError) => skipped.push({ line: error.line, error });
  const certificates: Certificate[] = [];
  for (const { label, bytes, line } of pemDecode(text, { onFault })) {
    if (!LABELS.has(label)) continue;
    try {
      certificates.push(decodeCertificate(bytes, { tolerate: TOLERATED_IN_TRUST_STORES }));
    } catch (error) {
      if (!(error instanceof VitrineError)) throw error;
      skipped.push({ line, error });
    }
  }
  if (certificates.length > 0) return { certificates, skipped: skipped.sort((a, b) => a.line - b.line) };
  const [first] = skipped;
  const why =
    first === undefined
      ? 'no CERTIFICATE block in this text'
      : `none can be read; line ${first.line}: ${first.error.message}`;
  throw new X509Error('no-certificate', why, 'RFC 7468 §5');
}
