/** `npm run explore:site`, `explore:file`, `explore:samples`: builds the explorer, in one of its two forms, or makes its samples anew. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildFile, buildSite } from './build.ts';
import { SAMPLES, samplesModule } from './samples.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const WORKS: Readonly<Record<string, () => Promise<void>>> = {
  async site() {
    const site = join(ROOT, 'site');
    const files = await buildSite();
    rmSync(site, { recursive: true, force: true });
    for (const [name, bytes] of files) {
      mkdirSync(dirname(join(site, name)), { recursive: true });
      writeFileSync(join(site, name), bytes);
    }
  },
  async file() {
    writeFileSync(join(ROOT, 'explore.html'), await buildFile());
  },
  async samples() {
    writeFileSync(SAMPLES, samplesModule());
  },
};

const work = WORKS[process.argv[2]];
if (work === undefined) throw new Error(`say what to make: ${Object.keys(WORKS).join(', ')}`);
await work();
