/** Draws changes of the kernels' texts, and shows that the proofs refuse all that change what is computed: `npm run proofs:mutants -- 1000 7` draws until
 * 1,000 are refused, from the seed 7. */
import { committed, PROOFS } from '../proof/all.ts';
import { changesRefused } from './refused.ts';

const [count = 1000, seed = 1] = process.argv.slice(2).map(Number);
const started = performance.now();
const { refused, same, byFile } = changesRefused(PROOFS, committed, count, seed, (done) => {
  if (done % 50 === 0) console.log(`${done} of ${count}, ${Math.round((performance.now() - started) / 1000)} s`);
});
for (const [path, found] of byFile) console.log(`${path}: ${found.refused} refused, ${found.same} compute the same`);
console.log(`${refused} changes refused; ${same} more are proved, and compute the same on samples. Seed ${seed}.`);
