import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../../src/bytes/index.ts';
import { explainSha256, hasSecrets, renderText } from '../../../src/explain/index.ts';
import { sha256 } from '../../../src/hash/index.ts';
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

describe('properties', () => {
  it('shows the digest, all blocks, nothing secret, within 100 columns', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 150 }), (message) => {
        const exhibit = explainSha256(message);
        const sections = exhibit.parts.filter(({ kind }) => kind === 'section');
        expect(factOf(exhibit, 'digest').value).toEqual(sha256.digest(message));
        expect(sections).toHaveLength(Math.ceil((message.length + 9) / 64));
        expect(hasSecrets(exhibit)).toBe(false);
        expect(widest(exhibit)).toBeLessThanOrEqual(100);
        const padding = partsOf(exhibit.parts).find((part) => part.kind === 'bytes');
        const children = padding?.kind === 'bytes' ? padding.span.children : [];
        expect(children.map(({ start }) => start)).toEqual([0, ...children.map(({ end }) => end)].slice(0, -1));
        expect(children.at(-1)!.end).toBe(64 * sections.length);
      }),
      runsOf(0.2),
    );
  });
});
