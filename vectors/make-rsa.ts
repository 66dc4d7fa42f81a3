/** Makes rsa.json: keys of several lengths by `openssl genrsa`, odd ones and one with e = 3 among them, and what OpenSSL signs and
 * encrypts with them. Run with `npx tsx vectors/make-rsa.ts`; keys and ciphertexts differ from run to run. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const KEYS = [
  { bits: 1023, flags: [] },
  { bits: 1024, flags: [] },
  { bits: 1025, flags: [] },
  { bits: 2047, flags: [] },
  { bits: 2048, flags: [] },
  { bits: 2048, flags: ['-3'] },
  { bits: 3072, flags: [] },
  { bits: 4096, flags: [] },
];
const MESSAGE = 'kube-apiserver';
const PREMASTER = `0303${'5a'.repeat(46)}`;

const folder = mkdtempSync(join(tmpdir(), 'vitrine-rsa-'));
const file = (name: string): string => join(folder, name);
const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });

/** The eight numbers of a key in hexadecimal. */
function numbers(pem: Buffer): Record<string, string> {
  const { n, e, d, p, q, dp, dq, qi } = createPrivateKey(pem).export({ format: 'jwk' });
  const named = { modulus: n, publicExponent: e, privateExponent: d, prime1: p, prime2: q };
  const all = { ...named, exponent1: dp, exponent2: dq, coefficient: qi };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, Buffer.from(value!, 'base64url').toString('hex')]),
  );
}

function vector(bits: number, flags: string[]): object {
  openssl('genrsa', ...flags, '-out', file('key'), String(bits));
  const sign = (hash: string): string =>
    openssl('dgst', `-${hash}`, '-sign', file('key'), file('message')).toString('hex');
  const encrypt = (name: string): string =>
    openssl('pkeyutl', '-encrypt', '-inkey', file('key'), '-in', file(name)).toString('hex');
  return {
    bits,
    key: numbers(openssl('rsa', '-in', file('key'), '-traditional')),
    signatures: { sha1: sign('sha1'), sha256: sign('sha256') },
    ciphertexts: { message: encrypt('message'), premaster: encrypt('premaster') },
  };
}

try {
  writeFileSync(file('message'), MESSAGE);
  writeFileSync(file('premaster'), Buffer.from(PREMASTER, 'hex'));
  const vectors = {
    source: 'vectors/make-rsa.ts',
    tool: openssl('version').toString().trim(),
    command:
      'openssl genrsa [-3] BITS; openssl dgst -HASH -sign KEY message; openssl pkeyutl -encrypt -inkey KEY -in message|premaster',
    message: MESSAGE,
    premaster: PREMASTER,
    cases: KEYS.map(({ bits, flags }) => vector(bits, flags)),
  };
  writeFileSync(join(import.meta.dirname, 'rsa.json'), `${JSON.stringify(vectors, undefined, 1)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
