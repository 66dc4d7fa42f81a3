import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { EMBEDDED, embeddedModule } from '../../../scripts/page/embed.ts';
import { SCRIPT, STYLE } from '../../../src/explain/render/html/embedded.ts';

const browserFile = (name: string): string => readFileSync(resolve(EMBEDDED, '../browser', name), 'utf8');

it('the page’s script and style are embedded as they are (else: npm run page)', () => {
  expect(readFileSync(EMBEDDED, 'utf8')).toBe(embeddedModule());
  expect(STYLE).toBe(browserFile('style.css'));
  expect(SCRIPT).toContain('aria-expanded');
});

it('neither ends the element that it stands in', () => {
  expect(SCRIPT).not.toMatch(/<\/script|<!--/i);
  expect(STYLE).not.toMatch(/<\/style/i);
});
