/** `--with FILE.mjs`: a stranger's implementations of our rows, checked against ours and node:crypto before they are timed. */
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Implementation, OPEN_ROWS, type OpenRow, type Output } from '../inputs/open.ts';
import type { BenchRow } from '../rows.ts';
import { messageOf } from './report.ts';

/** Where two outputs part, in words without the outputs themselves; undefined where they are the same. */
function difference(theirs: unknown, ours: Output): string | undefined {
  if (typeof ours === 'boolean')
    return theirs === ours ? undefined : `gives ${String(theirs).slice(0, 40)}, not ${ours}`;
  if (!(theirs instanceof Uint8Array)) return 'gives no Uint8Array';
  if (theirs.length !== ours.length) return `gives ${theirs.length} bytes, not ${ours.length}`;
  const at = ours.findIndex((byte, i) => theirs[i] !== byte);
  return at < 0 ? undefined : `byte ${at} of ${ours.length} differs`;
}

async function check(row: OpenRow, implementation: Implementation): Promise<void> {
  for (const [i, inputs] of row.cases().entries()) {
    const given = inputs as never[];
    const ours = row.ours(...given);
    if (!row.agrees(ours, given)) throw new Error(`case ${i}: ours is not what node:crypto says`);
    // A copy: an implementation that writes into its inputs must not change what the others get.
    const copies = inputs.map((each) => (each instanceof Uint8Array ? each.slice() : each)) as never[];
    const found = difference(await implementation(...copies), ours);
    if (found !== undefined) throw new Error(`case ${i}: ${found}`);
  }
}

function benchRow(row: OpenRow, name: string, implementation: Implementation): BenchRow {
  const inputs = row.cases()[0] as never[];
  return {
    row: row.row,
    implementation: name,
    run: () => implementation(...inputs),
    check: () => check(row, implementation),
  };
}

/**
 * @param file - a module whose default export maps names of rows to functions; bench/README.md has an example.
 * @returns the rows, labelled as theirs by the file's name.
 * @throws Error for a file that cannot be loaded, exports no such map, or names a row that is not open.
 */
export async function strangersRows(file: string): Promise<readonly BenchRow[]> {
  let map: unknown;
  try {
    map = ((await import(pathToFileURL(resolve(file)).href)) as { readonly default?: unknown }).default;
  } catch (cause) {
    throw new Error(`${file} cannot be loaded: ${messageOf(cause)}`, { cause });
  }
  if (typeof map !== 'object' || map === null || Object.keys(map).length === 0)
    throw new Error(`${file}: its default export must be an object of functions by names of rows`);
  return Object.entries(map).map(([name, implementation]) => {
    const row = OPEN_ROWS.find((each) => each.row === name);
    if (row === undefined)
      throw new Error(`${file}: '${name}' is none of ${OPEN_ROWS.map((each) => each.row).join(', ')}`);
    if (typeof implementation !== 'function') throw new Error(`${file}: '${name}' is no function`);
    return benchRow(row, `theirs (${basename(file)})`, implementation as Implementation);
  });
}

/** Checks them all, before a process is started for a room.
 * @throws as {@link strangersRows}; Error that names the row, the case and the first byte that differs. */
export async function checkStrangers(file: string): Promise<void> {
  for (const { row, implementation, check } of await strangersRows(file)) {
    try {
      await check();
    } catch (cause) {
      throw new Error(`${row}, ${implementation}: ${messageOf(cause)}`, { cause });
    }
  }
}
