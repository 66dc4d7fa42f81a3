/** One call of `vitrine`: finds the command, reads its arguments, runs it, and turns errors into a line and an exit code. */
import { readFile } from 'node:fs/promises';
import { acceptedBy } from './accepted-options.ts';
import { nearest, readArguments } from './arguments.ts';
import { type CommandRow, EXIT, type ExitCode, usageError } from './command.ts';
import { Context, type World, write } from './context.ts';
import { failureOf } from './failures.ts';
import { commandHelp, tableHelp } from './help.ts';
import { refuseSharedFiles } from './shared-files.ts';
import { COMMANDS } from './table.ts';

/** @param argv - the arguments, without node and script. @returns the exit code; never rejects. */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  const path: string[] = [];
  try {
    refuseUnreadable(argv);
    return await dispatch(argv, COMMANDS, path, world);
  } catch (error) {
    const { line, exit } = failureOf(isInterruption(error, world) ? world.signal.reason : error);
    if (line !== undefined) await tell(world, `${['vitrine', ...path].join(' ')}: ${line}\n`);
    if ((world.env.VITRINE_DEBUG ?? '') !== '') await tell(world, `${stackOf(error)}\n`);
    return exit;
  }
}

/** Whether what Node was doing was aborted by Ctrl-C. */
const isInterruption = (error: unknown, { signal }: World): boolean =>
  signal.aborted && error instanceof Error && error.name === 'AbortError';

/** Rejects arguments with U+FFFD: Node.js decodes an argument that is not UTF-8 with this character, and the result would name
 * another file.
 * @throws CliError `not-utf8` */
function refuseUnreadable(argv: readonly string[]): void {
  const unreadable = argv.findIndex((argument) => argument.includes('\ufffd'));
  if (unreadable < 0) return;
  const shown = JSON.stringify(argv[unreadable]);
  throw usageError(`argument ${unreadable + 1}, ${shown}, is not UTF-8 (or holds U+FFFD); rename the file`, 'not-utf8');
}

/** @param path - the names of the commands found so far; it is extended, so that an error can name its command. */
async function dispatch(
  argv: readonly string[],
  rows: readonly CommandRow[],
  path: string[],
  world: World,
): Promise<ExitCode> {
  const prefix = ['vitrine', ...path].join(' ');
  const [word, ...rest] = argv;
  // `help pki init` is `pki init --help`.
  if (word === 'help' && rest.length > 0) return dispatch([...rest, '--help'], rows, path, world);
  if (word === undefined || HELP.has(word)) {
    await write(word === undefined ? world.stderr : world.stdout, tableHelp(prefix, rows));
    return word === undefined ? EXIT.usage : EXIT.ok;
  }
  if (path.length === 0 && VERSION.has(word)) {
    await write(world.stdout, `vitrine ${await version()}\n`);
    return EXIT.ok;
  }
  const row = rows.find(({ name }) => name === word);
  if (row === undefined) {
    const near = nearest(
      word,
      rows.map(({ name }) => name),
    );
    const other = path.length === 0 && Object.hasOwn(OTHERWISE, word) ? OTHERWISE[word] : near;
    if (path.length === 0 && NOT_HERE.has(word))
      throw usageError(`openssl ${word} has no counterpart here`, 'no-command');
    throw usageError(
      `no command ${word}; ${other ? `did you mean ${other}?` : `${prefix} --help lists them`}`,
      'no-command',
    );
  }
  path.push(word);
  const command = await row.load();
  if ('commands' in command) return dispatch(rest, command.commands, path, world);
  const options = { ...acceptedBy(path.join(' ')), ...command.options };
  const { values, operands } = readArguments(rest, options, command.maxOperands, command.notBuilt);
  if (values.help === true) {
    await write(world.stdout, commandHelp(path.join(' '), row.summary, command));
    return EXIT.ok;
  }
  const context = new Context(world, path.join(' '));
  await refuseSharedFiles(context, values);
  return command.run(values, operands, context);
}

/** Commands of OpenSSL, and what does their work here. */
const OTHERWISE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3-256', 'sha3-512'].map((name) => [name, `dgst -${name}`]),
  ),
  rsautl: 'pkeyutl',
};

/** Commands of OpenSSL that nothing here resembles, whatever they are spelled like. */
const NOT_HERE: ReadonlySet<string> = new Set(
  'cmp cms crl2pkcs7 dhparam dsa dsaparam enc engine errstr fipsinstall gendsa info kdf list mac nseq passwd pkcs7 pkeyparam prime rehash s_time sess_id smime speed spkac srp storeutl ts'.split(
    ' ',
  ),
);

const HELP: ReadonlySet<string> = new Set(['-help', '--help', '-h', 'help']);
const VERSION: ReadonlySet<string> = new Set(['-version', '--version', '-v', 'version']);

/** The version in package.json, which lies two folders above this file, in `src/` and in `dist/` alike. */
async function version(): Promise<string> {
  return JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

/** Writes to standard error before exiting. A closed reader is then not an error. */
const tell = (world: World, text: string): Promise<void> => write(world.stderr, text).catch(() => undefined);

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack}${cause}`;
}
