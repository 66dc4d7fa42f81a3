/** Every room of the explorer for everybody: by keys alone, on a phone, in light and dark, in forced colours, with motion reduced. In the everyday run `explorer.test.ts`
 * has a part of it; this is run where the environment asks for the long forms. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, overflow } from './axe.ts';
import { describeInChromium } from './chromium.ts';
import { AT_REST, type Walk, walks } from './explorer-rooms.ts';
import { type ServedExplorer, serveExplorer } from './explorer-site.ts';

const isWhole = process.env['INTEROP'] === 'all';
let server: ServedExplorer;
beforeAll(async () => {
  if (isWhole) server = await serveExplorer();
}, 180_000);
afterAll(() => server?.close());

/** The page's policy allows no script to be polled with in it. */
const rest = (page: Page) => expect.poll(() => page.evaluate(AT_REST), { timeout: 100_000 }).toBe(true);
const focusIsOn = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`);

/** Tab, until the focus is there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 80; i++) {
    if (await focusIsOn(page, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no key leads to ${selector}`);
}

async function walkByKeys(page: Page, { press, shows }: Walk): Promise<void> {
  if (press !== undefined) {
    await page.locator(press).first().waitFor();
    await tabTo(page, press);
    await page.keyboard.press('Enter');
  }
  await page.locator(shows).first().waitFor();
  await rest(page);
}

