/** Every room of the explorer by mouse, from the list of rooms on; and all that can be set in one is in its address. Run where the environment asks for the
 * long forms; each field of every kernel, scene and measurement in a long run alone (`INTEROP=all PROPERTY_RUNS=101`). */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bytesToBase64url, utf8ToBytes } from '../../src/bytes/index.ts';
import { SCENE_FIELDS } from '../../src/explorer/chains/fields.ts';
import { HANDSHAKE_FIELDS } from '../../src/explorer/handshakes.ts';
import { KERNEL_NAMES, KERNELS } from '../../src/explorer/kernels.ts';
import { CONTESTANT_NAMES, SUBJECT_FIELDS, SUBJECT_NAMES } from '../../src/explorer/measure/fields.ts';
import { SAMPLES } from '../../src/explorer/samples/embedded.ts';
import type { SettingField } from '../../src/explorer/settings.ts';
import { isLongRun } from '../property-runs.ts';
import { axeFaults, overflow } from './axe.ts';
import { describeInChromium } from './chromium.ts';
import { AT_REST } from './explorer-rooms.ts';
import { type ServedExplorer, serveExplorer } from './explorer-site.ts';

const isWhole = process.env['INTEROP'] === 'all';
let server: ServedExplorer;
beforeAll(async () => {
  if (isWhole) server = await serveExplorer();
}, 180_000);
afterAll(() => server?.close());

/** The page's policy allows no script to be polled with in it. */
const rest = (page: Page) => expect.poll(() => page.evaluate(AT_REST), { timeout: 100_000 }).toBe(true);
const enter = async (page: Page, room: string): Promise<void> => {
  await page.locator(`.rooms a[href*="#/${room}"]`).click();
  await page.locator(`.rooms a[href*="#/${room}"][aria-current=page]`).waitFor();
  await rest(page);
};

/** The rules of axe-core by which everything has a name, and the page its language. */
const NAMES = [...['button-name', 'label', 'select-name', 'link-name', 'summary-name'], 'html-has-lang', 'valid-lang'];

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
      await page.locator('form.settings .check input').first().click();
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

/** y² = x³ + x + 1 modulo 23 and two of its points. */
const OTHER_POINTS: Readonly<Record<string, string>> = {
  ...{ prime: '23', a: '1', b: '1', px: '3', py: '10', qx: '1', qy: '7', k: '20' },
};

/** A value of a field that is not its usual one. */
function otherValue(field: SettingField): string {
  const { usual } = field;
  switch (field.kind) {
    case 'choice':
      // The point above is on P-256.
      if (field.name === 'curve') return usual;
      return field.choices.find((choice) => choice !== usual)!;
    case 'flag':
      return usual === 'yes' ? 'no' : 'yes';
    case 'number':
      // Of `rsa`, whose p and q must be different primes.
      return { p: '59', q: '47', e: '0x11', m: '66' }[field.name] ?? '2';
    case 'integer':
      if (field.name in OTHER_POINTS) return OTHER_POINTS[field.name];
      return `${field.min < Number(usual) ? field.min : field.min + 64}`;
    case 'time':
      return '2026-07-01T00:00';
    case 'hex':
      if (field.name === 'hexpeer')
        return `04${'6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'}4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5`;
      return usual === '' ? 'ab'.repeat(field.lengths[0] ?? 1) : `${usual[0] === '0' ? '1' : '0'}${usual.slice(1)}`;
    case 'text':
      // A host's name must be one.
      return field.name === 'name' ? 'other.museum.test' : `& ${usual}=%2B# ü`;
  }
}

/** Sets each field of the room's form to another value, as a person does. */
async function setEach(page: Page, fields: readonly SettingField[]): Promise<void> {
  const labels = page.locator('form.settings > label');
  expect(await labels.count()).toBe(fields.length);
  for (const [i, field] of fields.entries()) {
    const label = labels.nth(i);
    if (field.kind === 'choice') await label.locator('select').selectOption(otherValue(field));
    else if (field.kind === 'flag') await label.locator('input').click();
    else await label.locator('input').fill(otherValue(field));
  }
  await rest(page);
}

