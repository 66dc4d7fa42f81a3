/** Makes keys.json: RSA keys in every encoding that OpenSSL writes, with their key identifiers, and keys that must be refused.
 * Run with `npx tsx vectors/make-keys.ts`; other keys every time. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'vitrine-keys-'));
const openssl = (...args: string[]): string =>
  execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

function rsaKey(bits: number): object {
  openssl('genrsa', '-out', 'key', `${bits}`);
  const certificate = ['req', '-x509', '-new', '-key', 'key', '-subj', '/CN=k'];
  openssl(...certificate, '-addext', 'subjectKeyIdentifier=hash', '-out', 'crt');
  const identifier = openssl('x509', '-in', 'crt', '-noout', '-ext', 'subjectKeyIdentifier').split('\n')[1];
  return {
    bits,
    pkcs8: openssl('pkey', '-in', 'key'),
    pkcs1: openssl('pkey', '-in', 'key', '-traditional'),
    spki: openssl('pkey', '-in', 'key', '-pubout'),
    pkcs1Public: openssl('rsa', '-in', 'key', '-RSAPublicKey_out'),
    keyIdentifier: identifier.replaceAll(/[ :]/g, '').toLowerCase(),
  };
}

function refused(): object[] {
  openssl('genrsa', '-out', 'key', '1024');
  const encrypt = ['-in', 'key', '-aes128', '-passout', 'pass:secret'];
  return [
    {
      name: 'encrypted PKCS #8',
      code: 'encrypted',
      pem: openssl('pkcs8', '-topk8', ...encrypt.slice(0, 2), '-passout', 'pass:secret'),
    },
    { name: 'encrypted PKCS #1', code: 'encrypted', pem: openssl('rsa', ...encrypt, '-traditional') },
    { name: 'three primes', code: 'multi-prime-key', pem: openssl('genrsa', '-traditional', '-primes', '3', '2048') },
    { name: 'a public key', code: 'wrong-pem-label', pem: openssl('pkey', '-in', 'key', '-pubout') },
  ];
}

try {
  const vectors = {
    source: 'vectors/make-keys.ts',
    tool: openssl('version').trim(),
    command:
      'openssl genrsa BITS; openssl pkey [-traditional] [-pubout]; openssl rsa -RSAPublicKey_out; refused ones as the script has them',
    cases: [1024, 2048, 3072].map(rsaKey),
    refused: refused(),
  };
  writeFileSync(join(import.meta.dirname, 'keys.json'), `${JSON.stringify(vectors, null, 1)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
