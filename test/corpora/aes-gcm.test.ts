import { expect } from 'vitest';
import { bytesToHex, hexToBytes, UsageError } from '../../src/bytes/index.ts';
import { aesBitsliced, aes as aesTables, CipherError, gcm } from '../../src/cipher/index.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Case extends WycheproofCase {
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
}

for (const aes of [aesTables, aesBitsliced]) {
  describeCorpus(`AES-GCM, ${aes.name}`, 'wycheproof/aes_gcm_test.json', (suite: Wycheproof<{ tests: Case[] }>) => {
    eachWycheproofCase(suite, ({ tcId, comment, key, iv, aad, msg, ct, tag, result }) => {
      const aead = gcm(aes(hexToBytes(key)));
      const open = () => bytesToHex(aead.open(hexToBytes(iv), hexToBytes(ct + tag), hexToBytes(aad)));
      if (result === 'valid') {
        expect(open(), `${tcId}: ${comment}`).toBe(msg);
        const sealed = aead.seal(hexToBytes(iv), hexToBytes(msg), hexToBytes(aad));
        expect(bytesToHex(sealed), `${tcId}: ${comment}`).toBe(ct + tag);
      } else {
        // An empty nonce is the caller's mistake, anything else the message's.
        expect(open, `${tcId}: ${comment}`).toThrow(iv === '' ? UsageError : CipherError);
      }
    });
  });
}
