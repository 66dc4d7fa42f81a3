/** The README's own code runs, and it says first what it should. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksOf, ROOT, testBlocks } from './docs/blocks.ts';

const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
const blocks = blocksOf(readme);

describe('the README', async () => {
  await testBlocks('README.md');

  it('shows the two commands, each alone on its line, and its sections in their order', () => {
    expect(readme).toMatch(/^npm ci && npm start$/m);
    expect(readme).toMatch(/^npm ci && npm test$/m);
    const headings = [...readme.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    expect(headings.slice(0, 6)).toEqual([
      'Install',
      'Two commands',
      'On the command line',
      'The library',
      'What it promises about security',
      'What is measured',
    ]);
  });

  it('begins with what it is, a picture of less than 200 kB, and a program of eight lines', async () => {
    const [first] = blocks;
    expect(first.trim().split('\n')).toHaveLength(8);
    const [, picture] = /!\[[^\]]+\]\(([^)]+)\)/.exec(readme)!;
    expect((await stat(join(ROOT, picture))).size).toBeLessThan(200_000);
    expect(readme.indexOf(picture)).toBeLessThan(readme.indexOf(first));
  });
});
