/** `pkcs8` and `pkcs12`: what OpenSSL writes of the same files, after decryption where it is encrypted. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pemDecode, pemEncode, readPkcs12, writePrivateKeyPem } from '../../src/keys/index.ts';
import * as vectors from '../fixtures/pkcs12-vectors.ts';
import { hasOpenssl30 } from '../openssl.ts';
import { isWholeTable } from '../property-runs.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
const pem = writePrivateKeyPem(vectors.key, 'pkcs8');
const [files, legacy] = [0, 1].map((i) => vectors.fileOf(vectors.openssl[i]));

beforeAll(() => {
  shell.write('key', pem);
  shell.write('leaf', pemEncode('CERTIFICATE', vectors.leaf));
  shell.write('ca', pemEncode('CERTIFICATE', vectors.ca));
  shell.write('both', pem + pemEncode('CERTIFICATE', vectors.ca) + pemEncode('CERTIFICATE', vectors.leaf));
  shell.write('p12', files);
  shell.write('legacy', legacy);
  shell.write('nomac', vectors.fileOf(vectors.withoutMac));
  shell.write('password', 'Zürich\n');
});
afterAll(shell.remove);

const ok = async (...argv: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await shell.run(argv);
  expect([argv, code, stderr]).toEqual([argv, 0, '']);
  return stdout;
};
/** Exit status and code of the error. */
const refusal = async (...argv: readonly string[]): Promise<readonly unknown[]> => {
  const { code, stdout, stderr } = await shell.run(argv);
  expect(stdout).toBe('');
  return [code, /\(code ([\w-]+)\)/.exec(stderr)?.[1]];
};
const SECRET = ['-passin', 'pass:secret'];

