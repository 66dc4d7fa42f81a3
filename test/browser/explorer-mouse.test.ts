/** Every room of the explorer by mouse, from the list of rooms on; what takes the place of what, and when it ends. Run where the environment asks
 * for the long forms. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bytesToBase64url, utf8ToBytes } from '../../src/bytes/index.ts';
import { SAMPLES } from '../../src/explorer/samples/embedded.ts';
import { axeFaults, overflow } from './axe.ts';
import { addressOf, describeInChromium } from './chromium.ts';
import { rest } from './explorer-fields.ts';
import { type ServedExplorer, serveExplorer } from './explorer-site.ts';

const isWhole = process.env['INTEROP'] === 'all';
let server: ServedExplorer;
beforeAll(async () => {
  if (isWhole) server = await serveExplorer();
}, 180_000);
afterAll(() => server?.close());

const enter = async (page: Page, room: string): Promise<void> => {
  await page.locator(`.rooms a[href*="#/${room}"]`).click();
  await page.locator(`.rooms a[href*="#/${room}"][aria-current=page]`).waitFor();
  await rest(page);
};

/** The rules of axe-core by which everything has a name, and the page its language. */
const NAMES = [...['button-name', 'label', 'select-name', 'link-name', 'summary-name'], 'html-has-lang', 'valid-lang'];

/** The sentences in English that a reader of Chinese sees or hears: three words in small letters, but for programs, titles
 * of documents, and what Mallory reads in the lab. */
const ENGLISH_TOLD = `[...document.querySelectorAll('body *')]
  .filter((element) => element.closest('script, style, textarea, pre, code, [lang=en], .hex') === null)
  .flatMap((element) => [
    ...[...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data),
    ...['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
  ])
  .filter((text) => /[a-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text.replace(/《.*》|Mozilla root policy|the token is/, '')))`;

/** What is done in each room by clicks. */
const CLICKS: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  [
    'inspect',
    async (page) => {
      await page.locator('.samples button').first().click();
      await page.locator('.verdict').nth(4).waitFor();
      await page.locator('[role=treeitem]').nth(1).click();
      await page.locator('.editor .actions button').first().click();
      await page.locator('.verdict.fail').first().waitFor();
    },
  ],
  [
    'handshake',
    async (page) => {
      const asks = page.locator('.arrow summary', { hasText: 'CertificateRequest' });
      await asks.first().waitFor();
      // The switch of client authentication is the first one.
      await page.locator('form.settings > .check input').first().click();
      await asks.first().waitFor({ state: 'detached' });
      await rest(page);
      await page.locator('.walk button').nth(1).click();
      await page.locator('.arrow details[open]').first().waitFor();
    },
  ],
  [
    'kernels',
    async (page) => {
      await page.locator('.steps [data-by="1"]').nth(1).click();
      await page.locator('.how li').first().waitFor();
    },
  ],
  [
    'chains',
    async (page) => {
      await page.locator('.certificate').nth(1).click();
      await page.locator('.changes-of input').first().click();
      await page.locator('.outcome.fail').waitFor();
      await page.locator('.stepper button').nth(1).click();
      await page.locator('[aria-current=step]').waitFor();
    },
  ],
  [
    'lab',
    async (page) => {
      await page.locator('.pick select').selectOption('zero-x25519');
      await page.locator('form.settings button').click();
      await page.locator('.exhibit h2').nth(3).waitFor();
    },
  ],
  [
    'measure',
    async (page) => {
      await page.locator('.pick select').selectOption('x25519');
      await page.locator('.contestants input').nth(1).click();
      await page.locator('.actions .main').first().click();
      await page.locator('.times').waitFor();
    },
  ],
  [
    'lessons',
    async (page) => {
      await page.locator('.lessons a').first().click();
      const exercise = page.locator('.exercise').first();
      const [answer] = (await exercise.getAttribute('data-answers'))!.split('|');
      await exercise.locator('input').fill(answer);
      await exercise.locator('button').click();
      await exercise.locator('output').filter({ hasText: /对/ }).waitFor();
    },
  ],
];

