import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import { minuteOf } from '../../src/explorer/address.ts';

describe('vectors', () => {
  it('the forms in which people write a time in UTC', () => {
    const forms = ['2026-06-01T12:00', '2026-06-01T12:00Z', '2026-06-01 12:00', '2026-06-01t12:00:59z'];
    for (const text of [...forms, ' 2026-06-01T12:00:00.123Z ']) expect(minuteOf(text), text).toBe('2026-06-01T12:00');
  });

  it('a day alone is its beginning', () => expect(minuteOf(' 2028-01-01 ')).toBe('2028-01-01T00:00'));

  it('what is no time, or not in UTC', () => {
    const days = ['2026-02-31T00:00', '2026-13-01T00:00', '2026-06-01T24:00', '2026-06-01T12:60', '2026-00-01T00:00'];
    const forms = [
      '',
      ...['2026-06', '2026-02-31', '2026-06-01Z'],
      '2026-06-01T12',
      '12:00',
      '2026-06-01T12:00+02:00',
      '+012026-06-01T12:00',
      '06/01/2026, 12:00',
    ];
    for (const text of [...days, ...forms]) expect(minuteOf(text), text).toBeUndefined();
  });
});

describe('misuse', () => {
  it('what is no text', () => expect(() => minuteOf(5 as never)).toThrow(UsageError));
});
