import { expect } from 'vitest';
import { bytesToHex, hexToBytes, systemRandom } from '../../src/bytes/index.ts';
import { type Hash, sha1, sha256 } from '../../src/hash/index.ts';
import { decryptOaep } from '../../src/rsa/index.ts';
import { codeOf, privateKeyFrom, type WycheproofKey } from '../fixtures/rsa-vectors.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Group {
  readonly privateKey: WycheproofKey;
  readonly sha: string;
  readonly mgfSha: string;
  readonly tests: readonly (WycheproofCase & { readonly msg: string; readonly ct: string; readonly label: string })[];
}

const HASHES = new Map<string, Hash>([
  ['SHA-1', sha1],
  ['SHA-256', sha256],
]);

for (const file of ['2048_sha1_mgf1sha1', '2048_sha256_mgf1sha256']) {
  describeCorpus(`OAEP ${file}`, `wycheproof/rsa_oaep_${file}_test.json`, (suite: Wycheproof<Group>) => {
    eachWycheproofCase(suite, ({ tcId, comment, msg, ct, label, result }, { privateKey, sha, mgfSha }) => {
      const parameters = { hash: HASHES.get(sha)!, mgfHash: HASHES.get(mgfSha)!, label: hexToBytes(label) };
      const decrypt = () => decryptOaep(parameters, privateKeyFrom(privateKey), hexToBytes(ct), systemRandom);
      if (result === 'invalid') expect(codeOf(decrypt), `${tcId}: ${comment}`).toBe('decryption');
      else expect(bytesToHex(decrypt()), `${tcId}: ${comment}`).toBe(msg);
    });
  });
}
