/** `npm run bench:hooks [-- --quick]`: whether the annotate and event hooks cost anything when nobody observes. The engine is copied with
 * its hooks, without them, and with them once more; many processes time the three in turns. Writes `bench/results/hooks.json` and the
 * section of bench/README.md. A quick run shows, and writes nothing. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keepSection } from '../harness/keep.ts';
import { circumstances } from '../harness/machine.ts';
import { type Comparison, compare, type Settings } from './compare.ts';
import { writeCopies } from './copies.ts';
import { hooksSection, resultsOf } from './report.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, child: { type: 'string' } } });
const [children, milliseconds] = values.quick ? [6, 100] : [36, 250];

async function compareInChild(settings: Settings): Promise<Comparison> {
  const child = fork(process.argv[1], ['--child', JSON.stringify(settings)]);
  let comparison: Comparison | undefined;
  child.on('message', (message: Comparison) => (comparison = message));
  const [status] = await once(child, 'exit');
  if (comparison === undefined) throw new Error(`a child ended with status ${status}`);
  return comparison;
}

async function measureAll(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-hooks-'));
  const comparisons: Comparison[] = [];
  try {
    const removed = await writeCopies(folder);
    for (let turn = 0; turn < children; turn++) {
      process.stderr.write(`process ${turn + 1} of ${children} …\n`);
      comparisons.push(await compareInChild({ folder, turn, milliseconds }));
    }
    report(comparisons, removed);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function report(comparisons: readonly Comparison[], removed: ReadonlyMap<string, number>): void {
  const results = resultsOf(comparisons);
  const where = circumstances();
  const places = [...removed.values()].reduce((total, count) => total + count, 0);
  const section = hooksSection(results, places, where);
  if (values.quick) {
    console.log(section);
    return;
  }
  keepSection('hooks', { ...where, processes: children, removed: Object.fromEntries(removed), results }, section);
}

if (values.child === undefined) await measureAll();
else process.send!(await compare(JSON.parse(values.child)));
