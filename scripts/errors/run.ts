/** `npm run errors`: writes docs/errors.md anew. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorsPage } from './page.ts';

writeFileSync(resolve(import.meta.dirname, '../../docs/errors.md'), errorsPage());
