/** The programs of examples/: each runs, prints what its `// →` comments say, and has fewer than 40 lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printedBy, programFolder, ROOT } from '../docs/blocks.ts';
import { everyNth } from '../property-runs.ts';

const EXAMPLES = join(ROOT, 'examples');
const textOf = (name: string): string => readFileSync(join(EXAMPLES, name), 'utf8');
const programs = readdirSync(EXAMPLES).filter((name) => name.endsWith('.ts') && name !== 'credentials.ts');

describe('examples', () => {
  const folder = programFolder();

  it('are a dozen, each named in their README', () => {
    expect(programs.length).toBeGreaterThanOrEqual(12);
    for (const name of programs) expect(textOf('README.md')).toContain(`(${name})`);
  });

  it.each(everyNth(3, programs))('%s', async (name) => {
    const text = textOf(name);
    expect(text.split('\n').length).toBeLessThan(41);
    await printedBy(textOf('credentials.ts'), folder.path, 'credentials.ts');
    const printed = await printedBy(text, folder.path, name);
    expect(printed).toEqual([...text.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]));
  });
});
