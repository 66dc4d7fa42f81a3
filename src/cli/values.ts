/** Values of options that several commands have. */

import { domainToASCII } from 'node:url';
import { oid } from '../asn1/index.ts';
import { POLICY_OIDS } from '../asn1/internal.ts';
import { hexToBytes, UsageError } from '../bytes/index.ts';
import { EncodeError, encode } from '../codec/index.ts';
import { matchesName, parseIpAddress, type ValidationName } from '../x509/index.ts';
import { integerValue } from './arguments.ts';
import { usageError } from './command.ts';

const DAY = 86_400_000; // ms
/** Maximum validity. Longer ones would exceed the year 9999, the last one that RFC 5280 §4.1.2.5 can express. */
const MAX_DAYS = 365_250;

/** A validity of that many days from now; OpenSSL's default is 30. @throws CliError `usage`. */
export function daysFrom(now: Date, days = '30'): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: now, notAfter: new Date(now.getTime() + integerValue(days, 'days', 0, MAX_DAYS) * DAY) };
}

/** A serial number, decimal or `0x…`; undefined for none. @throws CliError `usage`. */
export function serialValue(given: string | undefined): bigint | undefined {
  if (given === undefined) return undefined;
  const value = /^(\d{1,49}|0x[0-9a-f]{1,40})$/i.test(given) ? BigInt(given) : 0n;
  if (value > 0n && value >> 159n === 0n) return value;
  throw usageError(
    `-set_serial needs a positive number of at most 20 bytes, decimal or 0x…, not ${JSON.stringify(given)}`,
  );
}

/** A DNS name that a certificate is expected to have.
 * @param forAddresses - the option that takes addresses. @throws CliError `out-of-range`, which says what it is instead. */
export function dnsName(given: string, option: string, forAddresses: string): ValidationName {
  const shown = JSON.stringify(given.slice(0, 253));
  const refuse = (why: string): Error => usageError(`-${option} takes a DNS name; ${shown} ${why}`, 'out-of-range');
  if (parseIpAddress(given) !== undefined) throw refuse(`is an IP address: give it with -${forAddresses}`);
  const ascii = domainToASCII(given);
  if (/[\s\p{Cc}]/u.test(given)) throw refuse('has a space or a control character');
  if (/[^\x20-\x7e]/.test(given)) {
    throw refuse(
      ascii === '' ? 'is not one' : `is an internationalized name: certificates have its ASCII form, ${ascii}`,
    );
  }
  const name = { dns: given };
  if (!isName(name)) throw refuse('is not one: labels of letters, digits and hyphens, with dots between');
  return name;
}

/** An IP address that a certificate is expected to have. @throws CliError `out-of-range`, which says what it is instead. */
export function ipName(given: string, option: string, forNames: string): ValidationName {
  if (parseIpAddress(given) !== undefined) return { ip: given };
  const why = /^[\d.xXa-fA-F]*$/.test(given)
    ? 'is not one: four decimal numbers without leading zeros, or an IPv6 address'
    : isName({ dns: given })
      ? `is a DNS name: give it with -${forNames}`
      : 'is not one';
  throw usageError(`-${option} takes an IP address; ${JSON.stringify(given.slice(0, 253))} ${why}`, 'out-of-range');
}

/** A mailbox that a certificate is expected to have. @throws CliError `out-of-range`. */
export function mailbox(given: string, option: string): { readonly email: string } {
  try {
    // Called without certificate names, it only checks that the name is valid.
    matchesName({ email: given }, []);
    return { email: given };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const shown = JSON.stringify(given.slice(0, 320));
    const why = 'is not one: local@host, in ASCII (SmtpUTF8Mailbox of RFC 9598 is not known)';
    throw usageError(`-${option} takes a mailbox; ${shown} ${why}`, 'out-of-range');
  }
}

/** A certificate policy by its OID, or `anyPolicy`. @throws CliError `out-of-range`. */
export function policyValue(given: string): string {
  if (given === 'anyPolicy') return POLICY_OIDS.anyPolicy;
  const refused = usageError(
    `-policy takes an OID or anyPolicy, not ${JSON.stringify(given.slice(0, 80))}`,
    'out-of-range',
  );
  try {
    encode(oid, given);
    return given;
  } catch (error) {
    if (error instanceof EncodeError) throw refused;
    throw error;
  }
}

/** Whether a certificate can have such a name. Called without certificate names, `matchesName` only checks that the name is valid. */
function isName(name: ValidationName): boolean {
  try {
    matchesName(name, []);
    return true;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return false;
  }
}

/** Bytes in hexadecimal; error messages do not repeat them, since they may be a key.
 * @param what - the option, or what else it is. @param lengths - the allowed lengths in bytes; any length if absent.
 * @throws CliError `usage`. */
export function hexValue(given: string, what: string, lengths?: readonly number[]): Uint8Array {
  if (!/^([0-9a-f]{2})*$/i.test(given)) throw usageError(`${what} needs hexadecimal digits, two for each byte`);
  const bytes = hexToBytes(given);
  if (lengths !== undefined && !lengths.includes(bytes.length)) {
    throw usageError(`${what} needs ${lengths.join(' or ')} bytes, not ${bytes.length}`);
  }
  return bytes;
}
