/** Copies of x509/ with one check taken out: bundled from the sources as they are, one text replaced. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Validator } from './chains.ts';

const X509 = resolve(import.meta.dirname, '../../src/x509');

/** A text of a file of x509/validate/ and what stands in its place. */
export interface Removal {
  readonly file: string;
  readonly text: string;
  readonly by: string;
}

/** x509/ with these texts replaced, each of which must be there exactly once. */
export async function brokenCopy(removals: readonly Removal[]): Promise<Validator> {
  const patch: Plugin = {
    name: 'remove a check',
    setup({ onLoad }) {
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
    entryPoints: [`${X509}/index.ts`],
    bundle: true,
    format: 'esm',
    target: 'node20',
    write: false,
    plugins: [patch],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
