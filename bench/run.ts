/**
 * `npm run bench [-- ROOM] [--filter TEXT] [--quick] [--with FILE.mjs]`: our rows and Node's own, of every file in bench/ or of one; with
 * FILE.mjs only the rows that it implements, beside it.
 * `npm run bench:peers`, with the same options: other libraries' rows beside them; a full run makes the README's tables.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { circumstances, versionOf } from './harness/machine.ts';
import { FULL, measure, prepare, QUICK } from './harness/measure.ts';
import { LATEST, PARTIAL } from './harness/places.ts';
import { messageOf, type ReportRow, writeReport } from './harness/report.ts';
import { groupsOf, roomNames } from './harness/rooms.ts';
import { checkStrangers, strangersRows } from './harness/strangers.ts';
import { printReport } from './harness/terminal.ts';
import { writeDocuments } from './harness/write-documents.ts';

/** Says what the caller can mend in a line. What is wrong inside a room, its process has told with all that it knows. */
function giveUp(error: unknown): never {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        filter: { type: 'string', default: '' },
        quick: { type: 'boolean', default: false },
        peers: { type: 'boolean', default: false },
        with: { type: 'string' },
      },
    });
  } catch (error) {
    return giveUp(error);
  }
}
const { values, positionals } = readArguments();

/** Tells a process which room it is to run: set for the processes that this one starts. */
const ROOM = 'VITRINE_BENCH_ROOM';

/** One room, in a process of its own: no room runs in the heap, or with the inline caches, that another left behind. */
async function runRoom(room: string): Promise<void> {
  process.on('disconnect', () => process.exit()); // Nobody waits for it any more, or it is done.
  const rows: ReportRow[] = [];
  const effort = values.quick ? QUICK : FULL;
  const strangers = values.with === undefined ? undefined : await strangersRows(values.with);
  const groups = await groupsOf(room, values.peers, values.filter, strangers);
  if (groups.size === 0) return void process.send?.(rows);
  process.stderr.write(`${room}: checking\n`);
  await prepare([...groups.values()].flat(), effort);
  for (const [row, group] of groups) {
    const progress = (round: number): void => {
      if (round === 0) process.stderr.write(`  ${row}: ${group.map((each) => each.implementation).join(', ')} `);
      process.stderr.write('.');
    };
    const results = await measure(group, effort, progress);
    process.stderr.write('\n');
    for (const [implementation, { least, median, p99, rme, count }] of results) {
      const figures = { least_ns: least, median_ns: median, p99_ns: p99, rme, samples: count };
      rows.push({ row, implementation, version: versionOf(implementation), ...figures });
    }
  }
  process.send?.(rows);
}

async function forkRoom(room: string): Promise<readonly ReportRow[]> {
  const child: ChildProcess = fork(import.meta.filename, process.argv.slice(2), {
    env: { ...process.env, [ROOM]: room },
  });
  let rows: readonly ReportRow[] | undefined;
  child.on('message', (message: readonly ReportRow[]) => {
    rows = message;
    child.disconnect();
  });
  const [status, signal] = await once(child, 'exit');
  if (status !== 0 || rows === undefined) throw new Error(`${room} ended with ${signal ?? `status ${status}`}`);
  return rows;
}

async function runAll(): Promise<void> {
  const rooms = roomNames();
  const unknown = positionals.find((name) => !rooms.includes(name));
  if (unknown !== undefined) throw new Error(`'${unknown}' is none of ${rooms.join(', ')}`);
  if (values.with !== undefined) await checkStrangers(values.with);
  const about = circumstances();
  const rows: ReportRow[] = [];
  for (const room of rooms)
    if (positionals.length === 0 || positionals.includes(room)) rows.push(...(await forkRoom(room)));
  if (rows.length === 0) throw new Error('no row matches');
  const report = { ...about, rows };
  const isWhole =
    values.peers && values.with === undefined && !values.quick && values.filter === '' && positionals.length === 0;
  const file = isWhole ? LATEST : PARTIAL;
  printReport(report); // First: it took minutes, and there may be no room on the disk.
  writeReport(file, report);
  if (isWhole) await writeDocuments(report);
  console.log(`Written to ${file}.`);
}

const room = process.env[ROOM];
await (room === undefined ? runAll().catch(giveUp) : runRoom(room));
