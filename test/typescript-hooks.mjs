/** How Node imports the tests and what they test: each file by itself, without its types, as `erasableSyntaxOnly` allows. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import { transformSync, version } from 'esbuild';

const TYPESCRIPT = /\.tsx?$/;
/** Vitest sees what is imported when it is to run tests again after a change. Each import is a message to its process. */
const isWatching = process.env['VITEST_MODE'] === 'WATCH';
const OPTIONS = {
  ...{ target: 'node20', format: 'esm', jsx: 'automatic', jsxImportSource: 'preact' },
  ...{ sourcemap: 'inline', sourcesContent: false },
};

/** What was compiled stays for the next run: a file for each source, which begins with the digest of what it was made of. */
const folder = resolvePath(import.meta.dirname, '../node_modules/.cache/vitrine-tests');
mkdirSync(folder, { recursive: true });
const digest = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha1')).digest('hex');

/** @param {string} path @returns {string} JavaScript. */
function compiled(path) {
  const source = readFileSync(path, 'utf8');
  const madeOf = `//${digest(version, JSON.stringify(OPTIONS), source)}`;
  const kept = join(folder, digest(path));
  try {
    const text = readFileSync(kept, 'utf8');
    if (text.endsWith(madeOf)) return text;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const loader = path.endsWith('x') ? 'tsx' : 'ts';
  const text = `${transformSync(source, { ...OPTIONS, loader, sourcefile: basename(path) }).code}${madeOf}`;
  // Other workers may be at it too: what has the name is always whole.
  const own = `${kept}-${process.pid}-${threadId}`;
  writeFileSync(own, text);
  renameSync(own, kept);
  return text;
}

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, next) {
  if (isWatching || !specifier.startsWith('.') || !TYPESCRIPT.test(specifier)) return next(specifier, context);
  return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
}

/** @type {import('node:module').LoadHook} */
export function load(url, context, next) {
  const [file] = url.split('?');
  // esbuild leaves out the import's attribute, which early releases of Node 20 do not read; Node also warns of its own way.
  if (file.endsWith('.json')) {
    const source = `export default ${readFileSync(fileURLToPath(file), 'utf8')}`;
    return { format: 'module', source, shortCircuit: true };
  }
  if (!TYPESCRIPT.test(file)) return next(url, context);
  return { format: 'module', source: compiled(fileURLToPath(file)), shortCircuit: true };
}
