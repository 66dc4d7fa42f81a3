/** The TypeScript blocks of a paper, run: what each prints must be what its `// →` comments say. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { everyNth } from '../property-runs.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Imports a program that stands in `folder`, with `vitrine/ROOM` read from the source.
 * @returns the lines that it printed. */
export async function printedBy(code: string, folder: string, name: string): Promise<string[]> {
  const file = join(folder, name);
  await writeFile(file, code.replaceAll(/'vitrine\/([\w/]+)'/g, `'${ROOT}/src/$1/index.ts'`));
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => void printed.push(values.join(' ')));
  try {
    await import(pathToFileURL(file).href);
  } finally {
    log.mockRestore();
  }
  return printed;
}

/** A folder of its own for programs, in the tree, so that they find the installed packages. */
export function programFolder(): { path: string } {
  const folder = { path: '' };
  beforeAll(async () => {
    folder.path = await mkdtemp(join(ROOT, 'test/.readme-'));
  });
  afterAll(() => rm(folder.path, { recursive: true, force: true }));
  return folder;
}

export const blocksOf = (text: string): string[] =>
  [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1]);

/** A test for each block of a paper. @param paper - from the root. */
export async function testBlocks(paper: string): Promise<void> {
  const blocks = blocksOf(await readFile(join(ROOT, paper), 'utf8'));
  const folder = programFolder();
  it(`${paper} has code to run`, () => expect(blocks.length).toBeGreaterThan(0));
  it.each(
    everyNth(
      2,
      blocks.map((code, i) => [i + 1, code] as const),
    ),
  )('block %i runs and prints what it says', async (i, code) => {
    const printed = await printedBy(code, folder.path, `block-${i}.ts`);
    expect(printed).toEqual([...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]));
  });
}
