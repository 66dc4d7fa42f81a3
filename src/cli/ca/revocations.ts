/** The revocation field of a database, in the format of `openssl ca`. */
import type { CrlReason, RevocationDraft } from '../../x509/index.ts';
import { CliError, usageError } from '../command.ts';
import { dateOf, dateText, type IndexEntry } from './database.ts';

/** OpenSSL's names of reasons, and the reasons in a list. */
const REASONS: Readonly<Record<string, CrlReason>> = {
  unspecified: 'unspecified',
  keyCompromise: 'keyCompromise',
  CACompromise: 'cACompromise',
  affiliationChanged: 'affiliationChanged',
  superseded: 'superseded',
  cessationOfOperation: 'cessationOfOperation',
  certificateHold: 'certificateHold',
  // These have an additional value: the hold instruction, or the time of the compromise.
  holdInstruction: 'certificateHold',
  keyTime: 'keyCompromise',
  CAkeyTime: 'cACompromise',
};

/** The options about a revocation. */
export interface RevocationValues {
  readonly crl_reason: string | undefined;
  readonly crl_compromise: string | undefined;
  readonly crl_CA_compromise: string | undefined;
}

/** The field for a certificate that is revoked now. @throws CliError `usage`. */
export function revocationField(values: RevocationValues, now: Date): string {
  const { crl_reason: reason, crl_compromise: key, crl_CA_compromise: caKey } = values;
  if ([reason, key, caKey].filter((one) => one !== undefined).length > 1) {
    throw usageError('give only one of -crl_reason, -crl_compromise and -crl_CA_compromise');
  }
  const date = dateText(now);
  if (key !== undefined) return `${date},keyTime,${compromiseTime(key, 'crl_compromise')}`;
  if (caKey !== undefined) return `${date},CAkeyTime,${compromiseTime(caKey, 'crl_CA_compromise')}`;
  if (reason === undefined) return date;
  const words = Object.keys(REASONS).slice(0, 7);
  const word = words.find((one) => one.toLowerCase() === reason.toLowerCase());
  if (word === undefined)
    throw usageError(`-crl_reason takes ${words.join(', ')}, not ${JSON.stringify(reason.slice(0, 60))}`);
  return `${date},${word}`;
}

/** A time `YYYYMMDDHHMMSSZ`, as OpenSSL accepts it. */
function compromiseTime(given: string, option: string): string {
  if (given.length === 15 && dateOf(given) !== undefined) return given;
  throw usageError(`-${option} takes a time as YYYYMMDDHHMMSSZ, not ${JSON.stringify(given.slice(0, 60))}`);
}

/** The list entry of a revoked certificate. @throws CliError `ca-database` for a field that cannot be read. */
export function revocationOf({ serial, revocation }: IndexEntry): RevocationDraft {
  const [date, word, value] = revocation.split(',');
  const revocationDate = dateOf(date);
  const reason = word === undefined ? undefined : REASONS[word];
  const invalidityDate = word === 'keyTime' || word === 'CAkeyTime' ? dateOf(value ?? '') : undefined;
  const isTimed = word === 'keyTime' || word === 'CAkeyTime';
  if (revocationDate === undefined || (word !== undefined && reason === undefined) || (isTimed && !invalidityDate)) {
    throw new CliError(
      'ca-database',
      `the revocation of ${serial} cannot be read: ${JSON.stringify(revocation.slice(0, 80))}`,
    );
  }
  return { serialNumber: BigInt(`0x${serial}`), revocationDate, reason, invalidityDate };
}
