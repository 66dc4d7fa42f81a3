/** Runs processes that end with this one, and are restarted if they end by themselves. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { CliError, EXIT } from '../command.ts';
import type { Report } from '../supervised.ts';

/** A process to run. */
export interface Component {
  readonly name: string;
  /** `vitrine`: a command of this program, with `-supervised`: it ends when the pipe that is its standard input closes.
   * `program`: another program, which the kernel kills when this process ends (`setpriv --pdeathsig KILL`). */
  readonly kind: 'program' | 'vitrine';
  /** Its command line, requested at each start. */
  command(): Promise<readonly string[]> | readonly string[];
}

export interface SupervisorOptions {
  /** The command that starts this program. */
  readonly program: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  onReport(component: string, report: Report): void;
  /** Called for each line of a component's output. */
  onLine(component: string, line: string): void;
  onNews(message: string): void;
  /** Called when a process has started or ended. */
  onChange(): void;
}

/** The current state of a component. */
export interface ComponentStatus {
  readonly name: string;
  /** undefined while it does not run. */
  readonly pid: number | undefined;
  readonly isReady: boolean;
  readonly restarts: number;
}

/** Minimum lifetime of a process, in milliseconds, for its end not to count as a quick failure. */
const LONG_MS = 10_000;
/** Maximum number of consecutive quick failures before the whole cluster ends; fewer if the component was never ready. */
const MAX_QUICK = 6;
const MAX_UNREADY = 3;
/** Milliseconds before the next start, by the number of quick failures. */
const PAUSES = [100, 200, 500, 1000, 2000, 2000];
/** Milliseconds to wait for an orderly shutdown. */
const PATIENCE_MS = 5000;
const LAST_LINES = 5;

class Child {
  readonly component: Component;
  process: ChildProcess | undefined;
  isReady = false;
  hasServed = false;
  restarts = 0;
  quick = 0;
  lines: string[] = [];
  timer: NodeJS.Timeout | undefined;
  readonly whenReady: Promise<void>;
  readonly ready: () => void;

  constructor(component: Component) {
    this.component = component;
    const { promise, resolve } = withResolvers();
    [this.whenReady, this.ready] = [promise, resolve];
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((done, failed) => {
    [resolve, reject] = [done, failed];
  });
  return { promise, resolve, reject };
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #children = new Map<string, Child>();
  readonly #failure = withResolvers();
  #isStopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    // Prevents an unhandled rejection if the promise is no longer awaited.
    this.#failure.promise.catch(() => undefined);
  }

  /** Rejects if a component cannot be kept running. */
  get failed(): Promise<void> {
    return this.#failure.promise;
  }

  /** Starts a component, and keeps it running.
   * @returns when it reports for the first time that it is ready; never for a `program`, which must be probed. */
  start(component: Component): Promise<void> {
    const child = new Child(component);
    this.#children.set(component.name, child);
    void this.#run(child);
    return child.whenReady;
  }

  /** Records that a `program` is ready. */
  markReady(name: string): void {
    const child = this.#children.get(name);
    if (child === undefined) return;
    child.isReady = child.hasServed = true;
    child.ready();
    this.#options.onChange();
  }

  get components(): readonly ComponentStatus[] {
    return [...this.#children.values()].map(({ component, process, isReady, restarts }) => ({
      ...{ name: component.name, pid: process?.pid, isReady, restarts },
    }));
  }

  /** Ends all processes in order; those that do not end within five seconds get SIGKILL. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const running = [...this.#children.values()];
    for (const { timer } of running) clearTimeout(timer);
    await Promise.all(running.map(({ process }) => (process === undefined ? undefined : ended(process))));
  }

  async #run(child: Child): Promise<void> {
    const { component } = child;
    try {
      const command = await component.command();
      if (this.#isStopping) return;
      const process = this.#spawn(component, command);
      child.process = process;
      this.#listen(child, process);
      this.#options.onChange();
    } catch (error) {
      this.#failure.reject(error);
    }
  }

  #spawn({ kind }: Component, command: readonly string[]): ChildProcess {
    const { program, cwd, env } = this.#options;
    const [file, ...args] = kind === 'vitrine' ? [...program, ...command, '-supervised'] : command;
    // A session of its own: Ctrl-C in the terminal reaches only the supervisor, which ends the processes in order.
    const common = { cwd, env: { ...env } as NodeJS.ProcessEnv, detached: true };
    return kind === 'vitrine'
      ? spawn(file, args, { ...common, stdio: ['pipe', 'ignore', 'pipe', 'pipe'] })
      : spawn(file, args, { ...common, stdio: ['ignore', 'ignore', 'pipe'] });
  }

  #listen(child: Child, process: ChildProcess): void {
    const { component } = child;
    const started = performance.now();
    child.lines = [];
    // The end of the process is reported by its own event.
    process.stdin?.on('error', () => undefined);
    eachLine(process.stderr, (line) => {
      child.lines = [...child.lines.slice(1 - LAST_LINES), line];
      this.#options.onLine(component.name, line);
    });
    eachLine(process.stdio[3] as Readable | undefined, (line) => this.#take(child, line));
    let isOver = false;
    const over = (how: string): void => {
      if (isOver) return;
      isOver = true;
      this.#over(child, how, performance.now() - started);
    };
    process.once('error', (error) => over(error.message));
    // `close`: at this event all its output has been read.
    process.once('close', (code, signal) => over(signal ?? `exit code ${code}`));
  }

  #take(child: Child, line: string): void {
    const report = reportOf(line);
    if (report === undefined) return;
    if (report.kind === 'ready' && report.name === undefined) {
      child.isReady = child.hasServed = true;
      child.ready();
    }
    this.#options.onReport(child.component.name, report);
    if (report.kind === 'ready') this.#options.onChange();
  }

  #over(child: Child, how: string, lived: number): void {
    const { name } = child.component;
    [child.process, child.isReady] = [undefined, false];
    if (this.#isStopping) return;
    const [last = ''] = child.lines.slice(-1);
    child.quick = lived < LONG_MS ? child.quick + 1 : 0;
    this.#options.onNews(`${name} ended: ${how}${last === '' ? '' : `: ${last}`}`);
    this.#options.onChange();
    const most = child.hasServed ? MAX_QUICK : MAX_UNREADY;
    if (child.quick >= most) {
      const why = `${name} ended ${most} times at once${last === '' ? '' : `; it said last: ${last}`}`;
      this.#failure.reject(new CliError('component-failed', why, EXIT.input));
      return;
    }
    child.restarts++;
    child.timer = setTimeout(() => void this.#run(child), PAUSES[Math.max(0, child.quick - 1)]);
  }
}

/** Ends a process, and waits for it. */
function ended(process: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (process.exitCode !== null || process.signalCode !== null) return resolve();
    const kill = setTimeout(() => process.kill('SIGKILL'), PATIENCE_MS);
    process.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    process.stdin?.end();
    process.kill('SIGTERM');
  });
}

/** Maximum bytes of a line; components write no longer ones. */
const MAX_LINE = 2 ** 16;

function eachLine(stream: Readable | null | undefined, take: (line: string) => void): void {
  if (!stream) return;
  stream.on('error', () => undefined);
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) =>
    take(line.slice(0, MAX_LINE)),
  );
}

/** Parses a report; undefined for any other line. */
function reportOf(line: string): Report | undefined {
  try {
    const value = JSON.parse(line) as Report | null;
    return value?.kind === 'handshake' || value?.kind === 'ready' ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
