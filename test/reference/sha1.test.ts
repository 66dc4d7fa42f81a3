import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../src/bytes/index.ts';
import { sha1 } from '../../src/hash/index.ts';
import { resultOf, type Sha1WorkingVariables, sha1Steps } from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';

describe('vectors: "abc" as NIST\'s examples to FIPS 180-4 show it', () => {
  const steps = [...sha1Steps(utf8ToBytes('abc'))];

  it.each([
    [0, '0116fc33 67452301 7bf36ae2 98badcfe 10325476'],
    [1, '8990536d 0116fc33 59d148c0 7bf36ae2 98badcfe'],
    [79, '42541b35 5738d5e1 21834873 681e6df6 d8fdf6ad'],
  ])('has the working variables after round t = %i', (t, expected) => {
    const { value } = steps.find((step) => step.name === 'working variables' && step.index['t'] === t)!;
    const words = Object.values(value as Sha1WorkingVariables).map((word) => word.toString(16).padStart(8, '0'));
    expect(words.join(' ')).toBe(expected);
  });
});

describe('properties', () => {
  it('equals the kernel and node:crypto', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (message) => {
        const digest = resultOf(sha1Steps(message));
        expect(digest).toEqual(sha1.digest(message));
        expect(bytesToHex(digest)).toBe(createHash('sha1').update(message).digest('hex'));
      }),
      runsOf(0.5),
    );
  });
});
