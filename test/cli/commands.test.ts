/** The other commands that make and show files: genrsa, rsa, req, verify, asn1parse, dgst. */
import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasOpenssl30 } from '../openssl.ts';
import { FIVE_LINES, Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
beforeAll(() => shell.lines(...FIVE_LINES), 30_000);

const out = async (line: string, stdin?: string): Promise<string> =>
  (await shell.line(line, stdin === undefined ? {} : { stdin })).stdout;
const openssl = (line: string): string => shell.openssl(...line.split(' '));

describe.skipIf(!hasOpenssl30)('vectors: what OpenSSL 3.0 prints of the same file', () => {
  it.each([
    'dgst -sha256 ca.crt ca.key',
    'dgst -sha1 ca.crt',
    'dgst -r -sha256 ca.crt',
    'dgst -sha256 -hmac secret ca.crt',
    'asn1parse -in ca.crt',
    'asn1parse -in apiserver.csr -i',
    'asn1parse -in ca.crt -strparse 4',
    'rsa -in ca.key -noout -text',
    'rsa -in ca.key -noout -modulus',
    'rsa -in ca.key -noout -check',
    'rsa -in ca.key -pubout',
    'rsa -in ca.key -traditional',
    'rsa -in ca.key',
    'req -in apiserver.csr -noout -text',
    'req -in apiserver.csr -noout -subject',
    'req -in apiserver.csr -noout -pubkey',
  ])('%s', async (line) => {
    expect(await out(line)).toBe(openssl(line));
  });

  it('reads what OpenSSL writes: keys in both forms, requests in DER', async () => {
    openssl('genrsa -traditional -out theirs.key 2048');
    expect(await out('rsa -in theirs.key -noout -check')).toBe('RSA key ok\n');
    openssl('req -new -key theirs.key -subj /CN=theirs -outform DER -out theirs.der');
    expect(await shell.line('req -inform DER -in theirs.der -noout -verify')).toMatchObject({ code: 0 });
  });

  it('signs what OpenSSL verifies, and the other way round', async () => {
    await shell.lines('rsa -in ca.key -pubout -out ca.pub', 'dgst -sha256 -sign ca.key -out ours.sig ca.crt');
    expect(openssl('dgst -sha256 -verify ca.pub -signature ours.sig ca.crt')).toBe('Verified OK\n');
    expect(await shell.line('dgst -sha256 -verify ca.pub -signature ours.sig ca.crt')).toMatchObject({ code: 0 });
    expect(await shell.line('dgst -sha256 -verify ca.pub -signature ours.sig ca.key')).toMatchObject({
      code: 1,
      stdout: 'Verification failure\n',
    });
  });
});

describe('files as other systems write them', () => {
  const MARK = '\ufeff';
  it('begin with a byte order mark, for every command that reads PEM', async () => {
    await shell.lines('rsa -in ca.key -pubout -out ca.pub', 'dgst -sha256 -sign ca.key -out ca.sig ca.key');
    for (const name of ['ca.crt', 'ca.key', 'ca.pub', 'apiserver.csr', 'apiserver.crt']) {
      shell.write(`mark-${name}`, MARK + shell.read(name));
      shell.write(`wide-${name}`, Buffer.from(MARK + shell.read(name), 'utf16le'));
    }
    shell.write('mark.ext', `${MARK}subjectAltName = DNS:a.example\n`);
    for (const kind of ['mark', 'wide']) {
      await shell.lines(
        `x509 -in ${kind}-ca.crt -noout -subject`,
        `rsa -in ${kind}-ca.key -noout`,
        `rsa -pubin -in ${kind}-ca.pub -noout`,
        `req -in ${kind}-apiserver.csr -noout -verify`,
        `req -x509 -key ${kind}-ca.key -subj /CN=x -new -out marked.crt`,
        `x509 -req -in ${kind}-apiserver.csr -CA ${kind}-ca.crt -CAkey ${kind}-ca.key -extfile mark.ext -out marked.crt`,
        `verify -CAfile ${kind}-ca.crt -untrusted ${kind}-ca.crt ${kind}-apiserver.crt`,
        `asn1parse -in ${kind}-ca.crt`,
        `dgst -sha256 -verify ${kind}-ca.pub -signature ca.sig ca.key`,
        `explain rsa-sign -key ${kind}-ca.key abc`,
      );
      const { code, stdout } = await shell.line(`inspect ${kind}-ca.crt`);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^Certificate$/m)]);
    }
  });
});

