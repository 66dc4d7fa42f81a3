/** Finds the rows of another build: what its own bench/ measures under the name `vitrine`. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OURS } from '../harness/groups.ts';
import { groupsOf } from '../harness/rooms.ts';
import type { BenchRow } from '../rows.ts';

/** Rows that are called otherwise today: the old name, then today's. */
const RENAMED: ReadonlyMap<string, string> = new Map([]);

export const OLD = 'vitrine (old)';

/** Compiles the benchmarks of a checkout.
 * @param folder - a checkout of this repository at another commit, with its `node_modules`.
 * @throws Error when it is none, or when it does not compile. */
export function compile(folder: string): void {
  if (!existsSync(join(folder, 'bench/rows.ts'))) throw new Error(`${folder} is no checkout of this repository`);
  if (!existsSync(join(folder, 'node_modules'))) throw new Error(`${folder} has no node_modules: run npm ci there`);
  execFileSync('npm', ['run', '--silent', 'bench:build'], { cwd: folder, stdio: 'inherit' });
}

/** The rows of a room that both builds have, the new one's first.
 * @param filter - a text that a row's name must contain. */
export async function pairs(
  folder: string,
  room: string,
  filter: string,
): Promise<ReadonlyMap<string, readonly [BenchRow, BenchRow]>> {
  const file = join(folder, 'bench/peers/built/bench', `${room}.js`);
  const olds = existsSync(file) ? ((await import(file)) as { readonly rows: readonly BenchRow[] }).rows : [];
  const found = new Map<string, readonly [BenchRow, BenchRow]>();
  const groups = await groupsOf(room, false, '');
  for (const old of olds) {
    const name = RENAMED.get(old.row) ?? old.row;
    const young = groups.get(name)?.find(({ implementation }) => implementation === OURS);
    if (old.implementation !== OURS || young === undefined || !name.includes(filter)) continue;
    found.set(name, [young, { ...old, row: name, implementation: OLD }]);
  }
  return found;
}
