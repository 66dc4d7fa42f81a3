/** Finds the rows: those of a room in bench/, and those of its peers in bench/peers/. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchRow } from '../rows.ts';

const BENCH = join(import.meta.dirname, '..');
/** What is no room: the harness's own. */
const OTHERS = ['rows', 'run'];
const nameOf = (file: string): string => file.replace(/\.[jt]s$/, '');

/** The rooms that have rows, in alphabetical order: each is one file of bench/, which `npm run bench -- NAME` runs alone. */
export const roomNames = (): string[] =>
  readdirSync(BENCH)
    .filter((file) => /\.[jt]s$/.test(file) && !OTHERS.includes(nameOf(file)))
    .map(nameOf)
    .toSorted();

async function rowsOf(path: string): Promise<readonly BenchRow[]> {
  const file = ['.js', '.ts'].map((extension) => `${path}${extension}`).find(existsSync);
  return file === undefined ? [] : ((await import(file)) as { readonly rows: readonly BenchRow[] }).rows;
}

/**
 * @param filter - a text that `operation/parameter/size/implementation` must contain.
 * @param strangers - rows of `--with`: then only the rows that they have are given.
 * @returns the rows of a room, those with the same name together.
 */
export async function groupsOf(
  room: string,
  withPeers: boolean,
  filter: string,
  strangers?: readonly BenchRow[],
): Promise<ReadonlyMap<string, readonly BenchRow[]>> {
  const ours = await rowsOf(join(BENCH, room));
  const theirs = withPeers ? await rowsOf(join(BENCH, 'peers', room)) : [];
  const names = new Set(ours.map(({ row }) => row));
  const guests = (strangers ?? []).filter(({ row }) => names.has(row));
  const chosen = [...ours, ...guests, ...theirs].filter(
    ({ row, implementation }) =>
      `${row}/${implementation}`.includes(filter) && (strangers?.some((each) => each.row === row) ?? true),
  );
  const groups = new Map<string, BenchRow[]>();
  for (const each of chosen) groups.set(each.row, [...(groups.get(each.row) ?? []), each]);
  return groups;
}

/** Which room each row is of, by {@link BenchRow.row}. Peers add implementations, never rows. */
export async function roomsOfRows(): Promise<ReadonlyMap<string, string>> {
  const rooms = new Map<string, string>();
  for (const room of roomNames()) for (const row of (await groupsOf(room, false, '')).keys()) rooms.set(row, room);
  return rooms;
}
