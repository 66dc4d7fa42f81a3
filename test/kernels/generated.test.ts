/** Generated kernels: committed as they are emitted, and each function small enough for V8 to optimize. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { GENERATED } from '../../scripts/kernels/all.ts';
import { contentsOf, type GeneratedFile } from '../../scripts/kernels/emit.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** V8 never optimizes a function of more bytecode than this (`--max-optimized-bytecode-size`): it stays interpreted, some forty
 * times as slow. */
const V8_LIMIT = 61_440; // bytes

/** Bytes of bytecode of each function of the files, and of what they import, as `path: name`. None is called: V8 compiles them eagerly,
 * and its log says how long each became. */
function bytecodeLengths(files: readonly GeneratedFile[]): Map<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  for (const [i, { path }] of files.entries()) {
    const entryPoints = [join(ROOT, path)];
    buildSync({ entryPoints, bundle: true, treeShaking: false, format: 'esm', outfile: join(folder, `${i}.mjs`) });
  }
  const main = join(folder, 'main.mjs');
  writeFileSync(main, files.map((_, i) => `import './${i}.mjs';`).join('\n'));
  const log = join(folder, 'v8.log');
  const flags = ['--no-lazy', '--no-flush-bytecode', '--log-code', '--no-logfile-per-isolate', `--logfile=${log}`];
  const { stderr, status } = spawnSync(process.execPath, [...flags, main]);
  expect(status, stderr.toString()).toBe(0);
  const lengths = new Map<string, number>();
  for (const [, length, name, i] of readFileSync(log, 'latin1').matchAll(
    /^code-creation,\w+,\d+,\d+,0x[0-9a-f]+,(\d+),(\w+) file:.*\/(\d+)\.mjs:/gm,
  )) {
    lengths.set(`${files[Number(i)].path}: ${name}`, Number(length));
  }
  return lengths;
}

describe('generated kernels', () => {
  it.each(GENERATED)('$path is committed as $source emits it (else: npm run kernels)', (file) => {
    expect(readFileSync(join(ROOT, file.path), 'utf8')).toBe(contentsOf(file));
  });

  it('are all that the generated folders of the engine hold', () => {
    const committed = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .map((name) => join('src', name))
      .filter((name) => /\/generated\/.+\.ts$/.test(name));
    expect(committed.toSorted()).toEqual(GENERATED.map(({ path }) => path).toSorted());
  });

  it('have functions that V8 optimizes', () => {
    const names = GENERATED.flatMap((file) =>
      [...contentsOf(file).matchAll(/^(?:export )?function (\w+)/gm)].map(([, name]) => `${file.path}: ${name}`),
    );
    const lengths = bytecodeLengths(GENERATED);
    for (const name of names) {
      const length = lengths.get(name);
      expect(length, name).toBeGreaterThan(0);
      expect(length, name).toBeLessThan(V8_LIMIT);
    }
  });
});
