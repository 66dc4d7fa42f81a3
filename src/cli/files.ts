/** Files of the command line: reading with a size limit, atomic writing, and errors that name the file. */
import { lstatSync, readlinkSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { concat, utf8ToBytes } from '../bytes/index.ts';
import { assertWritable, writeFileWhole } from '../node/index.ts';
import { CliError, EXIT } from './command.ts';
import type { Context } from './context.ts';
import { about } from './failures.ts';
import { tellingLeftovers } from './leftovers.ts';

/** Maximum size of a file of keys or certificates, far larger than any in use. */
export const MAX_INPUT = 2 ** 24;

/** Reads a whole file, or standard input if `path` is `-` or undefined.
 * @throws CliError `too-large` beyond `limit` bytes; the system's code for a system error. */
export async function readInput(context: Context, path: string | undefined, limit = MAX_INPUT): Promise<Uint8Array> {
  const subject = inputName(path);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of inputPieces(context, path)) {
    length += piece.length;
    if (length > limit)
      throw new CliError('too-large', `${subject}: larger than ${limit} bytes, the limit for such a file`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** A missing path, `-`, the system's names such as `/dev/stdin`, and links to these mean standard input or output. Opening such a name would
 * fail if it is a socket, and begin a file anew that a shell has opened for several programs. */
function isStandard(context: Context, path: string | undefined, descriptor: 0 | 1): path is undefined | '-' {
  if (path === undefined || path === '-') return true;
  const names = [`/dev/${['stdin', 'stdout'][descriptor]}`, `/dev/fd/${descriptor}`, `/proc/self/fd/${descriptor}`];
  if (path === '' || path.endsWith('/')) return false;
  let at = resolve(context.world.cwd, path);
  for (let followed = 0; followed < MOST_LINKS; followed++) {
    if (names.includes(at)) return true;
    const target = linkAt(at);
    if (target === undefined) return false;
    at = resolve(dirname(at), target);
  }
  return false;
}

/** As many as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40;

/** Where a symbolic link leads; undefined for anything else. */
const linkAt = (path: string): string | undefined =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : undefined;

/** The chunks of a file or of standard input, as they arrive. */
export async function* inputPieces(context: Context, path: string | undefined): AsyncGenerator<Uint8Array> {
  if (isStandard(context, path, 0)) return yield* stdinPieces(context);
  let file: FileHandle | undefined;
  try {
    file = await open(context.filePath(path), 'r');
    const buffer = new Uint8Array(65_536);
    for (;;) {
      context.signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.slice(0, bytesRead);
    }
  } catch (error) {
    throw about(path, error);
  } finally {
    await file?.close();
  }
}

async function* stdinPieces({ world: { stdin, signal } }: Context): AsyncGenerator<Uint8Array> {
  // The interruption may have come while the command was loaded.
  signal.throwIfAborted();
  const stop = () => stdin.destroy(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    for await (const piece of stdin) yield piece;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The name of an input in messages. */
export const inputName = (path: string | undefined): string => (path === undefined || path === '-' ? 'stdin' : path);

export interface OutputOptions {
  /** For keys: readable by their owner only. */
  readonly secret?: boolean;
}

/** Checks that an output can be written, before the work that produces it.
 * @throws CliError with the system's code. */
export async function askOutput(context: Context, path: string | undefined): Promise<void> {
  if (isStandard(context, path, 1)) return;
  await assertWritable(context.filePath(path)).catch((error) => {
    throw about(path, error);
  });
}

/** Refuses a file of numbers with several names (hard links), before a number is taken from it. A lock is of one name, and replacing a file
 * parts it from its other names, which would keep the old number: it would be given twice. A symbolic link is no second name.
 * @throws CliError `hard-links`. */
export async function refuseHardLinks(context: Context, path: string): Promise<void> {
  const found = await stat(context.filePath(path)).catch((error: NodeJS.ErrnoException) => {
    // Whether it may be missing is for the caller to say.
    if (error.code === 'ENOENT') return undefined;
    throw about(path, error);
  });
  if (!found?.isFile() || found.nlink === 1) return;
  const why = 'under the others the same numbers would be given again; use symbolic links';
  throw new CliError('hard-links', `${path}: the file has ${found.nlink} names (hard links): ${why}`);
}

/** Writes a command's result to a file, which is replaced atomically, or to standard output. A symbolic link stays, and its target
 * is replaced; devices and pipes are written to.
 * @throws CliError with the system's code, or `in-use` if another run is writing the file. */
export async function writeOutput(
  context: Context,
  path: string | undefined,
  data: string | Uint8Array,
  { secret = false }: OutputOptions = {},
): Promise<void> {
  context.signal.throwIfAborted();
  if (isStandard(context, path, 1)) return context.print(data);
  const mode = secret ? 0o600 : 0o644;
  try {
    await tellingLeftovers(context, (onLeftover) =>
      writeFileWhole(context.filePath(path), data, { mode, replace: true, onLeftover }),
    );
  } catch (error) {
    throw about(path, error);
  }
}

/** A command's output about an object, in three forms. */
export interface Shown {
  readonly text: string;
  /** What of the object's key cannot be read keeps nobody from the rest: it is made where it is asked for. */
  readonly json: () => object;
  /** The object itself. */
  readonly body: Uint8Array;
  /** A key is in the output. Default: false. */
  readonly secret?: boolean;
}

/** Writes text and object, in this order, to the output of `-out`. With `-json`, the JSON goes to standard output, and the object
 * is written only if `-out` names a file. @throws as `writeOutput`. */
export async function writeShown(
  context: Context,
  { out, noout, json }: { readonly out: string | undefined; readonly noout: boolean; readonly json: boolean },
  shown: Shown,
): Promise<void> {
  const body = noout ? new Uint8Array(0) : shown.body;
  if (json) {
    await context.printJson(shown.json());
    if (out !== undefined && !noout) await writeOutput(context, out, body, shown);
    return;
  }
  const output = concat(utf8ToBytes(shown.text), body);
  if (output.length > 0) await writeOutput(context, out, output, shown);
}

/** Processes the content of a file; errors name the file. */
export function inFile<T>(path: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw about(inputName(path), error);
  }
}

/** The value of a required option.
 * @throws CliError `missing-option`. */
export function required(value: string | undefined, option: string, what: string): string {
  if (value === undefined) throw new CliError('missing-option', `-${option} is needed: ${what}`, EXIT.usage);
  return value;
}
