/** Encrypted private keys, both ways with OpenSSL: `pkcs8 -topk8`, and `pkey` for those that we write. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import {
  type KeyDerivation,
  publicKeyOf,
  readPrivateKeyPem,
  writeEncryptedPrivateKeyPem,
  writePrivateKeyPem,
  writePublicKeyPem,
} from '../../src/keys/index.ts';
import { KINDS } from '../fixtures/keys.ts';
import { everyNth } from '../property-runs.ts';
import { describePeer, folder } from './peers.ts';

const openssl = (input: string, ...args: string[]): string =>
  execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'ignore'] });

const CIPHERS = ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc'] as const;
const DERIVATIONS: readonly { readonly kdf: KeyDerivation; readonly args: readonly string[] }[] = [
  ...(['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const).map((hash) => ({
    kdf: { type: 'pbkdf2' as const, hash, iterations: 2048 },
    args: ['-v2prf', `hmacWith${hash.toUpperCase()}`, '-iter', '2048'],
  })),
  {
    kdf: { type: 'scrypt', cost: 1024, blockSize: 8, parallelization: 1 },
    args: ['-scrypt', '-scrypt_N', '1024', '-scrypt_r', '8', '-scrypt_p', '1'],
  },
];
const nameOf = (kdf: KeyDerivation): string => (kdf.type === 'scrypt' ? 'scrypt' : `PBKDF2-HMAC-${kdf.hash}`);
const COMBINATIONS = CIPHERS.flatMap((cipher) =>
  DERIVATIONS.map(({ kdf, args }) => ({ cipher, kdf, args, name: `${cipher}, ${nameOf(kdf)}` })),
);
const password = 'pässwörd';

describePeer('openssl', () => {
  it.each(everyNth(5, COMBINATIONS))('encrypts for us, and decrypts what we write: $name', ({ cipher, kdf, args }) => {
    const { key } = KINDS.find(({ kind }) => kind === 'P-256')!;
    const plain = writePrivateKeyPem(key, 'pkcs8');
    const theirs = openssl(plain, 'pkcs8', '-topk8', '-v2', cipher, ...args, '-passout', `pass:${password}`);
    expect(readPrivateKeyPem(theirs, { password })).toEqual(key);
    const ours = writeEncryptedPrivateKeyPem(key, { password, cipher, kdf, random: systemRandom });
    expect(openssl(ours, 'pkey', '-pubout', '-passin', `pass:${password}`)).toBe(
      writePublicKeyPem(publicKeyOf(key), 'spki'),
    );
  });

  describe('every kind of key', () => {
    it.each(everyNth(3, KINDS))('$kind', ({ key }) => {
      const kdf = { type: 'pbkdf2', hash: 'sha256', iterations: 2048 } as const;
      const ours = writeEncryptedPrivateKeyPem(key, { password, cipher: 'aes-256-cbc', kdf, random: systemRandom });
      const decrypted = openssl(ours, 'pkey', '-passin', `pass:${password}`);
      expect(readPrivateKeyPem(decrypted)).toEqual(key);
      const theirs = openssl(decrypted, 'pkcs8', '-topk8', '-passout', `pass:${password}`);
      expect(readPrivateKeyPem(theirs, { password })).toEqual(key);
    });
  });
});
