/** Copies of the engine with one check of path validation taken out. The sources are compiled once, a file a module; a copy has new modules
 * only for the changed file and for those that lead to it, and shares the others. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import type { Validator } from './chains.ts';

const SRC = resolve(import.meta.dirname, '../../src');
const ROOMS = [
  'bytes',
  'codec',
  'bigint',
  'hash',
  'cipher',
  'asn1',
  'ec',
  'lattice',
  'rsa',
  'keys',
  'signatures',
  'x509',
];
const DOOR = 'x509/index.js';
const folder = mkdtempSync(join(tmpdir(), 'vitrine-copies-'));
const SHARED = 'shared';

/** A text of a file of x509/validate/ and what stands in its place. */
export interface Removal {
  readonly file: string;
  readonly text: string;
  readonly by: string;
}

const sources = ROOMS.flatMap((room) =>
  readdirSync(join(SRC, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => posix.join(room, name)),
);
const moduleOf = (source: string): string => source.replace(/\.ts$/, '.js');

async function compile(text: string): Promise<string> {
  const options = { verbatimModuleSyntax: true, useDefineForClassFields: true };
  return (await transform(text, { loader: 'ts', target: 'es2022', tsconfigRaw: { compilerOptions: options } })).code;
}

/** Writes a module of a copy. @param placeOf - the copy that has a module that it imports. */
function writeModule(copy: string, name: string, code: string, placeOf: (module: string) => string): void {
  const linked = code.replace(/(\bfrom\s*)"(\.[^"]+)"/g, (_, from, specifier) => {
    const imported = moduleOf(posix.join(posix.dirname(name), specifier));
    return `${from}"${pathToFileURL(join(folder, placeOf(imported), imported)).href}"`;
  });
  const path = join(folder, copy, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, linked);
}

/** Every module of the rooms as JavaScript, written to be shared, and who imports it. */
const engine = Promise.resolve().then(async () => {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const compiled = new Map<string, string>();
  const importers = new Map<string, string[]>();
  await Promise.all(
    sources.map(async (source) => {
      const [name, code] = [moduleOf(source), await compile(readFileSync(join(SRC, source), 'utf8'))];
      compiled.set(name, code);
      writeModule(SHARED, name, code, () => SHARED);
      for (const [, specifier] of code.matchAll(/\bfrom\s*"(\.[^"]+)"/g)) {
        const imported = moduleOf(posix.join(posix.dirname(name), specifier));
        importers.set(imported, [...(importers.get(imported) ?? []), name]);
      }
    }),
  );
  return { compiled, importers };
});
let copies = 0;

/** The engine's x509 with these texts replaced, each of which must be there exactly once. */
export async function brokenCopy(removals: readonly Removal[]): Promise<Validator> {
  const { compiled, importers } = await engine;
  const texts = new Map<string, string>();
  for (const { file, text, by } of removals) {
    const source = posix.join('x509/validate', file);
    const parts = (texts.get(source) ?? readFileSync(join(SRC, source), 'utf8')).split(text);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${text}`);
    texts.set(source, parts.join(by));
  }
  const changed = new Map<string, string>();
  for (const [source, text] of texts) changed.set(moduleOf(source), await compile(text));
  const own = new Set([...changed.keys(), DOOR]);
  for (const name of own) for (const importer of importers.get(name) ?? []) own.add(importer);
  const copy = `copy-${copies++}`;
  const placeOf = (name: string): string => (own.has(name) ? copy : SHARED);
  for (const name of own) writeModule(copy, name, changed.get(name) ?? compiled.get(name)!, placeOf);
  return import(/* @vite-ignore */ pathToFileURL(join(folder, copy, DOOR)).href);
}
