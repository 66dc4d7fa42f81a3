/** Debian's Chromium, where it is installed, as the tests want it: no page reaches a network, and all that it asks for is noted. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { sayWhySkipped } from '../skipping.ts';

const CHROMIUM = '/usr/bin/chromium';
/** Bounds against a hang on a busy machine, in milliseconds: of one wait, and of a test. */
const WAIT = 100_000;
const LONG = 240_000;
const ARGUMENTS = [
  // No name and no address is found but this machine's. To stop each request instead takes a fifth more processor time.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What is expected of a page's address, which the page tells some time after what led to it. */
export const addressOf = (page: Page): ReturnType<typeof expect.poll> =>
  expect.poll(() => page.url(), { timeout: WAIT });

export interface Chromium {
  /** Opens an HTML text as a file, in the one tab that there is for such options. */
  open(markup: string, options?: BrowserContextOptions): Promise<Page>;
  /** Opens a page that a server of this test serves, in a tab for such options; it may ask for what is at the same origin. */
  visit(url: string, options?: BrowserContextOptions): Promise<Page>;
  /** What pages asked for beyond their own file, and what went wrong in them, since the last time. */
  faults(): string[];
}

/** A tab: its page, and the address of what that page may ask for. */
interface Tab {
  readonly page: Page;
  own: string;
}

/** A `describe` with a browser; where there is none, it says so and skips. */
export function describeInChromium(name: string, tests: (browser: Chromium) => void): void {
  if (!existsSync(CHROMIUM)) {
    sayWhySkipped(`${CHROMIUM} is not installed`);
    // The tests are declared, so that they count; none is run.
    const open = () => Promise.reject(new Error('no browser'));
    describe.skip(name, () => tests({ open, visit: open, faults: () => [] }));
    return;
  }
  describe(name, { timeout: LONG }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'vitrine-browser-'));
    const faults: string[] = [];
    const tabs = new Map<string, Promise<Tab>>();
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS, timeout: WAIT });
    }, LONG);
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true });
    });

    async function newTab(options: BrowserContextOptions): Promise<Tab> {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(WAIT);
      const tab: Tab = { page: await context.newPage(), own: '' };
      context.on('request', (request) => {
        const url = request.url();
        if (/^(?:data|blob|about):/.test(url)) return;
        if (url !== tab.own && !(tab.own.startsWith('http') && url.startsWith(tab.own)))
          faults.push(`request for ${url}`);
      });
      tab.page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
      tab.page.on('console', (message) => faults.push(`${message.type()}: ${message.text()}`));
      return tab;
    }

    /** The tab for such options. It has left its page before, which may have been about to ask for more. */
    async function emptyTab(own: string, options: BrowserContextOptions): Promise<Page> {
      const key = JSON.stringify(options);
      if (!tabs.has(key)) tabs.set(key, newTab(options));
      const tab = await tabs.get(key)!;
      await tab.page.goto('about:blank');
      tab.own = own;
      return tab.page;
    }

    async function visit(url: string, options: BrowserContextOptions = {}): Promise<Page> {
      const page = await emptyTab(new URL('/', url).href, options);
      await page.goto(url);
      return page;
    }

    let files = 0;
    async function open(markup: string, options: BrowserContextOptions = {}): Promise<Page> {
      const file = join(folder, `page-${++files}.html`);
      writeFileSync(file, markup);
      const url = pathToFileURL(file).href;
      const page = await emptyTab(url, options);
      await page.goto(url);
      return page;
    }
    tests({ open, visit, faults: () => faults.splice(0) });
  });
}
