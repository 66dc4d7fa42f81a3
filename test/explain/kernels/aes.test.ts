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

describe('vectors: how a state came to be', () => {
  const formulas = (block: string, decrypt: boolean, name: string): readonly string[] => {
    const key = hexToBytes('2b7e151628aed2a6abf7158809cf4f3c');
    const { rows, how } = tableOf(explainAes({ key, block: hexToBytes(block), decrypt }), /ipher$/);
    return how![rows.findIndex((row) => row[1] === name && row[0] !== '1')];
  };

  it('FIPS 197 appendix B: S-box, shifts, matrix and key, with their numbers', () => {
    const of = (name: string) => formulas('3243f6a8885a308d313198a2e0370734', false, name);
    expect(of('s_box')[1]).toBe('SBOX(a4) = 49, SBOX(9c) = de, SBOX(7f) = d2, SBOX(f2) = 89');
    expect(of('s_row')[0]).toBe('row 1: de db 39 02 moves 1 to the left: db 39 02 de');
    expect(of('m_col')[0]).toBe('column 0, row 0: 02·49 ⊕ 03·db ⊕ 87 ⊕ 3b = 92 ⊕ 76 ⊕ 87 ⊕ 3b = 58');
    expect(of('start')[0]).toBe('04 ⊕ a0 = a4, 66 ⊕ fa = 9c, 81 ⊕ fe = 7f, e5 ⊕ 17 = f2');
  });

  it('the S-box as a table: FIPS 197 table 4', () => {
    const { rows, how } = tableOf(
      explainAes({ key: new Uint8Array(16), block: new Uint8Array(16), decrypt: false }),
      /S-box/,
    );
    expect([rows[0][1], rows[5][4], rows[15][16]]).toEqual(['63', 'ed', '16']);
    // FIPS 197 §4.2: the inverse of 53 is ca.
    expect(how![5][3]).toMatch(/^SBOX\(53\): inverse ca; ca ⊕ 95 ⊕ 2b ⊕ 56 ⊕ ac ⊕ 63 = ed$/);
  });

  it('the inverse S-box is worked out too, and leads back: FIPS 197 table 6', () => {
    const exhibit = explainAes({ key: new Uint8Array(16), block: new Uint8Array(16), decrypt: true });
    const [there, back] = [/^The S-box/, /inverse S-box/].map((title) => tableOf(exhibit, title));
    expect([back.rows[0][1], back.rows[5][4], back.rows[15][16]]).toEqual(['52', '50', '7d']);
    expect(back.how![14][13]).toMatch(/^INVSBOX\(ed\): db ⊕ 6f ⊕ 7b ⊕ 05 = ca; inverse 53$/);
    for (let value = 0; value < 256; value++) {
      const made = Number.parseInt(there.rows[value >> 4][1 + (value & 15)], 16);
      expect(Number.parseInt(back.rows[made >> 4][1 + (made & 15)], 16)).toBe(value);
    }
  });

  it('the same backwards: the last formula undoes the first', () => {
    const of = (name: string) => formulas('3925841d02dc09fbdc118597196a0b32', true, name);
    expect(of('istart')[0]).toMatch(/^column 0, row 0: 0e·\w\w ⊕ 0b·\w\w ⊕ 0d·\w\w ⊕ 09·\w\w = /);
    expect(of('is_box')[1]).toMatch(/^INVSBOX\(/);
    expect(of('is_row')[0]).toContain('moves 1 to the right');
    for (const line of of('istart')) {
      const [, sum, result] = /= ([\w ⊕]+) = (\w\w)$/.exec(line)!;
      expect(sum.split(' ⊕ ').reduce((total, byte) => total ^ Number.parseInt(byte, 16), 0)).toBe(
        Number.parseInt(result, 16),
      );
    }
  });
});

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
