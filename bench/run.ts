/** `npm run bench [-- --filter TEXT] [--quick]`: checks and then times the rows of every file in bench/. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench } from 'tinybench';
import type { BenchRow } from './rows.ts';

const { values } = parseArgs({ options: { filter: { type: 'string' }, quick: { type: 'boolean' } } });

const fullName = ({ row, implementation }: BenchRow): string => `${row}/${implementation}`;

const rows: BenchRow[] = [];
for (const file of readdirSync(import.meta.dirname).toSorted()) {
  if (!file.endsWith('.ts') || file === 'rows.ts' || file === 'run.ts') continue;
  const room: { readonly rows: readonly BenchRow[] } = await import(join(import.meta.dirname, file));
  rows.push(...room.rows.filter((each) => fullName(each).includes(values.filter ?? '')));
}

const effort = values.quick === true ? { time: 50, iterations: 5 } : { time: 500, iterations: 20 };
const bench = new Bench({ ...effort, warmupTime: effort.time / 5, warmupIterations: 2, throws: true });
for (const each of rows) {
  await each.check();
  bench.add(fullName(each), each.run);
}
await bench.run();

/** Three digits, in the unit that suits. */
function duration(milliseconds: number): string {
  if (milliseconds >= 1) return `${milliseconds.toPrecision(3)} ms`;
  if (milliseconds >= 1e-3) return `${(milliseconds * 1e3).toPrecision(3)} µs`;
  return `${(milliseconds * 1e6).toPrecision(3)} ns`;
}

console.table(
  Object.fromEntries(
    bench.tasks.map(({ name, result }) => {
      if (!('latency' in result)) throw new Error(`${name}: ${result.state}`);
      const { p50, p99, rme, samplesCount } = result.latency;
      const times = { median: duration(p50), p99: duration(p99), 'rme %': rme.toFixed(1), n: samplesCount };
      return [name, { ...times, 'ops/s': Math.round(1000 / p50) }];
    }),
  ),
);
