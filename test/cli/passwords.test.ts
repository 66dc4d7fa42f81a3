/** `-passin`, with a key that is encrypted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/hash/index.ts';
import { pemDecode, readPrivateKeyPem, writeEncryptedPrivateKeyPem } from '../../src/keys/index.ts';
import { opensslPrivateKey } from '../fixtures/key-vectors.ts';
import { hasOpenssl } from '../openssl.ts';
import { isWholeTable } from '../property-runs.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
const password = 'gehêim 1';
const key = opensslPrivateKey(2048);
const kdf = { type: 'pbkdf2', hash: 'sha256', iterations: 100 } as const;
const pem = writeEncryptedPrivateKeyPem(key, { password, cipher: 'aes-256-cbc', kdf, random: seededRandom('passin') });

beforeAll(() => {
  shell.write('key', pem);
  shell.write('password', `${password}\nanother line\n`);
  shell.write('bytes', new Uint8Array([0xff, 0x0a]));
});
afterAll(shell.remove);

describe('vectors', () => {
  it.each([
    ['pass:', `pass:${password}`, {}],
    ['env:', 'env:SECRET', { env: { SECRET: password } }],
    ['file:', 'file:password', {}],
    ['stdin', 'stdin', { stdin: `${password}\n` }],
    ['stdin, without a line feed', 'stdin', { stdin: password }],
  ])('reads the password from %s', async (_, source, options) => {
    const { code, stdout, stderr } = await shell.run(['rsa', '-in', 'key', '-passin', source], options);
    expect([code, stderr]).toEqual([0, '']);
    expect(readPrivateKeyPem(stdout)).toEqual(key);
  });

  it('signs requests, certificates and digests with such a key', async () => {
    const passin = ['-passin', 'file:password'];
    const runs = [
      ['req', '-new', '-key', 'key', '-subj', '/CN=a', '-out', 'csr', ...passin],
      ['req', '-new', '-x509', '-key', 'key', '-subj', '/CN=ca', '-out', 'crt', ...passin],
      ['x509', '-req', '-in', 'csr', '-CA', 'crt', '-CAkey', 'key', '-out', 'issued', ...passin],
      ['x509', '-req', '-in', 'csr', '-signkey', 'key', '-out', 'own', ...passin],
      ['dgst', '-sign', 'key', '-out', 'signature', ...passin, 'password'],
      ['rsa', '-in', 'key', '-pubout', '-out', 'public', ...passin],
      ['dgst', '-verify', 'public', '-signature', 'signature', 'password'],
    ];
    for (const argv of runs) {
      const { code, stderr } = await shell.run(argv);
      expect([argv[0], code, stderr.includes('wrong')]).toEqual([argv[0], 0, false]);
    }
  });

  it.runIf(hasOpenssl)('takes the sources as OpenSSL does', async () => {
    shell.openssl('genrsa', '-aes128', '-passout', 'file:password', '-out', 'theirs', '2048');
    const ours = await shell.run(['rsa', '-in', 'theirs', '-passin', 'file:password', '-modulus', '-noout']);
    expect(ours.stdout).toBe(shell.openssl('rsa', '-in', 'theirs', '-passin', 'file:password', '-modulus', '-noout'));
    shell.openssl(
      'pkey',
      '-in',
      'theirs',
      '-passin',
      `pass:${password}`,
      '-aes256',
      '-passout',
      'file:bytes',
      '-traditional',
      '-out',
      'old',
    );
    const old = await shell.run(['rsa', '-in', 'old', '-passin', 'file:bytes', '-modulus', '-noout']);
    expect(old.stdout).toBe(ours.stdout);
  });

  it('reads DER', async () => {
    const der = Buffer.from(pem.replace(/-----[^-]*-----/g, ''), 'base64');
    shell.write('der', der);
    const { code, stdout } = await shell.run(['rsa', '-in', 'der', '-inform', 'DER', '-passin', `pass:${password}`]);
    expect(code).toBe(0);
    expect(readPrivateKeyPem(stdout)).toEqual(key);
  });
});

describe('-passout', () => {
  const passout = ['-passout', `pass:${password}`];

  it.runIf(isWholeTable)('encrypts what genrsa, req and rsa write; OpenSSL reads it', async () => {
    const runs = [
      ['genrsa', '-aes192', '-out', 'generated', '-quiet', ...passout],
      ['req', '-new', '-newkey', 'rsa:2048', '-keyout', 'new', '-subj', '/CN=a', '-out', 'csr', ...passout],
      ['rsa', '-in', 'key', '-passin', 'file:password', '-aes128', '-outform', 'DER', '-out', 'der', ...passout],
    ];
    for (const argv of runs)
      expect([argv[0], await shell.run(argv)]).toEqual([argv[0], expect.objectContaining({ code: 0 })]);
    for (const name of ['generated', 'new']) {
      expect(shell.read(name), name).toContain('BEGIN ENCRYPTED PRIVATE KEY');
      expect(shell.mode(name), name).toBe(0o600);
      const argv = ['rsa', '-in', name, '-passin', 'file:password', '-noout', '-modulus'];
      const { code, stdout } = await shell.run(argv);
      expect(code).toBe(0);
      if (hasOpenssl) expect(shell.openssl(...argv), name).toBe(stdout);
    }
    const argv = ['rsa', '-in', 'der', '-inform', 'DER', '-passin', 'file:password'];
    expect(readPrivateKeyPem((await shell.run(argv)).stdout)).toEqual(key);
  });

  it.each([
    'genrsa -passout pass:x',
    'genrsa -aes256',
    'genrsa -aes256 -passout pass:',
    'genrsa -aes256 -aes128 -passout pass:x',
    'genrsa -aes256 -traditional -passout pass:x',
    'rsa -in key -pubout -aes256 -passout pass:x',
    'req -new -newkey rsa:2048 -keyout never -subj /CN=a',
    'req -new -newkey rsa:2048 -keyout never -subj /CN=a -nodes -passout pass:x',
  ])('refuses %s', async (line) => {
    const { code, stdout } = await shell.line(line);
    expect([code, stdout]).toEqual([2, '']);
    expect(shell.exists('never')).toBe(false);
  });
});

describe('misuse', () => {
  const refused = async (argv: readonly string[], stdin?: string): Promise<[number, string]> => {
    const { code, stderr, stdout } = await shell.run(['rsa', ...argv], { stdin });
    expect(stdout).toBe('');
    return [code, stderr];
  };

  it('says what is wrong, and never the password', async () => {
    const asksForOne = [3, expect.stringContaining('no password is given: -passin pass:TEXT')];
    expect(await refused(['-in', 'key'])).toEqual(asksForOne);
    shell.write('encrypted.der', pemDecode(pem)[0].bytes);
    expect(await refused(['-in', 'encrypted.der'])).toEqual(asksForOne);
    expect(await refused(['-in', 'encrypted.der', '-inform', 'DER'])).toEqual(asksForOne);
    const [code, text] = await refused(['-in', 'key', '-passin', 'pass:guess']);
    expect([code, text]).toEqual([3, expect.stringContaining('password is wrong')]);
    expect(text).not.toContain('guess');
    const [usage, told] = await refused(['-in', 'key', '-passin', 'guess']);
    expect([usage, told]).toEqual([2, expect.stringContaining('pass:TEXT')]);
    expect(told).not.toContain('guess');
    expect(await refused(['-in', 'key', '-passin', 'env:NOWHERE'])).toEqual([3, expect.stringContaining('NOWHERE')]);
    expect(await refused(['-in', 'key', '-passin', 'env:toString'])).toEqual([3, expect.stringContaining('toString')]);
    expect((await refused(['-in', 'key', '-passin', 'file:nowhere']))[0]).toBe(3);
    expect(await refused(['-passin', 'stdin'], pem)).toEqual([2, expect.stringContaining('standard input too')]);
  });
});
