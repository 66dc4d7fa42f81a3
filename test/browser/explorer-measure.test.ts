/** The measuring room in Chromium: the bench, one's own function, and functions that mean harm. */
import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSite } from '../../src/cli/explore/site-server.ts';
import { builtSite } from '../built-explorer.ts';
import { closing } from '../closing.ts';
import { HOST, listen } from '../node/loopback.ts';
import { axeFaults, overflow } from './axe.ts';
import { describeInChromium } from './chromium.ts';
import { serveExplorer } from './explorer-site.ts';

let server: RunningSite;
const address = (fragment: string): string => `${server.url}${fragment}`;

/** SHA-256 by the browser, as somebody would write it into the slot. */
const RIGHT = `async (message) => new Uint8Array(await crypto.subtle.digest('SHA-256', message)) // \`\${0}\` </script>`;

/** Only where the environment asks for the long forms. */
describe.skipIf(process.env['INTEROP'] !== 'all')('the long form', () => {
  beforeAll(async () => {
    server = await serveExplorer();
  }, 180_000);
  afterAll(() => server.close());

  describeInChromium('the measuring room', ({ visit, faults }) => {
    afterEach(() => expect(faults()).toEqual([]));
    const told = (page: Page) => page.locator('.told');
    const runOwn = async (page: Page, code: string): Promise<void> => {
      await page.getByLabel('Your function').fill(code);
      await page.getByRole('button', { name: 'Run my function' }).press('Enter');
      await told(page).first().waitFor();
      await page.getByRole('button', { name: 'Run my function' }).and(page.locator(':not([aria-disabled])')).waitFor();
    };

    it('measures those that are chosen, all of them right; the address says who; nothing runs before a click', async () => {
      const page = await visit(address('#/measure?bytes=64'));
      for (const name of ['rolled', 'schedule of 16', 'unrolled by eight', 'variables in an array'])
        await page.getByLabel(name, { exact: true }).uncheck();
      expect(await page.locator('.times').count()).toBe(0);
      const again = await visit(page.url());
      await again.getByRole('button', { name: 'Measure', exact: true }).click();
      await again.locator('.times').waitFor();
      expect(await again.locator('.times tbody th').allInnerTexts()).toEqual([
        ...['vitrine', 'reference', 'unrolled by sixteen'],
      ]);
      expect(await again.locator('.times tbody').textContent()).not.toContain('✗');
      expect(await again.locator('.bar-of .length').count()).toBe(3);
      expect(await axeFaults(again)).toEqual([]);
    });

    it('one’s own function is right or wrong, and is timed; its text is in no address', async () => {
      const page = await visit(address('#/measure'));
      await runOwn(page, RIGHT);
      expect(await told(page).first().textContent()).toContain('All 14 results');
      expect(await page.locator('.times tbody').textContent()).toContain('yours');
      expect(page.url()).not.toContain('subtle');
      await runOwn(page, '(message) => { const d = new Uint8Array(32); d[0] = 0xe3; return d; }');
      expect(await told(page).first().textContent()).toMatch(
        /^✗ Case 1 of 14 \(1024 bytes\): the first byte that differs is /,
      );
      await runOwn(page, '() => "digest"');
      expect(await told(page).first().textContent()).toContain('the result is a string, not a Uint8Array');
      await runOwn(page, '() => new Uint8Array(31)');
      expect(await told(page).first().textContent()).toContain('✗ Case 1');
    });

    it('a change of the settings stops the run, and clears what was told of other input', async () => {
      const page = await visit(address('#/measure?bytes=16384'));
      const button = page.getByRole('button', { name: 'Run my function' });
      const bytes = page.locator('select').filter({ hasText: '16384' });
      const busy = 'const t = Date.now(); while (m.length === 16384 && Date.now() - t < 500);';
      const slow = `async (m) => { ${busy} return new Uint8Array(await crypto.subtle.digest('SHA-256', m)) }`;
      await page.getByLabel('Your function').fill(slow);
      await button.press('Enter');
      await page.getByText('All 14 results').waitFor();
      // It is being timed.
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      await bytes.selectOption('64');
      await button.and(page.locator(':not([aria-disabled])')).waitFor();
      expect(await page.locator('.told, .times').count()).toBe(0);
      await runOwn(page, RIGHT);
      await page.locator('.times').waitFor();
      await bytes.selectOption('1024');
      await page.locator('.times').waitFor({ state: 'detached' });
      expect(await told(page).count()).toBe(0);
    });

    it('a function that means harm is stopped, and reaches nothing', async () => {
      const page = await visit(address('#/measure'));
      for (const [code, says] of [
        ['(x =>', 'It cannot be read'],
        ['() => { throw new Error("<img src=x>") }', 'It threw: <img src=x>'],
        ['() => { throw { toString() { throw 1 } } }', 'It threw something that has no text.'],
        ['() => { throw new Error("a\\u202eb") }', 'It threw: a\ufffdb'],
        ['() => { for (;;) ; }', 'did not end within 10 seconds'],
        ['() => new Promise(() => undefined)', 'did not end within 10 seconds'],
        [
          '() => { for (let i = 0; i < 5000; i++) postMessage({ kind: "outputs", outputs: i }); return 1 }',
          'It threw: ',
        ],
        ['async () => { await fetch("/style.css"); }', 'It threw: '],
        ['() => { importScripts("https://192.0.2.1/x.js") }', 'It threw: '],
        ['() => self.document.title', 'It threw: '],
        ['() => { new WebSocket("ws://127.0.0.1:1/"); return 1 }', 'It threw: '],
        ['async () => { await import("/style.css") }', 'The word “import” is not allowed'],
      ] as const) {
        await runOwn(page, code);
        expect(await told(page).last().textContent(), code).toContain(says);
        expect(await page.locator('main img').count()).toBe(0);
      }
      // The browser says what the policy refused; nothing was sent.
      for (const fault of faults()) expect(fault).toMatch(/Content Security Policy|Refused/);
    });

    it('nothing reaches a network on a static host either, which sends no policy', async () => {
      const asked: string[] = [];
      const { files } = await builtSite();
      const host = createServer(({ url = '' }, response) => {
        asked.push(url);
        const name = url.slice('/sub/'.length) || 'index.html';
        const type = { js: 'text/javascript', css: 'text/css', html: 'text/html' }[name.split('.').at(-1)!];
        response.writeHead(files.has(name) ? 200 : 404, { 'content-type': type ?? 'image/svg+xml' });
        response.end(files.get(name));
      });
      const base = `http://${HOST}:${await listen(host)}`;
      closing(() => host.closeAllConnections());
      const page = await visit(`${base}/sub/#/measure?task=x25519`);
      await runOwn(page, `() => { new Worker("${base}/away"); return 1 }`);
      expect(await told(page).last().textContent()).toContain('It threw: ');
      const reaches = `(() => {
        const all = [];
        for (let each = self; each !== null && each !== Object.prototype; each = Object.getPrototypeOf(each))
          for (const name of Object.getOwnPropertyNames(each)) if (/^(?!(?:Text|Weak|Disp|Async)).*(?:Worker|Socket|etch|Request|Transport|Source|Import|Channel|avigator|aches|indexedDB|location|open|Beacon|RTC)/i.test(name)) all.push(name);
        throw new Error("found " + all);
      })()`;
      await runOwn(page, reaches);
      expect(await told(page).last().textContent()).toMatch(/found {1,2}\(line \d+\)$/);
      // The page's own worker holds what was pasted: its policy is that of the page.
      expect(page.workers()).toHaveLength(1);
      const fetched = (where: string) => fetch(where).then(String, String);
      expect(await page.workers()[0].evaluate(fetched, `${base}/away`)).toContain('TypeError');
      expect(asked.filter((url) => url.includes('away'))).toEqual([]);
      for (const fault of faults()) expect(fault).toMatch(/Content Security Policy|Refused/);
    });

    it('a hostile address is said to be wrong, or changes nothing, and runs nothing', async () => {
      for (const query of [
        'task=__proto__&without=%00;vitrine',
        'bytes=1e9',
        'task=modexp&bits=999999',
        'code=alert(1)&seed=<b>',
      ]) {
        const page = await visit(address(`#/measure?${query}`));
        await page.getByRole('button', { name: 'Run my function' }).waitFor();
        expect(await page.getByLabel('Your function').inputValue()).toBe('');
        expect(await page.locator('.times, .told, main b').count()).toBe(0);
      }
      const page = await visit(address('#/measure?bytes=1e9'));
      await page.getByRole('button', { name: 'Measure', exact: true }).click();
      await page.getByRole('alert').filter({ hasText: 'bytes' }).waitFor();
    });

    it('is never wider than a phone, in Chinese and in the dark', async () => {
      const page = await visit(address('#/measure?task=x25519&lang=zh'), {
        ...{ colorScheme: 'dark', viewport: { width: 390, height: 844 } },
      });
      await page.getByRole('button', { name: '开始测量' }).click();
      await page.locator('.times').waitFor();
      expect(await page.title()).toBe('测量 · Vitrine');
      expect(await axeFaults(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    });
  });
});
