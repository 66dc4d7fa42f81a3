import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chart } from '../../../bench/harness/chart.ts';
import { report, row } from './fixture.ts';

/** Takes XML apart by its grammar, as far as a chart uses it (XML 1.0 §2.4, §3.1): every tag is closed, in order, at one root. */
function expectWellFormed(document: string): void {
  const open: string[] = [];
  const token = /<(\/?)([a-z]+)((?:\s+[a-zA-Z0-9-]+="[^"<&]*(?:&(?:amp|lt|gt|quot);[^"<&]*)*")*)\s*(\/?)>|([^<]+)/gy;
  let roots = 0;
  while (token.lastIndex < document.length) {
    const at = token.lastIndex;
    const match = token.exec(document);
    if (match === null) throw new Error(`not XML at ${document.slice(at, at + 60)}`);
    const [, closing, name, , empty, characters] = match;
    if (characters !== undefined) expect(characters.replaceAll(/&(amp|lt|gt|quot);/g, '')).not.toContain('&');
    else if (closing === '/') expect(open.pop()).toBe(name);
    else if (empty !== '/') {
      if (open.length === 0) roots++;
      open.push(name);
    }
  }
  expect([open, roots]).toEqual([[], 1]);
}

describe('a chart', () => {
  it('is well-formed, names everybody who is compared, and has a bar for each', () => {
    const svg = chart('hash/', report)!;
    expectWellFormed(svg);
    for (const name of ['node:crypto', '@noble/hashes', 'hash-wasm', 'hash / sha256 / 64 B: vitrine 400 ns'])
      expect(svg).toContain(`>${name}<`);
    // Slower to the right, faster to the left.
    expect(svg.match(/class="slower"/g)).toHaveLength(2);
    expect(svg.match(/class="faster"/g)).toHaveLength(1);
  });

  it('can be read in the dark, and without seeing it', () => {
    const svg = chart('hash/', report)!;
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
    expect(svg).toMatch(/role="img">\n<title>hash\//);
  });

  it('is not drawn where nobody is compared', () => {
    expect(chart('drbg/', { rows: report.rows.slice(5, 6) })).toBeUndefined();
    expect(chart('transfer/', { rows: report.rows.slice(6) })).toBeUndefined();
  });

  it('is well-formed whatever the names and figures, and stays inside its frame', () => {
    const nanoseconds = fc.double({ min: 1e-2, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), nanoseconds, nanoseconds, (name, who, ours, theirs) => {
        fc.pre(who !== 'vitrine');
        const svg = chart(name, { rows: [row(`${name}/b/c`, 'vitrine', ours), row(`${name}/b/c`, who, theirs)] })!;
        expectWellFormed(svg);
        const bars = [...svg.matchAll(/<rect x="([-\d.]+)" y="[\d.]+" width="([\d.]+)"/g)];
        expect(bars).toHaveLength(1);
        for (const [, x, width] of bars) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(x) + Number(width)).toBeLessThanOrEqual(860);
        }
      }),
    );
  });

  it('is not fooled: what is not well-formed is seen', () => {
    for (const wrong of ['<a><b></a></b>', '<a>&</a>', '<a x="<"/>', '<a></a><b></b>', '<a>'])
      expect(() => expectWellFormed(wrong)).toThrow();
  });
});
