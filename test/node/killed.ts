/** Processes for the tests of what a killed one leaves: one that has ended, one that lives, and one that stops on its way. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryBeside } from '../../src/node/makers.ts';
import { programOf } from '../node-program.ts';

/** A program that runs until it is killed. Resolves when it has printed its first line. @param source - imports are relative to the
 * repository. */
export async function startModule(source: string): Promise<{ readonly child: ChildProcess; readonly line: string }> {
  const child = spawn(process.execPath, [programOf(source)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [piece] = await once(child.stdout!, 'data');
  return { child, line: String(piece).trim() };
}

/** Kills a process as the system does when memory runs out, and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** The name that a process that has ended would have left beside a path, and the number of that process. */
export function leftoverOf(path: string): { readonly path: string; readonly pid: number } {
  const { pid } = spawnSync('true');
  return { path: temporaryBeside(path).replace(/-\d+-([0-9a-f]{8}-[0-9a-f]{12})$/, `-${pid}-$1`), pid };
}

/** The hidden names in a folder. */
export const hidden = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('.'));

/** Makes what a process left in a folder look as if another machine's had. */
export function asFromElsewhere(folder: string): string {
  const [name] = hidden(folder);
  const moved = name.replace(/\.vitrine-[0-9a-f]{8}/, '.vitrine-00000000');
  renameSync(join(folder, name), join(folder, moved));
  return moved;
}
