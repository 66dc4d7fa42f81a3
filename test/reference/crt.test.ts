import { constants, privateDecrypt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { i2osp, os2ip, systemRandom } from '../../src/bytes/index.ts';
import { crtSteps, resultOf } from '../../src/reference/index.ts';
import { modulusLength, rsadp } from '../../src/rsa/index.ts';
import { opensslKey, toKeyObject } from '../fixtures/rsa-vectors.ts';
import { runsOf } from '../property-runs.ts';

describe('properties', () => {
  it('equals the kernel and node:crypto, and its parts are residues of the result', () => {
    const key = opensslKey(1024);
    const padding = constants.RSA_NO_PADDING;
    const node = toKeyObject(key);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: key.modulus - 1n }), (c) => {
        const m = resultOf(crtSteps(key, c));
        expect(m).toBe(rsadp(key, c, systemRandom));
        expect(m).toBe(os2ip(privateDecrypt({ key: node, padding }, i2osp(c, modulusLength(key)))));
        const [m_1, m_2] = [...crtSteps(key, c)].map(({ value }) => value);
        expect([m % key.prime1, m % key.prime2]).toEqual([m_1, m_2]);
      }),
      runsOf(0.2),
    );
  });
});
