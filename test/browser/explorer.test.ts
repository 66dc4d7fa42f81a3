/** The explorer in Chromium: built once, served as `vitrine explore` serves it from a folder, and as one file from the disk. */
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { bytesToBase64 } from '../../src/bytes/index.ts';
import { DOCUMENTATION_ENDPOINTS, recordHandshake, sessionPcap } from '../../src/explain/index.ts';
import { builtFile } from '../built-explorer.ts';
import { axeFaults } from './axe.ts';
import { addressOf, describeInChromium } from './chromium.ts';
import { serveExplorer } from './explorer-site.ts';

const server = await serveExplorer();
const { files, address } = server;
afterAll(() => server.close());

/** Of the rooms, `npm test` visits that of Inspect, and one lesson: the rest where the environment asks for the long forms. */
const isWhole = process.env['INTEROP'] === 'all';

const compressed = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length;
describe('sizes, compressed', () => {
  it.skipIf(!isWhole)('the one file has at most 1 MB, and the folder at most 3 MB as it is', async () => {
    const file = await builtFile();
    expect(compressed(new TextEncoder().encode(file))).toBeLessThan(1_000_000);
    // What both the page and its worker need of the engine is there once.
    expect(file.split('must be a Uint8Array')).toHaveLength(2);
    // Its lessons are markup, to which links lead without JavaScript.
    const [plain] = /<noscript>.*?<\/noscript>/s.exec(file)!;
    const links = [...plain.matchAll(/href="#([^"]*)"/g)].map(([, fragment]) => fragment);
    expect(links).toHaveLength(16);
    for (const fragment of links) expect(file).toContain(`<article class="lesson" id="${fragment}"`);
    expect([...files.values()].reduce((sum, { length }) => sum + length, 0)).toBeLessThan(3_000_000);
    expect([...files.keys()].filter((name) => name.endsWith('.map'))).toEqual([]);
    expect(new TextDecoder().decode(files.get('licences.txt'))).toMatch(/Permission is hereby granted[\s\S]*preact/);
  });
});

/** The verdicts, as a person reads them. */
const verdicts = (page: Page): Promise<string[]> => page.locator('.verdict').allInnerTexts();
const ready = (page: Page) => page.locator('.verdict').nth(4).waitFor();

