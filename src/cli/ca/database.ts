/** The database of a CA as `openssl ca` keeps it: a text file with six tab-separated fields per line (crypto/txt_db, apps/lib/apps.c). */
import { onelineName } from '../../explain/index.ts';
import { type Certificate, toTime } from '../../x509/index.ts';
import { CliError } from '../command.ts';
import { serialHex } from '../summaries.ts';

/** One certificate of the database. */
export interface IndexEntry {
  /** V: valid. R: revoked. E: expired. */
  readonly status: 'V' | 'R' | 'E';
  /** When it expires, in the format of notAfter: `261227184146Z`, or with four digits for the year. */
  readonly expiry: string;
  /** When it was revoked, followed by the reason and its additional value, separated by commas: `261127184147Z,keyCompromise`.
   * Empty unless revoked. */
  readonly revocation: string;
  /** Hexadecimal, whole bytes, upper case. */
  readonly serial: string;
  /** Always `unknown`. */
  readonly file: string;
  /** As `onelineName` writes it. */
  readonly subject: string;
}

const FIELDS = 6;

/** Reads a database. Empty lines and lines that begin with `#` are ignored, as in OpenSSL.
 * @throws CliError `ca-database`, with the line. */
export function parseIndex(text: string): IndexEntry[] {
  const entries: IndexEntry[] = [];
  const serials = new Set<string>();
  text.split('\n').forEach((line, i) => {
    if (line === '' || line.startsWith('#')) return;
    // A tab after a backslash is part of its field.
    const fields = line.replace(/\r$/, '').split(/(?<!\\)\t/);
    const refuse = (what: string): CliError => new CliError('ca-database', `line ${i + 1}: ${what}`);
    if (fields.length !== FIELDS) throw refuse(`has ${fields.length} fields separated by tabs, not ${FIELDS}`);
    const [status, expiry, revocation, serial, file, subject] = fields;
    if (!isStatus(status)) throw refuse(`begins with ${JSON.stringify(status.slice(0, 20))}, not V, R or E`);
    if (!/^(?:[0-9A-F]{2}){1,20}$/.test(serial))
      throw refuse('has no serial number of whole bytes in capital hexadecimal');
    if (dateOf(expiry) === undefined) throw refuse('has no date of expiry');
    if ((status === 'R') !== (revocation !== ''))
      throw refuse('is revoked without a date, or has a date without being revoked');
    if (serials.has(serial)) throw refuse(`has the serial number ${serial} of a line before it`);
    serials.add(serial);
    entries.push({ status, expiry, revocation, serial, file, subject });
  });
  return entries;
}

const isStatus = (text: string): text is IndexEntry['status'] => text === 'V' || text === 'R' || text === 'E';

/** The text of a database. */
export const indexText = (entries: readonly IndexEntry[]): string =>
  entries
    .map(
      ({ status, expiry, revocation, serial, file, subject }) =>
        `${[status, expiry, revocation, serial, file, subject].join('\t')}\n`,
    )
    .join('');

/** The entry of a new certificate. */
export const entryOf = (certificate: Certificate): IndexEntry => ({
  status: 'V',
  expiry: dateText(certificate.notAfter),
  revocation: '',
  serial: serialHex(certificate.serialNumber),
  file: 'unknown',
  subject: onelineName(certificate.subject.value),
});

/** A date in the format of certificates: UTCTime through 2049, GeneralizedTime from 2050 on. */
export function dateText(date: Date): string {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '');
  return toTime(date).kind === 'utcTime' ? digits.slice(2) : digits;
}

/** Parses such a text; undefined if it has another form. */
export function dateOf(text: string): Date | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  // RFC 5280 §4.1.2.5.1: two-digit years from 50 on are 19YY.
  const full = year.length === 4 ? year : `${Number(year) >= 50 ? 19 : 20}${year}`;
  const date = new Date(`${full}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) || !date.toISOString().startsWith(`${full}-${month}-${day}`) ? undefined : date;
}
