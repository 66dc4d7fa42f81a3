import { expect } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import {
  aesBitsliced,
  aes as aesTables,
  CipherError,
  cbcDecrypt,
  cbcEncrypt,
  padPkcs7,
  unpadPkcs7,
} from '../../src/cipher/index.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Case extends WycheproofCase {
  readonly key: string;
  readonly iv: string;
  readonly msg: string;
  readonly ct: string;
}

for (const aes of [aesTables, aesBitsliced]) {
  describeCorpus(
    `AES-CBC with PKCS #7 padding, ${aes.name}`,
    'wycheproof/aes_cbc_pkcs5_test.json',
    (suite: Wycheproof<{ tests: Case[] }>) => {
      eachWycheproofCase(suite, ({ tcId, comment, key, iv, msg, ct, result }) => {
        const cipher = aes(hexToBytes(key));
        const decrypt = () => bytesToHex(unpadPkcs7(cbcDecrypt(cipher, hexToBytes(iv), hexToBytes(ct)), 16));
        if (result === 'valid') {
          expect(decrypt(), `${tcId}: ${comment}`).toBe(msg);
          expect(
            bytesToHex(cbcEncrypt(cipher, hexToBytes(iv), padPkcs7(hexToBytes(msg), 16))),
            `${tcId}: ${comment}`,
          ).toBe(ct);
        } else {
          expect(decrypt, `${tcId}: ${comment}`).toThrow(CipherError);
        }
      });
    },
  );
}
