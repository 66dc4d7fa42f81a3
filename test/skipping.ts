/** Why tests are skipped, said once for a run: its files are shared out among processes, each of which finds out for itself. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes one line: what is missing. The folder for temporary files is the run's own (`temporary-files.ts`). */
export function sayWhySkipped(reason: string): void {
  const mark = join(tmpdir(), `skipped-${createHash('sha256').update(reason).digest('hex')}`);
  try {
    writeFileSync(mark, '', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return;
  }
  console.warn(`${reason}: its tests are skipped`);
}
