/** From an error to one line and an exit code. */
import { getSystemErrorMap } from 'node:util';
import { UsageError, VitrineError } from '../bytes/index.ts';
import { CliError, EXIT, type ExitCode } from './command.ts';
import { printable } from './context.ts';

/** What the user can do about a system error. For codes not listed here, the system's own message is printed. */
const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken; choose another',
  ECONNREFUSED: 'nothing listens at this address and port',
  ECONNRESET: 'the peer dropped the connection',
  EEXIST: 'already exists and is not replaced',
  EISDIR: 'is a folder',
  ENOENT: 'no such file or folder',
  ENOTFOUND: 'no such host',
};

const NETWORK = /^(connect|listen|bind|accept|getaddrinfo)/;

export interface Failure {
  /** One line, without the name of the program; undefined if nothing should be printed. */
  readonly line: string | undefined;
  readonly exit: ExitCode;
}

/** The line and the exit code for an error. */
export function failureOf(error: unknown): Failure {
  if (codeOf(error) === 'EPIPE' && !(error instanceof VitrineError)) return { line: undefined, exit: EXIT.brokenPipe };
  const { subject, text, code, exit } = explain(error);
  return { line: printable(`${subject === undefined ? '' : `${subject}: `}${text} (code ${code})`), exit };
}

/** Wraps an error about a file, so that its message names the file. */
export function about(subject: string, error: unknown): CliError {
  if (error instanceof CliError && error.exit !== EXIT.input) return error;
  const { text, code, exit } = explain(error);
  if (exit === EXIT.bug) throw error;
  return new CliError(code, `${subject}: ${text}`, exit, { cause: error });
}

/** Runs `work` on the value of an option or operand, and reports its errors as errors of the command line.
 * @param place - the option's name: `-subj`. @throws CliError, with the code of the original error. */
export function inOption<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof VitrineError) || (error instanceof CliError && error.exit === EXIT.usage)) throw error;
    throw new CliError(error.code, `${place}: ${error.message}`, EXIT.usage, { cause: error });
  }
}

interface Explanation {
  /** The file or address that a system error is about. */
  readonly subject?: string | undefined;
  readonly text: string;
  readonly code: string;
  readonly exit: ExitCode;
}

function explain(error: unknown): Explanation {
  const code = codeOf(error);
  if (error instanceof CliError) return { text: error.message, code, exit: error.exit };
  // The engine refuses an argument: it came from the command line.
  if (error instanceof UsageError) return { text: error.message, code, exit: EXIT.usage };
  if (error instanceof VitrineError) {
    return { ...subjectAndText(error), code, exit: isAboutUrl(error) ? EXIT.network : EXIT.input };
  }
  // A host with several addresses, none of which could be reached.
  if (error instanceof AggregateError && error.errors.length > 0) return explain(error.errors[0]);
  if (isSystemError(error)) {
    const { errno, syscall, address, port, hostname, path } = error;
    const text = noFolder(code, path) ?? ADVICE[code] ?? getSystemErrorMap().get(errno)?.[1] ?? code;
    const subject =
      address === undefined ? (hostname ?? (path === '' ? 'a file without a name' : path)) : `${address}:${port}`;
    return { subject, text, code, exit: NETWORK.test(syscall) || code.startsWith('ECONN') ? EXIT.network : EXIT.input };
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { text: `a bug of vitrine's, ${what}; VITRINE_DEBUG=1 shows where`, code: 'bug', exit: EXIT.bug };
}

/** What is missing where a name ends in a slash. */
const noFolder = (code: string, path: string | undefined): string | undefined =>
  code === 'ENOENT' && path?.endsWith('/') ? 'no such folder; the name of a file does not end in a slash' : undefined;

/** Error messages about a file begin with its name, which may be spelled differently from the command line. */
function subjectAndText(error: VitrineError): { readonly subject?: string; readonly text: string } {
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  return path !== undefined && error.message.startsWith(`${path}: `)
    ? { subject: path, text: error.message.slice(path.length + 2) }
    : { text: withoutOption(error) };
}

/** HttpError and FetchError: a peer did not answer as it must. */
const isAboutUrl = (error: VitrineError): boolean => 'url' in error && typeof error.url === 'string';

/** A limit of ours that a file exceeds (KdfError): the library's option that sets it means nothing on a command line. */
const withoutOption = (error: VitrineError): string =>
  'option' in error && typeof error.option === 'string'
    ? error.message.replace(`, ${error.option} allows `, ', the limit is ')
    : error.message;

interface SystemError extends Error {
  readonly errno: number;
  readonly syscall: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
  readonly path?: string;
}
const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error && 'errno' in error && 'syscall' in error && typeof error.syscall === 'string';

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
