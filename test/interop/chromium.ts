/** Debian's Chromium as a client of the cells: it trusts what certutil has put into its store, and shows what pk12util has, without asking a person,
 * by the policy AutoSelectCertificateForUrls. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { closingWithFile } from '../closing.ts';
import { CONFIG_MAP, writePkcs12Files } from './cell-files.ts';
import { type Cell, KINDS } from './cells.ts';
import { folder, isInstalled } from './peers.ts';

const CHROMIUM = '/usr/bin/chromium';
/** Where Debian's Chromium reads policies; each file in it counts. */
const POLICIES = '/etc/chromium/policies/managed';

/** Why Chromium cannot run; undefined if it can. */
export function obstacleToChromium(): string | undefined {
  if (!existsSync(CHROMIUM)) return `${CHROMIUM} is not installed`;
  if (!isInstalled('certutil')) return 'certutil is not installed';
  return process.getuid?.() === 0 ? undefined : `only root may write to ${POLICIES}`;
}

const run = promisify(execFile);
const HOME = join(folder, 'chromium-home');
const STORE = join(HOME, '.pki/nssdb');
let started: Promise<BrowserContext> | undefined;
let identified: Promise<void> | undefined;

async function launch(): Promise<BrowserContext> {
  await Promise.all([trustRoots(), letItChoose()]);
  const context = await chromium.launchPersistentContext(join(HOME, 'profile'), {
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
    env: { ...process.env, HOME } as Record<string, string>,
  });
  closingWithFile(() => context.close());
  return context;
}

async function trustRoots(): Promise<void> {
  await mkdir(STORE, { recursive: true });
  await run('certutil', ['-N', '-d', `sql:${STORE}`, '--empty-password']);
  for (const kind of KINDS) {
    const ca = ['-n', `${kind}-ca`, '-t', 'C,,', '-i', join(folder, `${kind}-ca.crt`)];
    await run('certutil', ['-A', '-d', `sql:${STORE}`, ...ca]);
  }
}

/** Gives it the client's certificates with their keys. Cells without one come first: where it has one to show, and the policy does not say
 * which, it asks a person. */
function identify(): Promise<void> {
  identified ??= (async () => {
    await writePkcs12Files();
    for (const kind of KINDS) {
      await run('pk12util', ['-d', `sql:${STORE}`, '-i', join(folder, `${kind}-client.p12`), '-W', 'changeit']);
    }
  })();
  return identified;
}

async function letItChoose(): Promise<void> {
  const file = join(POLICIES, `vitrine-tests-${process.pid}.json`);
  await mkdir(POLICIES, { recursive: true });
  closingWithFile(() => rm(file, { force: true }));
  // Of those in the store it takes the ones of the authorities that the server names.
  const rule = JSON.stringify({ pattern: 'https://localhost', filter: {} });
  await writeFile(file, JSON.stringify({ AutoSelectCertificateForUrls: [rule] }));
}

async function onPage<T>(cell: Cell, url: URL, look: (page: Page) => Promise<T>): Promise<T> {
  started ??= launch();
  const browser = await started;
  if (cell.mutual) await identify();
  const page = await browser.newPage();
  try {
    await page.goto(url.href);
    return await look(page);
  } finally {
    await page.close();
  }
}

/** Posts the object of the cells from a page of the same origin. @returns the answer. */
export const postInChromium = (cell: Cell, url: URL): Promise<Buffer> =>
  onPage(cell, new URL('/version', url), async (page) => {
    const answer = await page.evaluate(
      async ([path, body]) => {
        const response = await fetch(path, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
        return response.text();
      },
      [url.pathname + url.search, CONFIG_MAP.toString('latin1')] as const,
    );
    return Buffer.from(answer);
  });

/** What a page of `s_server -www` says. */
export const textInChromium = (cell: Cell, url: URL): Promise<string> =>
  onPage(cell, url, (page) => page.locator('body').textContent().then(String));
