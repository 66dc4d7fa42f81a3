import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../src/bytes/index.ts';
import { pbkdf2, sha1, sha256, sha512 } from '../../src/hash/index.ts';
import { pbkdf2Steps, resultOf } from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';

const bytes = fc.uint8Array({ maxLength: 150 });
const small = fc.integer({ min: 1, max: 5 });

describe('properties', () => {
  it.each([sha1, sha256, sha512])('equals the fast one with $name', (hash) => {
    fc.assert(
      fc.property(bytes, bytes, small, fc.integer({ min: 1, max: 150 }), (password, salt, iterations, length) => {
        const derived = resultOf(pbkdf2Steps(hash, password, salt, iterations, length));
        expect(derived).toEqual(pbkdf2(hash, password, salt, { iterations, length }));
      }),
      runsOf(0.5),
    );
  });

  it('shows each iteration of each block, all of it secret', () => {
    const steps = [...pbkdf2Steps(sha1, utf8ToBytes('password'), utf8ToBytes('salt'), 3, 30)];
    expect(steps.filter(({ name }) => name === 'U').map(({ index }) => `${index['i']}.${index['j']}`)).toEqual([
      '1.1',
      '1.2',
      '1.3',
      '2.1',
      '2.2',
      '2.3',
    ]);
    expect(steps.every(({ secret }) => secret)).toBe(true);
  });
});
