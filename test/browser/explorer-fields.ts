/** What the walks through the explorer's rooms do with every form: they wait for its room, give each field another value, and compare what
 * a person sees with what the address leads to. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { SettingField } from '../../src/explorer/settings.ts';
import { addressOf } from './chromium.ts';
import { AT_REST } from './explorer-rooms.ts';

/** The page's policy allows no script to be polled with in it. */
export const rest = (page: Page) => expect.poll(() => page.evaluate(AT_REST), { timeout: 100_000 }).toBe(true);

/** y² = x³ + x + 1 modulo 23 and two of its points; and of a curve of each other form modulo 29. */
const OTHER_POINTS: Readonly<Record<string, string>> = {
  ...{ prime: '23', a: '1', b: '1', px: '3', py: '10', qx: '1', qy: '7', k: '20' },
  ...{ modulus: '29', A: '3', u1: '2', v1: '14', u2: '3', v2: '12' },
  ...{ d: '2', x1: '3', y1: '5', x2: '4', y2: '8' },
};

/** Of a key of 1024 bits. */
const PRIMES = {
  ownp: '0xd81edc6f9cf9e0be4731065bfcd16735f3646b6882c6a36e0fc7b5701a4115ce3c881f498b7f41fd6734eaa180903eab8e411d54f78d2b7457518d2bb23db41d',
  ownq: '0xc4c2882100e933b275753f0f458b8364dbf0c33df4f99892456cf493c98b4ffa7a6ba1f5490b585b68fd3d2bfb9e996e9aa4ee629980ea3b8c1424cf6caea955',
};

/** A value of a field that is not its usual one. */
function otherValue(field: SettingField): string {
  const { usual } = field;
  switch (field.kind) {
    case 'choice':
      // The point above is on P-256.
      if (field.name === 'curve') return usual;
      return field.choices.find((choice) => choice !== usual)!;
    case 'list':
      return field.choices[0];
    case 'flag':
      return usual === 'yes' ? 'no' : 'yes';
    case 'number':
      // Of the exhibits of RSA, whose p and q must be different primes.
      return { p: '59', q: '47', e: '0x11', m: '66', ...PRIMES }[field.name] ?? '2';
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
export async function setEach(page: Page, fields: readonly SettingField[]): Promise<void> {
  const labels = page.locator('form.settings > label, form.settings > details');
  expect(await labels.count()).toBe(fields.length);
  // With a list, another field may have no use.
  const isList = (i: number): number => (fields[i].kind === 'list' ? 1 : 0);
  for (const i of [...fields.keys()].sort((a, b) => isList(a) - isList(b))) {
    const [field, label] = [fields[i], labels.nth(i)];
    if (field.kind === 'list') {
      await label.locator('summary').click();
      await label
        .getByRole('checkbox')
        .nth(field.choices.indexOf(otherValue(field)))
        .click();
    } else if (field.kind === 'choice') await label.locator('select').selectOption(otherValue(field));
    else if (field.kind === 'flag') await label.locator('input').click();
    else await label.locator('input').fill(otherValue(field));
  }
  await rest(page);
}

/** All that a person sees in a room, and the value of each of its inputs. */
export const seen = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`[document.querySelector('main').innerText.replaceAll(/Copied\\.|已复制。/g, '').replaceAll(/\\s+/g, ' ').trim(), ...[...document.querySelectorAll('main input, main select, main textarea')]
    .map((input) => (input.type === 'checkbox' ? String(input.checked) : input.value))]`);

/** The address leads to what is seen, and "Copy link" gives that address. */
export async function isInAddress(page: Page, what: string): Promise<void> {
  await rest(page);
  const before = await seen(page);
  const url = page.url();
  await page.goto('about:blank');
  await page.goto(url);
  await rest(page);
  await expect.poll(() => seen(page), { timeout: 100_000, message: what }).toEqual(before);
  await addressOf(page).toBe(url);
  await page.locator('main .copy button').first().click();
  await page.locator('main .copy .said').first().filter({ hasText: /./ }).waitFor();
  const shown = page.locator('main .copy textarea');
  const copied = await page.evaluate('navigator.clipboard.readText().catch(() => undefined)');
  const link = (await shown.count()) > 0 ? await shown.inputValue() : `${copied}`;
  // The order of settings means nothing.
  expect(link.split(/[?&]/).sort(), what).toEqual(url.split(/[?&]/).sort());
}
