import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../../src/bytes/index.ts';
import { explainSha256, explainSha384, explainSha512, hasSecrets, renderText } from '../../../src/explain/index.ts';
import { sha256, sha384, sha512 } from '../../../src/hash/index.ts';
import { runsOf } from '../../property-runs.ts';
import { factOf, partsOf, tableOf, widest } from './examples.ts';

const { cases } = JSON.parse(readFileSync(new URL('../../../vectors/nist-sha256.json', import.meta.url), 'utf8'));

describe('vectors: FIPS 180-2 appendix B.1', () => {
  it.each<{ message: string; H0: string; rounds: string[]; digest: string }>(cases)(
    'shows every round of $message as it is printed there',
    ({ message, H0, rounds, digest }) => {
      const exhibit = explainSha256(utf8ToBytes(message));
      const rows = tableOf(exhibit, /after each round/).rows;
      expect(rounds).toHaveLength(64);
      expect(rows.map((row) => row.slice(1, 9).join(' '))).toEqual([H0, ...rounds]);
      expect(rows.map(([t]) => t)).toEqual(['init', ...[...rounds.keys()].map(String)]);
      expect(
        tableOf(exhibit, /Chaining/)
          .rows.map(([, , , value]) => value)
          .join(' '),
      ).toBe(digest);
      const text = renderText(exhibit, { showSecrets: false });
      for (const round of rounds) expect(text).toContain(round);
    },
  );
});

describe('vectors: FIPS 180-2 appendix C.1, "abc" on words of 64 bits', () => {
  // The working variables after t = 0 and t = 1, of which the appendix prints all eighty.
  const ROUNDS = [
    'f6afceb8bcfcddf5 6a09e667f3bcc908 bb67ae8584caa73b 3c6ef372fe94f82b 58cb02347ab51f91 510e527fade682d1 9b05688c2b3e6c1f 1f83d9abfb41bd6b',
    '1320f8c9fb872cc0 f6afceb8bcfcddf5 6a09e667f3bcc908 bb67ae8584caa73b c3d4ebfd48650ffa 58cb02347ab51f91 510e527fade682d1 9b05688c2b3e6c1f',
  ];

  it('shows the rounds of SHA-512 as they are printed there, with their numbers', () => {
    const { rows, how, rule } = tableOf(explainSha512(utf8ToBytes('abc')), /after each round/);
    const words = (row: readonly string[]): string =>
      row
        .slice(1, 9)
        .map((cell) => cell.replace(' ', ''))
        .join(' ');
    expect(rows).toHaveLength(81);
    expect(rows.slice(1, 3).map(words)).toEqual(ROUNDS);
    expect(rule).toBe('FIPS 180-4 §6.4.2 step 3');
    expect(how![1][0]).toMatch(/^Σ1\(e\) = ROTR14\(510e527fade682d1\) ⊕ ROTR18\(510e527fade682d1\) ⊕ ROTR41\(/);
    expect(how![1][6]).toContain('= 58cb02347ab51f91; new a = ');
    expect(how![1][6]).toMatch(/= f6afceb8bcfcddf5$/);
  });

  it('pads SHA-384 to blocks of 128 bytes that end with the length in 128 bits', () => {
    const padding = partsOf(explainSha384(new Uint8Array(111)).parts).find((part) => part.kind === 'bytes');
    if (padding?.kind !== 'bytes') throw new Error('no padding');
    expect(padding.bytes).toHaveLength(128);
    expect(padding.span.children.map(({ name, end }) => [name, end])).toEqual([
      ['message', 111],
      ['the bit 1, and seven zeros', 112],
      ['l = 888, the length in bits', 128],
    ]);
    expect(padding.span.rule).toBe('FIPS 180-4 §5.1.2');
  });
});

describe('properties', () => {
  it.each([
    { hash: sha256, explain: explainSha256 },
    { hash: sha384, explain: explainSha384 },
    { hash: sha512, explain: explainSha512 },
  ])('$hash.name: shows the digest, all blocks, nothing secret, within 100 columns', ({ hash, explain }) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 150 }), (message) => {
        const exhibit = explain(message);
        const sections = exhibit.parts.filter(({ kind }) => kind === 'section');
        expect(factOf(exhibit, 'digest').value).toEqual(hash.digest(message));
        expect(sections).toHaveLength(Math.ceil((message.length + 1 + hash.blockLength / 8) / hash.blockLength));
        expect(hasSecrets(exhibit)).toBe(false);
        expect(widest(exhibit)).toBeLessThanOrEqual(100);
        const padding = partsOf(exhibit.parts).find((part) => part.kind === 'bytes');
        const children = padding?.kind === 'bytes' ? padding.span.children : [];
        expect(children.map(({ start }) => start)).toEqual([0, ...children.map(({ end }) => end)].slice(0, -1));
        expect(children.at(-1)!.end).toBe(hash.blockLength * sections.length);
      }),
      runsOf(0.1),
    );
  });
});
