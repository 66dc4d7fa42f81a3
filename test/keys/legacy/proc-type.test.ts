import { describe, expect, it } from 'vitest';
import { readPrivateKeyPem } from '../../../src/keys/index.ts';
import { codeOf, encryptedKeys } from '../../fixtures/key-vectors.ts';

const key = readPrivateKeyPem(encryptedKeys.key);
const all = encryptedKeys.read.filter(({ name }) => name.endsWith('Proc-Type'));
const [{ pem }] = all;
const password = 'secret';
const codeWith = (pattern: RegExp | string, text: string): string =>
  codeOf(() => readPrivateKeyPem(pem.replace(pattern, text), { password }));

describe('vectors', () => {
  it('OpenSSL’s, of each cipher', () => {
    expect(all.length).toBe(4);
    for (const { pem } of all) expect(readPrivateKeyPem(pem, { password })).toEqual(key);
  });
});

describe('misuse', () => {
  it('a wrong password is one code, and none is another', () => {
    for (let i = 0; i < 600; i++) {
      // The padding is right once in 256 times.
      expect(codeOf(() => readPrivateKeyPem(pem, { password: `${i}` }))).toBe('decryption-failed');
    }
    expect(codeOf(() => readPrivateKeyPem(pem))).toBe('encrypted');
  });

  it('headers that are malformed, or name another cipher, are refused', () => {
    expect(pem).toContain('DEK-Info: AES-128-CBC,');
    expect(codeWith(/DEK-Info:.*\n/, '')).toBe('encryption-parameters');
    expect(codeWith(/(DEK-Info:.*\n)/, '$1$1')).toBe('encryption-parameters');
    expect(codeWith(/DEK-Info:.*/, 'DEK-Info: AES-128-CBC')).toBe('encryption-parameters');
    expect(codeWith(/DEK-Info:.*/, 'DEK-Info: AES-128-CBC,00')).toBe('encryption-parameters');
    expect(codeWith(/DEK-Info:.*/, 'DEK-Info: AES-128-CBC,0')).toBe('encryption-parameters');
    expect(codeWith(/DEK-Info:.*/, 'DEK-Info: AES-128-CBC,xy')).toBe('encryption-parameters');
    expect(codeWith('AES-128-CBC', 'DES-CBC')).toBe('unsupported-algorithm');
    expect(codeWith('AES-128-CBC', 'AES-256-CBC')).toBe('decryption-failed');
  });
});
