import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/bytes/index.ts';
import { sha3_256, sha3_512, shake128, shake256 } from '../../src/hash/index.ts';
import {
  type KeccakState,
  resultOf,
  sha3_256Steps,
  sha3_512Steps,
  shake128Steps,
  shake256Steps,
} from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';

const message = fc.uint8Array({ maxLength: 300 });

describe('vectors: an empty message', () => {
  const steps = [...sha3_256Steps(new Uint8Array(0))];
  const lane = (name: string, ir: number, x: number, y: number): string => {
    const { value } = steps.find((step) => step.name === name && step.index['ir'] === ir)!;
    return (value as KeccakState)[x][y].toString(16);
  };

  it('pads with 01, and with a one, zeros and a one', () => {
    expect(bytesToHex(steps[0].value as Uint8Array)).toBe(`06${'00'.repeat(134)}80`);
  });

  it('has in the first round what follows from two lanes, 6 at (0, 0) and the end of the padding at (1, 3)', () => {
    // Column 0 gives 6 to the sheet on its right and, turned by one, c to that on its left; column 1 its top bit, turned or not.
    expect(lane('θ', 0, 0, 0)).toBe('7');
    expect(lane('θ', 0, 1, 0)).toBe('6');
    expect(lane('θ', 0, 2, 0)).toBe('8000000000000000');
    expect(lane('θ', 0, 3, 0)).toBe('0');
    expect(lane('θ', 0, 4, 0)).toBe('c');
    expect(lane('ι', 0, 0, 0)).toBe((BigInt(`0x${lane('χ', 0, 0, 0)}`) ^ 1n).toString(16));
  });
});

describe('properties', () => {
  it.each([
    { hash: sha3_256, steps: sha3_256Steps },
    { hash: sha3_512, steps: sha3_512Steps },
  ])('$hash.name equals the kernel and node:crypto', ({ hash, steps }) => {
    fc.assert(
      fc.property(message, (m) => {
        const digest = resultOf(steps(m));
        expect(digest).toEqual(hash.digest(m));
        expect(bytesToHex(digest)).toBe(createHash(hash.name).update(m).digest('hex'));
      }),
      runsOf(0.25),
    );
  });

  it.each([
    { xof: shake128, steps: shake128Steps },
    { xof: shake256, steps: shake256Steps },
  ])('$xof.name equals the kernel', ({ xof, steps }) => {
    fc.assert(
      fc.property(message, fc.nat(400), (m, length) => {
        expect(resultOf(steps(m, length))).toEqual(xof.digest(m, length));
      }),
      runsOf(0.25),
    );
  });
});
