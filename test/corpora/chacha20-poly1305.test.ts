import { expect } from 'vitest';
import { bytesToHex, hexToBytes, UsageError } from '../../src/bytes/index.ts';
import { CipherError, chacha20Poly1305 } from '../../src/cipher/index.ts';
import { describeCorpus, eachWycheproofCase, type Wycheproof, type WycheproofCase } from './corpus.ts';

interface Case extends WycheproofCase {
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
}

const file = 'wycheproof/chacha20_poly1305_test.json';
describeCorpus('ChaCha20-Poly1305', file, (suite: Wycheproof<{ tests: Case[] }>) => {
  eachWycheproofCase(suite, ({ tcId, comment, key, iv, aad, msg, ct, tag, result }) => {
    const aead = chacha20Poly1305(hexToBytes(key));
    const open = () => bytesToHex(aead.open(hexToBytes(iv), hexToBytes(ct + tag), hexToBytes(aad)));
    if (result === 'valid') {
      expect(open(), `${tcId}: ${comment}`).toBe(msg);
      const sealed = aead.seal(hexToBytes(iv), hexToBytes(msg), hexToBytes(aad));
      expect(bytesToHex(sealed), `${tcId}: ${comment}`).toBe(ct + tag);
    } else {
      // A nonce of another length is the caller's mistake, anything else the message's.
      expect(open, `${tcId}: ${comment}`).toThrow(iv.length === 24 ? CipherError : UsageError);
    }
  });
});
