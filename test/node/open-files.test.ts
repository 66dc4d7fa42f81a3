/** Pools of connections within the limit of open files. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { openFilesLimit, poolSize } from '../../src/node/open-files.ts';

describe('vectors', () => {
  it.each([
    [2048, 2, 1024, 480],
    [2048, 2, 1_048_576, 2048],
    [1024, 1, 256, 192],
    [2048, 2, Number.POSITIVE_INFINITY, 2048],
    [2048, 2, 20, 1],
  ])('%i in each of %i pools, with %d open files: %i', (wanted, pools, limit, size) => {
    expect(poolSize(wanted, pools, limit)).toBe(size);
  });

  it.skipIf(process.platform === 'win32')('the limit is the one that a shell of ours has', () => {
    const shell = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
    expect(openFilesLimit()).toBe(shell === 'unlimited' ? Number.POSITIVE_INFINITY : Number(shell));
  });
});
