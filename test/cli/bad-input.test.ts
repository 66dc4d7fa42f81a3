/** Mistakes of users: one line that says what to do, a code, an exit status, and no partly written file. */
import { chmodSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { FIVE_LINES, Shell } from './shell.ts';

const shell = new Shell();
let files: string[];
const taken = createServer();
beforeAll(async () => {
  await shell.fiveFiles();
  await shell.lines(
    'req -new -x509 -key ca.key -subj /CN=old -days 1 -out expired.crt',
    'req -new -x509 -key ca.key -subj /CN=leaf -addext basicConstraints=CA:FALSE -out leaf.crt',
    'req -new -x509 -key ca.key -subj /CN=none -addext keyUsage=critical,digitalSignature -out nosign.crt',
  );
  shell.write('garbage.pem', '-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n');
  shell.write('base64.pem', '-----BEGIN CERTIFICATE-----\nM$MC\n-----END CERTIFICATE-----\n');
  shell.write('hollow.pem', '-----BEGIN CERTIFICATE-----\n  \n-----END CERTIFICATE-----\n');
  shell.write('half.pem', shell.read('ca.crt').slice(0, 300));
  shell.write('empty', '');
  shell.write('serial.bad', 'no number\n');
  shell.write('ext.bad', 'subjectAltName = $x\n');
  shell.write('issuer.ext', 'authorityKeyIdentifier = keyid:sometimes\n');
  shell.write('pkcs8-as-pkcs1.pem', shell.read('ca.key').replaceAll(' PRIVATE', ' RSA PRIVATE'));
  shell.write('zeros', '');
  truncateSync(shell.path('zeros'), 100_000_000);
  mkdirSync(shell.path('folder'));
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
  files = shell.files();
}, 30_000);
afterAll(() => {
  taken.close();
  shell.remove();
});

const { usage, input, network } = EXIT;
const issue = FIVE_LINES[4].replace('vitrine ', '').replace('apiserver.crt', 'new');

it.each<[what: string, line: string, code: string, exit: number]>([
  ['an unknown command', 'x905 -in ca.crt', 'no-command', usage],
  ['an unknown option', 'x509 -inn ca.crt', 'unknown-option', usage],
  ['an option without its value', 'x509 -in', 'usage', usage],
  ['a flag with a value', 'x509 -noout=yes -in ca.crt', 'usage', usage],
  ['too many operands', 'genrsa 2048 2048', 'usage', usage],
  ['a number that is none', 'genrsa -out new 2048x', 'usage', usage],
  ['a weak key', 'genrsa -out new 1024', 'insecure', usage],
  ['a weak exponent', 'genrsa -out new -3', 'insecure', usage],
  ['no subject', 'req -new -key ca.key -out new', 'missing-option', usage],
  ['a malformed subject', 'req -new -key ca.key -out new -subj CN=x', 'name-syntax', usage],
  ['a subject that cannot be', 'req -new -key ca.key -out new -subj /C=Germany', 'attribute-length', usage],
  ['an extension that nobody knows', 'req -new -key ca.key -out new -subj /CN=x -addext nonsense=1', 'usage', usage],
  [
    'a name that is none',
    'req -new -key ca.key -out new -subj /CN=x -addext subjectAltName=IP:1.2.3',
    'general-name-syntax',
    usage,
  ],
  ['a purpose that is none', 'req -new -key ca.key -subj /CN=x -addext extendedKeyUsage=9.9', 'oid-syntax', usage],
  ['a path length of no CA', 'req -new -key ca.key -subj /CN=x -addext basicConstraints=pathlen:1', 'usage', usage],
  ['an empty key identifier', 'req -new -key ca.key -subj /CN=x -addext subjectKeyIdentifier=', 'usage', usage],
  [
    'a key and a request in DER in one file',
    'req -newkey rsa:2048 -nodes -subj /CN=x -keyout new -out ./new -outform DER',
    'usage',
    usage,
  ],
  ['a new key for what cannot be', 'req -newkey rsa:2048 -nodes -keyout new -subj /CN=x -addext a=b', 'usage', usage],
  ['a new key for nobody', 'req -newkey rsa:2048 -nodes -keyout new -subj x', 'name-syntax', usage],
  ['an odd number of bits', 'genrsa -out new 2049', 'usage', usage],
  ['a host name that is none', 'verify -CAfile ca.crt -verify_hostname "a b" apiserver.crt', 'out-of-range', usage],
  ['an address for a host name', 'x509 -in ca.crt -noout -checkhost 10.0.0.1', 'out-of-range', usage],
  ['a host name for an address', 'x509 -in ca.crt -noout -checkip kubernetes', 'out-of-range', usage],
  ['no host name', 'x509 -in ca.crt -noout -checkhost ""', 'usage', usage],
  ['no address', 'x509 -in ca.crt -noout -checkip ""', 'usage', usage],
  ['no time', 'x509 -in ca.crt -noout -checkend ""', 'usage', usage],
  ['no extension', 'x509 -in ca.crt -noout -ext ""', 'usage', usage],
  ['an internationalized name', 'verify -CAfile ca.crt -verify_hostname bücher.example ca.crt', 'out-of-range', usage],
  ['one in a request', 'req -new -key ca.key -subj /CN=x -addext subjectAltName=DNS:bücher.example', 'usage', usage],
  ['no address to copy', 'req -new -key ca.key -subj /CN=x -addext subjectAltName=email:copy', 'usage', usage],
  ['an address to move', 'req -new -key ca.key -subj /CN=x -addext subjectAltName=email:move', 'usage', usage],
  ['an address without its host', 'req -new -key ca.key -subj /CN=x -addext subjectAltName=email:a@', 'usage', usage],
  ['half of an issuer', `${issue} -extfile issuer.ext`, 'usage', usage],
  ['a key under the label of another format', 'rsa -in pkcs8-as-pkcs1.pem -noout', 'wrong-pem-label', input],
  ['a missing file', 'req -new -key no.key -out new -subj /CN=x', 'ENOENT', input],
  ['a missing folder', 'genrsa -out no/new', 'ENOENT', input],
  ['a folder for an input', 'x509 -in folder -out new', 'EISDIR', input],
  ['a folder for an output', 'genrsa -out folder', 'EISDIR', input],
  ['a folder for an output that is not there', 'genrsa -out new/', 'ENOENT', input],
  ['a file for a folder', 'rand -out ca.crt/ 4', 'ENOTDIR', input],
  ['PEM with nothing in it', 'asn1parse -in hollow.pem', 'truncated', input],
  ['DER with nothing in it', 'asn1parse -inform DER -in empty', 'truncated', input],
  ['a key for a certificate', 'x509 -in ca.key -out new', 'wrong-pem-label', input],
  ['a certificate for a key', 'req -new -key ca.crt -out new -subj /CN=x', 'wrong-pem-label', input],
  ['a certificate for a request', 'req -in ca.crt -out new', 'wrong-pem-label', input],
  ['an empty file', 'x509 -in empty -out new', 'no-pem-block', input],
  ['DER for PEM', 'x509 -in zeros.der -out new', 'ENOENT', input],
  ['PEM for DER', 'x509 -inform DER -in ca.crt -out new', 'unexpected-tag', input],
  ['garbage in PEM', 'x509 -in garbage.pem -out new', 'unexpected-tag', input],
  ['no base64', 'x509 -in base64.pem -out new', 'pem-base64', input],
  ['half a file', 'x509 -in half.pem -out new', 'pem-unfinished', input],
  ['100 MB of zeros for a certificate', 'x509 -in zeros -out new', 'too-large', input],
  ['100 MB of zeros for a key', 'req -new -key zeros -out new -subj /CN=x', 'too-large', input],
  ['100 MB of zeros for a request', `${issue.replace('apiserver.csr', 'zeros')}`, 'too-large', input],
  ['100 MB of zeros for DER', 'asn1parse -inform DER -in zeros', 'too-large', input],
  ['a key of another certificate', issue.replace('-CAkey ca.key', '-CAkey apiserver.key'), 'key-mismatch', input],
  ['a CA that is none', issue.replace('-CA ca.crt', '-CA leaf.crt'), 'issuer-not-ca', input],
  ['a CA that may not sign', issue.replace('-CA ca.crt', '-CA nosign.crt'), 'issuer-not-ca', input],
  ['a serial file without number', `${issue} -CAserial serial.bad`, 'serial-file', input],
  ['a serial file that is not there', issue.replace('-CAcreateserial', '-CAserial no.srl'), 'ENOENT', input],
  ['serial number zero', 'req -x509 -new -key ca.key -subj /CN=x -set_serial 0 -out new', 'usage', usage],
  ['a negative serial number', `${issue} -set_serial -5`, 'usage', usage],
  ['an extension file with a variable that has no value', `${issue} -extfile ext.bad`, 'config-file', input],
  ['options that need -req', 'x509 -in ca.crt -CA ca.crt -out new', 'usage', usage],
  ['a server without certificate', 's_server -accept 0', 'missing-option', usage],
  [
    "a server with another's key",
    's_server -accept 127.0.0.1:0 -cert apiserver.crt -key ca.key',
    'key-mismatch',
    input,
  ],
  ['a port where nobody listens', 's_client -connect 127.0.0.1:1 -CAfile ca.crt', 'ECONNREFUSED', network],
  ['a suite that nobody knows', 's_client -connect 127.0.0.1:1 -CAfile ca.crt -cipher RC4', 'usage', usage],
])('%s', async (_what, line, code, exit) => {
  const outcome = await shell.line(line);
  expect(outcome.stderr).toMatch(/^vitrine[^\n]*\n$/);
  expect(outcome.stderr).toContain(`(code ${code})`);
  expect(outcome.code).toBe(exit);
  expect(outcome.stdout).toBe('');
  expect(shell.files()).toEqual(files);
});

describe('misuse', () => {
  it('says of a name with a slash at its end that there is no such folder', async () => {
    const { stderr } = await shell.line('genpkey -algorithm ED25519 -out new/');
    expect(stderr).toMatch(/new\/: no such folder; the name of a file does not end in a slash/);
  });

  it('refuses an expired CA', async () => {
    const now = new Date(Date.now() + 2 * 86_400_000);
    const outcome = await shell.line(issue.replace('-CA ca.crt', '-CA expired.crt'), { now });
    expect(outcome).toMatchObject({ code: input, stdout: '' });
    expect(outcome.stderr).toMatch(/^vitrine x509: expired\.crt: expired on [^\n]*\(code ca-expired\)\n$/);
    expect(shell.files()).toEqual(files);
  });

  it('says what a name is instead, and what to do', async () => {
    const said = async (line: string): Promise<string> => (await shell.line(line)).stderr;
    expect(await said('x509 -in ca.crt -noout -checkhost fd00::1')).toContain(
      'is an IP address: give it with -checkip',
    );
    expect(await said('verify -CAfile ca.crt -verify_ip a.example ca.crt')).toContain('give it with -verify_hostname');
    expect(await said('x509 -in ca.crt -noout -checkhost bücher.example')).toContain('xn--bcher-kva.example');
    expect(await said('req -new -key ca.key -subj /CN=x -addext subjectAltName=DNS:ö.example')).toContain('DNS:xn--');
  });

  it('asks whether the output can be written before it makes a key', async () => {
    const random = {
      source: 'none',
      bytes: (): never => {
        throw new Error('too early');
      },
    };
    for (const line of [
      'genrsa -out no/new',
      'genrsa -out folder',
      'req -newkey rsa:2048 -nodes -subj /CN=x -keyout no/new',
      'req -newkey rsa:2048 -nodes -subj /CN=x -keyout new -out folder',
    ]) {
      expect((await shell.line(line, { random })).code).toBe(input);
    }
    expect(shell.files()).toEqual(files);
  });

  it('writes no output over another, nor over the key that it was made with', async () => {
    const before = files.map((name) => (name === 'folder' || name === 'zeros' ? name : shell.read(name)));
    symlinkSync('ca.key', shell.path('link'));
    symlinkSync('.', shell.path('here'));
    for (const line of [
      'req -new -key ca.key -subj /CN=x -out ./ca.key',
      `${issue} -out link`,
      `dgst -sha256 -sign here/ca.key -out ../${basename(shell.folder)}/ca.key ca.crt`,
      `${issue} -CAserial here/new`,
      'explain handshake -pcap new -keylogfile here/new',
    ]) {
      const { code, stderr } = await shell.line(line);
      expect({ code, stderr }).toEqual({
        code: usage,
        stderr: expect.stringMatching(/ name one file, [^\n]* \(code same-file\)\n$/),
      });
    }
    // Both into one file, though it has two names.
    const both = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -keyout new -out here/new';
    expect((await shell.line(both)).code).toBe(EXIT.ok);
    expect(shell.read('new')).toMatch(/PRIVATE KEY.*CERTIFICATE/s);
    expect(shell.mode('new')).toBe(0o600);
    for (const name of ['link', 'here', 'new']) shell.unlink(name);
    expect(files.map((name) => (name === 'folder' || name === 'zeros' ? name : shell.read(name)))).toEqual(before);
    expect(shell.files()).toEqual(files);
  });

  it('says that a port is taken', async () => {
    const { port } = taken.address() as AddressInfo;
    const outcome = await shell.line(`s_server -accept 127.0.0.1:${port} -cert apiserver.crt -key apiserver.key`);
    expect(outcome).toMatchObject({ code: network, stdout: '' });
    expect(outcome.stderr).toMatch(/^vitrine s_server: 127\.0\.0\.1:\d+: [^\n]*\(code EADDRINUSE\)\n$/);
  });

  it.skipIf(process.getuid?.() === 0)('writes nothing into a folder that may not be written to', async () => {
    chmodSync(shell.path('folder'), 0o500);
    expect((await shell.line('rsa -in ca.key -out folder/new')).stderr).toContain('(code EACCES)');
  });

  it('leaves the old file when the new one fails', async () => {
    const before = shell.read('ca.crt');
    expect((await shell.line('req -new -x509 -key no.key -subj /CN=x -out ca.crt')).code).toBe(input);
    expect(shell.read('ca.crt')).toBe(before);
  });

  it('shows no control character of a file name', async () => {
    const { stderr } = await shell.run(['x509', '-in', '\x1b[31mred\nline']);
    expect(stderr).toMatch(/^[\x20-\x7e]*\n$/);
  });

  it('shows a stack only when VITRINE_DEBUG asks for it', async () => {
    const { stderr } = await shell.line('x509 -in no', { env: { VITRINE_DEBUG: '1' } });
    expect(stderr).toContain('caused by Error: ENOENT');
  });
});

describe('misuse: another thing than was asked for', () => {
  it.each<[what: string, content: (pem: string) => string, line: string, says: RegExp]>([
    ['an empty file', () => '', 'pkey -noout', /it is empty/],
    ['line ends in escapes', (pem) => pem.replaceAll('\n', '\\n'), 'x509 -noout', /written as \\n: printf %b/],
    ['line ends of CR alone', (pem) => pem.replaceAll('\n', '\r'), 'x509 -noout', /end in CR alone/],
    ['a quoted block', (pem) => pem.replaceAll(/^/gm, '> '), 'verify -CAfile ca.crt', /resembles the BEGIN of PEM/],
    ['dashes of a word processor', (pem) => pem.replaceAll('-----', '–––––'), 'inspect', /resembles the BEGIN of PEM/],
    ['base64 alone', (pem) => pem.replaceAll(/-----.*-----\n/g, ''), 'x509 -noout', /base64 without PEM's BEGIN/],
    ['an SSH key', () => 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== jane', 'pkey -pubin -noout', /a key in SSH format/],
    ['a JWK', () => '{"kty":"OKP","crv":"Ed25519","x":"AAAA"}', 'pkey -pubin -noout', /it is a JWK/],
    ['the answer of a server', () => '<!DOCTYPE html><html>', 'crl -noout', /a page of HTML/],
    ['a key', () => shell.read('ca.key'), 'lint', /it holds PRIVATE KEY/],
  ])('%s', async (_, content, line, says) => {
    shell.write('other', content(shell.read('ca.crt')));
    const [command, ...options] = line.split(' ');
    const isOperand = ['verify', 'inspect', 'lint'].includes(command);
    const { code, stderr } = await shell.run([command, ...options, ...(isOperand ? ['other'] : ['-in', 'other'])]);
    expect(stderr).toMatch(says);
    expect(code).toBe(input);
  });

  it('DER of another kind is called by its name', async () => {
    await shell.lines(
      'req -in apiserver.csr -outform DER -out request.der',
      'x509 -in ca.crt -outform DER -out ca.der',
    );
    expect((await shell.line('x509 -in request.der -noout')).stderr).toContain(
      'a certificate request, which vitrine req',
    );
    expect((await shell.line('req -in ca.der -noout')).stderr).toContain('a certificate, which vitrine x509 reads');
    shell.write('archive', Uint8Array.of(0x37, 0x7a, 0xbc, 0xaf, 0x14, 0, 0));
    expect((await shell.line('inspect archive')).stderr).toContain('it may be no key or certificate at all');
    for (const file of ['request.der', 'ca.der', 'archive', 'other']) shell.unlink(file);
  });
});

describe('misuse: long input', () => {
  it.each([
    ['x509 -in long.pem', 'wrong-pem-label'],
    ['token list -kubeconfig long.yaml', ''],
  ])('%s: the message does not repeat all of it', async (line, code) => {
    const long = 'A'.repeat(100_000);
    shell.write('long.pem', `-----BEGIN ${long}-----\nMAMCAQU=\n-----END ${long}-----\n`);
    shell.write('long.yaml', `a: *${long}\n`);
    const { code: exit, stderr } = await shell.line(line);
    expect(exit).toBe(input);
    expect(stderr).toContain(`(code ${code}`);
    expect(stderr.length).toBeLessThan(6000);
  });
});
