/** Node imports TypeScript by `typescript-hooks.mjs`. Vitest sets up with this file: hooks of a later registration are asked first, and so ours
 * are asked before its own. It imports this file anew for each file of tests; a worker registers once. */
import { register } from 'node:module';

const registered = Symbol.for('vitrine.typescript');
if (!globalThis[registered]) {
  globalThis[registered] = true;
  register('./typescript-hooks.mjs', import.meta.url);
}
