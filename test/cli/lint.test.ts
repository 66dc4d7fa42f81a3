import { afterAll, describe, expect, it } from 'vitest';
import { CliError, EXIT } from '../../src/cli/command.ts';
import { pemEncode } from '../../src/keys/index.ts';
import { LINT_SPECIMENS } from '../../src/testing/index.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

const specimenOf = (wanted: string) => LINT_SPECIMENS.find(({ code }) => code === wanted)!.make();
const { faulty, sound } = specimenOf('ip-length');
const list = specimenOf('crl-entry-duplicate').faulty;
const request = specimenOf('csr-challenge-password').faulty;
shell.write('faulty.der', faulty);
shell.write('sound.pem', pemEncode('CERTIFICATE', sound));
shell.write('bundle.pem', `A bundle\n${pemEncode('X509 CRL', list)}${pemEncode('CERTIFICATE REQUEST', request)}`);
shell.write('trusted.pem', pemEncode('TRUSTED CERTIFICATE', Uint8Array.from([...sound, 0x30, 0])));
shell.write('half.pem', `${pemEncode('CERTIFICATE', sound)}-----BEGIN CERTIFICATE-----\nAAA\n`);
shell.write('empty.txt', 'nothing\n');

describe('vectors', () => {
  it('says in words what the decoder found, also of the file as a whole', async () => {
    shell.write('twice.der', Buffer.concat([sound, sound]));
    const { stdout } = await shell.line('lint twice.der');
    expect(stdout).toContain('trailing-data: bytes follow');
    expect(stdout).not.toContain('undefined');
  });

  it('nothing to say of a sound certificate, trusted ones too: exit code 0', async () => {
    const { code, stdout } = await shell.line('lint -profile webpki sound.pem trusted.pem');
    expect(stdout).toBe(
      'sound.pem:1: certificate (leaf): nothing to say\ntrusted.pem:1: certificate (leaf): nothing to say\n',
    );
    expect(code).toBe(0);
  });

  it('DER: each finding with severity, code, source, bytes, field, advice; exit code 1 for an error', async () => {
    const { code, stdout } = await shell.line('lint faulty.der');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^faulty\.der: certificate \(leaf\): 1 error\n/);
    expect(stdout).toMatch(
      / error {4}ip-length: .*\(RFC 5280 §4\.2\.1\.6\)\n +at bytes \d+–\d+, tbsCertificate\.extensions\.2\.extnValue/,
    );
    expect(stdout).toContain('4 bytes for IPv4, 16 for IPv6');
  });

  it('CRLs and requests of one file, without errors: exit code 0', async () => {
    const { code, stdout } = await shell.line('lint bundle.pem');
    expect(stdout).toMatch(/^bundle\.pem:2: CRL: 1 warning\n[\s\S]*^bundle\.pem:\d+: request: 1 warning\n/m);
    expect(code).toBe(0);
  });

  it('-off and -severity', async () => {
    expect((await shell.line('lint -off ip-length faulty.der')).code).toBe(0);
    const { stdout } = await shell.line('lint -severity error bundle.pem');
    expect(stdout.match(/nothing to say/g)).toHaveLength(2);
  });

  it('-json and -sarif', async () => {
    const [one] = JSON.parse((await shell.line('lint -json faulty.der')).stdout);
    expect(one).toMatchObject({ file: 'faulty.der', kind: 'certificate', role: 'leaf', omitted: 0 });
    expect(one.findings[0]).toMatchObject({ code: 'ip-length', length: 7 });
    const { runs, version } = JSON.parse((await shell.line('lint -sarif faulty.der bundle.pem')).stdout);
    expect(version).toBe('2.1.0');
    expect(runs[0].results.map(({ level }: { level: string }) => level)).toEqual(['error', 'warning', 'warning']);
    expect(runs[0].results[1].locations[0].physicalLocation.region).toEqual({ startLine: 2 });
  });

  it('standard input', async () => {
    const { stdout } = await shell.line('lint', { stdin: shell.read('sound.pem') });
    expect(stdout).toBe('stdin:1: certificate (leaf): nothing to say\n');
  });
});

