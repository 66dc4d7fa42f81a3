import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hkdf, hkdfExtract, sha256, sha512 } from '../../src/hash/index.ts';
import { hkdfSteps, resultOf } from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';

const bytes = fc.uint8Array({ maxLength: 150 });

describe('properties', () => {
  it.each([sha256, sha512])('equals the fast one with $name, and shows PRK first', (hash) => {
    fc.assert(
      fc.property(bytes, bytes, bytes, fc.nat(200), (salt, ikm, info, length) => {
        expect(resultOf(hkdfSteps(hash, salt, ikm, info, length))).toEqual(hkdf(hash, salt, ikm, info, length));
        const [first] = hkdfSteps(hash, salt, ikm, info, length);
        expect(first).toMatchObject({ name: 'PRK', secret: true, value: hkdfExtract(hash, salt, ikm) });
      }),
      runsOf(0.5),
    );
  });
});
