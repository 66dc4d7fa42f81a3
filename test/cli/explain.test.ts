/** vitrine explain: every algorithm; and how every command that explains shows what it has to. */
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
  return shell.lines(
    'genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out ec.key',
    'pkey -in ec.key -pubout -out ec.pub',
  );
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
    // RFC 4231 §4.3.
    const long = 'explain hmac -hash sha384 -key Jefe "what do ya want for nothing?"';
    expect(await out(long)).toContain('af45d2e3 76484031 617f78d2 b58a6b1b');
  });

  it('aes: FIPS 197 appendix B, there and back', async () => {
    expect(await out(`explain aes ${AES_B}`)).toContain(
      '1     m_col  046681e5e0cb199a48f8d37a2806264c after MixColumns',
    );
    const back = AES_B.replace(/\w+$/, '3925841d02dc09fbdc118597196a0b32');
    expect(await out(`explain aes ${back} --decrypt`)).toContain('3243f6a8 885a308d 313198a2 e0370734');
  });
});

describe('one’s own numbers', () => {
  it('RSA, a curve, the k of a signature, the seeds of ML-KEM', async () => {
    expect(await out('explain rsa')).toContain('2790');
    expect(await out('explain rsa -p 0x3b -q 47 -e 17 -m 66')).toContain('2773');
    expect(await out('explain curve -p 23 -a 1 -b 1 -P 3,10 -Q 9,7')).toContain('(17, 20)');
    const drawn = await out('explain ecdsa -seed museum abc');
    expect(await out('explain ecdsa -seed museum -hexk 05 abc')).not.toBe(drawn);
    const seeds = `-hexd ${'11'.repeat(32)} -hexz ${'22'.repeat(32)} -hexm ${'33'.repeat(32)}`;
    expect(await out(`explain ml-kem ${seeds}`)).toBe(await out(`explain ml-kem ${seeds}`));
  });

  it('what is refused is refused by its option', async () => {
    for (const [line, why] of [
      ['explain rsa -p 15', '-p must be an odd prime'],
      ['explain rsa -m x', '-m needs a whole number'],
      ['explain curve -p 23 -P 3,11', '-P (3, 11) is not on the curve'],
      ['explain curve -a 0 -b 0', '-b makes the curve singular'],
      ['explain curve -Q 3', '-Q needs two numbers'],
      ['explain ecdsa -seed a -hexk 00 abc', '-hexk must be in 1'],
      ['explain ml-kem -hexd 00', '-hexd needs 32 bytes'],
    ]) {
      const { code, stderr } = await shell.line(line);
      expect(code, line).toBe(EXIT.usage);
      expect(stderr.replace(/\s+/g, ' ')).toContain(why);
    }
  });
});

