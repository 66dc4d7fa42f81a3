import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { link, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Leftover, writeFilesTogether, writeFileWhole, writeFolderWhole } from '../../src/node/index.ts';
import { makerToken, stateOf } from '../../src/node/makers.ts';
import { asFromElsewhere, hidden, kill, startModule } from './killed.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('what killed runs leave', () => {
  const OPTIONS = { mode: 0o600, replace: true };
  const collect = async (work: (told: Leftover[]) => Promise<unknown>): Promise<Leftover[]> => {
    const told: Leftover[] = [];
    await work(told);
    return told;
  };
  /** A process that stops in the middle of writing a folder. */
  const inTheMiddle = (path: string) => `
    import { writeFolderWhole } from './src/node/files.ts';
    await writeFolderWhole(${JSON.stringify(path)}, async () => {
      console.log(process.pid);
      await new Promise((done) => setTimeout(done, 60_000));
      return new Map();
    });`;

  it('names and removes what a killed process left, and refuses while it lives', async () => {
    const path = join(folder, 'cluster');
    const { child, line: pid } = await startModule(inTheMiddle(path));
    const [name] = hidden(folder);
    const make = async () => new Map([['a', { content: 'x', mode: 0o600 }]]);
    await expect(writeFolderWhole(path, make)).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining(`process ${pid} `),
    });
    await expect(writeFolderWhole(path, make)).rejects.toThrow(name);
    expect(hidden(folder)).toEqual([name]);
    await kill(child);
    const told = await collect((all) => writeFolderWhole(path, make, (one) => all.push(one)));
    expect(told).toEqual([{ path: join(folder, name), pid: Number(pid), removed: true }]);
    expect(await readdir(folder)).toEqual(['cluster']);
  }, 30_000);

  it('keeps and names what another machine may still need', async () => {
    const path = join(folder, 'ca.key');
    const { child } = await startModule(inTheMiddle(path));
    await kill(child);
    const name = asFromElsewhere(folder);
    const told = await collect((all) => writeFileWhole(path, 'x', { ...OPTIONS, onLeftover: (one) => all.push(one) }));
    expect(told).toMatchObject([{ path: join(folder, name), removed: false }]);
    expect((await readdir(folder)).sort()).toEqual([name, 'ca.key']);
  }, 30_000);

  it('takes a process number that was given anew for another process', async () => {
    // The number of this process, and a start that was not its own.
    const path = join(folder, 'a');
    const { child } = await startModule(inTheMiddle(path));
    const [name] = hidden(folder);
    await kill(child);
    const reused = name.replace(/(\.vitrine-[0-9a-f]{8}-)\d+/, `$1${process.ppid}`);
    await rm(join(folder, name), { recursive: true });
    await writeFile(join(folder, reused), 'secret');
    await writeFile(join(folder, '.a.vitrine-notes'), 'of somebody else');
    await writeFileWhole(path, 'x', OPTIONS);
    expect((await readdir(folder)).sort()).toEqual(['.a.vitrine-notes', 'a']);
  }, 30_000);
});

it.skipIf(process.platform !== 'linux')(
  'a process that has ended counts as ended before its parent has looked',
  async () => {
    // The shell's child ends as a child of sleep, which never asks for it.
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    const stat = (): string[] =>
      readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\)\s/s, '')
        .split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1');
    const start = createHash('sha256').update(`${boot}\0${stat()[19]}`).digest('hex').slice(0, 8);
    const [host, , , random] = makerToken().split('-');
    while (stat()[0] !== 'Z') await sleep(5);
    expect(stateOf([host, pid, start, random].join('-'))).toBe('gone');
    await kill(parent);
  },
);

describe('several files', () => {
  const NAMES = ['u.key', 'u.crt', 'u.conf'];
  const make = (text: string) => async () => new Map(NAMES.map((name) => [name, { content: text, mode: 0o600 }]));

  it('are all written, or none', async () => {
    await writeFilesTogether(folder, 'u', NAMES, make('one'));
    expect((await readdir(folder)).sort()).toEqual(NAMES.toSorted());
    for (const name of NAMES) expect(await readFile(join(folder, name), 'utf8')).toBe('one');
    await rm(join(folder, 'u.key'));
    const early = () => Promise.reject(new Error('too early'));
    await expect(writeFilesTogether(folder, 'u', NAMES, early)).rejects.toMatchObject({
      code: 'EEXIST',
      path: join(folder, 'u.crt'),
    });
    expect((await readdir(folder)).sort()).toEqual(['u.conf', 'u.crt']);
  });

  it('are taken away again where one is taken meanwhile', async () => {
    const late = async () => {
      await writeFile(join(folder, 'u.conf'), 'mine');
      return make('one')();
    };
    await expect(writeFilesTogether(folder, 'u', NAMES, late)).rejects.toMatchObject({
      code: 'EEXIST',
      path: join(folder, 'u.conf'),
    });
    expect(await readdir(folder)).toEqual(['u.conf']);
    expect(await readFile(join(folder, 'u.conf'), 'utf8')).toBe('mine');
  });

  /** What a process leaves that is killed when it has put some of the files in place. */
  async function killedAfter(count: number): Promise<void> {
    const { child } = await startModule(`
      import { writeFilesTogether } from './src/node/files.ts';
      await writeFilesTogether(${JSON.stringify(folder)}, 'u', [], async () => {
        console.log('begun');
        await new Promise((done) => setTimeout(done, 60_000));
        return new Map();
      });`);
    await kill(child);
    const [temporary] = hidden(folder);
    for (const name of NAMES) await writeFile(join(folder, temporary, name), 'killed', { mode: 0o600 });
    for (const name of NAMES.slice(0, count)) await link(join(folder, temporary, name), join(folder, name));
  }

  it.each([0, 1, 2])(
    'are undone after a kill that left %i of them, and then written',
    async (count) => {
      await killedAfter(count);
      await writeFilesTogether(folder, 'u', NAMES, make('anew'));
      for (const name of NAMES) expect(await readFile(join(folder, name), 'utf8')).toBe('anew');
      expect(hidden(folder)).toEqual([]);
    },
    30_000,
  );

  it('stay where the kill came after the last of them', async () => {
    await killedAfter(3);
    await expect(writeFilesTogether(folder, 'u', NAMES, make('anew'))).rejects.toMatchObject({ code: 'EEXIST' });
    expect((await readdir(folder)).sort()).toEqual(NAMES.toSorted());
    expect(await readFile(join(folder, 'u.key'), 'utf8')).toBe('killed');
  }, 30_000);

  it('do not take away a file of the same name that is not theirs', async () => {
    await killedAfter(1);
    await writeFile(join(folder, 'u.crt'), 'mine');
    await expect(writeFilesTogether(folder, 'u', NAMES, make('anew'))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(join(folder, 'u.crt'), 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['u.crt']);
  }, 30_000);
});
