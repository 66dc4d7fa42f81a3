/** The papers name files that exist, and every test of a security requirement. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const inFolder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const papers = [...inFolder('.'), ...inFolder('docs'), 'examples/README.md'].filter((name) =>
  existsSync(join(ROOT, name)),
);
const textOf = (paper: string): string => readFileSync(join(ROOT, paper), 'utf8');

/** What a text names: relative links from its own folder, and paths in backquotes from the root. Patterns and places in capitals are left out. */
function pathsIn(paper: string): string[] {
  const text = textOf(paper);
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(paper), target));
  const quoted = [...text.matchAll(/`((?:src|test|scripts|bench|docs|vectors|examples)\/[^`\s]*)`/g)]
    .map(([, path]) => path)
    .filter((path) => !/[*{<]|[A-Z]{4}/.test(path));
  return [...links, ...quoted];
}

describe.each(papers)('%s', (paper) => {
  it('names files that are there', () => {
    expect(pathsIn(paper).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('docs/security-requirements.md', () => {
  const rows = textOf('docs/security-requirements.md')
    .split('\n')
    .filter((line) => line.startsWith('| R'));

  it('has each row once, with a test or a word that it waits', () => {
    expect(rows.map((row) => row.split('|')[1].trim())).toEqual(rows.map((_, i) => `R${i + 1}`));
    expect(rows.filter((row) => !/\]\(\.\.\/test\/|\*waits for its part\*/.test(row))).toEqual([]);
  });

  it('names every file of test/security, in the row of its number', () => {
    const missing = readdirSync(join(ROOT, 'test/security')).filter((file) => {
      const number = Number(/^r(\d+)-/.exec(file)?.[1]);
      return !rows[number - 1]?.includes(`../test/security/${file}`);
    });
    expect(missing).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  it('names every room', () => {
    const text = textOf('ARCHITECTURE.md');
    for (const { name } of readdirSync(join(ROOT, 'src'), { withFileTypes: true })) {
      expect(text, name).toContain(`\`${name}/\``);
    }
  });
});