describe('properties', () => {
  it('hides the secrets of a file, says so, and shows them when asked', async () => {
    const hidden = await shell.line('explain cbc -seed museum -in abc');
    expect(hidden.stdout).toContain('(hidden)');
    expect(hidden.stdout).not.toContain('616263');
    expect(hidden.stderr).toBe('vitrine explain cbc: secret values are hidden; -show-secrets shows them\n');
    const shown = await shell.line('explain cbc -seed museum -in abc -show-secrets');
    expect(shown.stdout).toContain('616263');
    expect(shown.stderr).toBe('');
    expect((await shell.line('explain sha256 abc')).stderr).toBe('');
  });

  it('prints JSON, with secrets or without', async () => {
    const plaintext = async (line: string) => JSON.parse(await out(line)).parts[1].rows[2];
    expect(await plaintext('explain gcm -seed museum -in abc -json')).toEqual({
      label: 'P, the plaintext',
      value: null,
      rule: 'SP 800-38D §7.1',
      secret: true,
    });
    expect(await plaintext('explain gcm -seed museum -in abc -json -show-secrets')).toMatchObject({ value: '616263' });
  });

  it('writes an HTML file: for its owner only where secrets are in it', async () => {
    expect(await shell.line('explain cbc -seed museum -in abc -html out.html')).toMatchObject({
      ...{ code: EXIT.ok, stdout: '' },
    });
    expect(shell.read('out.html')).toMatch(/^<!DOCTYPE html>/);
    expect(shell.read('out.html')).not.toMatch(/61 ?62 ?63/);
    expect(shell.mode('out.html')).toBe(0o644);
    await shell.lines('explain cbc -seed museum -in abc -html out.html -show-secrets');
    expect(shell.read('out.html')).toMatch(/61 ?62 ?63/);
    expect(shell.mode('out.html')).toBe(0o600);
  });

  it('colours on a terminal, unless that wants none', async () => {
    expect((await shell.line('explain sha256 abc', { terminal: true })).stdout).toContain('\u001b[');
    const plain = await shell.line('explain sha256 abc', { terminal: true, env: { NO_COLOR: '1' } });
    expect(plain.stdout).toBe(await out('explain sha256 abc'));
  });

  it('rsa-keygen: a seed gives one key, and no seed another each time', async () => {
    const seeded = 'explain rsa-keygen -bits 64 -seed museum';
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

  it.each([
    ...['ecdsa hello', 'ecdh', 'x25519', 'ed25519 hello', 'pss hello', 'oaep hello', 'chacha20 hello'],
    ...['gcm hello', 'cbc hello', 'rsa-encrypt hello', 'rsa-sign hello', 'rsa-keygen', 'ml-kem -set ML-KEM-512'],
  ])('%s: a seed gives one page, whose secrets are shown, since nobody else has them', async (line) => {
    const first = await shell.line(`explain ${line} -seed museum`);
    expect(first).toMatchObject({ code: EXIT.ok, stderr: '' });
    expect(first.stdout).not.toContain('(hidden)');
    expect(await out(`explain ${line} -seed museum`)).toBe(first.stdout);
    expect(await out(`explain ${line} -seed other`)).not.toBe(first.stdout);
  });

  it.each([
    ['ecdsa', 'ec -pkeyopt ec_paramgen_curve:P-384', 'abc'],
    ['ecdh', 'ec -pkeyopt ec_paramgen_curve:P-256', ''],
    ['x25519', 'X25519', ''],
    ['ed25519', 'ED25519', 'abc'],
    ['pss', 'RSA', 'abc'],
    ['oaep', 'RSA', 'abc'],
    ['rsa-encrypt', 'RSA', 'abc'],
    ['rsa-sign', 'RSA', 'abc'],
  ])('%s: the secrets of a key file are hidden, unless asked for', async (name, algorithm, text) => {
    await shell.lines(`genpkey -algorithm ${algorithm} -out ${name}.key`);
    const hidden = await shell.line(`explain ${name} -key ${name}.key ${text}`);
    expect(hidden.stdout).toContain('(hidden)');
    expect(hidden.stderr).toBe(`vitrine explain ${name}: secret values are hidden; -show-secrets shows them\n`);
    expect(await out(`explain ${name} -key ${name}.key -show-secrets ${text}`)).not.toContain('(hidden)');
    const json = await out(`explain ${name} -key ${name}.key -json ${text}`);
    expect(JSON.parse(json).title).toMatch(/^\w/);
  });

  it('ecdh and x25519: the other end’s key from a file', async () => {
    await shell.lines(
      'genpkey -algorithm X25519 -out peer.key',
      'pkey -in peer.key -pubout -out peer.pub',
      'explain x25519 -seed museum -peerkey peer.pub',
      'genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-384 -out peer.key',
      'pkey -in peer.key -pubout -out peer.pub',
      'explain ecdh -seed museum -curve P-384 -peerkey peer.pub',
    );
  });

  it('the examples of the standards, as help prints them', async () => {
    const dense = async (line: string): Promise<string> => (await out(line)).replace(/\s/g, '');
    const rfc7748 =
      'explain x25519 -hexkey 77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a -hexpeer de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f';
    expect(await dense(rfc7748)).toContain('4a5d9d5ba4ce2de1728e3bf480350f25');
    const rfc8032 = 'explain ed25519 -hexkey 4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb -hex 72';
    expect(await dense(rfc8032)).toContain('92a009a9f0d4cab8720e820b5f642540');
    expect(await dense('explain pbkdf2 -hash sha1 -salt salt -iter 4096 -length 20 password')).toContain(
      '4b007901b765489abead49d926f721d065a429c1',
    );
    expect(
      await dense(
        'explain hkdf -hexsalt 000102030405060708090a0b0c -hexinfo f0f1f2f3f4f5f6f7f8f9 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b',
      ),
    ).toContain('3cb25f25faacd57a90434f64d0362f2a');
    const gcm = 'explain gcm -key feffe9928665731c6d6a8f9467308308 -nonce cafebabefacedbaddecaf888';
    expect(await dense(`${gcm} ""`)).toContain('3247184b3c4f69a44dbcd22887bbb418');
    // FIPS 180-2 appendices D.1 and C.1.
    expect(await dense('explain sha384 abc')).toContain('cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163');
    expect(await dense('explain sha512 abc')).toContain('ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2');
    expect(await dense('explain sha1 abc')).toContain('a9993e364706816aba3e25717850c26c9cd0d89d');
    const rfc8439 =
      'explain chacha20 -key 808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f -nonce 070000004041424344454647 -hexaad 50515253c0c1c2c3c4c5c6c7 abc';
    expect(await dense(rfc8439)).toContain('7bac2b252db447af09b67a55a4e95584');
  });

  it.each([
    'sha256',
    'hmac',
    'aes',
    'rsa-keygen',
    'rsa-sign',
    'pss',
    'oaep',
    'ecdsa',
    'ecdh',
    'x25519',
    'ed25519',
    'chacha20',
    'pbkdf2',
    ...['sha384', 'sha512', 'sha1', 'gcm', 'cbc', 'rsa-encrypt', 'hkdf', 'prf', 'ml-kem'],
  ])('explain %s has help', async (name) => {
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
    ['another hash', 'explain hmac -hash md5 -key a text', 'usage', EXIT.usage],
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
    ['a key and a curve', 'explain ecdsa -key none -curve P-256 abc', 'usage', EXIT.usage],
    ['a curve that is not served', 'explain ecdsa -curve secp256k1 abc', 'usage', EXIT.usage],
    ['a key of another kind', 'explain ed25519 -key ec.key abc', 'wrong-key', EXIT.input],
    ['a peer on another curve', 'explain ecdh -curve P-384 -peerkey ec.pub', 'wrong-key', EXIT.input],
    ['two keys for X25519', 'explain x25519 -seed a -hexkey 00', 'usage', EXIT.usage],
    ['a private key of 1 byte', 'explain ed25519 -hexkey 00 abc', 'usage', EXIT.usage],
    ['two peers', 'explain x25519 -hexpeer 00 -peerkey ec.pub', 'usage', EXIT.usage],
    ['no password', 'explain pbkdf2', 'usage', EXIT.usage],
    ['two salts', 'explain pbkdf2 -salt a -hexsalt 00 p', 'usage', EXIT.usage],
    ['no iterations', 'explain pbkdf2 -iter 0 p', 'usage', EXIT.usage],
    ['too few bits for PSS', 'explain pss -bits 512 abc', 'usage', EXIT.usage],
    ['a nonce of 1 byte', 'explain chacha20 -nonce 00 abc', 'usage', EXIT.usage],
    ['a key and a seed', 'explain chacha20 -seed a -key deadbeef abc', 'usage', EXIT.usage],
    ['a nonce of 1 byte for GCM', 'explain gcm -nonce 00 abc', 'usage', EXIT.usage],
    ['two associated data', 'explain gcm -aad a -hexaad 00 abc', 'usage', EXIT.usage],
    ['an IV of 1 byte', 'explain cbc -iv 00 abc', 'usage', EXIT.usage],
    ['a key and a seed for CBC', 'explain cbc -seed a -key deadbeef abc', 'usage', EXIT.usage],
    ['no secret', 'explain hkdf', 'usage', EXIT.usage],
    ['two infos', 'explain hkdf -info a -hexinfo 00 00', 'usage', EXIT.usage],
    ['no seed for the PRF', 'explain prf 00', 'missing-option', EXIT.usage],
    ['too long a message for RSA', 'explain rsa-encrypt -bits 128 abcdef', 'message-too-long', EXIT.input],
    ['no such set', 'explain ml-kem -set ML-KEM-2', 'usage', EXIT.usage],
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