describe.skipIf(!isWhole)('every room', () => {
  describeInChromium('the explorer', ({ visit, faults }) => {
    afterEach(() => expect(faults()).toEqual([]));

    it('is used by mouse alone, in Chinese, on a phone', async () => {
      const page = await visit(server.address(), { viewport: { width: 390, height: 844 } });
      await rest(page);
      await page.locator('.choices [lang=zh]').click();
      for (const [room, use] of CLICKS) {
        await enter(page, room);
        await use(page);
        expect(await page.locator('html').getAttribute('lang'), room).toBe('zh-Hans');
        expect(await page.locator('main .fault').count(), room).toBe(0);
        expect(await page.evaluate(ENGLISH_TOLD), room).toEqual([]);
        // What depends on the language; the English walk asks for every rule.
        expect(await axeFaults(page, NAMES), room).toEqual([]);
        expect(await overflow(page), room).toBe(0);
      }
    });

    it('a room that is left while it works changes nothing in the next one', async () => {
      const page = await visit(server.address());
      await page.locator('.samples button').first().click();
      await page.evaluate('location.hash = "#/kernels?kernel=sha1"');
      await page.locator('.exhibit h2').first().waitFor();
      await rest(page);
      await addressOf(page).toMatch(/#\/kernels\?kernel=sha1$/);
      expect(await page.locator('.fault').count()).toBe(0);
    });

    it('an attack that is not wanted any more ends', async () => {
      const page = await visit(server.address('#/lab?attack=gcm-nonce-reuse'));
      await page.locator('form.settings button').click();
      await page.locator('.working button').waitFor();
      await expect.poll(() => page.workers().length).toBe(1);
      const ended = page.workers()[0].waitForEvent('close');
      await page.locator('.pick select').selectOption('zero-x25519');
      await ended;
      expect(await page.locator('.fault').count()).toBe(0);
    });

    it('chains, own: a paste takes the place of the one before, and a link of both; what is too large is refused', async () => {
      const page = await visit(server.address('#/chains?scene=own'));
      const paste = async (text: string): Promise<void> => {
        await page.getByRole('textbox').first().fill(text);
        await page.getByRole('button', { name: 'Look for a path' }).click();
      };
      const count = () => page.locator('.certificate').count();
      await paste(SAMPLES.server);
      await expect.poll(count, { timeout: 100_000 }).toBe(2);
      await paste(SAMPLES.ca);
      await expect.poll(count, { timeout: 100_000 }).toBe(1);
      const input = bytesToBase64url(utf8ToBytes(SAMPLES.server));
      await page.evaluate(`location.hash = '#/chains?scene=own&input=${input}'`);
      await expect.poll(count, { timeout: 100_000 }).toBe(2);
      // A paste in the very frame in which the outcome of the one before appears.
      await page.evaluate(`new MutationObserver((_, observer) => {
        if (document.querySelectorAll('.certificate').length !== 1) return;
        observer.disconnect();
        const area = document.querySelector('textarea');
        area.value = ${JSON.stringify(SAMPLES.server)};
        area.dispatchEvent(new Event('input', { bubbles: true }));
        area.form.requestSubmit();
      }).observe(document.body, { childList: true, subtree: true })`);
      await paste(SAMPLES.ca);
      await expect.poll(() => page.url()).toContain(input);
      await expect.poll(count, { timeout: 100_000 }).toBe(2);
      await page.evaluate(`(() => {
        const area = document.querySelector('textarea');
        area.value = 'a'.repeat(2 ** 24 + 1);
        area.dispatchEvent(new Event('input', { bubbles: true }));
      })()`);
      await page.getByRole('button', { name: 'Look for a path' }).click();
      expect(await page.getByRole('alert').textContent()).toContain('larger than 16 MiB');
    });

    it('a time is shown and typed in ISO 8601, whatever the browser’s language', async () => {
      const page = await visit(server.address('#/inspect?sample=server'), { locale: 'de-DE' });
      const time = page.getByLabel('Judged at (UTC)');
      await time.fill('1. Juni');
      await time.blur();
      await page.getByRole('alert').filter({ hasText: 'no time such as' }).waitFor();
      await time.fill('2030-01-01 00:00');
      await page.locator('.verdict.fail').first().waitFor();
      await time.blur();
      expect(await time.inputValue()).toBe('2030-01-01T00:00Z');
      expect(await page.getByRole('alert').count()).toBe(0);
      await addressOf(page).toContain('at=2030-01-01T00:00');
    });
  });
});
