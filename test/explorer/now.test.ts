import { describe, expect, it } from 'vitest';
import { thisMinute } from '../../src/explorer/now.ts';

describe('vectors', () => {
  it('a certificate made seconds ago is valid', () => {
    expect(thisMinute(new Date('2026-06-01T12:00:05Z'))).toBe('2026-06-01T12:01');
    expect(thisMinute(new Date('2026-06-01T12:00:00.000Z'))).toBe('2026-06-01T12:00');
    expect(thisMinute(new Date('2026-12-31T23:59:59.999Z'))).toBe('2027-01-01T00:00');
  });
});
