import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import { formatAddress, type Place, parseAddress, ROOM_NAMES, readAddress } from '../../src/explorer/index.ts';

describe('vectors', () => {
  it('are readable', () => {
    const settings = { sample: 'server', edits: '0.49-50.a4,0.60-62~0c', at: '2026-06-01T12:00' };
    const address = '#/inspect?sample=server&edits=0.49-50.a4,0.60-62~0c&at=2026-06-01T12:00';
    expect(formatAddress({ room: 'inspect', settings })).toBe(address);
    expect(parseAddress(address)).toEqual({ room: 'inspect', settings });
    // The empty message: the default is another one.
    expect(formatAddress({ room: 'kernels', settings: { message: '' } })).toBe('#/kernels?message=');
    expect(parseAddress('#/kernels?message=').settings).toEqual({ message: '' });
  });

  it('what is none leads to the first room', () => {
    for (const fragment of ['', '#', '#/', '#/nowhere', '#/constructor', '?a=b', '#%%%', '#\n']) {
      expect(parseAddress(fragment).room).toBe(ROOM_NAMES[0]);
    }
    expect(parseAddress('#/inspect?a=%E0%A4%A&=x&b').settings).toEqual({ a: '%E0%A4%A' });
    // A setting of that name is a setting, and nothing else.
    expect(Object.keys(parseAddress('#/inspect?__proto__=1').settings)).toEqual(['__proto__']);
  });
});

describe('what is not understood is told', () => {
  const told = (fragment: string) =>
    readAddress(fragment).passedOver.map(({ kind, name, value }) =>
      [kind, name, value].filter((one) => one !== '').join(' '),
    );

  it('nothing, of an address without a fault', () => {
    for (const fragment of [
      '',
      '#',
      '#/',
      '#/chains',
      '#/inspect?',
      '#/inspect?sample=server&lang=zh',
      '#/lab?seed=%25',
    ]) {
      expect(told(fragment), fragment).toEqual([]);
    }
  });

  it('an unknown room, whose settings are not those of the first', () => {
    for (const room of ['nosuch', 'constructor', '__proto__', 'inspect/x', 'Inspect', '%']) {
      expect(told(`#/${room}?sample=ca&lang=zh`)).toEqual([`room ${room}`]);
      expect(parseAddress(`#/${room}?sample=ca&lang=zh`)).toEqual({ room: 'inspect', settings: { lang: 'zh' } });
    }
  });

  it('settings that come twice, have a malformed escape, or are none', () => {
    expect(told('#/lab?seed=a&seed=b&seed=c')).toEqual(['twice seed']);
    expect(parseAddress('#/lab?seed=a&seed=b').settings).toEqual({ seed: 'b' });
    expect(told('#/lab?seed=%E0%A4%A&%zz=1')).toEqual(['escape %E0%A4%A', 'escape %zz']);
    expect(told('#/lab?seed&=x&&attack=y')).toEqual(['nameless seed', 'nameless =x']);
  });

  it('what is beyond the limits', () => {
    expect(told(`#/lab?seed=${'a'.repeat(8000)}`)).toEqual(['rest']);
    expect(told(`#/lab?${Array.from({ length: 65 }, (_, i) => `a${i}=1`).join('&')}`)).toEqual(['rest']);
  });
});

describe('properties', () => {
  it('come back as they were', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    const places = fc.record({
      room: fc.constantFrom(...ROOM_NAMES),
      settings: fc.dictionary(text, fc.oneof(text, fc.constant('')), { maxKeys: 5, noNullPrototype: true }),
    });
    fc.assert(
      fc.property(places, (place: Place) => {
        expect(parseAddress(formatAddress(place))).toEqual(place);
      }),
    );
  });

  it('any text is read', () => {
    const pieces = fc.constantFrom('%', '%E0', '&', '=', '?', '#', '/', 'inspect', '\ud800', '\0', '张');
    const texts = fc.array(pieces, { maxLength: 12 }).map((list) => list.join(''));
    fc.assert(fc.property(texts, (text) => void formatAddress(parseAddress(`#/${text}`))));
  });
});

describe('misuse', () => {
  it('an unknown room is refused', () => {
    expect(() => formatAddress({ room: 'cellar' as never, settings: {} })).toThrow(UsageError);
  });
});
