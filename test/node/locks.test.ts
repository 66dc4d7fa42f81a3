import { mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withFileLock } from '../../src/node/index.ts';
import { makerToken } from '../../src/node/makers.ts';
import { kill, startModule } from './killed.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('locks', () => {
  const PATIENT = { patience: 60_000 };

  it('are held by one at a time, in many processes', async () => {
    const path = join(folder, 'n');
    await writeFile(path, '0');
    const counting = `
      import { readFile, writeFile } from 'node:fs/promises';
      import { withFileLock } from './src/node/locks.ts';
      for (let i = 0; i < 10; i++) {
        await withFileLock(${JSON.stringify(path)}, { patience: 60_000 }, async () => {
          await writeFile(${JSON.stringify(path)}, String(1 + Number(await readFile(${JSON.stringify(path)}, 'utf8'))));
        });
      }
      console.log('done');`;
    const processes = await Promise.all(Array.from({ length: 3 }, () => startModule(counting)));
    expect(processes.map(({ line }) => line)).toEqual(['done', 'done', 'done']);
    expect(await readFile(path, 'utf8')).toBe('30');
    expect(await readdir(folder)).toEqual(['n']);
  }, 60_000);

  const holding = (path: string) => `
    import { withFileLock } from './src/node/locks.ts';
    await withFileLock(${JSON.stringify(path)}, { patience: 0 }, async () => {
      console.log(process.pid);
      await new Promise((done) => setTimeout(done, 60_000));
    });`;

  it('are refused by name while their holder lives, and broken when it is killed, by one of those who wait', async () => {
    const path = join(folder, 'n');
    const { child, line: pid } = await startModule(holding(path));
    const refused = withFileLock(path, { patience: 50 }, async () => undefined);
    await expect(refused).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining(`process ${pid} `),
    });
    await kill(child);
    let inside = 0;
    const seen: number[] = [];
    const work = async () => {
      seen.push(++inside);
      await new Promise(setImmediate);
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFileLock(path, PATIENT, work)));
    expect(seen).toEqual(Array(8).fill(1));
    expect(await readdir(folder)).toEqual([]);
  }, 30_000);

  it('are broken even where one who was breaking them was killed too', async () => {
    const path = join(folder, 'n');
    const { child } = await startModule(holding(path));
    await kill(child);
    const token = await readlink(join(folder, '.n.lock'));
    await symlink(token, join(folder, `.n.lock.${token.slice(-12)}`));
    await withFileLock(path, PATIENT, async () => undefined);
    expect(await readdir(folder)).toEqual([]);
  }, 30_000);

  it('are not broken where another has taken them since their holder was found to be gone', async () => {
    const path = join(folder, 'n');
    const lock = join(folder, '.n.lock');
    const gone = makerToken().replace(`-${process.pid}-`, '-4194304-');
    const breaking = `${lock}.${gone.slice(-12)}`;
    await symlink(gone, lock);
    // Somebody else is breaking it, and then somebody takes it.
    await symlink('somebody', breaking);
    const refused = withFileLock(path, { patience: 400 }, async () => undefined).catch((error) => error.code);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await rm(lock);
    await symlink('somebody', lock);
    await rm(breaking);
    expect(await refused).toBe('in-use');
    expect(await readlink(lock)).toBe('somebody');
  });

  it('name the file that was asked for if they cannot be made', async () => {
    const path = join(folder, 'n');
    await symlink(join(folder, 'missing', 'n'), path);
    const error = await withFileLock(path, PATIENT, async () => undefined).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'ENOENT', path });
    expect(error.message).toContain(`'${path}'`);
  });

  it('end their waiting at a signal, with its reason', async () => {
    const path = join(folder, 'n');
    await symlink('somebody', join(folder, '.n.lock'));
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopped')), 50);
    await expect(withFileLock(path, { ...PATIENT, signal: stop.signal }, async () => undefined)).rejects.toThrow(
      'stopped',
    );
    await expect(withFileLock(path, { patience: 0 }, async () => undefined)).rejects.toMatchObject({ code: 'in-use' });
  });
});
