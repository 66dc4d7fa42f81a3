import { expect } from 'vitest';
import { bytesToHex, hexToBytes, systemRandom } from '../../src/bytes/index.ts';
import { decryptPkcs1, RsaError } from '../../src/rsa/index.ts';
import { privateKeyFrom, type WycheproofKey } from '../fixtures/rsa-vectors.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Group {
  readonly privateKey: WycheproofKey;
  readonly tests: readonly (WycheproofCase & { readonly msg: string; readonly ct: string })[];
}

describeCorpus('decryption', 'wycheproof/rsa_pkcs1_2048_test.json', (suite: Wycheproof<Group>) => {
  eachWycheproofCase(suite, ({ tcId, comment, flags, msg, ct, result }, { privateKey }) => {
    const decrypt = (): string => bytesToHex(decryptPkcs1(privateKeyFrom(privateKey), hexToBytes(ct), systemRandom));
    const label = `${tcId}: ${comment}`;
    if (result === 'valid') expect(decrypt(), label).toBe(msg);
    // A wrong length or a number out of range is public, and throws.
    else if (flags.includes('InvalidCiphertextFormat')) expect(decrypt, label).toThrow(RsaError);
    // Bad padding is rejected implicitly: some message comes out, and it is not the one inside.
    else expect(decrypt(), label).not.toBe(msg);
  });
});
