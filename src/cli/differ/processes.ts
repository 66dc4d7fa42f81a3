/** Processes of verifiers, limited in time and output; a process is ended together with its children. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How long a verifier may take for one chain, in milliseconds. */
export const ASK_TIME = 20_000;
/** Maximum output kept of a process, in bytes. */
const MAX_OUTPUT = 65_536;

export interface Ended {
  /** undefined: it was not started, or was killed. */
  readonly status: number | undefined;
  readonly output: string;
  /** Why there is no status. */
  readonly failure?: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** In milliseconds. Default: `ASK_TIME`. */
  readonly time?: number | undefined;
}

/** A process in a group of its own, so that its child processes end with it. */
function start([program, ...args]: readonly string[], cwd: string): ChildProcessWithoutNullStreams {
  return spawn(program, args, { cwd, detached: true, stdio: 'pipe' });
}

function kill({ pid }: ChildProcessWithoutNullStreams): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It has ended already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Runs a command to its end. @returns what it printed on both streams; never rejects. */
export function runCommand(command: readonly string[], { cwd, signal, time = ASK_TIME }: RunOptions): Promise<Ended> {
  return new Promise((resolve) => {
    const child = start(command, cwd);
    let output = '';
    let failure: string | undefined;
    const stop = (why: string): void => {
      failure ??= why;
      kill(child);
    };
    const interrupted = (): void => stop('interrupted');
    const timer = setTimeout(() => stop(`no answer in ${time / 1000} s`), time);
    signal.addEventListener('abort', interrupted);
    if (signal.aborted) interrupted();
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (output.length < MAX_OUTPUT) output += text;
      });
    }
    child.stdin.on('error', () => undefined); // It may ignore its input.
    child.stdin.end();
    child.on('error', (error) => stop(error.message));
    child.on('close', (status) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupted);
      resolve(failure === undefined ? { status: status ?? undefined, output } : { status: undefined, output, failure });
    });
  });
}

/** A program that answers each line of its input with a line. If it does not answer in time, or ends, it is started again for the
 * next question. */
export class LineProgram {
  readonly #command: readonly string[];
  readonly #options: RunOptions;
  #running: Running | undefined;

  constructor(command: readonly string[], options: RunOptions) {
    this.#command = command;
    this.#options = options;
  }

  /** @returns an answer for each question; undefined: that question got none. */
  async ask(questions: readonly string[]): Promise<readonly (string | undefined)[]> {
    const answers: (string | undefined)[] = [];
    while (answers.length < questions.length && !this.#options.signal.aborted) {
      this.#running ??= new Running(start(this.#command, this.#options.cwd));
      answers.push(...(await this.#running.ask(questions.slice(answers.length), this.#options)));
      if (answers.length === questions.length) break;
      answers.push(undefined); // The question that got no answer.
      this.close();
    }
    return [...answers, ...Array<undefined>(questions.length - answers.length).fill(undefined)];
  }

  close(): void {
    this.#running?.end();
    this.#running = undefined;
  }
}

/** One process of a `LineProgram`. */
class Running {
  readonly #child: ChildProcessWithoutNullStreams;
  #ended = false;
  #onLine: (line: string) => void = () => undefined;
  #onEnd: () => void = () => undefined;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => this.#onLine(line));
    child.stderr.resume();
    child.stdin.on('error', () => undefined); // An error means that it ended early, which the missing answers show.
    for (const event of ['error', 'close'] as const) {
      child.on(event, () => {
        this.#ended = true;
        this.#onEnd();
      });
    }
  }

  /** Its answers; fewer than questions if the process can no longer be used. */
  ask(questions: readonly string[], { signal, time = ASK_TIME }: RunOptions): Promise<string[]> {
    return new Promise((resolve) => {
      const answers: string[] = [];
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#onLine = this.#onEnd = () => undefined;
        resolve(answers);
      };
      let timer = setTimeout(done, time);
      if (this.#ended || signal.aborted) return done();
      signal.addEventListener('abort', done);
      this.#onEnd = done;
      this.#onLine = (line) => {
        answers.push(line);
        clearTimeout(timer);
        if (answers.length === questions.length) return done();
        timer = setTimeout(done, time);
      };
      this.#child.stdin.write(questions.map((line) => `${line}\n`).join(''));
    });
  }

  end(): void {
    kill(this.#child);
  }
}
