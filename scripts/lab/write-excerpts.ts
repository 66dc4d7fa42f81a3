/** Writes `src/lab/excerpts.ts`: `npx tsx scripts/lab/write-excerpts.ts`. */
import { writeFileSync } from 'node:fs';
import { EXCERPTS_FILE, excerptsModule } from './excerpts.ts';

writeFileSync(EXCERPTS_FILE, await excerptsModule());
