/** The environment of a command. A command accesses nothing else, so that it runs in a test as in a shell. */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { styleText } from 'node:util';
import { type Random, VitrineError } from '../bytes/index.ts';

export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };
export type InputStream = Readable & { readonly isTTY?: boolean };

export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly random: Random;
  readonly now: () => Date;
  /** How this program is started: the file, and its first arguments. Undefined if it does not run as a process of its own. */
  readonly program?: readonly string[] | undefined;
  /** Aborted by Ctrl-C, with a `CliError` `interrupted` as its reason. */
  readonly signal: AbortSignal;
}

/** Styles of `node:util`'s `styleText`: `red`, `bold`, … */
export type Style = Parameters<typeof styleText>[0];

/** Characters of JSON that is indented. */
const MOST_INDENTED = 100_000;

/** What a running command receives. */
export class Context {
  readonly world: World;
  /** The command's name: `req`, `pki init`. */
  readonly command: string;
  constructor(world: World, command: string) {
    this.world = world;
    this.command = command;
  }

  get random(): Random {
    return this.world.random;
  }
  get signal(): AbortSignal {
    return this.world.signal;
  }
  now(): Date {
    return this.world.now();
  }
  /** A path of the command line, absolute.
   * @throws VitrineError `no-file-name` for an empty one, `not-utf8` for one that is not UTF-8, or is relative in a folder whose name is not;
   * the system's error for `..` after something that is not a folder. */
  path(given: string): string {
    if (given === '')
      throw new VitrineError('no-file-name', 'the name of a file or folder is empty', 'POSIX.1-2024 §4.16');
    if (isUnreadable(given)) throw unreadable(JSON.stringify(given));
    const path = this.#resolved(given);
    if (!isUnreadable(path)) return path;
    const message = `${given}: the working directory's name is not UTF-8; work in another, or give the whole path`;
    throw new VitrineError('not-utf8', message, NOT_UTF8_RULE);
  }

  /** A variable of the environment that names files. @throws VitrineError `not-utf8`. */
  pathVariable(name: string): string | undefined {
    const value = this.world.env[name];
    if (value !== undefined && isUnreadable(value)) throw unreadable(`the variable ${name}, ${JSON.stringify(value)},`);
    return value;
  }

  /** The path of a file, absolute. A slash at its end stays: it asks for a folder (POSIX.1-2024 §4.16), so the system refuses it.
   * @throws as `path`. */
  filePath(given: string): string {
    const path = this.path(given);
    return /\/\.?$/.test(given) && !path.endsWith('/') ? `${path}/` : path;
  }
  /** `..` goes up from where a symbolic link leads, as for the system; to leave both names out of the text would lead elsewhere. */
  #resolved(given: string): string {
    const { cwd } = this.world;
    const [up] = /^.*[^/.][^/]*\/+(?:\.\/+)*\.\.(?=\/|$)/s.exec(given) ?? [];
    if (up === undefined) return resolve(cwd, given);
    return resolve(realpathSync.native(up.startsWith('/') ? up : `${cwd}/${up}`), `.${given.slice(up.length)}`);
  }

  /** Writes data unchanged to standard output; no line feed is added. Resolves when it is written. */
  print(data: string | Uint8Array): Promise<void> {
    return write(this.world.stdout, data).catch((error: NodeJS.ErrnoException) => {
      throw error.syscall === 'write' && error.path === undefined ? Object.assign(error, { path: 'stdout' }) : error;
    });
  }
  /** Prints a value as JSON; a long one without indentation, which would make most of it: fields nest twenty deep. */
  printJson(value: unknown): Promise<void> {
    const text = JSON.stringify(value);
    return this.print(`${text.length > MOST_INDENTED ? text : JSON.stringify(value, null, 2)}\n`);
  }
  /** Writes one line for the user to standard error: `vitrine req: …`. */
  note(line: string): Promise<void> {
    return write(this.world.stderr, `vitrine ${this.command}: ${printable(line)}\n`);
  }
  /** Colours a text for standard output, if that is a terminal and NO_COLOR is not set. */
  paint(style: Style, text: string): string {
    const { env, stdout } = this.world;
    const colour = stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
    return colour ? styleText(style, text, { validateStream: false }) : text;
  }
}

const NOT_UTF8_RULE = 'Not in a standard: Node gives such a name with U+FFFD';
const isUnreadable = (text: string): boolean => text.includes('\ufffd');

/** Node decodes what is not UTF-8 with U+FFFD, and the result would name another file. */
export const unreadable = (what: string): VitrineError =>
  new VitrineError('not-utf8', `${what} is not UTF-8 (or holds U+FFFD); rename the file`, NOT_UTF8_RULE);

/** Writes, and resolves when the data is written, so that a slow reader slows us down.
 * @throws the stream's error, `EPIPE` if the reader has closed the pipe. */
export function write(stream: Writable, data: string | Uint8Array): Promise<void> {
  return new Promise((done, failed) => {
    stream.write(data, (error) => (error ? failed(error) : done()));
  });
}

/** External text on one line, without control characters. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return character === '\n' ? ' ' : `\\u{${code}}`;
  });

/** What a peer said, in quotation marks, for a message: its controls are escaped once, by `printable`. */
export const quoted = (text: string): string => `"${printable(text.replace(/["\\]/g, '\\$&'))}"`;
