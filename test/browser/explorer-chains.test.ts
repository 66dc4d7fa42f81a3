/** The room of chains in Chromium, as a person uses it: by mouse, by keys alone, on a phone, with hostile addresses. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSite } from '../../src/cli/explore/site-server.ts';
import { SAMPLES } from '../../src/explorer/samples/embedded.ts';
import { axeFaults, overflow } from './axe.ts';
import { addressOf, describeInChromium } from './chromium.ts';
import { serveExplorer } from './explorer-site.ts';

let server: RunningSite;
const address = (fragment: string): string => `${server.url}${fragment}`;

/** Only where the environment asks for the long forms. */
describe.skipIf(process.env['INTEROP'] !== 'all')('the long form', () => {
  beforeAll(async () => {
    server = await serveExplorer();
  }, 180_000);
  afterAll(() => server.close());

  describeInChromium('the room of chains', ({ visit, faults }) => {
    afterEach(() => expect(faults()).toEqual([]));
    const verdict = (page: Page) => page.locator('.outcome');
    const node = (page: Page, name: string) => page.locator('.certificate', { hasText: name });

    it('is accepted; a CA without basicConstraints is chosen by mouse, and refused; the address has it', async () => {
      const page = await visit(address('#/chains'));
      await verdict(page).filter({ hasText: 'accepts' }).waitFor();
      await node(page, 'Museum Lower CA').click();
      await page.getByLabel('take basicConstraints away').check();
      await verdict(page).filter({ hasText: 'basic-constraints' }).waitFor();
      await addressOf(page).toMatch(/#\/chains\?cert=lower&changes=lower\.not-ca$/);
      expect(await page.locator('.checks li.fail b').first().textContent()).toBe('basic-constraints');
      const again = await visit(page.url());
      await verdict(again).filter({ hasText: 'basic-constraints' }).waitFor();
      await again.getByRole('button', { name: 'Undo all changes' }).click();
      await verdict(again).filter({ hasText: 'accepts' }).waitFor();
    });

    it('a field that is refused is named, marked and points to what tells why, here and in other rooms', async () => {
      const long = 'x'.repeat(5000);
      const told = async (page: Page, label: string, why: string) => {
        await page.getByRole('alert').filter({ hasText: why }).waitFor();
        const field = page.getByLabel(label, { exact: true });
        expect(await field.getAttribute('aria-invalid')).toBe('true');
        const id = await field.getAttribute('aria-describedby');
        expect(await page.locator(`[id="${id}"]`).textContent()).toMatch(new RegExp(`^${label}: .*${why}`));
        expect(await page.locator('[aria-invalid=true]').count()).toBe(1);
      };
      const page = await visit(address('#/chains'));
      const name = 'The peer’s expected name; empty: not asked';
      await page.getByLabel(name).fill('no name');
      await told(page, name, 'is not a valid DNS name');
      await page.getByLabel(name).fill('');
      await verdict(page).waitFor();
      expect(await page.locator('[aria-invalid=true]').count()).toBe(0);

      const seed = 'Seed of everything random';
      const handshake = await visit(address('#/handshake'));
      await handshake.getByLabel(seed).fill(long);
      await told(handshake, seed, 'must have at most 4096 characters');
      const lab = await visit(address('#/lab?attack=gcm-nonce'));
      await lab.getByLabel(seed).fill(long);
      await lab.getByRole('button', { name: 'Run the attack' }).click();
      await told(lab, seed, 'must have at most 4096 characters');
      const measure = await visit(address('#/measure'));
      await measure.getByLabel('Seed of the input').fill(long);
      await measure.getByRole('button', { name: 'Measure', exact: true }).click();
      await told(measure, 'Seed of the input', 'must have at most 4096 characters');
      const inspect = await visit(address('#/inspect?sample=server'));
      await inspect.locator('[role=treeitem]', { hasText: 'serialNumber' }).click();
      await inspect.getByLabel('Value', { exact: true }).fill('one');
      await inspect.getByRole('button', { name: 'Change', exact: true }).first().click();
      await told(inspect, 'Value', 'This is no whole number');
    });

    it('what an attack won stays when the language changes, and so do measured times', async () => {
      const page = await visit(address('#/lab?attack=gcm-nonce'));
      await page.getByRole('button', { name: 'Run the attack' }).click();
      await page.locator('.exhibit', { hasText: 'The broken sender uses one nonce' }).waitFor();
      await page.getByRole('button', { name: '中文' }).click();
      await page.locator('.exhibit', { hasText: '做坏的发送方给两条消息用了同一个一次性数' }).waitFor();
      expect(await page.locator('.watch').textContent()).toContain('攻击者赢了');
      const measure = await visit(address('#/measure?task=x25519'));
      await measure.getByRole('button', { name: 'Measure', exact: true }).click();
      await measure.locator('.times').waitFor();
      await measure.getByRole('button', { name: '中文' }).click();
      await measure.getByRole('heading', { name: '一次调用的时间' }).waitFor();
      expect(await measure.locator('.times tbody tr').count()).toBe(2);
    });

    it('walks through the search by keys alone, and plays it', async () => {
      const page = await visit(address('#/chains?scene=cross&changes=new-root.untrusted'));
      await verdict(page).waitFor();
      const focused = () =>
        page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent');
      const tabTo = async (text: string): Promise<void> => {
        for (let i = 0; i < 40 && !`${await focused()}`.startsWith(text); i++) await page.keyboard.press('Tab');
        expect(await focused()).toContain(text);
      };
      await tabTo('Museum Issuing CA');
      await page.keyboard.press('Enter');
      await addressOf(page).toContain('cert=issuing');
      await tabTo('The next step');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await addressOf(page).toContain('step=2');
      expect(await page.locator('.stepper output').first().textContent()).toContain(
        'Step 2 of 4: The key of Museum New Root',
      );
      await tabTo('Play');
      await page.keyboard.press('Enter');
      await page.locator('[aria-current=step]', { hasText: 'keeps every rule' }).waitFor();
      await addressOf(page).toContain('step=4');
    });

    it('shows who uses which certificate of a cluster, and judges the chosen one', async () => {
      const page = await visit(address('#/chains?scene=cluster'));
      await page.locator('.uses').getByRole('link', { name: 'front-proxy-client' }).click();
      await page.locator('.certificate.trusted', { hasText: 'front-proxy-ca' }).waitFor();
      expect(await page.locator('.certificate').count()).toBe(16);
      await page.getByLabel('let a stranger sign it').check();
      await verdict(page).filter({ hasText: 'signature' }).waitFor();
    });

    it('takes pasted certificates; of a private key beside them nothing gets into the address', async () => {
      const page = await visit(address('#/chains?scene=own'));
      await page.getByRole('textbox').first().fill(`${SAMPLES.key}${SAMPLES.server}`);
      await page.getByRole('button', { name: 'Look for a path' }).click();
      await verdict(page).filter({ hasText: 'accepts' }).waitFor();
      const { hash } = new URL(page.url());
      const input = new URLSearchParams(hash.slice(hash.indexOf('?'))).get('input')!;
      expect(Buffer.from(input, 'base64url').toString()).toBe(SAMPLES.server);
      const again = await visit(page.url());
      await verdict(again).filter({ hasText: 'accepts' }).waitFor();
    });

    it('takes a long text without laying it out, and a short one as it is pasted', async () => {
      const page = await visit(address('#/chains?scene=own&lang=zh'));
      const field = page.getByRole('textbox').first();
      await field.waitFor();
      const paste = (text: string): Promise<boolean> =>
        page.evaluate(`(() => {
          const clipboardData = new DataTransfer();
          clipboardData.setData('text', ${JSON.stringify(text)});
          const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
          return document.querySelector('.intake textarea').dispatchEvent(event);
        })()`);
      // The browser puts it into the field where nobody prevents that.
      expect(await paste(SAMPLES.server)).toBe(true);
      expect(await verdict(page).count()).toBe(0);
      expect(await paste(`${'# a line of a long file\n'.repeat(70_000)}${SAMPLES.server}`)).toBe(false);
      await verdict(page).filter({ hasText: '接受' }).waitFor();
      expect(await field.inputValue()).toBe('');
      await page.getByRole('status').filter({ hasText: '这段文本很长' }).waitFor();
    });

    it('the rows of the issuers that were tried are in the address', async () => {
      const page = await visit(address('#/chains'));
      await verdict(page).waitFor();
      await page.locator('.paths > summary').click();
      const told = page.locator('.paths .steps output').first();
      await page.locator('.paths .steps [data-by="1"]').first().click();
      await addressOf(page).toMatch(/paths=shown&pathStep=0\.1$/);
      const row = await told.textContent();
      const again = await visit(page.url());
      await again.locator('.paths .steps output').filter({ hasText: row! }).waitFor();
      // Another question begins with the first row.
      await node(again, 'Museum Lower CA').click();
      await again.getByLabel('let it have expired').check();
      await addressOf(again).not.toContain('pathStep');
      await again.evaluate(`location.hash = '#/chains?pathStep=9.9'`);
      await again.locator('main > .fault').filter({ hasText: '“9.9” is no value of “pathStep”.' }).waitFor();
    });

    it('a state that is too long for an address is told in one line, and the address is that of the room', async () => {
      const page = await visit(address('#/kernels?kernel=sha1'));
      const told = page.getByRole('status').filter({ hasText: 'too long for a link' });
      await page.getByLabel('Message (text)').fill('x'.repeat(4000));
      await addressOf(page).toContain('xxx');
      await page.getByLabel('Message (text)').fill('密'.repeat(1000));
      await told.waitFor();
      await addressOf(page).toMatch(/#\/kernels$/);
      await page.getByRole('button', { name: '中文' }).click();
      await page.getByRole('status').filter({ hasText: '放不进链接' }).waitFor();
      await page.getByLabel('消息（文本）').fill('x');
      await addressOf(page).toMatch(/#\/kernels\?kernel=sha1&message=x&lang=zh$/);
    });

    it('a hostile address is said to be wrong, and is shown as text', async () => {
      for (const query of [
        'scene=<img src=x onerror=alert(1)>&cert=__proto__&step=-1e99',
        'changes=<script>alert(1)</script>',
        'time=2026-99-99T00:00&name=%00%ff',
        'scene=own&input=!!!&changes=constructor.expired',
        `scene=own&input=${'QUFB'.repeat(900)}`,
        'scene=cluster&link=toString&side=__proto__&cert=constructor&step=NaN',
      ]) {
        const page = await visit(address(`#/chains?${query}`));
        await page.locator('.outcome, [role=alert]').first().waitFor();
        expect(await page.locator('img, main script').count(), query).toBe(0);
      }
    });

    it('has no serious fault that axe-core knows, in any light, and is never wider than a phone', async () => {
      const phone = { colorScheme: 'light', viewport: { width: 390, height: 844 } } as const;
      for (const scene of ['cluster', 'line&changes=lower.expired&step=3']) {
        const page = await visit(address(`#/chains?scene=${scene}`), phone);
        await verdict(page).waitFor();
        expect(await axeFaults(page)).toEqual([]);
        expect(await overflow(page)).toBe(0);
        if (scene === 'cluster') continue;
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await axeFaults(page, ['color-contrast'])).toEqual([]);
      }
    });
  });
});
