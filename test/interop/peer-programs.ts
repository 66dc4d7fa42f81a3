/** Our own programs for peers that are libraries: Go, Java, Python. One process serves all cells of a peer. As clients they read lines
 * `ID PORT KIND mutual|server-only`, and tell the digest of each answer; as servers they tell the ports of their echoes. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Shell } from '../cli/shell.ts';
import { KINDS } from './cells.ts';
import { folder, type Program } from './peers.ts';

/** Milliseconds; a bound against a hang, for programs that are built first. */
export const PATIENCE = 300_000;

const run = promisify(execFile);
const SOURCES = resolve(import.meta.dirname, 'programs');
const built = new Map<string, Promise<Program>>();

/** The program of a peer, built once. @returns it without its argument, `client` or `server`. */
export function peerProgram(peer: 'go' | 'java' | 'python'): Promise<Program> {
  const program = built.get(peer) ?? BUILD[peer]();
  built.set(peer, program);
  return program;
}

/** Where Debian has it; what comes first in the PATH may be a script that looks for one. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

const BUILD = {
  async go(): Promise<Program> {
    await run('go', ['build', '-o', join(folder, 'peer-go'), join(SOURCES, 'peer.go')], {
      env: { ...process.env, GOFLAGS: '-mod=mod', GO111MODULE: 'off' },
    });
    return { command: join(folder, 'peer-go'), args: [] };
  },
  async java(): Promise<Program> {
    await copyFile(join(SOURCES, 'Peer.java'), join(folder, 'Peer.java'));
    const compile = run('javac', ['-J-XX:TieredStopAtLevel=1', 'Peer.java'], { cwd: folder });
    await Promise.all([compile, javaStores()]);
    return { command: 'java', args: ['-XX:TieredStopAtLevel=1', '-cp', folder, 'Peer'] };
  },
  python: async (): Promise<Program> => ({ command: PYTHON, args: [join(SOURCES, 'peer.py')] }),
} as const;

/** Trust stores by keytool, and own keys by our pkcs12. */
async function javaStores(): Promise<void> {
  const store = ['-storetype', 'PKCS12', '-storepass', 'changeit', '-noprompt', '-J-XX:TieredStopAtLevel=1'];
  const shell = new Shell();
  const at = (name: string) => join(folder, name);
  try {
    for (const kind of KINDS) {
      const ca = ['-alias', 'ca', '-file', at(`${kind}-ca.crt`), '-keystore', at(`${kind}-trust.p12`)];
      await run('keytool', ['-importcert', ...ca, ...store]);
      for (const name of ['server', 'client']) {
        const files = `-in ${at(`${kind}-${name}.crt`)} -inkey ${at(`${kind}-${name}.key`)}`;
        await shell.lines(`pkcs12 -export ${files} -out ${at(`${kind}-${name}.p12`)} -passout pass:changeit`);
      }
    }
  } finally {
    shell.remove();
  }
}
