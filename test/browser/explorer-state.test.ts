/** All that can be set in a room of the explorer is in its address, which leads there again. Run where the environment asks for the long forms;
 * each field of every kernel, scene and measurement in a long run alone (`INTEROP=all PROPERTY_RUNS=101`). */
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bytesToBase64url } from '../../src/bytes/index.ts';
import { DOCUMENTATION_ENDPOINTS, recordHandshake, sessionPcap } from '../../src/explain/index.ts';
import { SCENE_FIELDS } from '../../src/explorer/chains/fields.ts';
import { lineScene } from '../../src/explorer/chains/issued.ts';
import { HANDSHAKE_FIELDS } from '../../src/explorer/handshakes.ts';
import { KERNEL_NAMES, KERNELS } from '../../src/explorer/kernels.ts';
import { CONTESTANT_NAMES, SUBJECT_FIELDS, SUBJECT_NAMES } from '../../src/explorer/measure/fields.ts';
import { SAMPLES } from '../../src/explorer/samples/embedded.ts';
import { certificatePem } from '../../src/x509/index.ts';
import { isLongRun } from '../property-runs.ts';
import { axeFaults } from './axe.ts';
import { addressOf, describeInChromium } from './chromium.ts';
import { isInAddress, rest, seen, setEach } from './explorer-fields.ts';
import { type ServedExplorer, serveExplorer } from './explorer-site.ts';

const isWhole = process.env['INTEROP'] === 'all';
let server: ServedExplorer;
beforeAll(async () => {
  if (isWhole) server = await serveExplorer();
}, 180_000);
afterAll(() => server?.close());

