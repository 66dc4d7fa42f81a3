/** `ca -revoke`, `-gencrl`, `-updatedb` and `-status`. */
import { utf8ToBytes } from '../../bytes/index.ts';
import { certificateListPem, createCertificateList, sameName } from '../../x509/index.ts';
import { integerValue } from '../arguments.ts';
import { readCertificateFile } from '../certificate-files.ts';
import { CliError, EXIT, type ExitCode, usageError } from '../command.ts';
import { type Context, write } from '../context.ts';
import { askOutput, writeOutput } from '../files.ts';
import { dateOf, entryOf, type IndexEntry } from './database.ts';
import { type AuthorityValues, readAuthority } from './issue.ts';
import { listExtensionsOf } from './list-extensions.ts';
import { type RevocationValues, revocationField, revocationOf } from './revocations.ts';
import type { CaSettings } from './settings.ts';
import { nextNumber, saveDatabase, saveNumber, withDatabase } from './store.ts';

/** Marks a certificate as revoked; one that the database does not have is entered first, as OpenSSL does.
 * @throws CliError `already-revoked`, `ca-database`. */
export async function revoke(
  values: RevocationValues & { readonly revoke: string; readonly cert: string | undefined },
  settings: CaSettings,
  context: Context,
): Promise<void> {
  const certificate = await readCertificateFile(context, values.revoke);
  const issuer = await readCertificateFile(context, values.cert ?? settings.requiredPath('certificate'));
  if (!sameName(certificate.issuer, issuer.subject)) {
    throw new CliError('wrong-issuer', `${values.revoke}: was not issued by this CA`);
  }
  const entry = entryOf(certificate);
  const revocation = revocationField(values, context.now());
  await withDatabase(context, settings, async (database) => {
    const known = database.entries.find(({ serial }) => serial === entry.serial);
    if (known?.status === 'R') {
      throw new CliError('already-revoked', `${values.revoke}: certificate ${entry.serial} is already revoked`);
    }
    if (known === undefined)
      await say(context, `Adding Entry with serial number ${entry.serial} to DB for ${entry.subject}`);
    await say(context, `Revoking Certificate ${entry.serial}.`);
    const revoked = { ...(known ?? entry), status: 'R' as const, revocation };
    const others = database.entries.map((one) => (one === known ? revoked : one));
    await saveDatabase(context, database, known === undefined ? [...others, revoked] : others);
    await say(context, 'Database updated');
  });
}

/** Prints a message that OpenSSL prints too, on standard error. */
const say = (context: Context, line: string): Promise<void> => write(context.world.stderr, `${line}\n`);

export interface ListValues extends AuthorityValues {
  readonly out: string | undefined;
  readonly crldays: string | undefined;
  readonly crlhours: string | undefined;
  readonly crlsec: string | undefined;
  readonly crlexts: string | undefined;
}

/** Makes a list of all revoked certificates. The CRL number is incremented first: a killed run skips a number, but no number is used twice.
 * @throws CliError; X509Error. */
export async function generateList(values: ListValues, settings: CaSettings, context: Context): Promise<void> {
  const authority = await readAuthority(context, values, settings);
  await askOutput(context, values.out);
  const section = values.crlexts ?? settings.value('crl_extensions');
  const asked = section === undefined ? {} : listExtensionsOf(settings.extensions(section), section);
  const thisUpdate = context.now();
  const nextUpdate = new Date(thisUpdate.getTime() + 1000 * lifetime(values, settings));
  const path = settings.requiredPath('crlnumber');
  const list = await withDatabase(context, settings, async ({ entries }) => {
    const number = await nextNumber(context, path);
    const made = createCertificateList({
      ...authority,
      ...asked,
      thisUpdate,
      nextUpdate,
      revoked: entries.filter(({ status }) => status === 'R').map(revocationOf),
      number,
      random: context.random,
    });
    await saveNumber(context, path, number);
    return made;
  });
  await writeOutput(context, values.out, utf8ToBytes(certificateListPem(list)));
}

const MAX_SECONDS = 365_250 * 86_400;

/** The lifetime of a list, in seconds. */
function lifetime({ crldays, crlhours, crlsec }: ListValues, settings: CaSettings): number {
  const parts = [
    [crldays, 'crldays', 86_400],
    [crlhours, 'crlhours', 3600],
    [crlsec, 'crlsec', 1],
  ] as const;
  const given = parts.filter(([value]) => value !== undefined);
  const chosen =
    given.length > 0
      ? given
      : ([
          [settings.value('default_crl_days'), 'crldays', 86_400],
          [settings.value('default_crl_hours'), 'crlhours', 3600],
        ] as const);
  const seconds = chosen.reduce(
    (sum, [value, option, unit]) => sum + unit * integerValue(value ?? '0', option, 0, 10 ** 9),
    0,
  );
  if (seconds > MAX_SECONDS)
    throw usageError('a list lives at most 365250 days: shorten -crldays, -crlhours or -crlsec');
  if (seconds > 0) return seconds;
  if (given.length > 0)
    throw usageError('a list that ends as it begins cannot be used: -crldays, -crlhours or -crlsec must be above 0');
  throw usageError('-crldays, -crlhours or -crlsec is needed, or default_crl_days in the configuration');
}

/** Marks certificates after their notAfter as expired. @returns the entries that were marked. */
export async function updateDatabase(settings: CaSettings, context: Context): Promise<void> {
  const now = context.now();
  await withDatabase(context, settings, async (database) => {
    const isOver = ({ status, expiry }: IndexEntry): boolean => status === 'V' && dateOf(expiry)! < now;
    const over = database.entries.filter(isOver);
    for (const { serial } of over) await say(context, `${serial}=Expired`);
    if (over.length === 0) return;
    const entries = database.entries.map((one) => (isOver(one) ? { ...one, status: 'E' as const } : one));
    await saveDatabase(context, database, entries);
  });
}

const STATUS_TEXT = { V: 'Valid (V)', R: 'Revoked (R)', E: 'Expired (E)' } as const;

/** Prints the status of a serial number in OpenSSL's words. */
export async function status(given: string, settings: CaSettings, context: Context): Promise<ExitCode> {
  if (!/^[0-9a-f]{1,40}$/i.test(given))
    throw usageError('-status takes a serial number in hexadecimal, at most 40 digits');
  const serial = `${given.length % 2 === 1 ? '0' : ''}${given.toUpperCase()}`;
  const found = await withDatabase(context, settings, async ({ entries }) =>
    entries.find((one) => one.serial === serial),
  );
  await say(
    context,
    found === undefined ? `Serial ${serial} not present in db.` : `${serial}=${STATUS_TEXT[found.status]}`,
  );
  return found === undefined ? EXIT.no : EXIT.ok;
}
