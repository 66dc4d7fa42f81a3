import { expect } from 'vitest';
import { fromHex, toHex, UsageError } from '../../src/bytes/index.ts';
import { aes, CipherError, gcm } from '../../src/cipher/index.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Case extends WycheproofCase {
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
}

describeCorpus('AES-GCM', 'wycheproof/aes_gcm_test.json', (suite: Wycheproof<{ tests: Case[] }>) => {
  eachWycheproofCase(suite, ({ tcId, comment, key, iv, aad, msg, ct, tag, result }) => {
    const aead = gcm(aes(fromHex(key)));
    const open = () => toHex(aead.open(fromHex(iv), fromHex(ct + tag), fromHex(aad)));
    if (result === 'valid') {
      expect(open(), `${tcId}: ${comment}`).toBe(msg);
      const sealed = aead.seal(fromHex(iv), fromHex(msg), fromHex(aad));
      expect(toHex(sealed), `${tcId}: ${comment}`).toBe(ct + tag);
    } else {
      // An empty nonce is the caller's mistake, anything else the message's.
      expect(open, `${tcId}: ${comment}`).toThrow(iv === '' ? UsageError : CipherError);
    }
  });
});
