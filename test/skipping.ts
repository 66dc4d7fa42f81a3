/** Why tests are skipped, said once for a run: its files are shared out among processes, each of which finds out for itself. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';

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

let isInside = false;

/** `describe.skip`, which may be inside of another one, of this function. Vitest counts no test of a `describe.skip` in a `describe.skip`. */
export function describeSkipped(name: string, tests: () => void): void {
  if (isInside) return void describe(name, tests);
  describe.skip(name, () => {
    isInside = true;
    try {
      tests();
    } finally {
      isInside = false;
    }
  });
}
