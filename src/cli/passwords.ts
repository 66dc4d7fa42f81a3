/** Passwords of keys, from where the command line says: OpenSSL's `-passin`. */
import type { Password } from '../keys/index.ts';
import { CliError, usageError } from './command.ts';
import type { Context } from './context.ts';
import { readInput } from './files.ts';

/** The option of the commands that read private keys. */
export const PASSIN_OPTION = {
  value: 'SOURCE',
  help: 'the password of an encrypted key: pass:TEXT, env:NAME, file:FILE or stdin (its first line)',
} as const;

/** More than any password has. */
const MAX_PASSWORD_FILE = 2 ** 16;

/** The password that a source names; undefined without one. Of a file or standard input, it is the first line without its line feed, the
 * bytes as they are.
 * @throws CliError: `usage` for what is no source, `no-password` for a variable that is not set; about the file. */
export async function readPassword(context: Context, source: string | undefined): Promise<Password | undefined> {
  if (source === undefined) return undefined;
  if (source === 'stdin') return firstLine(await readInput(context, undefined, MAX_PASSWORD_FILE));
  const [, kind, rest] = /^(pass|env|file):(.*)$/s.exec(source) ?? [];
  // The source is not repeated: where the kind was forgotten, it is the password.
  if (kind === undefined) throw usageError('-passin takes pass:TEXT, env:NAME, file:FILE or stdin');
  if (kind === 'pass') return rest;
  if (kind === 'file') return firstLine(await readInput(context, rest, MAX_PASSWORD_FILE));
  const value = Object.hasOwn(context.world.env, rest) ? context.world.env[rest] : undefined;
  if (value === undefined) throw new CliError('no-password', `-passin: the variable ${rest} is not set`);
  return value;
}

function firstLine(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0x0a);
  return bytes.slice(0, end < 0 ? bytes.length : end);
}
