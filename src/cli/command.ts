/** The interface of a command. */
import { VitrineError } from '../bytes/index.ts';
import type { Context } from './context.ts';

/** Exit statuses, for scripts. */
export const EXIT = {
  ok: 0,
  /** A negative result: a chain that does not verify, a certificate that expires too soon, a peer that was refused. */
  no: 1,
  /** The command line is wrong. */
  usage: 2,
  /** A file or its content cannot be used: missing, malformed, of another type, not matching. */
  input: 3,
  /** The network: no such host, nothing listening, port taken. */
  network: 4,
  /** An internal error: a bug of Vitrine. */
  bug: 70,
  /** Interrupted (128 + SIGINT). */
  interrupted: 130,
  /** The reader closed our output (128 + SIGPIPE). */
  brokenPipe: 141,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** One option. Its name is its key in `Options`; `-name` and `--name` are equivalent. */
export interface OptionSpec {
  /** The name of its value in help, such as `FILE`. Absent for a flag. */
  readonly value?: string;
  /** May be given several times; the values are a list then. */
  readonly many?: true;
  /** What it does, in one line. */
  readonly help: string;
}
export type Options = Readonly<Record<string, OptionSpec>>;

/** Values by option: a flag is true or false, a value a text or undefined, a repeatable one a list. */
export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { readonly many: true }
    ? readonly string[]
    : O[K] extends { readonly value: string }
      ? string | undefined
      : boolean;
};

/** A command that does something. */
export interface LeafCommand<O extends Options = Options> {
  /** Its operands, as help shows them: `[numbits]`; empty for none. */
  readonly operands: string;
  /** Maximum number of operands. */
  readonly maxOperands: number;
  readonly options: O;
  /** Options of OpenSSL that are not built here: why, or what there is in their place. */
  readonly notBuilt?: Readonly<Record<string, string>>;
  /** Paragraphs of help after the options. */
  readonly notes?: readonly string[];
  /** Runs the command. Prints its result, and answers yes or no by the exit code. @throws on failure. */
  run(values: Values<O>, operands: readonly string[], context: Context): Promise<ExitCode>;
}

/** A command with subcommands: `pki init`, `pki check`. */
export interface GroupCommand {
  readonly commands: readonly CommandRow[];
}

// biome-ignore lint/suspicious/noExplicitAny: a command is invariant in its options, so "a command of some options" has no other name.
export type Command = LeafCommand<any> | GroupCommand;

/** One row of a table of commands. Its code is loaded when it is called. */
export interface CommandRow {
  readonly name: string;
  /** What it does, in one line, without a full stop. */
  readonly summary: string;
  load(): Promise<Command>;
}

/** Types a command's values by its options. */
export const defineCommand = <const O extends Options>(command: LeafCommand<O>): LeafCommand<O> => command;

/** An option that many commands have. */
export const JSON_OPTION = { help: 'print one JSON value, for programs' } as const;

/** An error that the user of the command line can fix. Its message is shown after `vitrine COMMAND: `, one line that
 * says what to do. */
export class CliError extends VitrineError {
  readonly exit: ExitCode;
  constructor(code: string, message: string, exit: ExitCode = EXIT.input, options?: ErrorOptions) {
    super(code, message, 'vitrine --help', options);
    this.exit = exit;
  }
}

/** A wrong command line. */
export const usageError = (message: string, code = 'usage'): CliError => new CliError(code, message, EXIT.usage);
