/** `vitrine cluster up` as a process, and the processes under it (Linux: they are read from /proc). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process under the supervisor. */
export interface Under {
  readonly pid: number;
  /** `apiserver`, `kubelet node-2`, `etcd-1`. */
  readonly name: string;
}

/** Milliseconds for a cluster to start, and for everything to be gone. */
const START_MS = 300_000;
const GONE_MS = 30_000;
const LOOK_MS = 50;

export class ClusterProcess {
  readonly process: ChildProcess;
  /** What it has printed and said. */
  output = '';
  readonly #ended: Promise<unknown>;

  /** @param program - the file of the command line, bundled. @param args - of `cluster up`. */
  constructor(program: string, args: readonly string[], cwd: string) {
    this.process = spawn(process.execPath, [program, 'cluster', 'up', ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.#ended = once(this.process, 'close');
  }

  /** Resolves when the cluster runs. @throws with what it said, where it does not. */
  async running(): Promise<void> {
    for (let waited = 0; !this.output.includes('the cluster runs on'); waited += LOOK_MS) {
      if (this.process.exitCode !== null || this.process.signalCode !== null || waited > START_MS) {
        this.process.kill('SIGKILL');
        throw new Error(`cluster up: exit code ${this.process.exitCode}\n${this.output}`);
      }
      await sleep(LOOK_MS);
    }
  }

  /** Where the picture is. */
  get pageUrl(): string {
    return /the picture: (http:\S+)/.exec(this.output)?.[1] ?? '';
  }

  /** Those that run now. */
  get children(): Under[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => underOf(Number(name), this.process.pid ?? -1) ?? []);
  }

  /** Ends it by a signal, and waits. @returns its exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.process.kill(signal);
    await this.#ended;
    return this.process.exitCode;
  }

  /** Kills the supervisor. @throws where something under it survives. */
  async killed(): Promise<void> {
    const { children } = this;
    await this.end('SIGKILL');
    for (let waited = 0; ; waited += LOOK_MS) {
      const left = children.filter(({ pid }) => runs(pid));
      if (left.length === 0) return;
      if (waited > GONE_MS) throw new Error(`still there: ${left.map(({ name }) => name).join(', ')}`);
      await sleep(LOOK_MS);
    }
  }
}

/** Whether a process runs: one that has ended and was not waited for does not. */
export function runs(pid: number): boolean {
  return ![undefined, 'X', 'Z'].includes(statOf(pid)?.state);
}

function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    // proc(5): the name, in parentheses, may hold anything.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

function underOf(pid: number, supervisor: number): Under | undefined {
  const stat = statOf(pid);
  if (stat?.parent !== supervisor || !runs(pid)) return undefined;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const after = (word: string): string | undefined => words[words.indexOf(word) + 1 || -1];
    const member = after('--name');
    if (member !== undefined) return { pid, name: member };
    const [, , command = ''] = words;
    return { pid, name: command === 'kubelet' ? `kubelet ${after('-node-name') ?? 'node-1'}` : command };
  } catch {
    return undefined;
  }
}
