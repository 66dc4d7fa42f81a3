/** The explorer in both of its forms, built once for a run of the tests. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { type BuiltSite, buildFile, buildSiteWithParts } from '../scripts/explorer/build.ts';

/** What is built, by its name in the folder for temporary files, which is the run's own (`temporary-files.mjs`). */
async function onceARun<T>(name: string, build: () => Promise<T>): Promise<T> {
  const kept = join(tmpdir(), name);
  if (existsSync(kept)) return deserialize(readFileSync(kept));
  const built = await build();
  // Another worker may be at it too: what has the name is always whole.
  const own = join(tmpdir(), `${process.pid}-${name}`);
  writeFileSync(own, serialize(built));
  renameSync(own, kept);
  return built;
}

let site: Promise<BuiltSite> | undefined;
/** The folder. */
export const builtSite = (): Promise<BuiltSite> => (site ??= onceARun('vitrine-site.bin', buildSiteWithParts));

let file: Promise<string> | undefined;
/** The one file. */
export const builtFile = (): Promise<string> => (file ??= onceARun('vitrine-file.bin', buildFile));
