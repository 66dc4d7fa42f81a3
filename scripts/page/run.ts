/** `npm run page`: embeds the page's script and style anew. */
import { writeFileSync } from 'node:fs';
import { EMBEDDED, embeddedModule } from './embed.ts';

writeFileSync(EMBEDDED, embeddedModule());
