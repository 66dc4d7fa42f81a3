/** explainMlKem: what is shown is what the engine makes, and each formula holds. */
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat } from '../../../src/bytes/index.ts';
import { explainMlKem, type MlKemExample } from '../../../src/explain/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { mlKem768 } from '../../../src/lattice/index.ts';
import { factOf, hiddenRenderings, tableOf, widest } from './examples.ts';

const random = seededRandom('lattice');
const [d, z, m] = [random.bytes(32), random.bytes(32), random.bytes(32)];
const example = (parameters: MlKemExample['parameters']): MlKemExample => ({ parameters, d, z, m });

describe('properties', () => {
  const exhibit = explainMlKem(example('ML-KEM-768'));

  it('comes to the engine’s secret and ciphertext, at both ends, within 100 columns; the secrets are hidden', () => {
    const { encapsulationKey } = mlKem768.keyPairFromSeed(concat(d, z));
    const { ciphertext, sharedSecret } = mlKem768.encapsulateWith(encapsulationKey, m);
    expect(factOf(exhibit, 'ciphertext').value).toEqual(ciphertext);
    expect(factOf(exhibit, 'K, the shared secret').value).toEqual(sharedSecret);
    expect(factOf(exhibit, "the engine's own result").value).toBe('the same');
    expect(factOf(exhibit, 'the other end has the same').value).toBe('yes');
    expect(factOf(exhibit, 'c′, of m′, is c').value).toBe('yes');
    expect(widest(exhibit)).toBeLessThanOrEqual(100);
    const hidden = hiddenRenderings(exhibit);
    for (const secret of [d, m, sharedSecret]) expect(hidden).not.toContain(bytesToHex(secret));
    expect(hidden).not.toContain(tableOf(exhibit, /secret s/).rows[0][1].replace(/\s/g, ''));
  });

  it('the butterflies hold modulo 3329', () => {
    const { how } = tableOf(exhibit, /after each layer/);
    const lines = how!.flat();
    expect(lines).toHaveLength(7 * 128);
    for (const line of lines) {
      const numbers = line
        .replace(/f\[\d+\]/g, 'f')
        .match(/\d+/g)!
        .map(Number);
      const [zeta, high, t, low, t2, sum, low2, t3, difference] = numbers;
      expect([(zeta * high) % 3329, t, t]).toEqual([t, t2, t3]);
      expect([(low + t) % 3329, (low2 - t + 3329) % 3329]).toEqual([sum, difference]);
    }
  });

  it('compression loses at most half a step, and each bit of m is found under noise', () => {
    const kept = tableOf(exhibit, /^Compress v/);
    for (const row of kept.rows) expect(Math.abs(Number(row[4]))).toBeLessThanOrEqual(105);
    const found = tableOf(exhibit, /found again/).rows;
    expect(found.map((row) => row[3])).toEqual([...Array(256).keys()].map((i) => `${(m[i >> 3] >> (i & 7)) & 1}`));
    for (const row of found) expect(Math.abs(Number(row[2]))).toBeLessThan(832);
  });

  it.each(['ML-KEM-512', 'ML-KEM-1024'] as const)('%s too', (parameters) => {
    expect(factOf(explainMlKem(example(parameters)), "the engine's own result").value).toBe('the same');
  });
});

describe('misuse', () => {
  it('refuses another length, and another set', () => {
    const refusal = expect.objectContaining({ code: 'out-of-range' });
    expect(() => explainMlKem({ ...example('ML-KEM-512'), d: new Uint8Array(31) })).toThrow(refusal);
    expect(() => explainMlKem(example('toString' as 'ML-KEM-512'))).toThrow(refusal);
  });
});
