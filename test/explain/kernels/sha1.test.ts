import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../../src/bytes/index.ts';
import { explainSha1 } from '../../../src/explain/index.ts';
import { runsOf } from '../../property-runs.ts';
import { factOf, tableOf, widest } from './examples.ts';

describe('vectors', () => {
  it('FIPS 180-2 appendix A.1: the variables after rounds 0 and 79, and a schedule word', () => {
    const exhibit = explainSha1(utf8ToBytes('abc'));
    const { rows, how } = tableOf(exhibit, /state after each round/);
    expect(rows[1]).toEqual(['0', '0116fc33', '67452301', '7bf36ae2', '98badcfe', '10325476']);
    expect(rows[80]).toEqual(['79', '42541b35', '5738d5e1', '21834873', '681e6df6', 'd8fdf6ad']);
    expect(how![1].slice(0, 2)).toEqual([
      'Ch(b, c, d) = (efcdab89 ∧ 98badcfe) ⊕ (¬efcdab89 ∧ 10325476) = 98badcfe',
      'T = ROTL5(a) + f + e + K + W0 = e8a4602c + 98badcfe + c3d2e1f0 + 5a827999 + 61626380 = 0116fc33, the new a',
    ]);
    // FIPS 180-4 §6.1.2 step 1, of the words of "abc".
    expect(tableOf(exhibit, /schedule/).how![16]).toEqual([
      'W16 = ROTL1(00000000 ⊕ 00000000 ⊕ 00000000 ⊕ 61626380) = c2c4c700',
    ]);
  });
});

describe('properties', () => {
  it('comes to what node:crypto comes to, within 100 columns', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (message) => {
        const exhibit = explainSha1(message);
        expect(factOf(exhibit, 'digest').value).toEqual(new Uint8Array(createHash('sha1').update(message).digest()));
        expect(widest(exhibit)).toBeLessThanOrEqual(100);
      }),
      runsOf(0.1),
    );
  });
});