describe.skipIf(!isWhole)('every address', () => {
  describeInChromium('the explorer', ({ visit, faults }) => {
    afterEach(() => expect(faults()).toEqual([]));

    const open = { permissions: ['clipboard-read', 'clipboard-write'] };

    it('inspect: input, structure, field, change, time, and language', async () => {
      const page = await visit(server.address(), open);
      await page.getByRole('textbox').fill(`${SAMPLES.server}${SAMPLES.ca}`);
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.locator('.tabs button').nth(1).click();
      await page.locator('.tabs button[aria-pressed=true]').nth(0).waitFor();
      await rest(page);
      await page.getByLabel('Add an extension').waitFor();
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.locator('.editor .path').filter({ hasText: 'extensions' }).waitFor();
      expect(await page.locator('.label .path').textContent()).toContain('extensions');
      // The structure cannot be decoded after the change: the field is not in its tree any more.
      await page.locator('[role=treeitem]').filter({ hasText: 'version' }).first().click();
      await page.getByRole('button', { name: 'Flip one bit' }).click();
      await page.locator('input.minute').fill('2026-07-01T00:00Z');
      await page.locator('.choices [lang=zh]').click();
      await rest(page);
      expect(await page.locator('.editor .path').textContent()).toContain('version');
      for (const name of ['input', 'edits', 'block', 'at', 'field', 'lang'])
        await addressOf(page).toContain(`${name}=`);
      await isInAddress(page, 'inspect');
      // Another address of the same room leads there, and back leads back.
      const before = await seen(page);
      await page.evaluate('location.hash = "#/inspect?sample=request"');
      await page.locator('.label, .exhibit').filter({ hasText: 'CertificationRequest' }).first().waitFor();
      await page.goBack();
      await rest(page);
      await expect.poll(() => seen(page), { timeout: 100_000 }).toEqual(before);
    });

    it('inspect: what is unfolded of the verdicts, and the row of their table', async () => {
      const page = await visit(server.address(), open);
      await page.getByRole('textbox').fill(
        lineScene('state')
          .map(({ certificate }) => certificatePem(certificate))
          .reverse()
          .join(''),
      );
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.locator('.verdict details summary').nth(1).waitFor();
      for (const summary of await page.locator('.verdict details summary').all()) await summary.click();
      await page.locator('.verdict .steps [data-by="1"]').last().click();
      for (const name of ['input', 'verdicts', 'pathStep']) await addressOf(page).toContain(`${name}=`);
      await isInAddress(page, 'verdicts');
      expect(await page.getByRole('alert').count()).toBe(0);
      // Another address of the same room leads away, and back leads back.
      const before = await seen(page);
      await page.evaluate('location.hash = "#/inspect?sample=request"');
      await page.locator('.exhibit').filter({ hasText: 'CertificationRequest' }).first().waitFor();
      await page.goBack();
      await rest(page);
      await expect.poll(() => seen(page), { timeout: 100_000 }).toEqual(before);
    });

    it('inspect: what is no sample is judged now; what is wrong with a link stays told', async () => {
      const at = 'input.minute';
      const page = await visit(`${server.address()}#/inspect?sample=server&edits=xx&at=2026-02-31T00:00`, open);
      await rest(page);
      expect(await page.getByRole('alert').textContent()).toContain('xx');
      expect(await page.locator(at).inputValue()).toBe('2026-06-01T12:00Z');
      await page.getByRole('button', { name: 'Another input' }).click();
      await page.getByRole('textbox').fill(SAMPLES.server);
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await rest(page);
      expect(await page.getByRole('alert').count()).toBe(0);
      const judged = new Date(await page.locator(at).inputValue()).getTime();
      expect(Math.abs(judged - Date.now())).toBeLessThan(600_000);
    });

    it('what is not understood of an address is told, and the default shown, until the reader changes something', async () => {
      const page = await visit(server.address('#/nosuch'));
      const told = page.locator('main > .fault[role=alert]');
      const arrive = async (fragment: string, ...faults: readonly string[]): Promise<void> => {
        await page.evaluate(`location.hash = '${fragment}'`);
        await rest(page);
        const items = () => told.locator('li').allInnerTexts();
        await expect.poll(items, { timeout: 100_000, message: fragment }).toEqual(faults);
        expect(await page.locator('main .fault').count(), fragment).toBe(1);
      };
      await told.filter({ hasText: 'There is no room “nosuch”.' }).waitFor();
      await page.locator('.choices [lang=zh]').click();
      await told.filter({ hasText: '没有叫“nosuch”的展室。' }).waitFor();
      await page.locator('.samples button').first().click();
      await told.waitFor({ state: 'detached' });
      await arrive('#/inspect?sample=__proto__', '“__proto__” is no value of “sample”.');
      expect(await page.locator('.samples').count()).toBe(1);
      await arrive('#/lessons?lesson=99', '“99” is no value of “lesson”.');
      await arrive('#/handshake?peer=x', '“x” is no value of “peer”.');
      // What only the session, the scene or the input tells.
      await arrive(
        '#/handshake?message=999&secret=zz',
        ...['“999” is no value of “message”.', '“zz” is no value of “secret”.'],
      );
      await arrive('#/handshake?message=2&secret=yy', '“yy” is no value of “secret”.');
      expect(await page.locator('.walk output').textContent()).toMatch(/^Message 2 of/);
      await arrive('#/kernels?step=9.9', '“9.9” is no value of “step”.');
      await arrive(
        '#/chains?step=99&cert=zz&changes=zz.expired',
        ...['step', 'cert', 'changes'].map((name, i) => `“${['99', 'zz', 'zz.expired'][i]}” is no value of “${name}”.`),
      );
      await arrive('#/inspect?sample=ca&block=9', '“9” is no value of “block”.');
      await arrive('#/inspect?sample=ca&field=0-99999', '“0-99999” is no value of “field”.');
      await arrive('#/inspect?sample=ca&edits=0.0-99999.ff', '“0.0-99999.ff” is no value of “edits”.');
      await page.locator('.verdict.pass').nth(3).waitFor();
      await page.getByRole('treeitem').nth(2).click();
      await page.getByRole('button', { name: 'Flip one bit' }).click();
      await told.waitFor({ state: 'detached' });
    });

    it('handshake: each field, the message, and the secret', async () => {
      const page = await visit(server.address('#/handshake'), open);
      await rest(page);
      await setEach(page, HANDSHAKE_FIELDS);
      await page.locator('.walk button').nth(1).click();
      await page.locator('.walk button').nth(1).click();
      await page.locator('section[aria-labelledby=unfold] select').selectOption({ index: 1 });
      await page.locator('.unfolded').waitFor();
      for (const { name } of HANDSHAKE_FIELDS) await addressOf(page).toContain(`${name}=`);
      for (const name of ['message=2', 'secret=']) await addressOf(page).toContain(name);
      await isInAddress(page, 'handshake');
    });

    it('handshake: the message that a click opens, and the field chosen in it', async () => {
      const page = await visit(server.address('#/handshake?message=2'), open);
      await rest(page);
      const messages = page.locator('.arrow > details');
      const opened = () =>
        page.evaluate(`[...document.querySelectorAll('.arrow')].flatMap((arrow, i) =>
          arrow.querySelector(':scope > details[open]') ? [i + 1] : [])`);
      await expect.poll(opened, { timeout: 100_000 }).toEqual([2]);
      await messages.nth(1).locator('> summary').click();
      await expect.poll(() => page.url(), { timeout: 100_000 }).not.toContain('message=');
      // The third has a first tree of one field.
      await messages.nth(3).locator('> summary').click();
      const field = messages.nth(3).getByRole('treeitem').nth(1);
      await field.click();
      await expect.poll(() => page.url(), { timeout: 100_000 }).toMatch(/(?=.*message=4)(?=.*field=)/);
      const name = await field.textContent();
      await page.reload();
      await rest(page);
      await expect.poll(opened, { timeout: 100_000 }).toEqual([4]);
      await expect
        .poll(() => page.locator('[aria-selected=true]').allTextContents(), { timeout: 100_000 })
        .toEqual([name]);
      await addressOf(page).toMatch(/(?=.*message=4)(?=.*field=)/);
      expect(await page.getByRole('alert').count()).toBe(0);
    });

    it('handshake: several messages, and a list in one', async () => {
      const page = await visit(server.address('#/handshake'), open);
      await rest(page);
      const messages = page.locator('.arrow > details');
      for (const i of [1, 0, 3]) await messages.nth(i).locator('> summary').click();
      await messages.nth(0).locator('details.sentences > summary').first().click();
      await addressOf(page).toMatch(/(?=.*message=4)(?=.*open=\d+,\d+,\d+)/);
      const unfolded = () =>
        page
          .locator('.exhibit details')
          .evaluateAll((all) => all.flatMap((one, i) => (one.matches('[open]') ? [i] : [])));
      const before = await unfolded();
      expect(before).toHaveLength(4);
      await page.reload();
      await rest(page);
      await expect.poll(unfolded, { timeout: 100_000 }).toEqual(before);
      await page.locator('.choices [lang=zh]').click();
      await rest(page);
      await expect.poll(unfolded, { timeout: 100_000 }).toEqual(before);
      // The step to the next message closes those before it.
      await page.locator('.walk button').nth(1).click();
      await addressOf(page).toMatch(/message=5/);
      await addressOf(page).not.toMatch(/open=\d+,\d+,\d+/);
      expect(await page.getByRole('alert').count()).toBe(0);
    });

    it('handshake: the message that stays unfolded among all', async () => {
      const page = await visit(server.address('#/handshake'), open);
      await rest(page);
      for (let i = 1; i <= 3; i++) {
        await page.locator('.walk button').nth(1).click();
        await addressOf(page).toContain(`message=${i}`);
      }
      await page.locator('.arrow').nth(2).locator('> details[open]').waitFor();
      await page.getByRole('button', { name: 'Show all' }).click();
      await addressOf(page).toMatch(/#\/handshake\?open=\d+$/);
      await page.reload();
      await page.locator('.arrow').nth(2).locator('> details[open]').waitFor();
    });

    it('inspect: a message of a capture, and the field chosen in it', async () => {
      const { events } = await recordHandshake({
        ...{ suite: 'TLS_AES_128_GCM_SHA256', certificate: 'ecdsa', fault: undefined, seed: 'link' },
        ...{ extendedMasterSecret: true, encryptThenMac: true, time: new Date('2026-01-01T00:00:00Z') },
      });
      const capture = sessionPcap(events, DOCUMENTATION_ENDPOINTS).subarray(0, 3500);
      const page = await visit(server.address(`#/inspect?input=${bytesToBase64url(capture)}`), open);
      await rest(page);
      await page.locator('.arrow > details > summary').nth(1).click();
      const field = page.locator('.arrow').nth(1).getByRole('treeitem').nth(1);
      await field.click();
      await addressOf(page).toMatch(/(?=.*open=)(?=.*field=[1-9]\d*\.)/);
      const name = await field.textContent();
      await page.reload();
      await rest(page);
      const chosen = page.locator('.arrow').nth(1).locator('[aria-selected=true]');
      await expect.poll(() => chosen.allTextContents(), { timeout: 100_000 }).toEqual([name]);
      expect(await chosen.isVisible()).toBe(true);
      await addressOf(page).toMatch(/(?=.*open=)(?=.*field=[1-9]\d*\.)/);
      expect(await page.getByRole('alert').count()).toBe(0);
      await page.evaluate(
        `location.hash = location.hash.replace(/field=[\\d.]+-/, 'field=999.0-').replace(/open=\\d+/, 'open=999')`,
      );
      const told = page.getByRole('alert').getByRole('listitem');
      await expect.poll(() => told.count(), { timeout: 100_000 }).toBe(2);
    });

    it('handshake: a field of a later tree of a message, and the rows of its tables and of a secret’s', async () => {
      const page = await visit(server.address('#/handshake'), open);
      await rest(page);
      const message = page.locator('.arrow > details').nth(3);
      await message.locator('> summary').click();
      const field = message.locator('.tree').last().getByRole('treeitem').nth(1);
      await field.click();
      await addressOf(page).toMatch(/(?=.*message=4)(?=.*field=[1-9]\.)/);
      await page.locator('.steps [data-by="1"]').last().click();
      await addressOf(page).toContain('&step=');
      await page.locator('section[aria-labelledby=unfold] select').selectOption('master_secret');
      await page.locator('.unfolded .steps [data-by="1"]').last().click();
      await addressOf(page).toContain('secretStep=');
      const rows = () =>
        page.locator('.steps').evaluateAll((all) => all.map((one) => one.querySelector('output')?.textContent));
      const [name, before] = [await field.textContent(), await rows()];
      await page.reload();
      await rest(page);
      await page.locator('.unfolded').waitFor();
      await expect.poll(rows, { timeout: 100_000 }).toEqual(before);
      expect(await page.locator('[aria-selected=true]').allTextContents()).toEqual([name]);
      expect(await page.getByRole('alert').count()).toBe(0);
      // Another secret begins with its first rows.
      await page.locator('section[aria-labelledby=unfold] select').selectOption('handshake_secret');
      await addressOf(page).not.toContain('secretStep=');
    });

    it.runIf(isLongRun)('kernels: each field of each algorithm, and the step', async () => {
      const page = await visit(server.address('#/kernels'), open);
      await rest(page);
      for (const kernel of KERNEL_NAMES) {
        if (kernel !== KERNEL_NAMES[0]) await page.locator('.pick select').selectOption(kernel);
        await rest(page);
        await setEach(page, KERNELS[kernel]);
        expect(await page.locator('.fault').allInnerTexts(), kernel).toEqual([]);
        const forth = page.locator('.steps [data-by="1"]');
        const isStepped = (await forth.count()) > 0;
        if (isStepped) await forth.last().click();
        // The curve stays: the point of the other end is on it.
        for (const { name } of KERNELS[kernel]) if (name !== 'curve') await addressOf(page).toContain(`${name}=`);
        if (isStepped) await addressOf(page).toContain('step=');
        // One of each kind of field: the form is one for all.
        if (['sha256', 'aes', 'rsa-keygen', 'pbkdf2', 'prf', 'ml-kem'].includes(kernel))
          await isInAddress(page, kernel);
      }
    });

    it('kernels: a field for a secret says that it becomes part of the address, in both languages', async () => {
      const page = await visit(server.address('#/kernels?kernel=ecdsa'));
      const key = page.getByLabel('Or the private key d (hexadecimal)', { exact: true });
      const warned = async (field: Locator) => {
        const [id] = (await field.getAttribute('aria-describedby'))!.split(' ');
        return page.locator(`[id="${id}"]`).textContent();
      };
      await key.waitFor();
      expect(await warned(key)).toBe('It becomes part of the address: type no real key here.');
      // What was refused is told beside it.
      await key.fill('x');
      await page.locator('.fault[role=alert]').waitFor();
      expect(await key.getAttribute('aria-describedby')).toBe('warning-of-hexd fault-kernel');
      await page.evaluate(`location.hash = '#/kernels?kernel=pbkdf2&lang=zh'`);
      const password = page.getByLabel('口令', { exact: true });
      await password.waitFor();
      expect(await warned(password)).toBe('它会写进地址：不要在这里输入真实的口令。');
      await rest(page);
      expect(await axeFaults(page)).toEqual([]);
    });

    it.each((['line', 'cross', 'cluster'] as const).filter((sample) => isLongRun || sample === 'line'))(
      'chains, %s: each field, the certificate, its changes, the step, and who asks',
      async (scene) => {
        const page = await visit(server.address('#/chains'), open);
        if (scene !== 'line') await page.locator('.pick select').selectOption(scene);
        await page.locator('.outcome').waitFor();
        await setEach(page, SCENE_FIELDS[scene]);
        if (scene === 'cluster') await page.locator('.uses a').nth(3).click();
        await rest(page);
        await page.locator('.certificate').nth(1).click();
        await page.locator('.changes-of input').last().click();
        await rest(page);
        await page.locator('.stepper button').nth(1).click();
        const names = ['cert', 'changes', 'step', ...(scene === 'cluster' ? ['link', 'side'] : [])];
        for (const name of [...names, ...SCENE_FIELDS[scene].map((field) => field.name)])
          await addressOf(page).toContain(`${name}=`);
        await isInAddress(page, scene);
      },
    );

    it('lab: the attack and its seed; it does not run by itself', async () => {
      const page = await visit(server.address('#/lab'), open);
      await page.locator('.pick select').selectOption('invalid-curve');
      await page.locator('form.settings input').fill('& other=%2B#');
      await addressOf(page).toContain('attack=invalid-curve');
      await isInAddress(page, 'lab');
      expect(await page.locator('.exhibit').count()).toBe(0);
    });

    it.runIf(isLongRun)('measure: each field of each subject, and who takes part', async () => {
      const page = await visit(server.address('#/measure'), open);
      await rest(page);
      for (const subject of SUBJECT_NAMES) {
        if (subject !== SUBJECT_NAMES[0]) await page.locator('.pick select').selectOption(subject);
        await setEach(page, SUBJECT_FIELDS[subject]);
        await page.locator('.contestants input').nth(1).click();
        await addressOf(page).toContain(`without=${CONTESTANT_NAMES[subject][1].replaceAll(' ', '%20')}`);
        await isInAddress(page, subject);
      }
    });

    it.runIf(isLongRun)('a setting that is too long for an address gets no link that leads elsewhere', async () => {
      const page = await visit(server.address('#/kernels'), open);
      await page.locator('form.settings input').first().fill('密'.repeat(1000));
      await rest(page);
      await page.locator('main .copy button').first().click();
      await page.locator('main .copy .said').first().filter({ hasText: 'too long for a link' }).waitFor();
    });
  });
});
