/** The explorer in Firefox, from a folder and as one file from the disk: a walk through each room. Debian's Firefox is driven by WebDriver BiDi, which playwright-core does not
 * speak. Run where the environment asks for the long forms. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type HTTPRequest, type Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtFile } from '../built-explorer.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { isInstalled } from '../interop/peers.ts';
import { HOST } from '../node/loopback.ts';
import { sayWhySkipped } from '../skipping.ts';
import { AT_REST, walks } from './explorer-rooms.ts';
import { type ServedExplorer, serveExplorer, serveWithRelay } from './explorer-site.ts';
import { startNginx } from './nginx-server.ts';

const FIREFOX = '/usr/bin/firefox-esr';
const isWhole = process.env['INTEROP'] === 'all';
const isThere = existsSync(FIREFOX);
if (isWhole && !isThere) sayWhySkipped(`${FIREFOX} is not installed`);

describe.skipIf(!isWhole || !isThere)('the explorer in Firefox', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-firefox-'));
  const faults: string[] = [];
  let browser: Browser;
  let page: Page;
  let server: ServedExplorer;
  let file: string;
  /** What it may ask for. What a browser has in itself leaves nothing. */
  let own: string[];

  beforeAll(async () => {
    server = await serveExplorer();
    file = join(folder, 'explore.html');
    writeFileSync(file, await builtFile());
    // Its first start makes a profile, which takes long on a busy machine.
    browser = await puppeteer.launch({ browser: 'firefox', executablePath: FIREFOX, headless: true, timeout: 240_000 });
    page = await browser.newPage();
    // A bound against a hang on a busy machine.
    page.setDefaultTimeout(100_000);
    page.on('console', (message) => faults.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => faults.push(`error: ${error}`));
    own = [new URL(server.address()).origin, pathToFileURL(file).href, 'blob:', 'about:', 'data:'];
    page.on('request', (request) => {
      if (!own.some((begin) => request.url().startsWith(begin))) faults.push(`request for ${request.url()}`);
    });
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => expect(faults.splice(0)).toEqual([]));

  const rest = () => expect.poll(() => page.evaluate(AT_REST), { timeout: 100_000 }).toBe(true);
  const places = ['site/ from a subfolder', 'explore.html from the disk'] as const;
  describe.each(places)('%s', (place) => {
    it.each(walks)(
      '$room',
      async ({ fragment, press, shows }) => {
        await page.goto('about:blank');
        const where = place === places[0] ? server.address(fragment) : `${pathToFileURL(file).href}${fragment}`;
        await page.goto(where);
        await rest();
        if (press !== undefined) {
          await page.waitForSelector(press);
          await page.focus(press);
          await page.keyboard.press('Enter');
        }
        await page.waitForSelector(shows);
        await rest();
        expect(await page.$eval('main h1', (title) => title.textContent)).not.toBe('');
        expect(await page.$('.fault')).toBeNull();
      },
      240_000,
    );
  });

  it('a part that did not come is tried again', async () => {
    await page.goto(server.address());
    await rest();
    let isDown = true;
    const answer = (request: HTTPRequest): void =>
      void (isDown && request.url().includes('/parts/') ? request.abort() : request.continue());
    await page.setRequestInterception(true);
    page.on('request', answer);
    await page.evaluate(`location.hash = '#/kernels'`);
    await page.waitForSelector('.missing');
    isDown = false;
    await page.click('.missing button');
    await page.waitForSelector('.exhibit');
    expect(await page.$('.missing')).toBeNull();
    page.off('request', answer);
    await page.setRequestInterception(false);
    faults.splice(0);
  }, 240_000);

  it.skipIf(!isInstalled('nginx'))(
    'vitrine explore -relay: a session with nginx, and a secret of it unfolded',
    async () => {
      const destination = `${HOST}:${await startNginx()}`;
      const relayed = await serveWithRelay(destination, pki.ca.cert);
      closing(() => relayed.close());
      own.push(relayed.url);
      await page.goto(`${relayed.url}#/handshake?peer=${destination}&servername=server.test`);
      await page.waitForSelector('.bar .main');
      // The worker's socket goes to the relay alone, which the page names.
      const told = await page.$eval('meta[name=vitrine-relay]', (meta) => meta.getAttribute('content'));
      own.push(new URL(JSON.parse(told!).address).href.replace(/^ws:/, 'http:'));
      await page.click('.bar .main');
      await page.waitForSelector('.arrow');
      await rest();
      expect(await page.$eval('main', (main) => main.textContent)).toContain(`A TLS 1.3 session with ${destination}`);
      await page.click('.walk button:nth-of-type(2)');
      await page.waitForSelector('.arrow details[open]');
      await page.select('section[aria-labelledby=unfold] select', 'master_secret');
      await page.waitForSelector('.unfolded .hidden');
      expect(await page.$('.fault')).toBeNull();
    },
    240_000,
  );
});