describe('misuse', () => {
  it('a block that cannot be read: the others are judged, and exit code 3', async () => {
    const { code, stdout, stderr } = await shell.line('lint half.pem');
    expect(stdout).toMatch(/^half\.pem:1: certificate/);
    expect(stderr).toMatch(/half\.pem: line \d+: .*\(code pem-unfinished\)/);
    expect(code).toBe(3);
  });

  it('an interruption ends it between the blocks of a file', async () => {
    shell.write('many.pem', shell.read('sound.pem').repeat(200));
    const interrupt = new AbortController();
    let looks = 0;
    // Reading the file takes a few looks at the signal; the rest come while it is judged.
    const throwIfAborted = (): void => {
      if (++looks > 10) interrupt.abort(new CliError('interrupted', 'interrupted', EXIT.interrupted));
      AbortSignal.prototype.throwIfAborted.call(interrupt.signal);
    };
    const signal = Object.assign(interrupt.signal, { throwIfAborted });
    const { code, stdout } = await shell.line('lint many.pem', { signal });
    expect([code, stdout]).toEqual([EXIT.interrupted, '']);
  });

  it('headers in a block, which x509 refuses too', async () => {
    shell.write('headers.pem', shell.read('sound.pem').replace('-----\n', '-----\nX-Note: mine\n\n'));
    expect(await shell.line('lint headers.pem')).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('(code pem-headers)'),
    });
  });

  it('many blocks that cannot be read: ten lines, and how many more there are', async () => {
    shell.write('begins.pem', '-----BEGIN CERTIFICATE-----\n'.repeat(2000));
    const { code, stderr } = await shell.line('lint begins.pem');
    expect([code, stderr.trimEnd().split('\n').length]).toEqual([3, 11]);
    expect(stderr).toContain('begins.pem: 1990 more blocks that cannot be read');
  });

  it('one fault in many blocks: a hundred are shown, and how many more there are; JSON has all', async () => {
    const count = 130;
    shell.write('many.pem', pemEncode('CERTIFICATE', sound) + pemEncode('CERTIFICATE', faulty).repeat(count));
    const { code, stdout } = await shell.line('lint many.pem faulty.der');
    expect(code).toBe(1);
    expect(stdout.match(/ error {4}ip-length/g)).toHaveLength(101);
    expect(stdout.match(/certificate \(leaf\): 1 error/g)).toHaveLength(101);
    expect(stdout).toContain('many.pem:1: certificate (leaf): nothing to say\n');
    expect(stdout).toContain('\nmany.pem: 30 more of ip-length, 130 in all; -json has each\nfaulty.der: ');
    const json = JSON.parse((await shell.line('lint -json many.pem')).stdout);
    expect(json.flatMap(({ findings }: { findings: object[] }) => findings)).toHaveLength(count);
  });

  it('a file with nothing in it, no such rule, two forms at once', async () => {
    expect(await shell.line('lint empty.txt')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('nothing-to-lint'),
    });
    shell.write('a.zip', Uint8Array.of(0x50, 0x4b, 3, 4, 0));
    const zip = await shell.line('lint a.zip');
    expect(zip.stderr).toContain('it is a ZIP archive');
    shell.write('long.der', new Uint8Array(200).fill(0x30).fill(0x81, 1, 2).fill(197, 2, 3));
    expect((await shell.line('crl -max_bytes 150 -in long.der')).stderr).toContain('larger than 150 bytes');
    expect(await shell.line('lint -off no-such-rule faulty.der')).toMatchObject({ code: 2 });
    expect(await shell.line('lint -json -sarif faulty.der')).toMatchObject({ code: 2 });
    expect(await shell.line('lint -profile mozilla faulty.der')).toMatchObject({ code: 2 });
  });
});
