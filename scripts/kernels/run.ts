/** `npm run kernels`: writes every generated file anew, and names those that changed. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { GENERATED } from './all.ts';
import { contentsOf } from './emit.ts';

const ROOT = resolve(import.meta.dirname, '../..');

for (const file of GENERATED) {
  const path = resolve(ROOT, file.path);
  const contents = contentsOf(file);
  if (existsSync(path) && readFileSync(path, 'utf8') === contents) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
  console.log(`wrote ${file.path}, ${contents.length} characters`);
}
