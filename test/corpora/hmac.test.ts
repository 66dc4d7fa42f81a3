import { expect } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { hmac, sha1, sha256, sha384, sha512 } from '../../src/hash/index.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Case extends WycheproofCase {
  readonly key: string;
  readonly msg: string;
  readonly tag: string;
}

interface Group {
  /** Bits to which the MAC is truncated; more than it has in the groups whose tags are too long. */
  readonly tagSize: number;
  readonly tests: readonly Case[];
}

for (const hash of [sha1, sha256, sha384, sha512]) {
  describeCorpus(`HMAC-${hash.name}`, `wycheproof/hmac_${hash.name}_test.json`, (suite: Wycheproof<Group>) => {
    eachWycheproofCase(suite, ({ tcId, comment, key, msg, tag, result }, { tagSize }) => {
      const mac = bytesToHex(hmac(hash, hexToBytes(key), hexToBytes(msg)).subarray(0, tagSize / 8));
      expect(mac === tag, `${tcId}: ${comment}`).toBe(result === 'valid');
    });
  });
}
