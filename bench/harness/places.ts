/** Where things are. The harness runs from its compiled copy (bench/README.md says why), so paths start at the project's root. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function findRoot(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'vitrine') return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('bench/ is not inside the project');
  return findRoot(above);
}

/** The folder of the project's package.json. */
export const ROOT: string = findRoot(import.meta.dirname);
export const RESULTS: string = join(ROOT, 'bench/results');
/** What a full `npm run bench:peers` writes, and tables and charts are made of. Kept in git. */
export const LATEST: string = join(RESULTS, 'latest.json');
/** What every other run writes: it is not kept. */
export const PARTIAL: string = join(RESULTS, 'partial.json');
