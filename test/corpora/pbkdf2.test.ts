import { expect } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { pbkdf2, sha1, sha256 } from '../../src/hash/index.ts';
import { isLongRun } from '../property-runs.ts';
import { sayWhySkipped } from '../skipping.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Case extends WycheproofCase {
  readonly password: string;
  readonly salt: string;
  readonly iterationCount: number;
  readonly dkLen: number;
  readonly dk: string;
}

/** Iterations. The one case with more takes seconds, and is for the long run. */
const LONGEST = 2 ** 20;
if (!isLongRun) sayWhySkipped(`PBKDF2 cases of more than ${LONGEST} iterations are for PROPERTY_RUNS of more than 100`);

for (const hash of [sha1, sha256]) {
  const file = `wycheproof/pbkdf2_hmac${hash.name}_test.json`;
  describeCorpus(`PBKDF2-HMAC-${hash.name}`, file, (suite: Wycheproof<{ readonly tests: readonly Case[] }>) => {
    const check = ({ tcId, comment, password, salt, iterationCount, dkLen, dk, result }: Case) => {
      if (iterationCount > LONGEST && !isLongRun) return;
      // RFC 6070's longest case has 2^24 iterations, more than the default allows.
      const options = { iterations: iterationCount, length: dkLen, maxIterations: 2 ** 24 };
      const derived = pbkdf2(hash, hexToBytes(password), hexToBytes(salt), options);
      expect(bytesToHex(derived) === dk, `${tcId}: ${comment}`).toBe(result === 'valid');
    };
    eachWycheproofCase(suite, check, 300_000);
  });
}
