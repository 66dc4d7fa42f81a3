/** The files of a CA on disk. Every change holds the lock of the database. Each file is replaced atomically, and its previous
 * content is kept in a file with `.old`, as in `openssl ca`. The database is authoritative: a run that is killed before the
 * database is written has issued and revoked nothing, and only skips a serial number. */
import { bytesToUtf8 } from '../../bytes/index.ts';
import { withFileLock } from '../../node/index.ts';
import { randomSerialNumber } from '../../x509/index.ts';
import { CliError } from '../command.ts';
import type { Context } from '../context.ts';
import { inFile, readInput, refuseHardLinks, writeOutput } from '../files.ts';
import { serialHex } from '../summaries.ts';
import { type IndexEntry, indexText, parseIndex } from './database.ts';
import type { CaSettings } from './settings.ts';

/** Maximum size in bytes, enough for about 10^5 certificates. */
const MAX_DATABASE = 2 ** 24;
/** How long to wait for other runs. Each needs some milliseconds. */
const PATIENCE_MS = 10_000;

/** An open database. */
export interface Database {
  readonly path: string;
  readonly entries: readonly IndexEntry[];
  /** Whether a second valid certificate for the same subject is refused. */
  readonly uniqueSubject: boolean;
}

/** Runs `work` on the database, while no other run changes it.
 * @throws CliError `ca-database`, `hard-links`, about the file; FileError `in-use`. */
export async function withDatabase<T>(
  context: Context,
  settings: CaSettings,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const path = settings.requiredPath('database');
  const options = { patience: PATIENCE_MS, signal: context.signal };
  await refuseHardLinks(context, path);
  return withFileLock(context.path(path), options, async () => work(await readDatabase(context, settings, path)));
}

async function readDatabase(context: Context, settings: CaSettings, path: string): Promise<Database> {
  const bytes = await readInput(context, path, MAX_DATABASE).catch((error) => {
    if (error?.code !== 'ENOENT') throw error;
    throw new CliError('ENOENT', `${path}: no such file or folder; a new database begins as an empty file`);
  });
  const entries = inFile(path, () => parseIndex(bytesToUtf8(bytes)));
  const attributes = await readIfThere(context, `${path}.attr`);
  const own = /^\s*unique_subject\s*=\s*(\S+)/m.exec(attributes ?? '')?.[1];
  // As in OpenSSL, the configuration takes precedence over the attribute file beside the database; without either, subjects are unique.
  const said = settings.value('unique_subject') ?? own ?? 'yes';
  return { path, entries, uniqueSubject: !/^(?:no|n|false|f|0)$/i.test(said) };
}

/** Replaces the database, and writes the attribute file that OpenSSL keeps beside it. */
export async function saveDatabase(
  context: Context,
  database: Database,
  entries: readonly IndexEntry[],
): Promise<void> {
  const { path, uniqueSubject } = database;
  await keepOld(context, `${path}.attr`);
  await writeOutput(context, `${path}.attr`, `unique_subject = ${uniqueSubject ? 'yes' : 'no'}\n`);
  await writeOutput(context, `${path}.old`, indexText(database.entries));
  await writeOutput(context, path, indexText(entries));
}

/** The number in a file such as `serial` or `crlnumber`: the next one to use.
 * @param create - the first number of a missing file; undefined: the file must exist. @throws CliError `serial-file`, `hard-links`. */
export async function nextNumber(context: Context, path: string, create?: () => bigint): Promise<bigint> {
  await refuseHardLinks(context, path);
  const text = (await readIfThere(context, path))?.trim();
  if (text === undefined) {
    if (create !== undefined) return create();
    throw new CliError('ENOENT', `${path}: no such file or folder; write the first number into it, as 01`);
  }
  if (/^(?:[0-9A-F]{2}){1,20}$/i.test(text)) return BigInt(`0x${text}`);
  throw new CliError('serial-file', `${path}: holds no number of whole bytes in hexadecimal (at most 40 digits)`);
}

/** A random number to begin with. */
export const firstSerial = (context: Context) => (): bigint => randomSerialNumber(context.random);

/** Writes the number that comes after the one that was used. */
export async function saveNumber(context: Context, path: string, used: bigint): Promise<void> {
  await keepOld(context, path);
  await writeOutput(context, path, `${serialHex(used + 1n)}\n`);
}

async function keepOld(context: Context, path: string): Promise<void> {
  const before = await readIfThere(context, path);
  if (before !== undefined) await writeOutput(context, `${path}.old`, before);
}

async function readIfThere(context: Context, path: string): Promise<string | undefined> {
  try {
    const bytes = await readInput(context, path, 65_536);
    return inFile(path, () => bytesToUtf8(bytes));
  } catch (error) {
    if (error instanceof CliError && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
