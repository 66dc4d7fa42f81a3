/** `npm run explore:pictures`: the README's pictures of the explorer, taken by Debian's Chromium: light and dark. The button 中文 needs a font
 * that has its characters, such as Debian's fonts-droid-fallback. */
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { type Site, serveSite } from '../../src/cli/explore/site-server.ts';
import { buildSite } from './build.ts';

const DOCS = resolve(import.meta.dirname, '../../docs');
const TYPES: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };
/** A certificate, and what the decoder, the signature, the time and the rules say of it. */
const ADDRESS = '#/inspect?sample=server';

const files = await buildSite();
const site: Site = new Map(
  [...files].map(([name, bytes]) => {
    const type = `${TYPES[name.split('.').at(-1)!] ?? 'text/plain'}; charset=utf-8`;
    return [name === 'index.html' ? '/' : `/${name}`, { bytes, type }] as const;
  }),
);
const server = await serveSite(site, 0);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const colorScheme of ['light', 'dark'] as const) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${server.url}${ADDRESS}`);
  await page.locator('.verdict').nth(3).waitFor();
  await page.screenshot({ path: join(DOCS, `explorer-${colorScheme}.png`) });
}
await browser.close();
await server.close();
