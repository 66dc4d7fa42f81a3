/** The pages in a real browser: mouse, keyboard and touch, colour schemes, widths, accessibility, and no network. */
import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import type { Exhibit } from '../../src/explain/index.ts';
import { renderHtml } from '../../src/explain/render/html.ts';
import { axeFaults, overflow } from './axe.ts';
import { describeInChromium } from './chromium.ts';
import {
  bigExhibit,
  certificateExhibit,
  everyExhibit,
  handshakeExhibit,
  hostileExhibit,
  kernelExhibit,
} from './exhibits.ts';

const rendered = (exhibit: Exhibit): string => renderHtml(exhibit, { showSecrets: false });
const PHONE = { viewport: { width: 360, height: 740 } };

const background = (page: Page): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');

/** What takes longest, where the environment asks for the long forms. */
const isWhole = process.env['INTEROP'] === 'all';

describeInChromium('pages', ({ open, faults }) => {
  afterEach(() => expect(faults()).toEqual([]));

  it('let bytes and fields point at each other', async () => {
    const page = await open(rendered(certificateExhibit));
    // The bytes of the subject's common name: what they spell stands in the tree, which opens for it.
    const run = page.locator('.runs i', { hasText: '6b 75 62 65 2d 61 70 69' }).first();
    await run.click();
    const row = page.locator('[role=treeitem][aria-selected=true]');
    expect(await row.textContent()).toContain('"kube-apiserver"');
    expect(await row.isVisible()).toBe(true);
    expect(await run.getAttribute('class')).toContain('on');
    expect(await page.locator('.label .path').textContent()).toContain('subject › 0 › 0 › value');
    expect(await page.locator('.label .rule').textContent()).toMatch(/^X\.690/);
    // And by pointing alone.
    await page.locator('[role=treeitem]', { hasText: 'signatureAlgorithm' }).hover();
    const hot = await page.locator('.runs .hot').allTextContents();
    expect(hot.join('').replaceAll(' ', '')).toBe('300d06092a864886f70d01010b0500');
  });

  it.skipIf(!isWhole)('have trees that are walked by keys', async () => {
    const page = await open(rendered(certificateExhibit));
    const focused = () => page.evaluate(`document.activeElement.querySelector('b')?.textContent`);
    await page.locator('[role=treeitem]').first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('tbsCertificate');
    expect(await page.locator('.runs .on').count()).toBeGreaterThan(10);
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator(':focus').getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('signatureAlgorithm');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('version');
    await page.keyboard.press('ArrowLeft');
    expect(await focused()).toBe('tbsCertificate');
    await page.keyboard.press('End');
    expect(await focused()).toBe('bytes');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('End');
    expect(await focused()).toBe('signature');
    await page.keyboard.press('Home');
    expect(await focused()).toBe('Certificate');
    await page.keyboard.press('Escape');
    expect(await page.locator('.on').count()).toBe(0);
  });

  it.skipIf(!isWhole)('answer to a finger on a phone', async () => {
    const page = await open(rendered(certificateExhibit), { ...PHONE, hasTouch: true, isMobile: true });
    await page.locator('.runs i').nth(3).tap();
    expect(await page.locator('[aria-selected=true]').count()).toBe(1);
    const [hex, tree] = await Promise.all(['.hex', '.tree'].map((part) => page.locator(part).first().boundingBox()));
    expect(tree!.y).toBeGreaterThanOrEqual(hex!.y + hex!.height - 1);
    // Eight bytes a line: the second line begins with the ninth.
    expect((await page.locator('.offsets.by8').first().textContent())?.split('\n')[1]).toBe('0008');
    expect(await page.locator('.offsets.by16').first().isVisible()).toBe(false);
  });

  it.skipIf(!isWhole)('have offsets beside the lines that they are of', async () => {
    for (const [options, perLine] of [
      [{}, 16],
      [PHONE, 8],
    ] as const) {
      const page = await open(rendered(certificateExhibit), options);
      const heights = await page.evaluate<number[]>(
        `['.runs', '.offsets.by${perLine}'].map((part) => document.querySelector(part).getBoundingClientRect().height)`,
      );
      expect(Math.abs(heights[0] - heights[1])).toBeLessThan(2);
    }
  });

  it.skipIf(!isWhole)('stay of use when there is a lot', async () => {
    const page = await open(rendered(bigExhibit));
    const row = page.locator('.bytes').nth(11).locator('[role=treeitem]', { hasText: 'tbsCertificate' });
    await row.click();
    expect(await page.locator('.runs .on').count()).toBeGreaterThan(10);
  });

  it.skipIf(!isWhole)('open a message at its arrow, and close it at Escape', async () => {
    const page = await open(rendered(handshakeExhibit));
    const [summary, detail] = ['summary', '.detail'].map((part) => page.locator(part).nth(2));
    expect(await detail.isVisible()).toBe(false);
    await summary.click();
    expect(await detail.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await detail.isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    expect(await detail.locator('[role=tree]').isVisible()).toBe(true);
  });

  it.skipIf(!isWhole)('step through a table, and tell what changed and what moved', async () => {
    const page = await open(rendered(kernelExhibit));
    const table = page.locator('.steps').first();
    await table.locator('[data-by="1"]').click();
    await table.locator('input').press('ArrowRight');
    expect(await table.locator('output').textContent()).toBe('Row 3 of 65');
    // FIPS 180-2 appendix B.1: after t = 1.
    expect(await table.locator('.here td').allTextContents()).toEqual([
      '1',
      '5a6ad9ad',
      '5d6aebcd',
      '6a09e667',
      'bb67ae85',
      '78ce7989',
      'fa2a4622',
      '510e527f',
      '9b05688c',
    ]);
    expect(await table.locator('.lens > div').nth(1).textContent()).toContain('new');
    expect(await table.locator('.lens > div').nth(2).textContent()).toContain('was a');
  });

  it.skipIf(!isWhole)('picture a search, whose marks tell what became of them', async () => {
    const page = await open(rendered(kernelExhibit));
    const search = page.locator('.search').first();
    expect(await search.locator('.marks i').count()).toBeGreaterThan(200);
    await search.locator('.marks .found').click();
    expect(await search.locator('.told').textContent()).toMatch(/^\+\d+: prime$/);
    await search.locator('input').press('ArrowLeft');
    expect(await search.locator('.told').textContent()).toContain('divisible by');
  });

  it.skipIf(!isWhole)('are as dark as the system, until somebody chooses', async () => {
    const page = await open(rendered(certificateExhibit), { colorScheme: 'dark' });
    const dark = await background(page);
    await page.locator('.theme').click();
    const light = await background(page);
    expect(light).not.toBe(dark);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await background(page)).toBe(light);
  });

  it.skipIf(!isWhole)('are whole on paper, and without JavaScript', async () => {
    const kernel = await open(rendered(kernelExhibit));
    await kernel.emulateMedia({ media: 'print' });
    const cut = await kernel.evaluate(
      `[...document.querySelectorAll('.scroll')].filter((box) => getComputedStyle(box).overflow !== 'visible' || box.clientHeight < box.firstElementChild.offsetHeight).length`,
    );
    expect(cut).toBe(0);
    expect(await kernel.locator('.stepper').first().isVisible()).toBe(false);
    const printed = await open(rendered(handshakeExhibit));
    await printed.emulateMedia({ media: 'print' });
    const closed = `[...document.querySelectorAll('details:not([open]) > .detail')].map((detail) => detail.checkVisibility({ contentVisibilityAuto: true }))`;
    expect(new Set(await printed.evaluate<boolean[]>(closed))).toEqual(new Set([true]));
    // No script: every row of a table and of a tree is there.
    const read = await open(rendered(certificateExhibit), { javaScriptEnabled: false });
    const rows = await read.locator('[role=treeitem]').all();
    expect(rows.length).toBeGreaterThan(30);
    for (const row of [rows[0], rows[rows.length >> 1], rows[rows.length - 1]])
      expect(await row.isVisible()).toBe(true);
  });

  it('run nothing but their own script', async () => {
    const page = await open(rendered(hostileExhibit));
    expect(await page.title()).toContain('</script><img src=x');
    expect(await page.locator('img').count()).toBe(0);
    // A script that got in somehow would not run.
    await page.evaluate(
      `{ const script = document.createElement('script'); script.textContent = 'document.title = 1'; document.body.append(script); }`,
    );
    expect(await page.title()).toContain('</script><img src=x');
    expect(faults().join()).toContain('Content Security Policy');
  });

  it.skipIf(!isWhole)('have no serious fault that axe-core knows, and enough contrast in any light', async () => {
    const page = await open(rendered(everyExhibit), { colorScheme: 'light' });
    await page.locator('summary').first().click();
    for (const tree of await page.locator('[role=tree]').all()) await tree.locator('[role=treeitem]').nth(1).click();
    await page.locator('.stepper [data-by="1"]').first().click();
    expect(await axeFaults(page, [])).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeFaults(page, ['color-contrast'])).toEqual([]);
  });

  it.skipIf(!isWhole)('are never wider than a phone', async () => {
    for (const exhibit of [everyExhibit, hostileExhibit]) {
      const page = await open(rendered(exhibit), PHONE);
      if (exhibit === everyExhibit) await page.locator('summary').first().click();
      expect(await overflow(page)).toBe(0);
    }
  });
});
