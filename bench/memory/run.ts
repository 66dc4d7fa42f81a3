/** `npm run bench:memory [-- --quick]`: what is alive while a gibibyte streams through, what a handshake allocates and what an idle
 * connection holds; writes `bench/results/memory.json` and the section of bench/README.md. A quick run shows, and writes nothing. */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { keepSection } from '../harness/keep.ts';
import { circumstances } from '../harness/machine.ts';
import { handshakeGarbage, idleCost, transferPiece } from './connections.ts';
import { type MemoryFigures, memorySection } from './report.ts';
import { streamThroughHash, streamThroughSession } from './streams.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, garbage: { type: 'boolean', default: false } },
});
const GIBIBYTE = 2 ** 30;
/** Seconds that a session may take. */
const LONGEST = 60;

/** In a process of its own, whose young generation has room for all that these handshakes allocate. */
function garbageInChild(): number {
  const options = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];
  return Number(execFileSync(process.execPath, [...options, process.argv[1], '--garbage'], { encoding: 'utf8' }));
}

function measureAll(): MemoryFigures {
  const progress = (what: string): void => void process.stderr.write(`${what} …\n`);
  const total = values.quick ? GIBIBYTE / 16 : GIBIBYTE;
  const connections = values.quick ? 50 : 1000;
  progress('a handshake');
  const garbage = garbageInChild();
  progress('idle connections');
  const idle = idleCost(connections);
  const idleAfterTransfer = idleCost(connections, transferPiece);
  progress('SHA-256');
  const hash = streamThroughHash(total);
  progress('TLS records');
  const gcm = streamThroughSession('TLS_RSA_WITH_AES_128_GCM_SHA256', total, LONGEST);
  const cbc = streamThroughSession('TLS_RSA_WITH_AES_128_CBC_SHA256', total, LONGEST);
  return { hash, gcm, cbc, garbage, connections, idle, idleAfterTransfer };
}

if (values.garbage) console.log(await handshakeGarbage(10));
else {
  const figures = measureAll();
  const where = circumstances();
  const section = memorySection(figures, where);
  if (values.quick) console.log(section);
  else keepSection('memory', { ...where, ...figures }, section);
}
