/** Files of the command line: bounded reading, whole writing, and what is in them. */
import { type FileHandle, open } from 'node:fs/promises';
import { concat, utf8ToBytes } from '../bytes/index.ts';
import { assertWritable, writeFileWhole } from '../node/index.ts';
import { CliError, EXIT } from './command.ts';
import type { Context } from './context.ts';
import { about } from './failures.ts';
import { tellingLeftovers } from './leftovers.ts';

/** Maximum size of a file of keys or certificates, far larger than any in use. */
export const MAX_INPUT = 2 ** 24;

/** Reads a file whole, or standard input where `path` is `-` or undefined.
 * @throws CliError `too-large` beyond `limit` bytes, read or not; the system's code for what the system refuses. */
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

/** No path, `-`, and the system's own name are standard input or output. A socket could not be opened by that name. */
const isStandard = (path: string | undefined, name: string): path is undefined | '-' =>
  path === undefined || path === '-' || path === name;

/** The pieces of a file or of standard input, as they come. */
export async function* inputPieces(context: Context, path: string | undefined): AsyncGenerator<Uint8Array> {
  if (isStandard(path, '/dev/stdin')) return yield* stdinPieces(context);
  let file: FileHandle | undefined;
  try {
    file = await open(context.path(path), 'r');
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
  const stop = () => stdin.destroy(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    for await (const piece of stdin) yield piece;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What an input is called in a message. */
export const inputName = (path: string | undefined): string => (path === undefined || path === '-' ? 'stdin' : path);

export interface OutputOptions {
  /** For keys: readable by their owner only. */
  readonly secret?: boolean;
}

/** Asks whether an output can be written, before the work is done that it is for.
 * @throws CliError with the system's code. */
export async function askOutput(context: Context, path: string | undefined): Promise<void> {
  if (isStandard(path, '/dev/stdout')) return;
  await assertWritable(context.path(path)).catch((error) => {
    throw about(path, error);
  });
}

/** Writes what a command makes: to the file, which is replaced whole, or to standard output. A symbolic link stays, and its target
 * is replaced; devices and pipes are written to.
 * @throws CliError with the system's code, or `in-use` where another run is writing the file. */
export async function writeOutput(
  context: Context,
  path: string | undefined,
  data: string | Uint8Array,
  { secret = false }: OutputOptions = {},
): Promise<void> {
  context.signal.throwIfAborted();
  if (isStandard(path, '/dev/stdout')) return context.print(data);
  const mode = secret ? 0o600 : 0o644;
  try {
    await tellingLeftovers(context, (onLeftover) =>
      writeFileWhole(context.path(path), data, { mode, replace: true, onLeftover }),
    );
  } catch (error) {
    throw about(path, error);
  }
}

/** What a command has to say of an object, in three ways. */
export interface Shown {
  readonly text: string;
  readonly json: object;
  /** The object itself. */
  readonly body: Uint8Array;
}

/** Writes text and object, in this order, where `-out` says. With `-json`, that is what standard output gets, and the object is
 * written only where `-out` names a file. @throws as `writeOutput`. */
export async function writeShown(
  context: Context,
  { out, noout, json }: { readonly out: string | undefined; readonly noout: boolean; readonly json: boolean },
  shown: Shown,
): Promise<void> {
  const body = noout ? new Uint8Array(0) : shown.body;
  if (json) {
    await context.printJson(shown.json);
    if (out !== undefined && !noout) await writeOutput(context, out, body);
    return;
  }
  const output = concat(utf8ToBytes(shown.text), body);
  if (output.length > 0) await writeOutput(context, out, output);
}

/** Processes the content of a file; errors name the file. */
export function inFile<T>(path: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw about(inputName(path), error);
  }
}

/** An option without which a command cannot work.
 * @throws CliError `missing-option`. */
export function required(value: string | undefined, option: string, what: string): string {
  if (value === undefined) throw new CliError('missing-option', `-${option} is needed: ${what}`, EXIT.usage);
  return value;
}
