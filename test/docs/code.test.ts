/** The TypeScript of docs/: each block runs and prints what it says. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { blocksOf, ROOT, testBlocks } from './blocks.ts';

const papers = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => join('docs', name))
  .filter((paper) => blocksOf(readFileSync(join(ROOT, paper), 'utf8')).length > 0);

describe.each(papers)('%s', (paper) => testBlocks(paper));
