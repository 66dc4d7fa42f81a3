/** Every test that does not run is counted as skipped. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SKIPPABLE = /^(\s*)(describePeer|describeKubectl|describe\.(skip|skipIf|runIf)|\(.*describeSkipped\b.*\))\(/;
/** Those of vitest itself: inside of another that is skipped, their tests are counted as nothing. */
const UNCOUNTED = /^\s+describe\.(skip|skipIf|runIf)\(/;
const indent = (line: string): number => line.length - line.trimStart().length;

function uncounted(source: string): string[] {
  const lines = source.split('\n');
  return lines.flatMap((line, i) => {
    if (!SKIPPABLE.test(line)) return [];
    const end = lines.findIndex((other, j) => j > i && other.trim() !== '' && indent(other) <= indent(line));
    const within = lines.slice(i + 1, end);
    // `describePeer` may be inside of itself, and of `describeSkipped`; not of one of vitest's.
    return within.filter((one) => UNCOUNTED.test(one) || (line.includes('describe.') && SKIPPABLE.test(one)));
  });
}

it('no block that vitest may skip is inside of another', () => {
  expect(uncounted("describePeer('x', () => {\n  describe.skipIf(true)('y', () => {\n  });\n});")).toHaveLength(1);
  expect(uncounted("describe.runIf(true)('x', () => {\n  describePeer('y', () => {\n  });\n});")).toHaveLength(1);
  expect(uncounted("describePeer('x', () => {\n  describePeer('y', () => {\n  });\n});")).toEqual([]);
  const names = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  const found = names
    .filter((name) => name.endsWith('.test.ts') && name !== 'skipping.test.ts')
    .flatMap((name) => uncounted(readFileSync(join(import.meta.dirname, name), 'utf8')).map((line) => name + line));
  expect(found).toEqual([]);
});
