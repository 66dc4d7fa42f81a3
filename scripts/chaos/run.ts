/** `npm run chaos:cluster [KILLS [-etcd]]`: kills any process of a cluster, the supervisor included, at random moments; 100 times unless told
 * otherwise. It fails where a write that was acknowledged is lost, something is half written, a revoked certificate is served, or a key and its
 * certificate do not match. SIGTERM ends it early, with the verdict on what was done. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleProgram } from '../../test/node-program.ts';
import { Chaos } from './chaos.ts';

const MAX_PAUSE_MS = 2000;
/** Every so many kills it waits until all is well, so that everything has come back at some time. */
const BREATH = 5;

const [kills = 100] = process.argv.slice(2).map(Number).filter(Number.isInteger);
const args = process.argv.includes('-etcd') ? ['-etcd'] : [];
const cwd = await mkdtemp(join(tmpdir(), 'vitrine-chaos-'));
const program = join(cwd, 'vitrine.mjs');
bundleProgram({ file: 'src/cli/main.ts' }, program);
const chaos = await Chaos.start({
  program,
  cwd,
  folder: 'cluster',
  args,
  writers: 3,
  breath: 20,
  log: (line) => console.log(line),
});
await chaos.begin();
let isOver = false;
process.once('SIGTERM', () => (isOver = true));
for (let i = 1; i <= kills && !isOver; i++) {
  await sleep(Math.random() * MAX_PAUSE_MS);
  if (Math.random() < 0.2) chaos.rotate();
  await chaos.kill();
  if (i % BREATH === 0) await chaos.recovered();
}
await chaos.recovered();
console.log(chaos.summary);
// What survived must survive the last end of everything too.
await chaos.kill('supervisor');
const faults = await chaos.check();
console.log(chaos.summary);
for (const fault of faults) console.error(fault);
await chaos.cluster.end('SIGINT');
if (faults.length === 0) await rm(cwd, { recursive: true });
else console.error(`left in ${cwd}`);
process.exitCode = faults.length === 0 ? 0 : 1;
