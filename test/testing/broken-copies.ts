/** Copies of x509/ with one check taken out: bundled from the sources as they are, one text replaced. They share the rooms below, which are
 * bundled once. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import type { Validator } from './chains.ts';

const SRC = resolve(import.meta.dirname, '../../src');
const X509 = join(SRC, 'x509');
const ROOMS_BELOW = ['bytes', 'codec', 'asn1', 'rsa', 'keys', 'signatures'];
const BUNDLED: BuildOptions = { bundle: true, format: 'esm', target: 'node20' };

/** The doors of the rooms below, as modules that share what they import. */
const below = Promise.resolve().then(async (): Promise<string> => {
  const outdir = mkdtempSync(join(tmpdir(), 'vitrine-copies-'));
  await build({
    ...BUNDLED,
    entryPoints: ROOMS_BELOW.map((room) => join(SRC, room, 'index.ts')),
    outbase: SRC,
    outdir,
    outExtension: { '.js': '.mjs' },
    splitting: true,
  });
  return outdir;
});
let copies = 0;

/** A text of a file of x509/validate/ and what stands in its place. */
export interface Removal {
  readonly file: string;
  readonly text: string;
  readonly by: string;
}

/** x509/ with these texts replaced, each of which must be there exactly once. */
export async function brokenCopy(removals: readonly Removal[]): Promise<Validator> {
  const outdir = await below;
  const patch: Plugin = {
    name: 'remove a check',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /\/index\.ts$/ }, ({ path, resolveDir }) => {
        const room = ROOMS_BELOW.find((name) => resolve(resolveDir, path) === join(SRC, name, 'index.ts'));
        if (room === undefined) return undefined;
        return { path: pathToFileURL(join(outdir, room, 'index.mjs')).href, external: true };
      });
      onLoad({ filter: /\/src\/x509\/.*\.ts$/ }, ({ path }) => {
        let contents = readFileSync(path, 'utf8');
        for (const { file, text, by } of removals) {
          if (resolve(X509, 'validate', file) !== path) continue;
          const parts = contents.split(text);
          if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${text}`);
          contents = parts.join(by);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
  const { outputFiles } = await build({
    ...BUNDLED,
    entryPoints: [join(X509, 'index.ts')],
    write: false,
    plugins: [patch],
  });
  const copy = join(outdir, `copy-${copies++}.mjs`);
  writeFileSync(copy, outputFiles[0].contents);
  return import(/* @vite-ignore */ pathToFileURL(copy).href);
}