describe('properties', () => {
  it('genrsa: the same seed gives the same key, and a warning; without -out the key is on standard output', async () => {
    const first = await shell.line('genrsa -seed lamp 2048');
    expect(first.stderr).toContain('-seed');
    expect((await shell.line('genrsa -seed lamp')).stdout).toBe(first.stdout);
    expect(await out('rsa -noout -check', first.stdout)).toBe('RSA key ok\n');
  });

  it('genrsa: shows progress on a terminal only; -insecure allows what is refused otherwise', async () => {
    const { stderr } = await shell.line('genrsa -insecure -3 512', { terminal: true });
    expect(stderr).toMatch(/^\.+\+\.*\n$/);
    expect((await shell.line('genrsa -insecure -3 512 -traditional')).stderr).toBe('');
  });

  it('req -newkey makes key and request, and asks for -nodes', async () => {
    expect((await shell.line('req -newkey rsa:2048 -keyout n.key -subj /CN=n -out n.csr')).code).toBe(2);
    await shell.lines('req -newkey rsa:2048 -nodes -keyout n.key -subj /CN=n -out n.csr');
    expect(shell.mode('n.key')).toBe(0o600);
    expect((await shell.line('req -in n.csr -verify -noout')).stderr).toContain('verify OK');
  });

  it('req -x509 certifies a request too, with its own key only', async () => {
    await shell.lines('req -x509 -in apiserver.csr -key apiserver.key -out self.crt');
    expect(await out('x509 -in self.crt -noout -subject')).toBe('subject=CN = kube-apiserver\n');
    expect((await shell.line('req -x509 -in apiserver.csr -key ca.key')).stderr).toContain('(code key-mismatch)');
  });

  it('req -verify says no to a request that was changed', async () => {
    await shell.lines('req -in apiserver.csr -outform DER -out changed.der');
    const bytes = Buffer.from(shell.read('apiserver.csr').replace(/-----.*-----|\n/g, ''), 'base64');
    bytes[bytes.length - 1] ^= 1;
    shell.write('changed.der', bytes);
    const { code, stderr } = await shell.line('req -inform DER -in changed.der -verify -noout');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('verify failure') });
  });

  it('req -json', async () => {
    expect(JSON.parse(await out('req -in apiserver.csr -json'))).toMatchObject({
      subject: 'CN=kube-apiserver',
      subjectAltNames: ['IP:10.96.0.1', 'IP:192.168.1.100', 'DNS:kubernetes', 'DNS:kubernetes.default'],
    });
  });

  it('dgst hashes a stream', async () => {
    expect(await out('dgst -sha256', 'abc')).toBe(
      'SHA2-256(stdin)= ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n',
    );
    expect((await shell.line('dgst -binary', { stdin: 'abc' })).bytes).toHaveLength(32);
    expect(JSON.parse(await out('dgst -json', 'abc'))).toMatchObject([{ file: 'stdin', algorithm: 'SHA2-256' }]);
  });

  it('asn1parse annotates, and hides secrets', async () => {
    expect(await out('asn1parse -in ca.crt -annotate certificate')).toContain('RFC 5280 §4.1.2.2');
    expect(await out('asn1parse -in ca.key -annotate pkcs8')).toContain('prime1: INTEGER, secret');
    expect(await out('asn1parse -in ca.key -annotate pkcs8 -secrets')).not.toContain('secret');
  });

  it('asn1parse writes what may be of a key for its owner only', async () => {
    const modeOf = async (options: string): Promise<number> => {
      await out(`asn1parse ${options} -noout -out piece`);
      return statSync(shell.path('piece')).mode & 0o777;
    };
    expect(await modeOf('-in ca.crt')).toBe(0o644);
    expect(await modeOf('-in ca.key')).toBe(0o600);
    expect(await modeOf('-in ca.key -strparse 0')).toBe(0o600);
    await out('asn1parse -in ca.key -noout -out ca.key.der');
    expect(await modeOf('-inform DER -in ca.key.der -offset 4')).toBe(0o600);
  });

  it('the text of a private key is for its owner only, also beside what is public', async () => {
    shell.openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'text-ec.key');
    const modeOf = async (line: string): Promise<number> => {
      await out(`${line} -out piece`);
      const { mode } = statSync(shell.path('piece'));
      shell.unlink('piece');
      return mode & 0o777;
    };
    for (const line of [
      'rsa -in ca.key -pubout -text',
      'rsa -in ca.key -RSAPublicKey_out -text -noout',
      'ec -in text-ec.key -param_out -text',
    ])
      expect([line, await modeOf(line)]).toEqual([line, 0o600]);
    expect(await modeOf('rsa -in ca.key -pubout -modulus')).toBe(0o644);
    expect(await modeOf('ec -in text-ec.key -param_out')).toBe(0o644);
  });

  it('asn1parse lists what is there before a fault', async () => {
    shell.write('cut.der', new Uint8Array([0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x05]));
    const { code, stdout, stderr } = await shell.line('asn1parse -inform DER -in cut.der');
    expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 3, lines: 2 });
    expect(stderr).toContain('(code truncated)');
  });
});

