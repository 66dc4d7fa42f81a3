/** Copies of the engine as JavaScript, with its hooks and without. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { ROOT } from '../harness/places.ts';
import { strip } from './strip.ts';

/** The rooms that the measured operations pass through. */
const ROOMS = [
  ...[
    'asn1',
    'bigint',
    'bytes',
    'cipher',
    'codec',
    'ec',
    'hash',
    'keys',
    'lattice',
    'rsa',
    'signatures',
    'tls',
    'x509',
  ],
] as const;

/** `again` is the first one once more: how it differs from that is how exact the comparison is. */
export const COPIES = ['hooks', 'none', 'again'] as const;
export type CopyName = (typeof COPIES)[number];

/** The doors of a copy's rooms. */
export interface Engine {
  readonly bytes: typeof import('../../src/bytes/index.ts');
  readonly codec: typeof import('../../src/codec/index.ts');
  readonly hash: typeof import('../../src/hash/index.ts');
  readonly keys: typeof import('../../src/keys/index.ts');
  readonly rsa: typeof import('../../src/rsa/index.ts');
  readonly signatures: typeof import('../../src/signatures/index.ts');
  readonly tls: typeof import('../../src/tls/index.ts');
  readonly x509: typeof import('../../src/x509/index.ts');
}

/** Sources by their path from src/. */
export function readSources(): ReadonlyMap<string, string> {
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(ROOT, 'src', room), { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)),
  );
  const sources = files.filter((file) => file.endsWith('.ts'));
  return new Map(sources.map((file) => [file, readFileSync(join(ROOT, 'src', file), 'utf8')]));
}

/** Writes all copies below a folder.
 * @returns what was taken out, and how often.
 * @throws Error as `strip`. */
export async function writeCopies(folder: string): Promise<ReadonlyMap<string, number>> {
  const sources = readSources();
  const stripped = strip(sources);
  const texts = [...new Set([...sources.values(), ...stripped.sources.values()])];
  const compiled = new Map(await Promise.all(texts.map(async (text) => [text, await toJavaScript(text)] as const)));
  for (const copy of COPIES) {
    for (const [file, source] of copy === 'none' ? stripped.sources : sources) {
      const path = join(folder, copy, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, compiled.get(source)!);
    }
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return stripped.removed;
}

/** Types are taken off and nothing else, as for dist/. A branch that is `true` by now costs nothing: V8 makes no code of it. */
async function toJavaScript(source: string): Promise<string> {
  const { code } = await transform(source, {
    loader: 'ts',
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
  });
  return code.replace(/(from\s*")(\.[^"]*)\.ts"/g, '$1$2.js"');
}

export async function loadEngine(folder: string, copy: CopyName): Promise<Engine> {
  const door = (room: string): Promise<unknown> => import(pathToFileURL(join(folder, copy, room, 'index.js')).href);
  const rooms = ['bytes', 'codec', 'hash', 'keys', 'rsa', 'signatures', 'tls', 'x509'];
  const doors = await Promise.all(rooms.map(async (room) => [room, await door(room)] as const));
  return Object.fromEntries(doors) as unknown as Engine;
}
