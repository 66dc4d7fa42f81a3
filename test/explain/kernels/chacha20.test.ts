import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../../src/bytes/index.ts';
import { explainChaCha20 } from '../../../src/explain/index.ts';
import { runsOf } from '../../property-runs.ts';
import { factOf, hiddenRenderings, tableOf, widest } from './examples.ts';

describe('vectors: RFC 8439 §2.8.2', () => {
  const exhibit = explainChaCha20({
    key: Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i),
    nonce: hexToBytes('070000004041424344454647'),
    plaintext: utf8ToBytes(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    ),
    aad: hexToBytes('50515253c0c1c2c3c4c5c6c7'),
  });

  it('the one-time key, its two numbers, and the tag', () => {
    expect(bytesToHex(factOf(exhibit, 'one-time key').value as Uint8Array)).toBe(
      '7bac2b252db447af09b67a55a4e955840ae1d6731075d9eb2a9375783ed553ff',
    );
    expect(factOf(exhibit, 'r').value).toBe(0x455e9a4057ab6080f47b42c052bac7bn);
    expect(factOf(exhibit, 's').value).toBe(0xff53d53e7875932aebd9751073d6e10an);
    expect(bytesToHex(factOf(exhibit, 'tag').value as Uint8Array)).toBe('1ae10b594f09e26a7e902ecbd0600691');
  });

  it('the first state of the one-time key, and eighty quarter rounds', () => {
    expect(tableOf(exhibit, /The state: state/).rows).toEqual([
      ['row 0', '61707865', '3320646e', '79622d32', '6b206574'],
      ['row 1', '83828180', '87868584', '8b8a8988', '8f8e8d8c'],
      ['row 2', '93929190', '97969594', '9b9a9998', '9f9e9d9c'],
      ['row 3', '00000000', '00000007', '43424140', '47464544'],
    ]);
    expect(tableOf(exhibit, /each quarter round/).rows.length).toBe(80);
  });
});

describe('properties', () => {
  it('comes to what node:crypto comes to, within 100 columns; key, plaintext and key stream are hidden', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const some = fc.uint8Array({ maxLength: 150 });
    fc.assert(
      fc.property(bytes(32), bytes(12), some, some, (key, nonce, plaintext, aad) => {
        const exhibit = explainChaCha20({ key, nonce, plaintext, aad });
        const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
        cipher.setAAD(aad, { plaintextLength: plaintext.length });
        const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]).toString('hex');
        expect(bytesToHex(factOf(exhibit, 'ciphertext').value as Uint8Array)).toBe(ciphertext);
        expect(bytesToHex(factOf(exhibit, 'tag').value as Uint8Array)).toBe(cipher.getAuthTag().toString('hex'));
        expect(factOf(exhibit, "the engine's own result").value).toBe('the same');
        expect(widest(exhibit)).toBeLessThanOrEqual(100);
        const hidden = hiddenRenderings(exhibit);
        expect(hidden).not.toContain(bytesToHex(key));
        expect(hidden).not.toContain(bytesToHex(factOf(exhibit, 'one-time key').value as Uint8Array));
        if (plaintext.length > 8)
          expect(hidden).not.toContain(`"${bytesToHex(factOf(exhibit, 'key stream 1').value as Uint8Array)}"`);
      }),
      runsOf(0.1),
    );
  });
});

describe('misuse', () => {
  it.each([
    [31, 12],
    [32, 11],
  ])('refuses a key of %i bytes with a nonce of %i', (keyLength, nonceLength) => {
    const example = {
      key: new Uint8Array(keyLength),
      nonce: new Uint8Array(nonceLength),
      plaintext: new Uint8Array(0),
      aad: new Uint8Array(0),
    };
    expect(() => explainChaCha20(example)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
  });
});
