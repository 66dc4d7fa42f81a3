import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../src/bytes/index.ts';
import { scrypt, sha256 } from '../../src/hash/index.ts';
import { resultOf, scryptSteps } from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';

describe('vectors', () => {
  it('mixes as RFC 7914 §10 shows it, and derives the key of §12', () => {
    const B = hexToBytes(
      'f7ce0b653d2d72a4108cf5abe912ffdd777616dbbb27a70e8204f3ae2d0f6fad89f68f4811d1e87bcc3bd7400a9ffd29094f01846395' +
        '74f39ae5a1315217bcd7894991447213bb226c25b54da86370fbcd984380374666bb8ffcb5bf40c254b067d27c51ce4ad5fed829c90b5' +
        '05a571b7f4d1cad6a523cda770e67bceaaf7e89',
    );
    const steps = [...scryptSteps(sha256, utf8ToBytes(''), utf8ToBytes(''), { N: 16, r: 1, p: 1 }, 64)];
    expect(steps[0]).toMatchObject({ name: 'B', secret: true, value: B });
    expect(bytesToHex(steps.at(-1)!.value as Uint8Array)).toBe(
      '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442' +
        'fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
    );
  });
});

describe('properties', () => {
  it('equals the fast one', () => {
    const bytes = fc.uint8Array({ maxLength: 80 });
    const parameters = fc.record({
      N: fc.integer({ min: 1, max: 5 }).map((bits) => 2 ** bits),
      r: fc.integer({ min: 1, max: 3 }),
      p: fc.integer({ min: 1, max: 2 }),
    });
    fc.assert(
      fc.property(bytes, bytes, parameters, fc.integer({ min: 1, max: 100 }), (password, salt, { N, r, p }, length) => {
        const derived = resultOf(scryptSteps(sha256, password, salt, { N, r, p }, length));
        const options = { cost: N, blockSize: r, parallelization: p, length };
        expect(derived).toEqual(scrypt(password, salt, options));
      }),
      runsOf(0.3),
    );
  });
});
