import { expect } from 'vitest';
import { isProbablePrime } from '../../src/bigint/index.ts';
import { systemRandom } from '../../src/bytes/index.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Case extends WycheproofCase {
  /** In hexadecimal, two's complement. */
  readonly value: string;
}

describeCorpus('primality', 'wycheproof/primality_test.json', (suite: Wycheproof<{ tests: Case[] }>) => {
  eachWycheproofCase(suite, ({ tcId, comment, value, result }) => {
    const n = BigInt.asIntN(4 * value.length, BigInt(`0x${value}`));
    const prime = isProbablePrime(n, { random: systemRandom, rounds: 8 });
    // 'acceptable' are negatives of primes, which some libraries call prime. We do not.
    expect(prime, `${tcId}: ${comment}`).toBe(result === 'valid');
  });
});
