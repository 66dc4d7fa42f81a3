import { pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../../src/bytes/index.ts';
import { shownRows } from '../../../src/explain/document/table-rows.ts';
import { explainPbkdf2, type Pbkdf2Example, renderText } from '../../../src/explain/index.ts';
import { sha1, sha256, sha512 } from '../../../src/hash/index.ts';
import { runsOf } from '../../property-runs.ts';
import { factOf, hiddenRenderings, tableOf, widest } from './examples.ts';

const example = (change: Partial<Pbkdf2Example> = {}): Pbkdf2Example => ({
  hash: sha1,
  password: utf8ToBytes('password'),
  salt: utf8ToBytes('salt'),
  iterations: 4096,
  length: 20,
  ...change,
});

describe('vectors', () => {
  it('the third case of RFC 6070, the middle of its iterations left out', () => {
    const exhibit = explainPbkdf2(example());
    expect(bytesToHex(factOf(exhibit, 'DK, the key').value as Uint8Array)).toBe(
      '4b007901b765489abead49d926f721d065a429c1',
    );
    const table = tableOf(exhibit, /U_1 = HMAC/);
    expect(table.rows).toHaveLength(4096);
    const shown = shownRows(table, 16).map(({ cells: [j] }) => j);
    expect(shown).toEqual([
      ...Array.from({ length: 8 }, (_, i) => `${i + 1}`),
      '…',
      ...Array.from({ length: 8 }, (_, i) => `${4089 + i}`),
    ]);
    expect(renderText(exhibit, { showSecrets: true })).toContain('4080 iterations more');
  });
});

describe('properties', () => {
  it('comes to what node:crypto comes to, within 100 columns; password and key are hidden', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(sha1, sha256, sha512),
        fc.uint8Array({ minLength: 8, maxLength: 200 }),
        fc.uint8Array({ maxLength: 40 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 8, max: 100 }),
        (hash, password, salt, iterations, length) => {
          const exhibit = explainPbkdf2({ hash, password, salt, iterations, length });
          const key = pbkdf2Sync(password, salt, iterations, length, hash.name).toString('hex');
          expect(bytesToHex(factOf(exhibit, 'DK, the key').value as Uint8Array)).toBe(key);
          expect(widest(exhibit)).toBeLessThanOrEqual(100);
          const hidden = hiddenRenderings(exhibit);
          expect(hidden).not.toContain(key);
          if (bytesToHex(password) !== bytesToHex(salt)) expect(hidden).not.toContain(`"${bytesToHex(password)}"`);
        },
      ),
      runsOf(0.1),
    );
  });
});

describe('misuse', () => {
  it.each([{ iterations: 0 }, { iterations: 100_001 }, { length: 0 }, { length: 257 }])('refuses %j', (change) => {
    expect(() => explainPbkdf2(example(change))).toThrow(expect.objectContaining({ code: 'out-of-range' }));
  });
});
