/** Values of options that several commands have. */
import { integerValue } from './arguments.ts';
import { usageError } from './command.ts';

const DAY = 86_400_000; // ms
/** Beyond, a certificate would outlast the year 9999, the last that RFC 5280 §4.1.2.5 has. */
const MAX_DAYS = 365_250;

/** From now on for so many days; OpenSSL's default is 30. @throws CliError `usage`. */
export function daysFrom(now: Date, days = '30'): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: now, notAfter: new Date(now.getTime() + integerValue(days, 'days', 0, MAX_DAYS) * DAY) };
}

/** A serial number, decimal or `0x…`; undefined for none. @throws CliError `usage`. */
export function serialValue(given: string | undefined): bigint | undefined {
  if (given === undefined) return undefined;
  if (/^(\d{1,49}|0x[0-9a-f]{1,40})$/i.test(given)) return BigInt(given);
  throw usageError(
    `-set_serial needs a positive number of at most 20 octets, decimal or 0x…, not ${JSON.stringify(given)}`,
  );
}
