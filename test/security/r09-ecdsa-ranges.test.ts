/** R9: CVE-2022-21449 ("psychic signatures"), jsrsasign CVE-2020-14966, elliptic CVE-2020-13822, browserify-sign CVE-2023-46234: r and s out of range. The files of
 * Wycheproof are run in test/corpora/; strict DER is the signature schemes'. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { i2osp, os2ip } from '../../src/bytes/index.ts';
import { CURVES, scalarBytes } from '../ec/curves.ts';
import { runsOf } from '../property-runs.ts';

describe.each(CURVES)('R9: $curve.name', (test) => {
  const { curve, hash, order } = test;
  const d = scalarBytes(test, 0x1357n);
  const publicKey = curve.publicKey(d);
  const prepared = curve.prepare(publicKey);
  const message = new Uint8Array([1, 2, 3]);
  const signature = curve.sign(hash, d, message, { deterministic: true });
  const [r, s] = [signature.subarray(0, curve.orderLength), signature.subarray(curve.orderLength)].map(os2ip);
  const most = 2n ** BigInt(8 * curve.orderLength) - 1n;
  const verdicts = (r: bigint, s: bigint): boolean[] => {
    const given = new Uint8Array([...i2osp(r, curve.orderLength), ...i2osp(s, curve.orderLength)]);
    return [curve.verify(hash, publicKey, message, given), prepared.verify(hash, message, given)];
  };

  it('refuses every number outside 1…n − 1, also what is congruent to a good one', () => {
    expect(verdicts(r, s)).toEqual([true, true]);
    const outside = [0n, order, order + 1n, most, r + order, s + order].filter((x) => x <= most);
    for (const bad of outside) {
      expect(verdicts(bad, s)).toEqual([false, false]);
      expect(verdicts(r, bad)).toEqual([false, false]);
      for (const other of outside) expect(verdicts(bad, other)).toEqual([false, false]);
    }
  });

  it('refuses every other pair', () => {
    const any = fc.oneof(fc.bigInt({ min: 0n, max: most }), fc.constantFrom(r, s, 1n, order - 1n, order - r));
    fc.assert(
      fc.property(any, any, (a, b) => {
        const good = a === r && (b === s || b === order - s);
        expect(verdicts(a, b)).toEqual([good, good]);
      }),
      runsOf(0.2),
    );
  });

  it('refuses every other length', () => {
    for (const bad of [
      signature.subarray(1),
      new Uint8Array([0, ...signature]),
      new Uint8Array(0),
      signature.subarray(0, curve.orderLength),
    ]) {
      expect(curve.verify(hash, publicKey, message, bad)).toBe(false);
      expect(prepared.verify(hash, message, bad)).toBe(false);
    }
  });
});
