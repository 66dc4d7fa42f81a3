/** The verifiers that are programs of examples/differ/: each process answers many chains. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Answer, answerOf, lineOf, secondsOf } from './asked-chain.ts';
import { ASK_TIME, LineProgram, runCommand } from './processes.ts';
import type { Asking, Missing, Verifier, VerifierName } from './verifier.ts';

/** The same relative path from `src/cli/differ/` and `dist/cli/differ/`. */
const PROGRAMS = fileURLToPath(new URL('../../../examples/differ/', import.meta.url));
/** Milliseconds for a compiler on a busy machine. */
const COMPILE_TIME = 10 * ASK_TIME;
const DAY = 86_400; // s

const firstLine = (text: string): string => text.trim().split('\n')[0];

/** How a program is made ready and started. */
interface Program {
  readonly name: VerifierName;
  readonly versionCommand: readonly string[];
  readonly file: string;
  /** The command that compiles the file, if that is needed. */
  compile?(file: string): readonly string[];
  run(file: string): readonly string[];
  /** The command for a reader, in the folder of a chain's files. */
  readonly shown: (file: string) => string;
  /** Whether it has no option for the validation time, and so needs a faked clock. */
  readonly needsClock?: boolean;
}

const JAVA_EXPORTS = ['--add-exports', 'java.base/sun.security.util=ALL-UNNAMED'];

const GO: Program = {
  name: 'go',
  versionCommand: ['go', 'version'],
  file: 'verify.go',
  compile: (file) => ['go', 'build', '-o', 'verify', file],
  run: () => ['./verify'],
  shown: (file) => `go run ${file} < chain.tsv`,
};
const JAVA: Program = {
  name: 'java',
  versionCommand: ['java', '-version'],
  file: 'Verify.java',
  compile: (file) => ['javac', ...JAVA_EXPORTS, '-d', '.', file],
  run: () => ['java', ...JAVA_EXPORTS, '-XX:TieredStopAtLevel=1', '-cp', '.', 'Verify'],
  shown: (file) => `java ${JAVA_EXPORTS.join(' ')} ${file} < chain.tsv`,
};
const NODE: Program = {
  name: 'node',
  versionCommand: [process.execPath, '--version'],
  file: 'node-tls.mjs',
  run: (file) => [process.execPath, file],
  shown: (file) => `node ${file} < chain.tsv`,
  needsClock: true,
};

/** The command, run with a faked clock if it needs one. Chains are valid for a day after their time, so no faked clock is needed
 * within that day. */
export function underClock(command: readonly string[], time: Date): readonly string[] {
  const since = secondsOf(new Date()) - secondsOf(time);
  return since >= 0 && since < DAY ? command : ['env', 'TZ=UTC', 'faketime', '-f', clockOf(time), ...command];
}

/** Why a command cannot be run with a faked clock; undefined if it can. */
export async function noClock({ folder, signal, time }: Asking): Promise<string | undefined> {
  const { status, failure } = await runCommand(underClock(['true'], time), { cwd: folder, signal });
  return status === 0 ? undefined : `faketime, which it needs for -attime: ${failure ?? 'not found'}`;
}

/** As faketime(1) reads it: `@` and a local time, which TZ makes UTC. */
const clockOf = (time: Date): string => `@${time.toISOString().slice(0, 19).replace('T', ' ')}`;

async function ready(program: Program, asking: Asking): Promise<Verifier | Missing> {
  const { name, versionCommand, compile, run, shown, needsClock } = program;
  const { folder, signal, time } = asking;
  const options = { cwd: folder, signal, time: COMPILE_TIME };
  const { status, output, failure } = await runCommand(versionCommand, options);
  if (status !== 0) return { name, missing: failure ?? `${versionCommand.join(' ')}: ${firstLine(output)}` };
  const file = join(PROGRAMS, program.file);
  if (compile !== undefined) {
    const made = await runCommand(compile(file), options);
    if (made.status !== 0) return { name, missing: made.failure ?? `${program.file}: ${firstLine(made.output)}` };
  }
  const clock = needsClock ? await noClock(asking) : undefined;
  if (clock !== undefined) return { name, missing: clock };
  const lines = new LineProgram(needsClock ? underClock(run(file), time) : run(file), { cwd: folder, signal });
  return {
    name,
    version: firstLine(output),
    command: (chain) => clockText(shown(file), needsClock ? chain.time : undefined),
    ask: async (chains) => (await lines.ask(chains.map(lineOf))).map(answerOfLine),
    close: () => lines.close(),
  };
}

/** The command for a reader of the report, who runs it on another day. */
export const clockText = (command: string, time: Date | undefined): string =>
  time === undefined ? command : `TZ=UTC faketime -f '${clockOf(time)}' ${command}`;

function answerOfLine(line: string | undefined): Answer {
  const [, verdict, reason = ''] = /^(taken|refused|none)(?: (.*))?$/s.exec(line ?? '') ?? [];
  if (verdict === undefined) return answerOf('none', line === undefined ? 'no answer' : `answers ${line}`);
  return answerOf(verdict as Answer['verdict'], reason);
}

export const readyGo = (asking: Asking): Promise<Verifier | Missing> => ready(GO, asking);
export const readyJava = (asking: Asking): Promise<Verifier | Missing> => ready(JAVA, asking);
export const readyNode = (asking: Asking): Promise<Verifier | Missing> => ready(NODE, asking);
