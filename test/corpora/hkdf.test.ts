import { expect } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { hkdf, sha256, sha384 } from '../../src/hash/index.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Case extends WycheproofCase {
  readonly ikm: string;
  readonly salt: string;
  readonly info: string;
  readonly size: number;
  readonly okm: string;
}

for (const hash of [sha256, sha384]) {
  const file = `wycheproof/hkdf_${hash.name}_test.json`;
  describeCorpus(`HKDF-${hash.name}`, file, (suite: Wycheproof<{ readonly tests: readonly Case[] }>) => {
    eachWycheproofCase(suite, ({ tcId, comment, ikm, salt, info, size, okm, result }) => {
      const derive = () => bytesToHex(hkdf(hash, hexToBytes(salt), hexToBytes(ikm), hexToBytes(info), size));
      // What is invalid asks for more than 255 digests.
      if (result === 'valid') expect(derive(), `${tcId}: ${comment}`).toBe(okm);
      else expect(derive, `${tcId}: ${comment}`).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    });
  });
}