describe('vectors', () => {
  it.runIf(hasOpenssl30).each([
    ['pkcs12', '-in', 'p12', '-nodes', ...SECRET],
    ['pkcs12', '-in', 'p12', '-noenc', '-clcerts', '-nokeys', ...SECRET],
    ['pkcs12', '-in', 'p12', '-cacerts', '-nokeys', ...SECRET],
    ['pkcs12', '-in', 'p12', '-nocerts', '-nodes', '-password', 'pass:secret'],
    ['pkcs12', '-in', 'legacy', '-legacy', '-nodes', ...SECRET],
    ['pkcs8', '-topk8', '-nocrypt', '-in', 'key'],
    ['pkcs8', '-nocrypt', '-in', 'key', '-traditional'],
    ['pkcs8', '-nocrypt', '-in', 'key'],
  ])('OpenSSL writes the same: %s %s %s %s %s %s %s', async (...argv) => {
    expect(await ok(...argv)).toBe(shell.openssl(...argv));
  });

  it.runIf(hasOpenssl30)(
    'a key of a kind that is not served is named; the certificates come all the same',
    async () => {
      shell.openssl('ecparam', '-genkey', '-noout', '-name', 'secp256k1', '-out', 'k1');
      shell.openssl('req', '-x509', '-key', 'k1', '-subj', '/CN=k1', '-out', 'k1.crt');
      shell.openssl('pkcs12', '-export', '-inkey', 'k1', '-in', 'k1.crt', '-out', 'k1.p12', '-passout', 'pass:secret');
      const both = await shell.run(['pkcs12', '-in', 'k1.p12', '-nodes', ...SECRET]);
      expect(both.stderr).toMatch(/: a key is left out: the curve secp256k1 is not supported\n$/);
      expect(both.stdout).toMatch(/-----BEGIN CERTIFICATE-----/);
      const argv = ['pkcs12', '-in', 'k1.p12', '-nokeys', ...SECRET];
      expect(await ok(...argv)).toBe(shell.openssl(...argv));
    },
  );

  it.runIf(hasOpenssl30)('-info says of a file what OpenSSL says', async () => {
    for (const name of ['p12', 'legacy']) {
      const argv = ['pkcs12', '-in', name, '-info', '-noout', '-legacy', ...SECRET];
      const ours = await shell.run(argv);
      expect(ours.code).toBe(0);
      expect(ours.stderr).toMatch(/^MAC: sha(256|1), Iteration 1000\nMAC length: \d+, salt length: 8\n/);
      expect(ours.stderr).toContain(
        name === 'p12' ? 'PBES2, PBKDF2, AES-256-CBC, Iteration 1000' : 'pbeWithSHA1And40BitRC2-CBC',
      );
    }
  });

  it.runIf(hasOpenssl30)('OpenSSL reads what we export, and shows the same', async () => {
    const names = ['-name', 'leaf', '-caname', 'authority', '-iter', '1000'];
    const argv = ['pkcs12', '-export', '-in', 'both', ...names, '-passout', 'file:password', '-out', 'made'];
    expect(await ok(...argv)).toBe('');
    expect(shell.mode('made')).toBe(0o600);
    const theirs = shell.openssl('pkcs12', '-in', 'made', '-passin', 'file:password', '-nodes');
    expect(theirs).toBe(await ok('pkcs12', '-in', 'made', '-passin', 'file:password', '-nodes'));
    expect(theirs).toBe(await ok('pkcs12', '-in', 'p12', '-nodes', ...SECRET));
  });

  it.runIf(hasOpenssl30)('OpenSSL decrypts what pkcs8 encrypts', async () => {
    const runs = [
      ['-v2', 'aes128', '-v2prf', 'hmacWithSHA512', '-iter', '10'],
      ['-v2', 'AES-192-CBC', '-noiter'],
      ['-scrypt', '-scrypt_N', '1024', '-scrypt_r', '4', '-scrypt_p', '2'],
    ];
    for (const args of runs) {
      const text = await ok('pkcs8', '-topk8', '-in', 'key', '-passout', 'file:password', ...args, '-out', 'encrypted');
      expect([text, shell.mode('encrypted')]).toEqual(['', 0o600]);
      expect(shell.openssl('pkcs8', '-in', 'encrypted', '-passin', 'file:password')).toBe(pem);
      expect(await ok('pkcs8', '-in', 'encrypted', '-passin', 'file:password')).toBe(pem);
    }
    await ok('pkcs8', '-topk8', '-in', 'key', '-passout', 'pass:x', '-iter', '1', '-outform', 'DER', '-out', 'der');
    expect(shell.openssl('pkcs8', '-inform', 'DER', '-in', 'der', '-passin', 'pass:x')).toBe(pem);
    shell.openssl('pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES', '-in', 'key', '-passout', 'file:password', '-out', 'old');
    expect(await ok('pkcs8', '-in', 'old', '-passin', 'file:password')).toBe(pem);
  });

  // By 600,000 rounds.
  it.runIf(isWholeTable)('encrypts keys that come out, unless told not to', async () => {
    const text = await ok('pkcs12', '-in', 'p12', '-nocerts', ...SECRET, '-passout', 'pass:new', '-aes128');
    expect(pemDecode(text)[0].label).toBe('ENCRYPTED PRIVATE KEY');
    const decrypted = createPrivateKey({ key: text, passphrase: 'new' });
    expect(decrypted.export({ type: 'pkcs8', format: 'pem' })).toBe(pem);
    expect(await refusal('pkcs12', '-in', 'p12', ...SECRET)).toEqual([2, 'usage']);
  });

  it('exports a key without certificates, and certificates without a key', async () => {
    const export_ = ['pkcs12', '-export', '-passout', 'pass:x', '-iter', '1'];
    await ok(...export_, '-nocerts', '-inkey', 'key', '-in', 'leaf', '-out', 'only-key');
    const read = (name: string) => readPkcs12(readFileSync(shell.path(name)), { password: 'x' });
    expect([read('only-key').keys.length, read('only-key').certificates.length]).toEqual([1, 0]);
    await ok(...export_, '-nokeys', '-in', 'ca', '-certfile', 'leaf', '-caname', 'a', '-caname', 'b', '-out', 'trust');
    expect(read('trust').certificates.map(({ friendlyName }) => friendlyName)).toEqual(['a', 'b']);
    expect(read('trust').keys).toEqual([]);
    const noted = await shell.run([...export_, '-nodes', '-inkey', 'key', '-in', 'leaf', '-out', 'noted']);
    expect([noted.code, noted.stderr]).toEqual([0, expect.stringContaining('the file is encrypted')]);
    expect(read('noted').keys.length).toBe(1);
  });
});

