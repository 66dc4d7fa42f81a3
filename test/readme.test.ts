/** The README's code runs, and its first screen is complete. */
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
      'Try it from the clone',
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

describe('the README in Chinese', async () => {
  const chinese = await readFile(join(ROOT, 'README.zh-CN.md'), 'utf8');
  /** The lines of the blocks of a language, without the comments that end them. */
  const linesOf = (text: string, language: string): string[] =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].flatMap(([, block]) =>
      block.split('\n').map((line) => line.replace(/ {2,}# .*$/, '')),
    );

  it.each(['sh', 'ts'])('has the same commands and programs: %s', (language) => {
    expect(linesOf(chinese, language)).toEqual(linesOf(readme, language));
  });

  it('names the same rooms, and is linked both ways', () => {
    const rooms = (text: string): string[] =>
      [...text.matchAll(/^\| `(vitrine\/[\w/]+)` \|/gm)].map((match) => match[1]);
    expect(rooms(chinese)).toEqual(rooms(readme));
    expect(readme.split('\n').slice(0, 4).join('\n')).toContain('](README.zh-CN.md)');
    expect(chinese.split('\n').slice(0, 4).join('\n')).toContain('](README.md)');
  });

  it('links to what is there', async () => {
    const targets = [...chinese.matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map((match) => match[1]);
    for (const target of targets) expect((await stat(join(ROOT, target))).size, target).toBeGreaterThan(0);
    const anchors = [...chinese.matchAll(/README\.md#([\w-]+)/g)].map((match) => match[1]);
    const headings = [...readme.matchAll(/^## (.*)$/gm)].map(([, title]) => title.toLowerCase().replaceAll(' ', '-'));
    expect(headings).toEqual(expect.arrayContaining(anchors));
  });
});