/** All that a person sees in a room, and the value of each of its inputs. */
const seen = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`[document.querySelector('main').innerText.replaceAll(/Copied\\.|已复制。/g, '').replaceAll(/\\s+/g, ' ').trim(), ...[...document.querySelectorAll('main input, main select, main textarea')]
    .map((input) => (input.type === 'checkbox' ? String(input.checked) : input.value))]`);

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
        // What depends on the language; the English walk asks for every rule.
        expect(await axeFaults(page, NAMES), room).toEqual([]);
        expect(await overflow(page), room).toBe(0);
      }
    });

    /** The address leads to what is seen, and "Copy link" gives that address. */
    async function isInAddress(page: Page, what: string): Promise<void> {
      await rest(page);
      const before = await seen(page);
      const url = page.url();
      await page.goto('about:blank');
      await page.goto(url);
      await rest(page);
      await expect.poll(() => seen(page), { timeout: 100_000, message: what }).toEqual(before);
      expect(page.url()).toBe(url);
      await page.locator('main .copy button').first().click();
      await page.locator('main .copy .said').first().filter({ hasText: /./ }).waitFor();
      const shown = page.locator('main .copy textarea');
      const copied = await page.evaluate('navigator.clipboard.readText().catch(() => undefined)');
      const link = (await shown.count()) > 0 ? await shown.inputValue() : `${copied}`;
      // The order of settings means nothing.
      expect(link.split(/[?&]/).sort(), what).toEqual(url.split(/[?&]/).sort());
    }
    const open = { permissions: ['clipboard-read', 'clipboard-write'] };

    it('inspect: input, structure, field, change, time, and language', async () => {
      const page = await visit(server.address(), open);
      await page.getByRole('textbox').fill(`${SAMPLES.server}${SAMPLES.ca}`);
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.locator('.tabs button').nth(1).click();
      await page.locator('.tabs button[aria-pressed=true]').nth(0).waitFor();
      await rest(page);
      // The serial number: the structure can be decoded after the change.
      await page.locator('[role=treeitem]').filter({ hasText: 'serialNumber' }).first().click();
      await page.getByRole('button', { name: 'Flip one bit' }).click();
      await page.locator('input.minute').fill('2026-07-01T00:00Z');
      await page.locator('.choices [lang=zh]').click();
      await rest(page);
      for (const name of ['input', 'edits', 'block', 'at', 'field', 'lang']) expect(page.url()).toContain(`${name}=`);
      await isInAddress(page, 'inspect');
      // Another address of the same room leads there, and back leads back.
      const before = await seen(page);
      await page.evaluate('location.hash = "#/inspect?sample=request"');
      await page.locator('.label, .exhibit').filter({ hasText: 'CertificationRequest' }).first().waitFor();
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

    it('a room that is left while it works changes nothing in the next one', async () => {
      const page = await visit(server.address());
      await page.locator('.samples button').first().click();
      await page.evaluate('location.hash = "#/kernels?kernel=sha1"');
      await page.locator('.exhibit h2').first().waitFor();
      await rest(page);
      expect(page.url()).toMatch(/#\/kernels\?kernel=sha1$/);
      expect(await page.locator('.fault').count()).toBe(0);
    });

    it('an attack that is not wanted any more ends', async () => {
      const page = await visit(server.address('#/lab?attack=gcm-nonce-reuse'));
      await page.locator('form.settings button').click();
      await page.locator('.working button').waitFor();
      const ended = page.workers()[0].waitForEvent('close');
      await page.locator('.pick select').selectOption('zero-x25519');
      await ended;
      expect(await page.locator('.fault').count()).toBe(0);
    });

    it('handshake: each field, the message, and the secret', async () => {
      const page = await visit(server.address('#/handshake'), open);
      await rest(page);
      await setEach(page, HANDSHAKE_FIELDS);
      await page.locator('.walk button').nth(1).click();
      await page.locator('.walk button').nth(1).click();
      await page.locator('section[aria-labelledby=unfold] select').selectOption({ index: 1 });
      await page.locator('.unfolded').waitFor();
      for (const { name } of HANDSHAKE_FIELDS) expect(page.url()).toContain(`${name}=`);
      for (const name of ['message=2', 'secret=']) expect(page.url()).toContain(name);
      await isInAddress(page, 'handshake');
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
        for (const { name } of KERNELS[kernel]) expect(page.url()).toContain(`${name}=`);
        if (isStepped) expect(page.url()).toContain('step=');
        // One of each kind of field: the form is one for all.
        if (['sha256', 'aes', 'rsa-keygen', 'pbkdf2', 'prf', 'ml-kem'].includes(kernel))
          await isInAddress(page, kernel);
      }
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
          expect(page.url()).toContain(`${name}=`);
        await isInAddress(page, scene);
      },
    );

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
      expect(page.url()).toContain('at=2030-01-01T00:00');
    });

    it('lab: the attack and its seed; it does not run by itself', async () => {
      const page = await visit(server.address('#/lab'), open);
      await page.locator('.pick select').selectOption('invalid-curve');
      await page.locator('form.settings input').fill('& other=%2B#');
      expect(page.url()).toContain('attack=invalid-curve');
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
        expect(page.url()).toContain(`without=${CONTESTANT_NAMES[subject][1].replaceAll(' ', '%20')}`);
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