describeInChromium('the explorer', ({ visit, open, faults }) => {
  afterEach(() => expect(faults()).toEqual([]));

  it.skipIf(!isWhole)('has contents for a long page, which lead within it and leave the address', async () => {
    const page = await visit(address('#/handshake'));
    const contents = page.getByRole('navigation', { name: 'Contents' });
    await contents.getByRole('button', { name: 'How it ended' }).press('Enter');
    const head = page.getByRole('heading', { name: 'How it ended' });
    expect(await page.locator(':focus').textContent()).toBe(await head.textContent());
    expect((await head.boundingBox())!.y).toBeLessThan(page.viewportSize()!.height);
    await addressOf(page).toBe(address('#/handshake'));
  });

  it.skipIf(!isWhole)('says in the language of the page that a part could not be loaded, and tries again', async () => {
    const page = await visit(address());
    const lost = page.getByRole('alert').filter({ hasText: '没能加载' });
    const link = address('#/inspect?sample=server&lang=zh');
    const blocked = new Set(['readings', 'consequences']);
    await page.route('**/parts/*', (route) => {
      const [, name] = /parts\/(\w+)-/.exec(route.request().url())!;
      return blocked.has(name) ? route.abort() : route.continue();
    });
    await page.goto('about:blank');
    await page.goto(link);
    for (const name of [...blocked]) {
      await lost.waitFor();
      await addressOf(page).toBe(link);
      expect(await page.locator('#content').textContent()).not.toContain('正在计算');
      blocked.delete(name);
      await lost.getByRole('button', { name: '重试' }).click();
    }
    await ready(page);
    expect(await lost.count()).toBe(0);
    await page.unroute('**/parts/*');
    // The browser tells of each part that it did not get.
    expect(new Set(faults())).toEqual(new Set(['error: Failed to load resource: net::ERR_FAILED']));
  });

  it('inspects a sample, and tells what a change of a date and of a bit leads to', async () => {
    const page = await visit(address());
    await page.getByRole('button', { name: 'a server’s certificate' }).click();
    await ready(page);
    expect((await verdicts(page)).map((text) => text.split('\n')[0].slice(0, 1))).toEqual(['✓', '✓', '✓', '✓', '✓']);
    await page.getByRole('treeitem', { name: 'validity' }).first().click();
    await page.getByRole('treeitem', { name: 'notAfter' }).click();
    await page.getByLabel('Value').fill('2026-02-01T00:00:00Z');
    await page.getByLabel('Value').press('Enter');
    await page.locator('.verdict.fail').nth(1).waitFor();
    const told = (await verdicts(page)).join('\n');
    expect(told).toContain('was not made by the key of CN = kubernetes');
    expect(told).toContain('A verifier refuses it: validity, signature.');
    // The address has it all.
    await addressOf(page).toMatch(/#\/inspect\?sample=server&field=\d+-\d+&edits=0\.\d+-\d+~[0-9a-f]+$/);
    const again = await visit(page.url());
    await again.locator('.verdict.fail').nth(1).waitFor();
    expect((await verdicts(again)).join('\n')).toBe(told);
    expect(await again.locator('.label .path').textContent()).toContain('validity › notAfter');
    await again.getByRole('button', { name: 'Undo all' }).click();
    await again.locator('.verdict.fail').first().waitFor({ state: 'detached' });
    // A field whose length changes stays selected; one that is removed leaves the focus at the editor.
    await again.getByRole('treeitem', { name: 'serialNumber' }).first().click();
    await again.getByLabel('Value').fill('5');
    await again.getByLabel('Value').press('Enter');
    await again.locator('.changes li').waitFor();
    await again.locator('.verdict.fail').first().waitFor();
    expect(await again.locator('.editor .path').textContent()).toMatch(
      /serialNumber › valueINTEGER|serialNumber .*INTEGER$/,
    );
    await again.getByRole('button', { name: 'Remove the field' }).press('Enter');
    await again.locator('#editor:focus').waitFor();
    expect(await again.locator('.editor .path').count()).toBe(0);
  });

  it.skipIf(!isWhole)('is worked by keys alone', async () => {
    const page = await visit(address('#/inspect?sample=ca'));
    await ready(page);
    const focused = () =>
      page.evaluate('document.activeElement.getAttribute("role") ?? document.activeElement.textContent');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    for (let i = 0; i < 20 && (await focused()) !== 'treeitem'; i++) await page.keyboard.press('Tab');
    expect(await focused()).toBe('treeitem');
    await page.keyboard.press('End');
    await page.getByRole('button', { name: 'Flip one bit' }).waitFor();
    for (let i = 0; i < 9 && (await focused()) !== 'Flip one bit'; i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.verdict.fail').first().waitFor();
    expect((await verdicts(page))[1]).toContain('was not made by the key');
  });

  it.skipIf(!isWhole)('covers private numbers, and no link has them', async () => {
    const page = await visit(address());
    await page.getByRole('button', { name: 'a private key' }).click();
    await page.getByText('Private numbers are covered.').waitFor();
    expect(await page.locator('.runs').first().textContent()).toContain('·· ·· ·· ··');
    await page.getByRole('button', { name: 'Show private numbers' }).click();
    await page.getByText('Private numbers are shown.').waitFor();
    await page.locator('.runs').first().filter({ hasNotText: '··' }).waitFor();
    // The sample's key is everybody's; one's own never gets into an address.
    await page.getByRole('button', { name: 'Another input' }).click();
    await page
      .getByRole('textbox')
      .fill(`308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420${'11'.repeat(32)}`);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.locator('.verdict').first().waitFor();
    await addressOf(page).toMatch(/\/sub\/folder\/(#\/inspect)?$/);
  });

  it.skipIf(!isWhole)('walks through a handshake, and to the message of its address', async () => {
    const page = await visit(address('#/handshake?message=2'));
    await page.locator('.arrow details[open]').waitFor();
    expect(await page.locator('.walk output').textContent()).toMatch(/^Message 2 of \d+$/);
    await page.getByRole('button', { name: 'The next message' }).press('Enter');
    await addressOf(page).toContain('message=3');
    await page.locator('.arrow').nth(2).locator('> details[open]').waitFor();
    await page.getByLabel('What goes wrong').selectOption('expired');
    await page.getByText('that goes wrong: the server’s certificate has expired').first().waitFor();
  });

  it.skipIf(!isWhole)('unfolds a secret of a session down to the rounds of the compression function', async () => {
    const page = await visit(address('#/handshake?secret=client_handshake_traffic_secret'));
    const unfolded = page.locator('.unfolded');
    await unfolded.waitFor();
    expect(await unfolded.textContent()).toContain('block by block');
    // The inner hash of the HMAC, in the room of kernels.
    await unfolded.getByRole('link', { name: 'SHA-256 (1)' }).first().click();
    // The session has steps too, and stands until the room of kernels is loaded.
    await unfolded.waitFor({ state: 'detached' });
    const rounds = page.locator('.steps').nth(1);
    await rounds.locator('[data-by="1"]').click();
    expect(await rounds.locator('.how li').first().textContent()).toContain('Σ1(e) = ROTR6(510e527f)');
    await addressOf(page).toContain('kernel=sha256');
  });

  it.skipIf(!isWhole)('reads back a capture that is dropped', async () => {
    const { events } = await recordHandshake({
      ...{ suite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', certificate: 'ecdsa', fault: undefined, seed: 'prism' },
      ...{ extendedMasterSecret: true, encryptThenMac: true, time: new Date('2026-01-01T00:00:00Z') },
    });
    const capture = bytesToBase64(sessionPcap(events, DOCUMENTATION_ENDPOINTS));
    const page = await visit(address());
    const drop = (file: string): Promise<void> =>
      page.evaluate(`(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([Uint8Array.from(atob('${file}'), (c) => c.charCodeAt(0))], 'session.pcap'));
        document.querySelector('.intake').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      })()`);
    await page.locator('.intake').waitFor();
    await drop(capture);
    await page.locator('.arrow').nth(3).waitFor();
    const shown = await page.locator('.exhibit').textContent();
    for (const name of ['client_hello', 'server_key_exchange', 'application_data']) expect(shown).toContain(name);
    // Cut short, it says where reading ends.
    await page.getByRole('button', { name: 'Another input' }).click();
    await drop(bytesToBase64(sessionPcap(events, DOCUMENTATION_ENDPOINTS).subarray(0, 500)));
    await page.getByText('Reading ends').first().waitFor();
  });

  it.skipIf(!isWhole)('leaves a field empty that a person empties by keys', async () => {
    const page = await visit(address('#/kernels'));
    const message = page.getByLabel('Message (text)', { exact: true });
    await message.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.getByText('e3b0c442').first().waitFor();
    await addressOf(page).toMatch(/\?message=$/);
    await page.keyboard.type('hello');
    expect(await message.inputValue()).toBe('hello');
    // The default is in no address.
    await page.keyboard.press('Control+a');
    await page.keyboard.type('abc');
    await addressOf(page).toMatch(/#\/kernels$/);
  });

  it.skipIf(!isWhole)('hashes what is typed, with the formulas of the chosen round', async () => {
    const page = await visit(address('#/kernels'));
    await page.getByLabel('Message (text)').fill('abd');
    await page.getByText('a52d159f').first().waitFor();
    const rounds = page.locator('.steps').nth(1);
    await rounds.locator('[data-by="1"]').click();
    expect(await rounds.locator('.how li').first().textContent()).toContain('Σ1(e) = ROTR6(510e527f)');
    // The round that is looked at is in the address, too.
    await addressOf(page).toMatch(/message=abd&step=1\.1$/);
    const again = await visit(page.url());
    await again.locator('.steps').nth(1).locator('.how li').first().waitFor();
    await again.getByLabel('Algorithm').waitFor();
    await page.getByLabel('Algorithm').selectOption('aes');
    await page.locator('.squares table').first().waitFor();
    await addressOf(page).toContain('kernel=aes');
    // A fault takes the place of what was shown, which belongs to other settings.
    await page.getByLabel('Key (hexadecimal)').fill('00');
    await page
      .getByRole('alert')
      .filter({ hasText: 'Key (hexadecimal): must have 16 / 24 / 32 bytes, not 1' })
      .waitFor();
    expect(await page.locator('[aria-invalid=true]').count()).toBe(1);
    expect(await page.locator('.exhibit').count()).toBe(0);
    await page.getByLabel('Key (hexadecimal)').fill('00'.repeat(32));
    await page.locator('.squares table').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
  });

  it.skipIf(!isWhole)('goes to the rows of another address, of each table, and plays a search', async () => {
    const page = await visit(address('#/kernels?step=1.3'));
    const at = (table: number) => page.locator('.steps').nth(table).locator('.stepper input').inputValue();
    await expect.poll(() => at(1)).toBe('4');
    await page.evaluate('location.hash = "#/kernels?step=0.17,1.40"');
    await expect.poll(() => at(1)).toBe('41');
    expect(await at(0)).toBe('18');
    await page.locator('.steps').nth(1).locator('[data-by="1"]').click();
    await addressOf(page).toMatch(/step=0\.17,1\.41$/);
    await page.evaluate('location.hash = "#/kernels"');
    await expect.poll(() => at(1)).toBe('1');
    // Every step of k·G.
    await page.evaluate('location.hash = "#/kernels?kernel=ecdsa"');
    await page.locator('.steps tbody tr').nth(300).waitFor({ state: 'attached' });
    expect(await page.getByText('steps more').count()).toBe(0);
    await page.evaluate('location.hash = "#/kernels?kernel=rsa-keygen&bits=64"');
    const search = page.locator('.steps.search').first();
    await search.locator('.play').click();
    const slider = search.locator('.stepper input');
    const last = await slider.getAttribute('max');
    await expect.poll(() => slider.inputValue(), { timeout: 30_000 }).toBe(last);
    await expect.poll(() => page.url()).toContain(`step=0.${Number(last) - 1}`);
    expect(await search.locator('.play').textContent()).toBe('Play');
  });

  it.skipIf(!isWhole)('runs an attack in the lab, and names those that are programs', async () => {
    const page = await visit(address('#/lab?attack=zero-x25519'));
    await page.getByRole('button', { name: 'Run the attack' }).click();
    await page.getByRole('heading', { name: '4. What stops it' }).waitFor();
    expect(await page.getByText('the token is 7f3a').count()).toBeGreaterThan(0);
    expect(await page.getByText('vitrine lab triple-handshake').count()).toBe(1);
    await page.getByRole('combobox').first().selectOption('invalid-curve');
    await addressOf(page).toContain('#/lab?attack=invalid-curve');
  });

  it.skipIf(!isWhole)('says what is wrong with an input, and takes hostile ones as text', async () => {
    const page = await visit(address());
    await page.getByRole('textbox').fill('<img src=x onerror="document.title=1">');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    expect(await page.getByRole('alert').textContent()).toContain('plain-text');
    expect(await page.locator('img').count()).toBe(0);
    // Half a character has no UTF-8.
    await page.getByRole('button', { name: 'Another input' }).click();
    await page.locator('textarea').waitFor();
    await page.evaluate(`(() => {
      const area = document.querySelector('textarea');
      area.value = '<img \\ud800';
      area.dispatchEvent(new Event('input', { bubbles: true }));
    })()`);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.locator('.verdict', { hasText: 'truncated' }).waitFor();
  });

  it('gives a lesson, whose exercises check themselves, in the page and as a page of its own', async () => {
    for (const where of ['#/lessons?lesson=01-hash', 'lessons/01-hash.en.html']) {
      const page = await visit(address(where));
      const exercise = page.locator('.exercise').first();
      await exercise.getByRole('textbox').fill('x');
      await exercise.getByRole('button', { name: 'Check' }).click();
      expect(await exercise.locator('output').textContent()).toContain('Not yet');
      const [answer] = (await exercise.getAttribute('data-answers'))!.split('|');
      await exercise.getByRole('textbox').fill(` ${answer.toUpperCase()} `);
      await exercise.getByRole('textbox').press('Enter');
      expect(await exercise.locator('output').textContent()).toBe('Right.');
      expect(await page.locator('.how li').count()).toBe(0);
      await page.locator('.steps [data-by="1"]').first().click();
      expect(await page.locator('.how li').count()).toBeGreaterThan(5);
    }
  });

  it.skipIf(!isWhole)('takes a chosen theme along to a lesson and back', async () => {
    const page = await visit(address('#/lessons'));
    const theme = () => page.evaluate('document.documentElement.dataset.theme');
    await page.getByRole('button', { name: 'Dark colours' }).click();
    await page.locator('.lessons a').first().click();
    await page.locator('.exercise').first().waitFor();
    // The lesson's script runs after its markup is there.
    await expect.poll(theme).toBe('dark');
    await page.getByRole('link', { name: 'Kernels', exact: true }).click();
    await page.locator('form.settings').waitFor();
    expect(await theme()).toBe('dark');
  });

  it.skipIf(!isWhole)('works as one file from the disk, in Chinese', async () => {
    const page = await open(await builtFile());
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('button', { name: '证书申请' }).click();
    await page.locator('.verdict').nth(2).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    expect((await verdicts(page))[0]).toContain('读懂了每一个字节');
  });
});
