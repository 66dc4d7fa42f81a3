import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../../src/bytes/index.ts';
import { explainHmac } from '../../../src/explain/index.ts';
import { hmac, sha256, sha384 } from '../../../src/hash/index.ts';
import { runsOf } from '../../property-runs.ts';
import { factOf, hiddenRenderings, widest } from './examples.ts';

describe('vectors', () => {
  it('the second case of RFC 4231', () => {
    const exhibit = explainHmac({
      ...{ hash: sha256, key: utf8ToBytes('Jefe'), text: utf8ToBytes('what do ya want for nothing?') },
    });
    expect(bytesToHex(factOf(exhibit, 'K0 ^ ipad').value as Uint8Array)).toBe(`7c535053${'36'.repeat(60)}`);
    expect(bytesToHex(factOf(exhibit, 'MAC').value as Uint8Array)).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});

describe('properties', () => {
  it.each([sha256, sha384])(
    '$name: comes to what the kernel comes to, within 100 columns; the key and what is made of it are hidden',
    (hash) => {
      const text = utf8ToBytes('text');
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 12, maxLength: 150 }), (key) => {
          const exhibit = explainHmac({ hash, key, text });
          expect(factOf(exhibit, 'MAC').value).toEqual(hmac(hash, key, text));
          expect(widest(exhibit)).toBeLessThanOrEqual(100);
          const hidden = hiddenRenderings(exhibit);
          expect(hidden).toContain(bytesToHex(hmac(hash, key, text)));
          for (const label of ['K', 'K0', 'K0 ^ ipad', 'K0 ^ opad', 'H((K0 ^ ipad) || text)']) {
            expect(hidden).not.toContain(bytesToHex(factOf(exhibit, label).value as Uint8Array));
          }
        }),
        runsOf(0.15),
      );
    },
  );
});
