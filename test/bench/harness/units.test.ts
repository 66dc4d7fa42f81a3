import { describe, expect, it } from 'vitest';
import { bytesOf, duration, ratio, throughput } from '../../../bench/harness/units.ts';

describe('figures as text', () => {
  it.each([
    [0.5, '0.500 ns'],
    [999.4, '999 ns'],
    [999.6, '1.00 µs'],
    [12_345, '12.3 µs'],
    [999_600, '1.00 ms'],
    [1.5e9, '1.50 s'],
    [2.5e11, '250 s'],
  ])('a duration of %d ns', (nanoseconds, text) => expect(duration(nanoseconds)).toBe(text));

  it.each([
    [0.0521, '0.052 ×'],
    [1, '1.0 ×'],
    [9.94, '9.9 ×'],
    [9.96, '10 ×'],
    [123.4, '123 ×'],
  ])('a ratio of %d', (value, text) => expect(ratio(value)).toBe(text));

  it('a throughput, where the size is one of bytes', () => {
    expect(bytesOf('16 KiB')).toBe(16_384);
    expect(bytesOf('2048')).toBeUndefined();
    expect(throughput('hash/sha256/1 MiB', 1e6)).toBe('1049 MB/s');
    expect(throughput('sign/sha256/2048', 1e6)).toBe('');
  });
});
