import { expect } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { pbkdf2, sha1, sha256 } from '../../src/hash/index.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Case extends WycheproofCase {
  readonly password: string;
  readonly salt: string;
  readonly iterationCount: number;
  readonly dkLen: number;
  readonly dk: string;
}

for (const hash of [sha1, sha256]) {
  const file = `wycheproof/pbkdf2_hmac${hash.name}_test.json`;
  describeCorpus(`PBKDF2-HMAC-${hash.name}`, file, (suite: Wycheproof<{ readonly tests: readonly Case[] }>) => {
    const check = ({ tcId, comment, password, salt, iterationCount, dkLen, dk, result }: Case) => {
      // RFC 6070's longest case has 2^24 iterations, more than the default allows.
      const options = { iterations: iterationCount, length: dkLen, maxIterations: 2 ** 24 };
      const derived = pbkdf2(hash, hexToBytes(password), hexToBytes(salt), options);
      expect(bytesToHex(derived) === dk, `${tcId}: ${comment}`).toBe(result === 'valid');
    };
    eachWycheproofCase(suite, check, 300_000);
  });
}
