import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../../src/bytes/index.ts';
import { desEde3CbcDecrypt } from '../../../src/keys/legacy/des-ede3.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('vectors', () => {
  it('SP 800-67 appendix B.1, block by block', () => {
    const key = hexToBytes('0123456789abcdef23456789abcdef01456789abcdef0123');
    const ecb = (block: string) => bytesToHex(desEde3CbcDecrypt(key, new Uint8Array(8), hexToBytes(block)));
    const blocks = ['a826fd8ce53b855f', 'cce21c8112256fe6', '68d5c05dd9b6b900'].map(ecb).join('');
    expect(Buffer.from(blocks, 'hex').toString('latin1')).toBe('The qufck brown fox jump');
  });
});

describe('properties', () => {
  it('undoes what OpenSSL does, whatever the parity of the key', () => {
    const plaintext = fc.nat(6).chain((blocks) => bytes(8 * blocks));
    fc.assert(
      fc.property(bytes(24), bytes(8), plaintext, (key, iv, plaintext) => {
        const cipher = createCipheriv('des-ede3-cbc', key, iv).setAutoPadding(false);
        const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
        expect(bytesToHex(desEde3CbcDecrypt(key, iv, ciphertext))).toBe(bytesToHex(plaintext));
      }),
    );
  });
});

describe('misuse', () => {
  it('refuses other lengths', () => {
    const [key, iv] = [new Uint8Array(24), new Uint8Array(8)];
    expect(codeOf(() => desEde3CbcDecrypt(key.subarray(1), iv, iv))).toBe('out-of-range');
    expect(codeOf(() => desEde3CbcDecrypt(key, key, iv))).toBe('out-of-range');
    expect(codeOf(() => desEde3CbcDecrypt(key, iv, iv.subarray(1)))).toBe('partial-block');
  });
});
