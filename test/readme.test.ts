/** The README's own code: each TypeScript block runs and prints what its `// →` comments say; the shell lines are those of the tests. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1]);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(ROOT, 'test/.readme-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the README', () => {
  it('has code to run', () => expect(blocks.length).toBeGreaterThan(0));

  it.each(blocks.map((code, i) => [i + 1, code] as const))('block %i runs and prints what it says', async (i, code) => {
    const file = join(folder, `block-${i}.ts`);
    await writeFile(file, code.replaceAll(/'vitrine\/([\w/]+)'/g, `'${ROOT}/src/$1/index.ts'`));
    const printed: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...values) => void printed.push(values.join(' ')));
    try {
      await import(pathToFileURL(file).href);
    } finally {
      log.mockRestore();
    }
    expect(printed).toEqual([...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]));
  });

  it('shows the two commands, and its sections in their order', () => {
    expect(readme).toMatch(/^npm ci && npm start$/m);
    expect(readme).toMatch(/^npm ci && npm test$/m);
    const headings = [...readme.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    expect(headings.slice(0, 6)).toEqual([
      'Two commands',
      'What you will see',
      'Five lines',
      'The library',
      'What it promises about security',
      'What is measured',
    ]);
  });
});