describe('verify', () => {
  it('prints each check, and OK last', async () => {
    const { code, stdout } = await shell.line('verify -CAfile ca.crt -x509_strict -show_chain apiserver.crt');
    expect(code).toBe(0);
    expect(stdout).toMatch(/ {2}pass {2}signature: .*\(RFC 5280 .*\)\n/);
    expect(stdout).toMatch(
      /\napiserver\.crt: OK\nChain:\ndepth=0: CN = kube-apiserver \(untrusted\)\ndepth=1: CN = kubernetes-ca\n$/,
    );
  });

  it('says no, and why', async () => {
    const outcome = await shell.line('verify -CAfile ca.crt -verify_hostname kubernetes apiserver.crt');
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(
      /^error at depth 0, .*: name: .*\n {2}The holder can fix it: .*\nerror apiserver\.crt: verification failed\n$/,
    );
    expect(outcome.stdout).toMatch(/ {2}fail {2}name: /);
    expect(await shell.line('verify -CAfile ca.crt -attime 1 apiserver.crt')).toMatchObject({ code: 1 });
    expect(await shell.line('verify -CAfile apiserver.crt -purpose sslclient ca.crt')).toMatchObject({ code: 1 });
  });

  it('notes that only the first certificate of a file is checked', async () => {
    shell.write('both.pem', shell.read('apiserver.crt') + shell.read('ca.crt'));
    const { code, stderr } = await shell.line('verify -CAfile ca.crt both.pem');
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining(
        'both.pem holds 2 certificates; only the first is checked; give the others with -untrusted both.pem',
      ),
    ]);
  });

  it('checks the other files when one cannot be read', async () => {
    const { code, stdout, stderr } = await shell.line('verify -CAfile ca.crt missing.crt apiserver.crt');
    expect([code, stderr]).toEqual([3, 'vitrine verify: missing.crt: no such file or folder (code ENOENT)\n']);
    expect(stdout).toMatch(/\napiserver\.crt: OK\n$/);
    expect(await shell.line('verify -json -CAfile ca.crt missing.crt gone.crt')).toMatchObject({ code: 3, stdout: '' });
  });

  it('tells programs', async () => {
    const [one, other] = JSON.parse(await out('verify -json -CAfile ca.crt apiserver.crt self.crt'));
    expect(one).toMatchObject({ file: 'apiserver.crt', ok: true, chain: ['CN=kube-apiserver', 'CN=kubernetes-ca'] });
    expect(other).toMatchObject({ file: 'self.crt', ok: false });
  });

  it('colours on a terminal, unless NO_COLOR', async () => {
    const line = 'verify -CAfile ca.crt apiserver.crt';
    const coloured = await shell.line(line, { terminal: true });
    expect(coloured.stdout).toContain('\x1b[32m');
    expect((await shell.line(line, { terminal: true, env: { NO_COLOR: '1' } })).stdout).not.toContain('\x1b');
    expect((await shell.line(line)).stdout).not.toContain('\x1b');
  });
});
