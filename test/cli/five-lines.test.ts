/** The five lines of the README, which are OpenSSL's with another name. */
import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificatesPem } from '../../src/x509/index.ts';
import { commandProgram } from '../node-program.ts';
import { hasOpenssl } from '../openssl.ts';
import { FIVE_LINES, Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
const stderr: string[] = [];
beforeAll(async () => {
  for (const line of FIVE_LINES) {
    const outcome = await shell.line(line);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toBe('');
    stderr.push(outcome.stderr);
  }
}, 30_000);

describe('vectors', () => {
  it('writes the files that OpenSSL writes, keys for their owner only', () => {
    expect(shell.files()).toEqual(['apiserver.crt', 'apiserver.csr', 'apiserver.key', 'ca.crt', 'ca.key', 'ca.srl']);
    expect(shell.mode('ca.key')).toBe(0o600);
    expect(shell.mode('ca.crt')).toBe(0o644);
    expect(shell.read('ca.key')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  });

  it.skipIf(!hasOpenssl)('is accepted by openssl, -x509_strict too', () => {
    expect(shell.openssl('verify', '-x509_strict', '-CAfile', 'ca.crt', 'apiserver.crt')).toBe('apiserver.crt: OK\n');
    expect(shell.openssl('rsa', '-check', '-noout', '-in', 'ca.key')).toContain('RSA key ok');
    expect(() => shell.openssl('req', '-verify', '-noout', '-in', 'apiserver.csr')).not.toThrow();
  });

  it('writes version 3 with key identifiers, and a CA with critical extensions', () => {
    const [ca] = readCertificatesPem(shell.read('ca.crt'));
    const [leaf] = readCertificatesPem(shell.read('apiserver.crt'));
    expect(leaf.version).toBe(3);
    expect(leaf.extension('authorityKeyIdentifier')?.keyIdentifier).toEqual(ca.subjectKeyIdentifier);
    expect(ca.keyUsage).toEqual(['keyCertSign', 'cRLSign']);
    expect(ca.extensions.filter(({ critical }) => critical).map(({ extnValue }) => extnValue.kind)).toEqual([
      'basicConstraints',
      'keyUsage',
    ]);
    expect(Math.round((ca.notAfter.getTime() - ca.notBefore.getTime()) / 86_400_000)).toBe(3650);
  });

  it('leaves the requested names out, as OpenSSL does, and says so', async () => {
    expect(readCertificatesPem(shell.read('apiserver.crt'))[0].subjectAltNames).toEqual([]);
    expect(stderr.slice(0, 4)).toEqual(['', '', '', '']);
    expect(stderr[4]).toContain('X509v3 Subject Alternative Name');
    expect(stderr[4]).toContain('-copy_extensions copy');
    const kept = await shell.line(`${FIVE_LINES[4].replace('apiserver.crt', 'kept.crt')} -copy_extensions copy`);
    expect(kept).toMatchObject({ code: 0, stderr: '' });
    expect(readCertificatesPem(shell.read('kept.crt'))[0].subjectAltNames).toHaveLength(4);
  });

  it.skipIf(!hasOpenssl)('is accepted by openssl with the names that were kept', () => {
    const verdict = shell.openssl('verify', '-x509_strict', '-CAfile', 'ca.crt', '-purpose', 'sslserver', 'kept.crt');
    expect(verdict).toBe('kept.crt: OK\n');
  });

  it('counts serial numbers on in ca.srl', async () => {
    const before = BigInt(`0x${shell.read('ca.srl').trim()}`);
    await shell.lines(FIVE_LINES[4]);
    expect(BigInt(`0x${shell.read('ca.srl').trim()}`)).toBe(before + 1n);
    expect(readCertificatesPem(shell.read('apiserver.crt'))[0].serialNumber).toBe(before + 1n);
  });
});

describe('properties', () => {
  it('runs as a program, and ends with its exit code', () => {
    const program = commandProgram();
    const text = execFileSync(process.execPath, [program, 'x509', '-in', 'ca.crt', '-noout', '-subject'], {
      cwd: shell.folder,
      encoding: 'utf8',
    });
    expect(text).toBe('subject=CN = kubernetes-ca\n');
    const failed = spawnSync(process.execPath, [program, 'x509', '-in', 'missing'], {
      cwd: shell.folder,
      encoding: 'utf8',
    });
    expect(failed).toMatchObject({ status: 3, stdout: '' });
    expect(failed.stderr).toMatch(/^vitrine x509: missing: .*ENOENT\)\n$/);
  });
});
