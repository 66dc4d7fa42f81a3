import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartOf } from '../../bench/growth/chart.ts';
import type { Family, Series } from '../../bench/growth/family.ts';
import { affine, powerLaw } from '../../bench/growth/fit.ts';
import { measureTasks } from '../../bench/growth/measure.ts';
import { fitted, sectionOf } from '../../bench/growth/report.ts';
import { sizeText } from '../../bench/growth/text.ts';

const SIZES = [16, 64, 256, 1024, 4096];
const costs = (of: (size: number) => number) => SIZES.map((size) => ({ size, cost: of(size) }));

const series = (over: Partial<Series> = {}): Series => ({
  name: 'hash & <seal>',
  measures: 'nanoseconds',
  points: SIZES.map((size) => ({ size, median: 300 + 2 * size, samples: 7 })),
  theory: 'a + b·n',
  law: 'affine',
  ...over,
});
const family: Family = { name: 'x', title: 'X over n', unit: 'bytes', lesson: 'Why.', measure: () => [series()] };

describe('fits', () => {
  it('match a worked example', () => {
    // By hand: logs base 2 of the costs are 1, 2, 2 at 0, 1, 2, whose slope is 1/2 and whose error √((1/6)/1/2).
    const { exponent, standardError, factor, rSquared } = powerLaw([
      { size: 1, cost: 2 },
      { size: 2, cost: 4 },
      { size: 4, cost: 4 },
    ]);
    expect(exponent).toBeCloseTo(0.5, 12);
    expect(standardError).toBeCloseTo(Math.sqrt(1 / 12), 12);
    expect(Math.log2(factor)).toBeCloseTo(7 / 6, 12);
    expect(rSquared).toBeCloseTo(0.75, 12);
  });

  it('find the law that made the points', () => {
    const positive = fc.double({ min: 0.1, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, fc.double({ min: -2, max: 5, noNaN: true }), (factor, exponent) => {
        const found = powerLaw(costs((size) => factor * size ** exponent));
        expect(found.exponent).toBeCloseTo(exponent, 8);
        expect(found.factor / factor).toBeCloseTo(1, 8);
        expect(found.standardError).toBeLessThan(1e-6);
      }),
    );
    fc.assert(
      fc.property(positive, positive, (fixed, perUnit) => {
        const found = affine(costs((size) => fixed + perUnit * size));
        expect(found.perUnit / perUnit).toBeCloseTo(1, 5);
        expect(Math.abs(found.fixed - fixed)).toBeLessThan(1e-6 * (fixed + perUnit * 16));
        expect(found.rSquared).toBeCloseTo(1, 6);
      }),
    );
  });

  it('tell a square from a line', () => {
    const square = powerLaw(costs((size) => size ** 2 + 50 * size));
    expect(square.exponent - 3 * square.standardError).toBeGreaterThan(1);
    expect(powerLaw(costs((size) => 50 * size)).exponent).toBeCloseTo(1, 12);
  });

  it('need three points', () => {
    expect(() => powerLaw(costs((size) => size).slice(0, 2))).toThrow(RangeError);
    expect(() => affine(costs((size) => size).slice(0, 2))).toThrow(RangeError);
  });

  it('leave out what lies outside their range', () => {
    const bent = series({ points: series().points.map((point, i) => (i === 4 ? { ...point, median: 1 } : point)) });
    const [{ line }] = fitted(family, [{ ...bent, fitTo: 1024 }]).series;
    expect(line!.perUnit).toBeCloseTo(2, 9);
    expect(line!.fixed).toBeCloseTo(300, 6);
  });
});

describe('reports', () => {
  const measured = fitted(family, [series(), series({ name: 'keys', measures: 'count', law: 'power' })]);

  it('have each median, each fit and the lesson', () => {
    const section = sectionOf(measured, family.lesson);
    expect(section).toContain('### X over n\n');
    expect(section).toContain('| 4 KiB | 8.49 µs (7) | 8.49e+3 (7) |');
    expect(section).toMatch(
      /\| hash & <seal> \| n\^0\.\d\d ± 0\.\d\d \| 0\.\d{4} \| 300 ns \+ 2\.05 µs a KiB, R² 1\.0000 \|/,
    );
    expect(section.endsWith('\n\nWhy.')).toBe(true);
  });

  it('have a chart that is XML, of the times alone', () => {
    const svg = chartOf(measured);
    const tags = [...svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)];
    const open: string[] = [];
    for (const [, close, name, empty] of tags) {
      if (close) expect(open.pop()).toBe(name);
      else if (!empty) open.push(name);
    }
    expect(open).toEqual([]);
    // What is left without its tags is text, in which nothing is unescaped.
    expect(svg.replace(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    expect(svg).toContain('hash &amp; &lt;seal&gt;');
    expect(svg).not.toContain('keys');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('write sizes as their unit has it', () => {
    expect([16, 4096, 2 ** 24].map((size) => sizeText(size, 'bytes'))).toEqual(['16 B', '4 KiB', '16 MiB']);
    expect(sizeText(2048, 'bits')).toBe('2048');
  });
});

describe('measuring', () => {
  it('checks every task before it times any', () => {
    const happened: string[] = [];
    const task = (size: number) => ({
      size,
      run: () => happened.push('run'),
      check: () => {
        happened.push('check');
        if (size === 2) throw new Error('wrong');
      },
    });
    expect(() => measureTasks([task(1), task(2)], 'quick')).toThrow('wrong');
    expect(happened).toEqual(['check', 'check']);
  });
});