describe.skipIf(!isWhole)('for everybody', () => {
  describeInChromium('the explorer', ({ visit, faults }) => {
    afterEach(() => expect(faults()).toEqual([]));

    it.each(['lab', 'measure'])('%s: the arrow keys choose one after the other', async (room) => {
      const page = await visit(server.address(`#/${room}`));
      await rest(page);
      const list = page.locator('.pick select');
      const names = await list.locator('option').evaluateAll((all) => all.map((one) => one.getAttribute('value')));
      await list.focus();
      for (let i = 1; i <= 3; i++) {
        await page.keyboard.press('ArrowDown');
        await expect.poll(() => page.url()).toContain(`=${names[i]}`);
        await rest(page);
      }
      expect(await focusIsOn(page, '.pick select')).toBe(true);
    });

    it('measure: the focus stays at what began the work, or goes back there', async () => {
      const page = await visit(server.address('#/measure?task=x25519'));
      await rest(page);
      await page.locator('button.main').focus();
      await page.keyboard.press('Enter');
      await page.locator('.working button').focus();
      await page.keyboard.press('Enter');
      await page.locator('.working button').waitFor({ state: 'detached' });
      expect(await focusIsOn(page, 'button.main')).toBe(true);
      await page.keyboard.press('Enter');
      await page.locator('.times').waitFor();
      expect(await focusIsOn(page, 'button.main')).toBe(true);
      await page.getByLabel('Your function').fill('() => "digest"');
      await page.locator('.own [type=submit]').focus();
      await page.keyboard.press('Enter');
      await page.locator('.told').first().waitFor();
      await page.locator('.own [type=submit]:not([aria-disabled])').waitFor();
      expect(await focusIsOn(page, '.own [type=submit]')).toBe(true);
    });

    it('chains: a text that cannot be read is marked, and points to what is wrong', async () => {
      const page = await visit(server.address('#/chains?scene=own'));
      await rest(page);
      const text = page.locator('.intake textarea');
      const begin = '-----BEGIN CERTIFICATE-----';
      for (const pasted of [`${begin}\n!!!!\n-----END CERTIFICATE-----\n`, `${begin}\nMIIB\n`, 'hello, world']) {
        await text.fill(pasted);
        await page.locator('.intake [type=submit]').click();
        await page.getByRole('alert').waitFor();
        await rest(page);
        expect(await text.getAttribute('aria-invalid'), pasted).toBe('true');
        expect(await text.getAttribute('aria-describedby')).toBe(await page.getByRole('alert').getAttribute('id'));
      }
    });

    it.each(walks)(
      '$room: by keys alone, with the focus seen; nothing serious by axe-core in light and dark, and never wider than a phone',
      async (walk) => {
        const page = await visit(server.address(walk.fragment), {
          colorScheme: 'light',
          viewport: { width: 390, height: 844 },
        });
        await page.emulateMedia({ colorScheme: 'light' });
        await rest(page);
        await walkByKeys(page, walk);
        const outline = await page.evaluate(
          `(() => { const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement); return outlineStyle + ' ' + outlineWidth; })()`,
        );
        if (walk.press !== undefined && walk.room !== 'lessons') expect(outline).not.toMatch(/none|^\w+ 0px/);
        expect(await axeFaults(page)).toEqual([]);
        expect(await overflow(page)).toBe(0);
        // Colours alone differ in the dark.
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await axeFaults(page, ['color-contrast'])).toEqual([]);
      },
    );

    it.each([390, 320])('the rooms stand in columns on a screen of %i pixels, in wide letters too', async (width) => {
      const page = await visit(server.address(), { viewport: { width, height: 844 }, bypassCSP: true });
      await rest(page);
      // Three Chinese characters, where the machine may have no fonts for them.
      const wide = '.rooms a { font-size: 0; } .rooms a::before { content: "\\2003\\2003\\2003"; font-size: 16px; }';
      for (const content of ['/**/', wide]) {
        await page.addStyleTag({ content });
        const tops = await page.evaluate<number[]>(
          `[...document.querySelectorAll('.rooms a')].map((room) => room.getBoundingClientRect().top)`,
        );
        expect([...new Set(tops)].map((top) => tops.filter((one) => one === top).length)).toEqual([4, 3]);
        expect(await overflow(page)).toBe(0);
      }
    });

    it('marks are told without colours, where these are the reader’s', async () => {
      const page = await visit(server.address('#/kernels?kernel=rsa-keygen&bits=256'), { forcedColors: 'active' });
      await page.locator('.marks').first().waitFor();
      // Each kind of mark of a search has another shape.
      const shapes = await page.evaluate<
        string[]
      >(`['divisor', 'miller-rabin', 'lucas', 'other', 'found'].map((kind) => {
        const mark = document.createElement('i');
        mark.className = kind;
        document.querySelector('.marks').append(mark);
        const { borderStyle, borderRadius, borderWidth, transform } = getComputedStyle(mark);
        mark.remove();
        return [borderStyle, borderWidth, borderRadius, transform].join(' ');
      })`);
      expect(new Set(shapes).size).toBe(shapes.length);
      const styleOf = (selector: string, property: string): Promise<string> =>
        page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${property}`);
      expect(await styleOf('.marks .here', 'outlineStyle')).toBe('solid');
      await page.goto(server.address('#/kernels?kernel=aes'));
      const forth = page.locator('.steps:has(.squares) [data-by="1"]');
      await forth.click();
      await forth.click();
      expect(await styleOf('.squares td.changed', 'textDecorationLine')).toBe('underline');
      expect(await styleOf('tr.here', 'outlineStyle')).toBe('solid');
      expect(await styleOf('.rooms a[aria-current]', 'textDecorationLine')).toBe('underline');
      await page.goto(server.address('#/inspect?sample=server'));
      await page.locator('[role=treeitem]').nth(1).click();
      expect(await styleOf('.runs .on', 'textDecorationLine')).toContain('underline');
      expect(await styleOf('.tree .on', 'outlineStyle')).toBe('solid');
      await page.locator('.verdict').nth(4).waitFor();
      for (const verdict of await page.locator('.verdict').allInnerTexts()) expect(verdict).toMatch(/[✓✗!–]/);
    });

    it('nothing moves by itself where that is not wanted', async () => {
      const page = await visit(server.address('#/handshake?message=2'), { reducedMotion: 'reduce' });
      await page.locator('.arrow details[open]').waitFor();
      const moving =
        await page.evaluate(`document.getAnimations().length + [...document.querySelectorAll('*')].filter((element) => {
        const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
        return scrollBehavior === 'smooth' || animationName !== 'none' || !/^0s(, 0s)*$/.test(transitionDuration);
      }).length`);
      expect(moving).toBe(0);
    });

    it('work is announced while it lasts, and when it is done', async () => {
      const page = await visit(server.address('#/lab?attack=gcm-nonce-reuse'));
      await rest(page);
      await page.evaluate(`window.heard = [];
        new MutationObserver(() => heard.push(document.querySelector('.working').textContent))
          .observe(document.querySelector('.working'), { subtree: true, childList: true, characterData: true })`);
      expect(await page.locator('.working').getAttribute('role')).toBe('status');
      await page.getByRole('button', { name: 'Run the attack' }).press('Enter');
      await page.locator('.exhibit h2').first().waitFor();
      await rest(page);
      const heard = await page.evaluate<string[]>('heard');
      expect(heard.some((text) => text.includes('Working'))).toBe(true);
      expect(heard.at(-1)).toBe('Done.');
    });

    it('files are taken wherever they are dropped, several at once; a page is never left for one', async () => {
      const page = await visit(server.address());
      await rest(page);
      const drop = (on: string, fill: string): Promise<boolean> =>
        page.evaluate(`(() => {
          const dataTransfer = new DataTransfer();
          ${fill}
          const event = (name) => new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer });
          const element = document.querySelector(${JSON.stringify(on)});
          return [event('dragover'), event('drop')].every((one) => !element.dispatchEvent(one));
        })()`);
      const file = (text: string): string => `dataTransfer.items.add(new File(['${text}'], 'a.pem'));`;
      const pem = (label: string): string => `-----BEGIN ${label}-----\\nMAA=\\n-----END ${label}-----`;
      expect(await drop('.top', file(pem('X')) + file(pem('Y')))).toBe(true);
      await page.locator('.tabs button').nth(1).filter({ hasText: 'Y' }).waitFor();
      expect(await drop('.found', file('3003020101'))).toBe(true);
      await page.locator('.tabs').waitFor({ state: 'detached' });
      expect(await drop('main', file(pem('X')) + file('3003020101'))).toBe(true);
      await page.getByRole('alert').filter({ hasText: 'a.pem' }).waitFor();
      await page.goto(server.address('#/kernels'));
      await rest(page);
      await page.locator('main input').first().waitFor();
      expect(await drop('main', file(pem('X')))).toBe(true);
      // Text is for the field that it is dropped on.
      expect(await drop('main input', `dataTransfer.setData('text/plain', 'abc');`)).toBe(false);
    });

    it('a file of 64 MB is refused unread, and one of many elements can be waited for or cancelled', async () => {
      const page = await visit(server.address());
      const choose = (size: number): Promise<void> =>
        page.evaluate(`(() => {
          const bytes = new Uint8Array(${size});
          bytes.set([0x30, 0x84, ...new Uint8Array(new Uint32Array([${size - 6}]).buffer).reverse()]);
          for (let i = 6; i < bytes.length; i += 2) bytes[i] = 5;
          const files = new DataTransfer();
          files.items.add(new File([bytes], 'x.der'));
          const input = document.querySelector('input[type=file]');
          input.files = files.files;
          input.dispatchEvent(new Event('change', { bubbles: true }));
        })()`);
      await rest(page);
      await choose(2 ** 26);
      expect(await page.getByRole('alert').textContent()).toContain('larger than 16 MiB');
      await choose(2 ** 24 - 2);
      await page.getByRole('button', { name: 'Cancel' }).click();
      expect(await page.getByRole('alert').textContent()).toContain('Cancelled');
      await page.getByRole('button', { name: 'Another input' }).click();
      await choose(2 ** 22);
      await page.locator('.bytes').first().waitFor();
      expect(await page.evaluate('document.cookie + localStorage.length + sessionStorage.length')).toBe('00');
    });
  });
});
