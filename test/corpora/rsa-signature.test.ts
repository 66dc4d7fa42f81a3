import { expect } from 'vitest';
import { bytesToHex, hexToBytes, systemRandom } from '../../src/bytes/index.ts';
import { type Hash, sha1, sha224, sha256, sha384, sha512, sha512_256 } from '../../src/hash/index.ts';
import { checkPrivateKey, signPkcs1, verifyPkcs1 } from '../../src/rsa/index.ts';
import { privateKeyFrom, type WycheproofKey } from '../fixtures/rsa-vectors.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Case extends WycheproofCase {
  readonly msg: string;
  readonly sig: string;
}
interface VerifyGroup {
  readonly publicKey: { readonly modulus: string; readonly publicExponent: string };
  readonly tests: readonly Case[];
}
interface SignGroup {
  readonly privateKey: WycheproofKey;
  readonly sha: string;
  readonly tests: readonly Case[];
}

const VERIFY_FILES = [
  ['rsa_signature_2048_sha256_test', sha256],
  ['rsa_signature_2048_sha384_test', sha384],
  ['rsa_signature_2048_sha512_test', sha512],
  ['rsa_signature_4096_sha256_test', sha256],
] as const;

for (const [file, hash] of VERIFY_FILES) {
  describeCorpus(file, `wycheproof/${file}.json`, (suite: Wycheproof<VerifyGroup>) => {
    eachWycheproofCase(suite, ({ tcId, comment, msg, sig, result }, { publicKey }) => {
      const key = {
        modulus: BigInt(`0x${publicKey.modulus}`),
        publicExponent: BigInt(`0x${publicKey.publicExponent}`),
      };
      // 'acceptable' are signatures without NULL parameters. RFC 8017 §9.2 lets a verifier choose; ours refuses them.
      const verified = verifyPkcs1(hash, key, hexToBytes(msg), hexToBytes(sig));
      expect(verified, `${tcId}: ${comment}`).toBe(result === 'valid');
    });
  });
}

const HASHES = new Map<string, Hash>([
  ['SHA-1', sha1],
  ['SHA-224', sha224],
  ['SHA-256', sha256],
  ['SHA-384', sha384],
  ['SHA-512', sha512],
  ['SHA-512/256', sha512_256],
]);

describeCorpus('signing', 'wycheproof/rsa_pkcs1_2048_sig_gen_test.json', (suite: Wycheproof<SignGroup>) => {
  const testGroups = suite.testGroups.filter(({ sha }) => HASHES.has(sha));
  const numberOfTests = testGroups.flatMap(({ tests }) => tests).length;
  eachWycheproofCase({ testGroups, numberOfTests }, ({ tcId, msg, sig }, { sha, privateKey }) => {
    // 'acceptable' here are SHA-1 and small public exponents: weak, and computed all the same.
    const key = privateKeyFrom(privateKey);
    checkPrivateKey(key);
    expect(bytesToHex(signPkcs1(HASHES.get(sha)!, key, hexToBytes(msg), systemRandom)), `${tcId}`).toBe(sig);
  });
});
