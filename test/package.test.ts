/** The package as a user gets it: packed, installed in an empty folder, every subpath imported from JavaScript and TypeScript. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf } from './docs/blocks.ts';
import { isWholeTable } from './property-runs.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '..');
const { bin, exports, files, version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
const subpaths = Object.keys(exports)
  .filter((path) => path !== './package.json')
  .map((path) => path.replace('.', 'vitrine'));

describe('what the package is to have', () => {
  it('is a door for each room that has one, each with its source, which exports something', async () => {
    const rooms = await readdir(join(ROOT, 'src'));
    const doors = rooms.filter((room) => existsSync(join(ROOT, 'src', room, 'index.ts'))).map((room) => `./${room}`);
    expect(Object.keys(exports).toSorted()).toEqual([...doors, './kubernetes/pki', './package.json'].toSorted());
    for (const subpath of subpaths) {
      const room = subpath.replace('vitrine/', '');
      expect(exports[`./${room}`]).toBe(`./dist/${room}/index.js`);
      expect(Object.keys(await import(join(ROOT, 'src', room, 'index.ts'))), subpath).not.toEqual([]);
    }
  });

  it('is the command, and files that are there or are built', () => {
    expect(existsSync(join(ROOT, bin.vitrine.replace('dist', 'src').replace('.js', '.ts')))).toBe(true);
    const built = ['dist', 'site'];
    expect(files.filter((name: string) => !built.includes(name) && !existsSync(join(ROOT, name)))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(built));
  });
});

// A build of everything: where INTEROP=all.
describe.runIf(isWholeTable)('the package', () => {
  let folder: string;
  /** Packs a copy, so that a build never disturbs the tree that other tests run from. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vitrine-package-'));
    const copy = join(folder, 'copy');
    const home = join(folder, 'home');
    await mkdir(copy);
    await mkdir(home);
    for (const name of await readdir(ROOT)) {
      if (!['node_modules', '.git', 'dist', 'vectors', 'test'].includes(name)) {
        await cp(join(ROOT, name), join(copy, name), { recursive: true });
      }
    }
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: copy });
    expect(stdout).toContain(version);
    await writeFile(join(home, 'package.json'), '{ "private": true, "type": "module" }');
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))!;
    await run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, tarball)], { cwd: home });
    // The optional peer that one room needs, and what the type check needs: from our own tree, so that no network is touched.
    for (const name of ['fast-check', 'pure-rand', '@types']) {
      await symlink(join(ROOT, 'node_modules', name), join(home, 'node_modules', name));
    }
  }, 600_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('imports every subpath from JavaScript, and has nothing at its root', async () => {
    const script = `
      for (const path of ${JSON.stringify(subpaths)}) {
        const door = await import(path);
        if (Object.keys(door).length === 0) throw new Error(path + ' is empty');
      }
      await import('vitrine').then(() => { throw new Error('the root imports'); }, () => {});
      console.log('imported');`;
    const { stdout } = await run('node', ['--input-type=module', '--eval', script], { cwd: join(folder, 'home') });
    expect(stdout).toBe('imported\n');
  });

  it('imports every subpath from TypeScript, strictly', async () => {
    const home = join(folder, 'home');
    const lines = subpaths.map((path, i) => `import * as room${i} from '${path}';\nexport { room${i} };`);
    await writeFile(join(home, 'all.ts'), lines.join('\n'));
    // The blocks of the papers and the examples too, as a user would paste them.
    const papers = ['README.md', ...(await readdir(join(ROOT, 'docs'))).map((name) => `docs/${name}`)];
    const names = ['all.ts'];
    for (const paper of papers.filter((name) => name.endsWith('.md'))) {
      for (const [i, code] of blocksOf(await readFile(join(ROOT, paper), 'utf8')).entries()) {
        names.push(`${paper.replaceAll(/\W/g, '-')}-${i}.ts`);
        await writeFile(join(home, names.at(-1)!), code);
      }
    }
    for (const name of await readdir(join(ROOT, 'examples'))) {
      if (!name.endsWith('.ts')) continue;
      names.push(name);
      await cp(join(ROOT, 'examples', name), join(home, name));
    }
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    const { stdout } = await run(tsc, [...flags, '--allowImportingTsExtensions', ...names], { cwd: home });
    expect(stdout).toBe('');
  }, 300_000); // On a busy machine, a whole compilation of everything takes minutes.

  it('runs its command', async () => {
    const { stdout } = await run(join(folder, 'home/node_modules/.bin/vitrine'), ['--version']);
    expect(stdout).toContain(version);
  });

  it('ships no test, no vector and no source map that points nowhere', async () => {
    const shipped = await readdir(join(folder, 'home/node_modules/vitrine'), { recursive: true });
    expect(shipped.filter((name) => /\.test\.|^vectors|^bench/.test(name))).toEqual([]);
    const maps = shipped.filter((name) => name.endsWith('.d.ts.map'));
    expect(maps.length).toBeGreaterThan(100);
    for (const map of maps) {
      const { sources } = JSON.parse(await readFile(join(folder, 'home/node_modules/vitrine', map), 'utf8'));
      expect(shipped).toContain(join(dirname(map), sources[0]));
    }
    expect(shipped).toContain('SECURITY.md');
    expect(shipped).toContain('LICENSE');
  });
});
