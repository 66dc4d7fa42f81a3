/** The state of the page: what of an address is passed over stays told until the reader changes something. */
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { heard, location, stubPage } from './page-globals.ts';

stubPage();
afterAll(() => vi.unstubAllGlobals());

/** The module is for a page: it is imported by a name that the compiler does not follow, since this program has no DOM. */
const STATE: string = '../../../src/explorer/page/state.ts';
const { amend, arrivals, arrive, goTo, isTooLong, linkHere, passedOver, passOver, place, tell } = await import(STATE);

const told = (): readonly string[] =>
  passedOver.value.map(({ kind, name }: { readonly kind: string; readonly name: string }) => `${kind} ${name}`);

describe('an address that is not understood', () => {
  beforeEach(async () => {
    location.hash = '#/kernels?kernel=nosuch&message=x&lang=fr';
    await arrive();
  });

  it('leads to the defaults, and stays as it was typed', () => {
    expect(place.value).toEqual({ room: 'kernels', settings: { message: 'x' } });
    expect(told()).toEqual(['value kernel', 'value lang']);
    expect(location.hash).toBe('#/kernels?kernel=nosuch&message=x&lang=fr');
  });

  it('stays told in the other language, and where the room changes the address', () => {
    amend({ lang: 'zh' });
    tell({ step: '1.1' });
    expect(told()).toEqual(['value kernel']);
    expect(location.hash).toBe('#/kernels?message=x&lang=zh&step=1.1');
  });

  it('is forgotten with the first change, and with the next address', async () => {
    amend({ message: 'y' });
    expect(told()).toEqual([]);
    location.hash = '#/nosuch';
    await arrive();
    expect(told()).toEqual(['room nosuch']);
    location.hash = '#/kernels';
    heard[0]();
    await vi.waitFor(() => expect(told()).toEqual([]), { timeout: 20_000 });
  });

  it('is told of what turns out to be none', () => {
    passOver('message');
    passOver('secret');
    expect(place.value.settings).toEqual({});
    expect(told()).toEqual(['value kernel', 'value lang', 'value message']);
  });
});

it('a state that is too long for an address leaves that of the room, until it is short again', async () => {
  location.hash = '#/kernels?kernel=hmac&lang=zh';
  await arrive();
  amend({ message: 'x'.repeat(8000) });
  expect([isTooLong.value, location.hash, linkHere()]).toEqual([true, '#/kernels?lang=zh', undefined]);
  expect(place.value.settings['kernel']).toBe('hmac');
  amend({ message: 'x' });
  expect([isTooLong.value, location.hash]).toEqual([false, '#/kernels?kernel=hmac&lang=zh&message=x']);
  amend({ message: 'x'.repeat(8000) });
  amend({ lang: undefined });
  goTo('lab', {});
  expect(isTooLong.value).toBe(false);
});

it('leaves a state that is too long for whoever goes to the address that the bar shows', async () => {
  location.hash = '#/kernels?kernel=hmac';
  await arrive();
  amend({ message: 'x'.repeat(8000) });
  expect(location.hash).toBe('#/kernels');
  const before = arrivals.value;
  heard[1]();
  await vi.waitFor(() => expect(arrivals.value).toBe(before + 1), { timeout: 20_000 });
  expect(place.value).toEqual({ room: 'kernels', settings: {} });
  // The bar of a state that fits it is its own.
  heard[1]();
  expect(arrivals.value).toBe(before + 1);
});

it('goes to a room of the page at once, and hears of it no second time', () => {
  const before = arrivals.value;
  goTo('lab', { attack: 'zero-x25519' });
  heard[0]();
  amend({ seed: 'a' });
  expect(place.value).toEqual({ room: 'lab', settings: { attack: 'zero-x25519', seed: 'a' } });
  expect(location.hash).toBe('#/lab?attack=zero-x25519&seed=a');
  heard[0]();
  expect(arrivals.value).toBe(before + 1);
});

it('of two addresses in a row the last one counts, and nothing is written over it', async () => {
  const before = arrivals.value;
  location.hash = '#/chains?scene=cross';
  const first = arrive();
  location.hash = '#/measure?task=aes';
  const second = arrive();
  tell({ step: '2' });
  expect(location.hash).toBe('#/measure?task=aes');
  await Promise.all([first, second]);
  expect(place.value).toEqual({ room: 'measure', settings: { task: 'aes' } });
  expect(arrivals.value).toBe(before + 1);
});

it('writes nothing over an address whose event is still to come', async () => {
  location.hash = '#/chains?scene=cross';
  await arrive();
  location.hash = '#/chains?scene=line';
  tell({ step: '2' });
  expect(location.hash).toBe('#/chains?scene=line');
  heard[0]();
  await vi.waitFor(() => expect(place.value).toEqual({ room: 'chains', settings: { scene: 'line' } }), {
    timeout: 20_000,
  });
});
