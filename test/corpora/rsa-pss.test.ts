import { expect } from 'vitest';
import { hexToBytes } from '../../src/bytes/index.ts';
import { type Hash, sha1, sha256, sha384 } from '../../src/hash/index.ts';
import { verifyPss } from '../../src/rsa/index.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Group {
  readonly publicKey: { readonly modulus: string; readonly publicExponent: string };
  readonly sha: string;
  readonly mgfSha: string;
  readonly sLen: number;
  readonly tests: readonly (WycheproofCase & { readonly msg: string; readonly sig: string })[];
}

const HASHES = new Map<string, Hash>([
  ['SHA-1', sha1],
  ['SHA-256', sha256],
  ['SHA-384', sha384],
]);
const FILES = ['2048_sha1_mgf1_20', '2048_sha256_mgf1_0', '2048_sha256_mgf1_32', '2048_sha384_mgf1_48'];

for (const file of FILES) {
  describeCorpus(`PSS ${file}`, `wycheproof/rsa_pss_${file}_test.json`, (suite: Wycheproof<Group>) => {
    eachWycheproofCase(suite, ({ tcId, comment, flags, msg, sig, result }, { publicKey, sha, mgfSha, sLen }) => {
      const parameters = { hash: HASHES.get(sha)!, mgfHash: HASHES.get(mgfSha)!, saltLength: sLen };
      const key = {
        modulus: BigInt(`0x${publicKey.modulus}`),
        publicExponent: BigInt(`0x${publicKey.publicExponent}`),
      };
      const verified = verifyPss(parameters, key, hexToBytes(msg), hexToBytes(sig));
      // 'acceptable' here are signatures with SHA-1: weak, and computed all the same.
      const expected = result === 'valid' || (result === 'acceptable' && flags.includes('WeakHash'));
      expect(verified, `${tcId}: ${comment} ${flags}`).toBe(expected);
    });
  });
}
