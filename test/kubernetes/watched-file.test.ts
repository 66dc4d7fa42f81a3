/** Files that are replaced while they are watched. A test never measures time: the long interval proves that the system told. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { watchFile } from '../../src/kubernetes/index.ts';
import { closing } from '../closing.ts';

const HOUR = 3_600_000;
let folder: string;
const path = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vitrine-watch-'));
  closing(() => rmSync(folder, { recursive: true, force: true }));
});

/** Watches from the first check on. @returns what resolves at the next change. */
async function watched(file: string, intervalMs: number): Promise<() => Promise<void>> {
  let told = (): void => undefined;
  const stop = watchFile(file, async () => told(), { intervalMs });
  closing(stop);
  // The first check has no word of its own: what is written now is a change once it is over.
  await new Promise((resolve) => setTimeout(resolve, 50));
  return () =>
    new Promise((resolve) => {
      told = resolve;
    });
}

describe('a file is noticed', () => {
  it('that is written, replaced by a rename, and removed', async () => {
    writeFileSync(path('a'), '1');
    const next = await watched(path('a'), HOUR);
    const changes = [
      () => writeFileSync(path('a'), 'longer'),
      () => {
        writeFileSync(path('new'), 'other');
        renameSync(path('new'), path('a'));
      },
      () => rmSync(path('a')),
      () => writeFileSync(path('a'), 'again'),
    ];
    for (const change of changes) {
      const changed = next();
      change();
      await changed;
    }
  });

  it('that Kubernetes mounts: a link of the folder is changed', async () => {
    for (const [i, name] of ['first', 'second'].entries()) {
      mkdirSync(path(name));
      writeFileSync(path(`${name}/a`), String(i));
    }
    symlinkSync('first', path('..data'));
    symlinkSync('..data/a', path('a'));
    const changed = (await watched(path('a'), HOUR))();
    symlinkSync('second', path('..data_tmp'));
    renameSync(path('..data_tmp'), path('..data'));
    await changed;
  });

  it('of a folder that is not there yet, by looking', async () => {
    const changed = (await watched(path('later/a'), 20))();
    mkdirSync(path('later'));
    writeFileSync(path('later/a'), '1');
    await changed;
  });
});

describe('nothing is told', () => {
  it('of another file in the folder, and after the end', async () => {
    writeFileSync(path('a'), '1');
    let told = 0;
    const stop = watchFile(path('a'), async () => void told++, { intervalMs: 20 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    writeFileSync(path('b'), '1');
    await new Promise((resolve) => setTimeout(resolve, 150));
    stop();
    writeFileSync(path('a'), 'longer');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(told).toBe(0);
  });
});
