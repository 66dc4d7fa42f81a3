/** Makes encrypted-keys.json: one EC key under passwords, in every encryption that OpenSSL writes and we read, and some that we refuse.
 * Run with `npx tsx vectors/make-encrypted-keys.ts`; another key every time. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'vitrine-encrypted-keys-'));
const openssl = (...args: string[]): string =>
  execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

const pkcs8 = ['pkcs8', '-topk8', '-in', 'key'];
const ITERATIONS = ['-iter', '1000'];
const SCRYPT = ['-scrypt', '-scrypt_N', '1024', '-scrypt_r', '8', '-scrypt_p', '2'];

/** By name: what OpenSSL is told. The password is `secret` where the name has none. */
const READ: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'des3'].flatMap((cipher) => [
      ...['SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512'].map((hash) => [
        `${cipher}, PBKDF2-HMAC-${hash}`,
        [...pkcs8, '-v2', cipher, '-v2prf', `hmacWith${hash}`, ...ITERATIONS],
      ]),
      [`${cipher}, scrypt`, [...pkcs8, '-v2', cipher, ...SCRYPT]],
    ]),
  ),
  ...Object.fromEntries(
    ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'des3'].map((cipher) => [
      `${cipher}, Proc-Type`,
      ['pkey', '-in', 'key', '-traditional', `-${cipher}`],
    ]),
  ),
};
/** PKCS #12's algorithms, whose key is made of the password as a BMPString. */
const PBE: Readonly<Record<string, readonly string[]>> = {
  'PBE-SHA1-3DES': ['-v1', 'PBE-SHA1-3DES', ...ITERATIONS],
  'PBE-SHA1-RC2-40': ['-v1', 'PBE-SHA1-RC2-40', ...ITERATIONS, '-provider', 'default', '-provider', 'legacy'],
};
const PASSWORDS: Readonly<Record<string, Uint8Array>> = {
  'a password in UTF-8': Buffer.from('Zürich 🔑'),
  'a password that is no UTF-8': Uint8Array.of(0xff, 0x80, 0x41),
  'an empty password': new Uint8Array(0),
};
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'PBES2 with hmacWithSHA512-256': [...pkcs8, '-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA512-256'],
  'PBES2 with Camellia': [...pkcs8, '-v2', 'camellia-128-cbc'],
  'PBE-MD5-DES': [...pkcs8, '-v1', 'PBE-MD5-DES', '-provider', 'default', '-provider', 'legacy'],
  'PBE-SHA1-RC4-128': [...pkcs8, '-v1', 'PBE-SHA1-RC4-128', '-provider', 'default', '-provider', 'legacy'],
};

function encrypted(command: readonly string[], password: Uint8Array): { password: string; pem: string } {
  writeFileSync(join(folder, 'password'), Buffer.concat([password, Buffer.from('\n')]));
  return {
    password: Buffer.from(password).toString('hex'),
    pem: openssl(...command, '-passout', 'file:password'),
  };
}

try {
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'key');
  const secret = Buffer.from('secret');
  const rows = (commands: typeof READ) =>
    Object.entries(commands).map(([name, command]) => ({ name, ...encrypted(command, secret) }));
  const vectors = {
    source: 'vectors/make-encrypted-keys.ts',
    tool: openssl('version').trim(),
    command: 'openssl pkcs8 -topk8 [-v2 CIPHER] [-v2prf PRF] [-scrypt]; openssl pkey -traditional -CIPHER',
    key: openssl('pkey', '-in', 'key'),
    read: [
      ...rows(READ),
      ...Object.entries(PASSWORDS).map(([name, password]) => ({
        name,
        ...encrypted([...pkcs8, '-v2', 'aes-256-cbc', ...ITERATIONS], password),
      })),
    ],
    pbe: Object.entries(PBE).flatMap(([name, args]) =>
      ['secret', 'Zürich 🔑', ''].map((password) => ({
        name: `${name}, ${JSON.stringify(password)}`,
        ...encrypted([...pkcs8, ...args], Buffer.from(password)),
      })),
    ),
    refused: rows(REFUSED),
  };
  writeFileSync(join(import.meta.dirname, 'encrypted-keys.json'), `${JSON.stringify(vectors, null, 1)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
