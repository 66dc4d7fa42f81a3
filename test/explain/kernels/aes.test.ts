import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../../src/bytes/index.ts';
import { aes } from '../../../src/cipher/index.ts';
import { explainAes } from '../../../src/explain/index.ts';
import { runsOf } from '../../property-runs.ts';
import { factOf, hiddenRenderings, tableOf, widest } from './examples.ts';

interface Example {
  readonly appendix: string;
  readonly key: string;
  readonly w?: string;
  readonly expansion?: readonly string[];
  readonly block?: string;
  readonly inverse?: boolean;
  readonly steps?: readonly string[];
}
const examples: Example[] = JSON.parse(
  readFileSync(new URL('../../../vectors/nist-aes.json', import.meta.url), 'utf8'),
).cases;
const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
const key = fc.constantFrom(16, 24, 32).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));

describe('vectors: FIPS 197', () => {
  it.each(examples)('appendix $appendix, each value that is printed there', ({ key, block, inverse, ...printed }) => {
    const bytes = hexToBytes(block ?? '00'.repeat(16));
    const exhibit = explainAes({ key: hexToBytes(key), block: bytes, decrypt: inverse === true });
    const expansion = tableOf(exhibit, /Key expansion/).rows;
    const words = expansion.slice(key.length / 8).map((row) => row.at(-1));
    if (printed.w !== undefined) expect(words.join(' ')).toBe(printed.w);
    const rows = expansion.map((row) => row.map((cell) => cell || '-'));
    for (const line of printed.expansion ?? []) expect(withoutRcon(rows)).toContainEqual(line.replaceAll(' -', ''));
    const states = tableOf(exhibit, /ipher/).rows.map(([round, step, state]) => `round[${round}].${step} ${state}`);
    expect(states).toEqual(expect.arrayContaining([...(printed.steps ?? [])]));
  });
});

/** Rows as text, without the columns that are empty. */
const withoutRcon = (rows: readonly string[][]): string[] =>
  rows.map((row) => row.filter((cell) => cell !== '-').join(' '));

describe('properties', () => {
  it('comes to what the kernel comes to, both ways, within 100 columns; key, plaintext and states are hidden', () => {
    fc.assert(
      fc.property(key, block, (key, plaintext) => {
        const ciphertext = new Uint8Array(16);
        aes(key).encryptBlock(plaintext, 0, ciphertext, 0);
        fc.pre(new Set([bytesToHex(key).slice(0, 32), bytesToHex(plaintext), bytesToHex(ciphertext)]).size === 3);
        for (const [block, decrypt] of [
          [plaintext, false],
          [ciphertext, true],
        ] as const) {
          const exhibit = explainAes({ key, block, decrypt });
          expect(factOf(exhibit, 'plaintext').value).toEqual(plaintext);
          expect(factOf(exhibit, 'ciphertext').value).toEqual(ciphertext);
          expect(widest(exhibit)).toBeLessThanOrEqual(100);
          const hidden = hiddenRenderings(exhibit);
          expect(hidden).toContain(bytesToHex(ciphertext));
          const states = tableOf(exhibit, /ipher/).rows.map(([, , state]) => state);
          for (const state of [bytesToHex(key), ...states]) {
            if (state !== bytesToHex(ciphertext)) expect(hidden).not.toContain(state);
          }
        }
      }),
      runsOf(0.2),
    );
  });
});
