/** TypeScript as programs of processes of their own: bundled once, because a process that compiles its own sources takes a second to start. */

import { existsSync, mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '..');
const OPTIONS: BuildOptions = {
  ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' },
  // A process reads all of it before it does anything.
  minifyWhitespace: true,
  // `yaml` is CommonJS, and asks for Node's modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
};

/** A program from a source text whose imports are relative to the repository.
 * @param missing - packages that it does not find, since it lies outside of the repository. @returns its path. */
export function programOf(source: string, missing: readonly string[] = []): string {
  const program = join(mkdtempSync(join(tmpdir(), 'vitrine-program-')), 'program.mjs');
  bundleProgram({ source }, program, missing);
  return program;
}

/** The command line as a program, bundled once for a run of the tests: the folder for temporary files is the run's own
 * (`temporary-files.mjs`). It comes in parts, since a process reads all of a file before it does anything. @returns its path. */
export function commandProgram(): string {
  const folder = join(tmpdir(), COMMAND);
  const program = join(folder, 'main.mjs');
  if (existsSync(program)) return program;
  const own = join(tmpdir(), `${process.pid}-${COMMAND}`);
  buildSync({
    ...OPTIONS,
    entryPoints: [resolve(ROOT, 'src/cli/main.ts')],
    ...{ outdir: own, splitting: true, outExtension: { '.js': '.mjs' } },
    // As CommonJS a part of its own would have no named exports.
    alias: { yaml: resolve(ROOT, 'node_modules/yaml/browser/index.js') },
  });
  try {
    renameSync(own, folder);
  } catch (error) {
    // Another worker was at it too: what has the name is always whole.
    if (!existsSync(program)) throw error;
  }
  return program;
}
const COMMAND = 'vitrine-command';

/** Bundles a program for `node`. @param entry - a file, or a source text whose imports are relative to the repository.
 * @param outfile - where it goes; its name ends in `.mjs`. @param external - packages that are not bundled. */
export function bundleProgram(
  entry: { readonly file: string } | { readonly source: string },
  outfile: string,
  external: readonly string[] = [],
): void {
  buildSync({
    ...OPTIONS,
    ...('file' in entry
      ? { entryPoints: [resolve(ROOT, entry.file)] }
      : { stdin: { contents: entry.source, resolveDir: ROOT, loader: 'ts' } }),
    outfile,
    external: [...external],
  });
}
