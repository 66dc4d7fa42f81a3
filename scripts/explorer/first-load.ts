/** esbuild shares code by who needs it: a file that three of forty parts need becomes a file of its own, and small files compress badly. A part
 * may say what is always there before it is asked for. All of that is then needed by the same parts, and is a few files. */
import { dirname, relative, resolve } from 'node:path';
import type { Plugin } from 'esbuild';

const SRC = resolve(import.meta.dirname, '../../src');

/** What is there before other parts: files that do nothing when they are loaded. */
const BASES = {
  page: ['explorer/page/shell.tsx', 'explorer/page/rooms/inspect.tsx'],
  worker: ['explorer/work/jobs.ts', 'explorer/work/inspect.ts'],
  session: ['explorer/work/handshake.ts'],
};
type Base = keyof typeof BASES;

/** What needs most of a session anyway, under `src/`. */
const OF_SESSION = /^(explorer\/work\/(unfold|live|recorded)\.ts|tls\/)/;

const statement = (base: Base): string => `import 'before:${base}';\n`;

/** The statements by which a part of the worker says what is there before it. @param file - the file that is the part. */
export const beforePartOfWorker = (file: string): string =>
  statement('worker') + (OF_SESSION.test(relative(SRC, file)) ? statement('session') : '');

const isOfPage = (importer: string): boolean => /^explorer\/page\/(?!worker\.ts)/.test(relative(SRC, importer));

/** Makes of each file that `import()` names a part which says what is there before it. */
export const firstLoad: Plugin = {
  name: 'first-load',
  setup(plugged) {
    plugged.onResolve({ filter: /^\.\.?\// }, ({ kind, path, importer, resolveDir }) =>
      kind === 'dynamic-import'
        ? { path: resolve(resolveDir, path), namespace: isOfPage(importer) ? 'part-of-page' : 'part-of-worker' }
        : undefined,
    );
    const part = (before: string, path: string) => ({
      contents: `${before}export * from ${JSON.stringify(path)};`,
      resolveDir: dirname(path),
    });
    plugged.onLoad({ filter: /.*/, namespace: 'part-of-page' }, ({ path }) => part(statement('page'), path));
    plugged.onLoad({ filter: /.*/, namespace: 'part-of-worker' }, ({ path }) => part(beforePartOfWorker(path), path));
    plugged.onResolve({ filter: /^before:/ }, ({ path }) => ({
      ...{ path: path.slice('before:'.length), namespace: 'before' },
      // The package's files have none: without this, the statement would be left out.
      sideEffects: true,
    }));
    plugged.onLoad({ filter: /.*/, namespace: 'before' }, ({ path }) => ({
      contents: BASES[path as Base].map((file) => `export * from './${file}';`).join('\n'),
      resolveDir: SRC,
    }));
  },
};

/** The source that a part is of, such as `src/explorer/work/lab.ts`, from the entry point that esbuild names. */
export const sourceOfPart = (entry: string | undefined): string | undefined =>
  entry?.replace(/^part-of-\w+:(.*)$/, (_, path: string) => relative(dirname(SRC), path));
