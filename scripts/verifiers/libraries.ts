/** Libraries, each asked as a process of its own: one that has no answer in time is ended, and another process asked the next case. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { AskOther } from './others.ts';

const PROGRAM = resolve(import.meta.dirname, 'library.ts');
/** As long as `vitrine differ` waits; milliseconds. */
const PATIENCE = 20_000;

export const askLibrary =
  (name: string): AskOther =>
  async (cases) => {
    const verdicts: (boolean | undefined)[] = [];
    let child: ChildProcess | undefined;
    for (const one of cases) {
      child ??= await started(name);
      child.send(one);
      const verdict = await answerOf(child);
      verdicts.push(verdict);
      if (verdict !== undefined) continue;
      child.kill('SIGKILL');
      child = undefined;
    }
    child?.kill();
    return verdicts;
  };

/** Its first message says that the library is loaded, which is not part of an answer's time. */
async function started(name: string): Promise<ChildProcess> {
  const child = fork(PROGRAM, [name], { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
  await once(child, 'message');
  return child;
}

async function answerOf(child: ChildProcess): Promise<boolean | undefined> {
  try {
    const [verdict] = await once(child, 'message', { signal: AbortSignal.timeout(PATIENCE) });
    return verdict as boolean;
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
    return undefined;
  }
}
