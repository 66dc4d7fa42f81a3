/**
 * `npm run bench:builds -- --old FOLDER [--filter TEXT] [--quick] [ROOM…]`: this build beside an older one, in one process a room, taking
 * turns. FOLDER is a checkout of the older commit. A row fails when the interval of its ratio new/old lies wholly above 1.03 in the
 * first run and in three repetitions; then the status is 1.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { OURS } from '../harness/groups.ts';
import { circumstances } from '../harness/machine.ts';
import { FULL, measure, prepare, QUICK } from '../harness/measure.ts';
import { messageOf } from '../harness/report.ts';
import { roomNames } from '../harness/rooms.ts';
import { describe } from '../harness/terminal.ts';
import type { Interval } from '../hooks/interval.ts';
import { isSlower, pairedRatio, SLOWER } from './paired.ts';
import { compile, OLD, pairs } from './rows.ts';

const REPETITIONS = 3;

/** What a process that measures one room is told. */
interface Task {
  readonly folder: string;
  readonly room: string;
  readonly filter: string;
  readonly quick: boolean;
  /** Only these rows; undefined for all. */
  readonly only: readonly string[] | undefined;
}

type Ratios = Readonly<Record<string, Interval>>;

/** In a process of its own: one room. */
async function measureRoom({ folder, room, filter, quick, only }: Task): Promise<Ratios> {
  const effort = quick ? QUICK : FULL;
  const all = [...(await pairs(folder, room, filter))].filter(([row]) => only?.includes(row) ?? true);
  await prepare(
    all.flatMap(([, pair]) => pair),
    effort,
  );
  const ratios: Record<string, Interval> = {};
  for (const [row, pair] of all) {
    const results = await measure(pair, effort, () => undefined);
    ratios[row] = pairedRatio(row, results.get(OURS)!, results.get(OLD)!);
  }
  return ratios;
}

async function inChild(task: Task): Promise<Ratios> {
  const child = fork(import.meta.filename, []);
  let ratios: Ratios | undefined;
  child.on('message', (message: Ratios) => {
    ratios = message;
    child.disconnect();
  });
  child.send(task);
  const [status, signal] = await once(child, 'exit');
  if (status !== 0 || ratios === undefined) throw new Error(`${task.room} ended with ${signal ?? `status ${status}`}`);
  return ratios;
}

const shown = ({ median, low, high }: Interval): string =>
  `${median.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;

/** Prints the ratios of a room. @returns the rows that are slower in the first run and in every repetition. */
async function judgeRoom(task: Task): Promise<string[]> {
  const first = await inChild(task);
  let slower = Object.keys(first).filter((row) => isSlower(first[row]));
  for (const [row, ratio] of Object.entries(first)) console.log(`  ${row}  ${shown(ratio)}`);
  for (let time = 1; time <= REPETITIONS && slower.length > 0; time++) {
    const again = await inChild({ ...task, only: slower });
    for (const row of slower) console.log(`  ${row}  ${shown(again[row])}, repetition ${time}`);
    slower = slower.filter((row) => isSlower(again[row]));
  }
  return slower;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      old: { type: 'string' },
      filter: { type: 'string', default: '' },
      quick: { type: 'boolean', default: false },
    },
  });
  if (values.old === undefined) throw new Error('--old FOLDER is missing: a checkout of the older commit');
  const folder = resolve(values.old);
  compile(folder);
  console.log(`new/old by rounds: the median, and its interval at 95 %. ${describe(circumstances())}`);
  const failed: string[] = [];
  for (const room of positionals.length > 0 ? positionals : roomNames()) {
    console.log(room);
    failed.push(...(await judgeRoom({ folder, room, filter: values.filter, quick: values.quick, only: undefined })));
  }
  for (const row of failed) console.log(`slower than ${SLOWER} × the old build, four times out of four: ${row}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

if (process.send === undefined) {
  await main().catch((error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  });
} else {
  process.once('message', async (task: Task) => process.send?.(await measureRoom(task)));
}
