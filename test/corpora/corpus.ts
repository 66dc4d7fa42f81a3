/** Other projects' test suites, read from the folder that CORPORA names, by default ../shared/corpora. Where it is absent, its tests
 * are skipped and say so. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { everyNth } from '../property-runs.ts';
import { sayWhySkipped } from '../skipping.ts';

const FOLDER = resolve(import.meta.dirname, '../..', process.env['CORPORA'] ?? '../shared/corpora');

const isThere = existsSync(FOLDER);
if (!isThere) sayWhySkipped(`no corpora in ${FOLDER} (CORPORA names another folder)`);

/** The parsed JSON of `wycheproof/x.json`, or undefined where the folder is absent. A missing file in a folder that is there throws. */
export function corpus<T>(file: string): T | undefined {
  if (!isThere) return undefined;
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
}

/** A describe block over a corpus; skipped with a line that says so where the folder is absent. */
export function describeCorpus<T>(name: string, file: string, body: (suite: T) => void): void {
  const suite = corpus<T>(file);
  if (suite === undefined) describe.skip(`${name}: no ${file} in ${FOLDER}`, () => it('is skipped', () => {}));
  else describe(name, () => body(suite));
}

/** What every Wycheproof file has. */
export interface Wycheproof<Group extends { readonly tests: readonly unknown[] }> {
  readonly numberOfTests: number;
  readonly testGroups: readonly Group[];
}

export interface WycheproofCase {
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

/** Declares one test a group, running every case of it (a third of them in the everyday tests), and one that holds the file's own count: a file that loads nothing fails. */
export function eachWycheproofCase<Group extends { readonly tests: readonly WycheproofCase[] }>(
  { numberOfTests, testGroups }: Wycheproof<Group>,
  check: (test: Group['tests'][number], group: Group) => void,
  timeout = 60_000, // A bound against a hang, not a timing.
): void {
  it('loads as many cases as the file claims', () => {
    expect(numberOfTests).toBeGreaterThan(0);
    expect(testGroups.flatMap(({ tests }) => tests).length).toBe(numberOfTests);
  });
  it.each(testGroups.map((group, i) => ({ group, i })))('passes group $i', { timeout }, ({ group }) => {
    for (const test of everyNth(3, group.tests)) check(test, group);
  });
}
