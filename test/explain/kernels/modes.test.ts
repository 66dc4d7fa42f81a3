/** explainGcm and explainCbc: against node:crypto, each value against its standard's examples. */
import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concat, hexToBytes, utf8ToBytes } from '../../../src/bytes/index.ts';
import { explainCbc, explainGcm } from '../../../src/explain/index.ts';
import { runsOf } from '../../property-runs.ts';
import { factOf, hiddenRenderings, tableOf, widest } from './examples.ts';

const ofLength = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const key = fc.constantFrom(16, 24, 32).chain(ofLength);
const dense = (text: string): string => text.replaceAll(' ', '');

describe('vectors', () => {
  it('test case 4 of GCM’s authors: H, each Y and the tag', () => {
    const exhibit = explainGcm({
      key: hexToBytes('feffe9928665731c6d6a8f9467308308'),
      nonce: hexToBytes('cafebabefacedbaddecaf888'),
      plaintext: hexToBytes(
        'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
      ),
      aad: hexToBytes('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
    });
    expect(bytesToHex(factOf(exhibit, 'H = CIPH_K(0)').value as Uint8Array)).toBe('b83b533708bf535d0aa6e52980d53b78');
    const { rows, how } = tableOf(exhibit, /^Y = /);
    expect(rows.map((row) => dense(row[4]))).toEqual([
      'ed56aaf8a72d67049fdb9228edba1322',
      'cd47221ccef0554ee4bb044c88150352',
      '54f5e1b2b5a8f9525c23924751a3ca51',
      '324f585c6ffc1359ab371565d6c45f93',
      'ca7dd446af4aa70cc3c0cd5abba6aa1c',
      '1590df9b2eb6768289e57d56274c8570',
      '698e57f70e6ecc7fd9463b7260a9ae5f',
    ]);
    expect(how?.[1][1]).toContain('= cd47221ccef0554ee4bb044c88150352');
    expect(bytesToHex(factOf(exhibit, 'T, the tag').value as Uint8Array)).toBe('5bc94fbc3221a5db94fae95ae7121a47');
    // The last Z of the product is the first Y.
    expect(dense(tableOf(exhibit, /^The first product/).rows.at(-1)![2])).toBe('ed56aaf8a72d67049fdb9228edba1322');
  });

  it('SP 800-38A §F.2.1: each block of CBC-AES128', () => {
    const exhibit = explainCbc({
      key: hexToBytes('2b7e151628aed2a6abf7158809cf4f3c'),
      iv: hexToBytes('000102030405060708090a0b0c0d0e0f'),
      plaintext: hexToBytes('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51'),
    });
    const rows = tableOf(exhibit, /^C_j/).rows.map((row) => row.map(dense));
    expect(rows[0].slice(2)).toEqual(['6bc0bce12a459991e134741a7f9e1925', '7649abac8119b246cee98e9b12e9197d']);
    expect(rows[1].slice(2)).toEqual(['d86421fb9f1a1eda505ee1375746972c', '5086cb9b507219ee95db113a917678b2']);
    // One bit changes: a block of nonsense, and that bit in the next.
    const changed = tableOf(exhibit, /lowest bit/).rows;
    expect(changed.map((row) => row[3])).toEqual([expect.stringMatching(/^1[3-6] of 16$/), '7', 'none']);
  });
});

describe('vectors: GHASH bit by bit', () => {
  it('each formula of the first product holds, and leads to the next', () => {
    const key = hexToBytes('feffe9928665731c6d6a8f9467308308');
    const exhibit = explainGcm({ key, nonce: new Uint8Array(12), plaintext: utf8ToBytes('x'), aad: key });
    const { rows, how } = tableOf(exhibit, /first product/);
    expect(how).toHaveLength(128);
    for (const [i, lines] of how!.entries()) {
      for (const [k, line] of lines.entries()) {
        // What stands before the last equals sign gives what stands after it, which is the row's value.
        const [, terms, result] = /([\da-f]{32}(?: ⊕ [\da-f]{32})?)(?: = ([\da-f]{32}))?$/.exec(line)!;
        const total = terms.split(' ⊕ ').reduce((sum, term) => sum ^ BigInt(`0x${term}`), 0n);
        if (result !== undefined) expect(total).toBe(BigInt(`0x${result}`));
        expect(total).toBe(BigInt(`0x${rows[i][2 + k].replaceAll(' ', '')}`));
      }
    }
  });
});

describe('properties', () => {
  it('GCM: what node:crypto makes, within 100 columns; key, plaintext and H are hidden', () => {
    fc.assert(
      fc.property(
        key,
        ofLength(12),
        fc.uint8Array({ minLength: 8, maxLength: 400 }),
        fc.uint8Array(),
        (key, nonce, plaintext, aad) => {
          const exhibit = explainGcm({ key, nonce, plaintext, aad });
          const cipher = createCipheriv(`aes-${(8 * key.length) as 128}-gcm`, key, nonce).setAAD(aad);
          const ciphertext = concat(cipher.update(plaintext), cipher.final());
          expect(factOf(exhibit, 'C, the ciphertext').value).toEqual(ciphertext);
          expect(factOf(exhibit, 'T, the tag').value).toEqual(new Uint8Array(cipher.getAuthTag()));
          expect(factOf(exhibit, "the engine's own result").value).toBe('the same');
          expect(widest(exhibit)).toBeLessThanOrEqual(100);
          const hidden = hiddenRenderings(exhibit);
          const isMeant = (secret: Uint8Array): boolean => new Set(secret).size > 4;
          for (const secret of [key, factOf(exhibit, 'H = CIPH_K(0)').value as Uint8Array])
            if (isMeant(secret)) expect(hidden).not.toContain(bytesToHex(secret).slice(0, 32));
        },
      ),
      runsOf(0.1),
    );
  });

  it('CBC: what node:crypto makes, padding included; key and plaintext are hidden', () => {
    fc.assert(
      fc.property(key, ofLength(16), fc.uint8Array({ minLength: 12, maxLength: 400 }), (key, iv, plaintext) => {
        const exhibit = explainCbc({ key, iv, plaintext });
        const cipher = createCipheriv(`aes-${8 * key.length}-cbc`, key, iv);
        expect(factOf(exhibit, 'ciphertext').value).toEqual(concat(cipher.update(plaintext), cipher.final()));
        expect(factOf(exhibit, "the engine's own result").value).toBe('the same');
        expect(widest(exhibit)).toBeLessThanOrEqual(100);
        if (new Set(plaintext).size > 4) expect(hiddenRenderings(exhibit)).not.toContain(bytesToHex(plaintext));
      }),
      runsOf(0.1),
    );
  });
});

describe('misuse', () => {
  it('names the argument of a wrong length', () => {
    const [key, text] = [new Uint8Array(16), utf8ToBytes('x')];
    const refuses = (run: () => unknown, argument: string): void =>
      expect(run).toThrow(
        expect.objectContaining({ code: 'out-of-range', message: expect.stringContaining(argument) }),
      );
    refuses(() => explainGcm({ key, nonce: new Uint8Array(8), plaintext: text, aad: text }), 'example.nonce');
    refuses(() => explainGcm({ key: text, nonce: new Uint8Array(12), plaintext: text, aad: text }), 'example.key');
    refuses(() => explainCbc({ key, iv: new Uint8Array(12), plaintext: text }), 'example.iv');
    refuses(() => explainCbc({ key: text, iv: key, plaintext: text }), 'example.key');
  });
});