describe('misuse', () => {
  it('says what is wrong with a file or its password', async () => {
    expect(await refusal('pkcs12', '-in', 'p12', '-noout', '-passin', 'pass:x')).toEqual([3, 'mac-mismatch']);
    expect(await refusal('pkcs12', '-in', 'p12', '-noout')).toEqual([3, 'encrypted']);
    expect(await refusal('pkcs12', '-in', 'nomac', '-noout', ...SECRET)).toEqual([3, 'mac-absent']);
    expect((await shell.run(['pkcs12', '-in', 'nomac', '-noout', '-nomacver', ...SECRET])).code).toBe(0);
    expect(await refusal('pkcs12', '-in', 'key', '-noout', ...SECRET)).toEqual([3, 'unexpected-tag']);
    const ofPem = await shell.run(['pkcs12', '-in', 'key', '-noout', ...SECRET]);
    expect(ofPem.stderr).toContain('; the file is no DER; vitrine pkcs12 -export makes');
    expect(await refusal('pkcs12', '-export', '-in', 'ca', '-inkey', 'key', '-passout', 'pass:x')).toEqual([
      3,
      'key-mismatch',
    ]);
    expect(await refusal('pkcs8', '-in', 'p12', '-nocrypt')).toEqual([3, 'out-of-range']);
    expect((await shell.run(['pkey', '-in', 'p12'])).stderr).toContain('; a PKCS #12 file is read by vitrine pkcs12');
  });

  it('refuses options that do not go together, and what we never write', async () => {
    const usage = async (...argv: readonly string[]) =>
      expect(await refusal(...argv), argv.join(' ')).toEqual([2, 'usage']);
    const EXPORT = ['pkcs12', '-export', '-in', 'both', '-passout', 'pass:x'];
    await usage('pkcs12', '-in', 'p12', '-name', 'x', ...SECRET);
    await usage('pkcs12', '-in', 'p12', '-clcerts', '-cacerts', ...SECRET);
    await usage('pkcs12', '-passin', 'stdin');
    await usage('pkcs12', '-in', 'p12', '-passin', 'secret');
    await usage(...EXPORT, '-legacy');
    await usage(...EXPORT, '-keypbe', 'PBE-SHA1-3DES');
    await usage(...EXPORT, '-keypbe', 'AES-128-CBC', '-certpbe', 'AES-256-CBC');
    await usage(...EXPORT, '-macalg', 'sha1');
    await usage('pkcs12', '-export', '-in', 'both');
    await usage('pkcs12', '-export', '-in', 'both', '-passout', 'pass:');
    await usage('pkcs8', '-topk8', '-in', 'key');
    await usage('pkcs8', '-topk8', '-in', 'key', '-passout', 'pass:x', '-v1', 'PBE-SHA1-3DES');
    await usage('pkcs8', '-topk8', '-in', 'key', '-passout', 'pass:x', '-v2', 'des3');
    await usage('pkcs8', '-topk8', '-in', 'key', '-passout', 'pass:x', '-v2prf', 'hmacWithMD5');
    await usage('pkcs8', '-topk8', '-in', 'key', '-passout', 'pass:x', '-scrypt', '-iter', '3');
    await usage('pkcs8', '-topk8', '-in', 'key', '-passout', 'pass:x', '-scrypt_N', '1000');
    await usage('pkcs8', '-nocrypt', '-in', 'key', '-passout', 'pass:x');
  });
});
