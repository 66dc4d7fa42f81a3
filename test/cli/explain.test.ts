/** vitrine explain: sha256, hmac, aes, rsa-keygen, rsa-sign; and how every command that explains shows what it has to. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { hasOpenssl } from '../openssl.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
beforeAll(() => {
  shell.write('abc', 'abc');
  shell.write('large', new Uint8Array(4097));
});

const AES_B = '-key 2b7e151628aed2a6abf7158809cf4f3c 3243f6a8885a308d313198a2e0370734';
const out = async (line: string): Promise<string> => (await shell.line(line)).stdout;

describe('vectors', () => {
  it('sha256: a text, hexadecimal, a file and standard input are one', async () => {
    const shown = await out('explain sha256 abc');
    expect(shown).toContain('63   506e3058 d39a2165 04d24d6c b85e2ce9 5ef50f24 fb121210 948d25b6 961f4894');
    expect(await out('explain sha256 --hex 616263')).toBe(shown);
    expect(await out('explain sha256 -in abc')).toBe(shown);
    expect((await shell.line('explain sha256 -in -', { stdin: 'abc' })).stdout).toBe(shown);
    expect((await shell.run(['explain', 'sha256', ''])).stdout).toContain('e3b0c442 98fc1c14');
  });

  it('hmac: the key as text or as bytes', async () => {
    const shown = await out('explain hmac -key Jefe "what do ya want for nothing?"');
    expect(shown).toContain('5bdcc146 bf60754e 6a042426 089575c7');
    expect(await out('explain hmac -hexkey 4a656665 "what do ya want for nothing?"')).toBe(shown);
  });

  it('aes: FIPS 197 appendix B, there and back', async () => {
    expect(await out(`explain aes ${AES_B} -show-secrets`)).toContain(
      '1     m_col  046681e5e0cb199a48f8d37a2806264c after MixColumns',
    );
    const back = AES_B.replace(/\w+$/, '3925841d02dc09fbdc118597196a0b32');
    expect(await out(`explain aes ${back} --decrypt -show-secrets`)).toContain('3243f6a8 885a308d 313198a2 e0370734');
  });
});

describe('properties', () => {
  it('hides secrets, says so, and shows them when asked', async () => {
    const hidden = await shell.line(`explain aes ${AES_B}`);
    expect(hidden.stdout).not.toMatch(/2b7e1516|3243f6a8/);
    expect(hidden.stderr).toBe('vitrine explain aes: secret values are hidden; -show-secrets shows them\n');
    const shown = await shell.line(`explain aes ${AES_B} -show-secrets`);
    expect(shown.stdout).toContain('2b7e1516 28aed2a6');
    expect(shown.stderr).toBe('');
    expect((await shell.line('explain sha256 abc')).stderr).toBe('');
  });

  it('prints JSON, with secrets or without', async () => {
    const key = async (line: string) => JSON.parse(await out(line)).parts[1].rows[0];
    expect(await key(`explain aes ${AES_B} -json`)).toEqual({
      label: 'key',
      value: null,
      rule: 'AES-128',
      secret: true,
    });
    expect(await key(`explain aes ${AES_B} -json -show-secrets`)).toMatchObject({
      value: '2b7e151628aed2a6abf7158809cf4f3c',
    });
  });

  it('writes an HTML file: for its owner only where secrets are in it', async () => {
    expect(await shell.line(`explain aes ${AES_B} -html out.html`)).toMatchObject({ code: EXIT.ok, stdout: '' });
    expect(shell.read('out.html')).toMatch(/^<!DOCTYPE html>/);
    expect(shell.read('out.html')).not.toMatch(/2b7e1516/);
    expect(shell.mode('out.html')).toBe(0o644);
    await shell.lines(`explain aes ${AES_B} -html out.html -show-secrets`);
    expect(shell.read('out.html')).toMatch(/2b ?7e ?15 ?16/);
    expect(shell.mode('out.html')).toBe(0o600);
  });

  it('colours on a terminal, unless that wants none', async () => {
    expect((await shell.line('explain sha256 abc', { terminal: true })).stdout).toContain('\u001b[');
    const plain = await shell.line('explain sha256 abc', { terminal: true, env: { NO_COLOR: '1' } });
    expect(plain.stdout).toBe(await out('explain sha256 abc'));
  });

  it('rsa-keygen: a seed gives one key, and no seed another each time', async () => {
    const seeded = 'explain rsa-keygen -bits 64 -seed museum -show-secrets';
    expect(await out(seeded)).toBe(await out(seeded));
    expect(await out('explain rsa-keygen -bits 64')).not.toBe(await out('explain rsa-keygen -bits 64'));
  });

  it.skipIf(!hasOpenssl)('rsa-sign: what it shows is what OpenSSL makes with the key', async () => {
    await shell.lines('genrsa -seed museum -insecure 1024 -out m.key', 'dgst -sign m.key -out m.sig abc');
    shell.openssl('dgst', '-sha256', '-sign', 'm.key', '-out', 'o.sig', 'abc');
    const json = JSON.parse(await out('explain rsa-sign -key m.key -in abc -json'));
    const [, signature] = json.parts[1].rows;
    expect(signature.value).toBe(readFileSync(shell.path('o.sig')).toString('hex'));
    expect(await out('explain rsa-sign -seed museum abc')).toBe(
      await out('explain rsa-sign -bits 512 -seed museum abc'),
    );
  });

  it.each(['sha256', 'hmac', 'aes', 'rsa-keygen', 'rsa-sign'])('explain %s has help', async (name) => {
    const { code, stdout } = await shell.line(`explain ${name} -help`);
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(new RegExp(`^Usage: vitrine explain ${name} \\[options\\]`));
    expect(stdout).toContain('-show-secrets');
  });
});

describe('misuse: one line, with what to do, that repeats no key', () => {
  it.each([
    ['nothing to hash', 'explain sha256', 'usage', EXIT.usage],
    ['a text and a file', 'explain sha256 abc -in abc', 'usage', EXIT.usage],
    ['no hexadecimal', 'explain sha256 -hex abg0', 'usage', EXIT.usage],
    ['half a byte', 'explain sha256 -hex abc', 'usage', EXIT.usage],
    ['too large a file', 'explain sha256 -in large', 'too-large', EXIT.input],
    ['no file', 'explain sha256 -in none', 'ENOENT', EXIT.input],
    ['no key', 'explain hmac text', 'usage', EXIT.usage],
    ['two keys', 'explain hmac -key a -hexkey 00 text', 'usage', EXIT.usage],
    ['a key that is no hexadecimal', 'explain hmac -hexkey deadbeeg text', 'usage', EXIT.usage],
    ['no AES key', 'explain aes 00112233445566778899aabbccddeeff', 'missing-option', EXIT.usage],
    ['an AES key of 15 bytes', 'explain aes -key deadbeef2233445566778899aabbcc 00', 'usage', EXIT.usage],
    ['a block of 1 byte', 'explain aes -key deadbeef445566778899aabbccddeeff 00', 'usage', EXIT.usage],
    ['no block', 'explain aes -key deadbeef445566778899aabbccddeeff', 'usage', EXIT.usage],
    ['negative bits', 'explain rsa-keygen -bits -64', 'usage', EXIT.usage],
    ['too few bits', 'explain rsa-keygen -bits 62', 'usage', EXIT.usage],
    ['too many bits', 'explain rsa-keygen -bits 4096', 'usage', EXIT.usage],
    ['odd bits', 'explain rsa-keygen -bits 129', 'usage', EXIT.usage],
    ['bits that are no number', 'explain rsa-sign -bits many abc', 'usage', EXIT.usage],
    ['a key and how to make one', 'explain rsa-sign -key none -bits 512 abc', 'usage', EXIT.usage],
    ['no key file', 'explain rsa-sign -key none abc', 'ENOENT', EXIT.input],
    ['a key file that is none', 'explain rsa-sign -key abc abc', 'no-pem-block', EXIT.input],
    ['HTML and JSON at once', 'explain sha256 abc -html new -json', 'usage', EXIT.usage],
    ['a folder for the HTML', 'explain sha256 abc -html .', 'EISDIR', EXIT.input],
    ['an unknown algorithm', 'explain sha265 abc', 'no-command', EXIT.usage],
  ])('%s: %s', async (_, line, code, exit) => {
    const outcome = await shell.line(line);
    expect(outcome).toMatchObject({ code: exit, stdout: '' });
    expect(outcome.stderr).toMatch(new RegExp(`^vitrine explain[^\\n]*\\(code ${code}\\)\\n$`));
    expect(outcome.stderr).not.toContain('deadbee');
  });
});
