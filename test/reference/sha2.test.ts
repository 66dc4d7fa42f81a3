import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../src/bytes/index.ts';
import { sha224, sha256, sha384, sha512, sha512_256 } from '../../src/hash/index.ts';
import {
  resultOf,
  type Sha256Step,
  sha224Steps,
  sha256Steps,
  sha384Steps,
  sha512_256Steps,
  sha512Steps,
  type WorkingVariables,
} from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';

const hexWord = (word: number): string => word.toString(16).padStart(8, '0');
const steps = [...sha256Steps(utf8ToBytes('abc'))];
const named = <Name extends Sha256Step['name']>(name: Name) =>
  steps.filter((step): step is Extract<Sha256Step, { name: Name }> => step.name === name);

describe('vectors: "abc" as NIST\'s examples to FIPS 180-4 show it', () => {
  it('pads to one block and cuts it into words', () => {
    expect(named('padded message').map(({ value }) => bytesToHex(value))).toEqual([
      `61626380${'00000000'.repeat(14)}00000018`,
    ]);
    expect(named('M')[0].value.map(hexWord).join(' ')).toBe(`61626380 ${'00000000 '.repeat(14)}00000018`);
    expect(named('W').length).toBe(64);
  });

  it.each([
    [0, '5d6aebcd 6a09e667 bb67ae85 3c6ef372 fa2a4622 510e527f 9b05688c 1f83d9ab'],
    [1, '5a6ad9ad 5d6aebcd 6a09e667 bb67ae85 78ce7989 fa2a4622 510e527f 9b05688c'],
    [2, 'c8c347a7 5a6ad9ad 5d6aebcd 6a09e667 f92939eb 78ce7989 fa2a4622 510e527f'],
    [63, '506e3058 d39a2165 04d24d6c b85e2ce9 5ef50f24 fb121210 948d25b6 961f4894'],
  ])('has the working variables after round t = %i', (t, expected) => {
    const { value } = named('working variables').find((step) => step.index['t'] === t)!;
    expect(Object.values(value).map(hexWord).join(' ')).toBe(expected);
  });

  it('starts from H(0) and ends at the digest', () => {
    expect(named('H').map(({ value }) => value.map(hexWord).join(''))).toEqual([
      '6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19',
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    ]);
  });
});

describe('vectors: "abc" as NIST\'s examples to FIPS 180-4 show it, on words of 64 bits', () => {
  const steps = [...sha512Steps(utf8ToBytes('abc'))];

  it.each([
    [0, 'f6afceb8bcfcddf5 6a09e667f3bcc908 bb67ae8584caa73b 3c6ef372fe94f82b', '58cb02347ab51f91 510e527fade682d1'],
    [1, '1320f8c9fb872cc0 f6afceb8bcfcddf5 6a09e667f3bcc908 bb67ae8584caa73b', 'c3d4ebfd48650ffa 58cb02347ab51f91'],
  ])('has the working variables after round t = %i', (t, abcd, ef) => {
    const { value } = steps.find((step) => step.name === 'working variables' && step.index['t'] === t)!;
    const words = Object.values(value as WorkingVariables<bigint>).map((word) => word.toString(16).padStart(16, '0'));
    expect(words.slice(0, 4).join(' ')).toBe(abcd);
    expect(words.slice(4, 6).join(' ')).toBe(ef);
  });
});

describe('properties', () => {
  it.each([
    { hash: sha224, steps: sha224Steps },
    { hash: sha256, steps: sha256Steps },
    { hash: sha384, steps: sha384Steps },
    { hash: sha512, steps: sha512Steps },
    { hash: sha512_256, steps: sha512_256Steps },
  ])('$hash.name equals the kernel and node:crypto', ({ hash, steps }) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
        const digest = resultOf<Uint8Array>(steps(message));
        expect(digest).toEqual(hash.digest(message));
        expect(bytesToHex(digest)).toBe(createHash(hash.name).update(message).digest('hex'));
      }),
      runsOf(0.25),
    );
  });
});
