/** `npm run rules`: writes docs/lint.md anew. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lintPage } from './page.ts';

writeFileSync(resolve(import.meta.dirname, '../../docs/lint.md'), lintPage());
