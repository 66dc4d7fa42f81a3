/** Forms of RSA public keys and the digests of SHA-3, as openssl has them. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePrivateKeyPem } from '../../src/keys/index.ts';
import { opensslPrivateKey } from '../fixtures/key-vectors.ts';
import { hasOpenssl30 } from '../openssl.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);
const MESSAGE = 'a message';
beforeAll(async () => {
  shell.write('key', writePrivateKeyPem(opensslPrivateKey(2048), 'pkcs8'));
  shell.write('message', MESSAGE);
  await shell.lines(
    'rsa -in key -pubout -out spki',
    'rsa -in key -RSAPublicKey_out -out pkcs1',
    'rsa -in key -RSAPublicKey_out -outform DER -out pkcs1.der',
  );
});

const theirs = (line: string): string =>
  execFileSync('openssl', line.split(' '), {
    cwd: shell.path('.'),
    encoding: 'latin1',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

const LINES = [
  'rsa -in key -RSAPublicKey_out',
  'rsa -in key -RSAPublicKey_out -outform DER',
  'rsa -RSAPublicKey_in -in pkcs1',
  'rsa -RSAPublicKey_in -in pkcs1.der -inform DER -noout -modulus',
  'rsa -RSAPublicKey_in -in spki -RSAPublicKey_out',
  'rsa -pubin -in pkcs1 -RSAPublicKey_out',
  'rsa -in key -pubout -traditional',
  'dgst -sha3-256 message',
  'dgst -sha3-512 message key',
  'dgst -sha3-256 -r message',
  'dgst -sha3-512 -hmac secret message',
  'dgst -sha3-256 -binary message',
  'dgst message',
  'dgst -hmac secret message',
  'dgst -sha256 -hex -c message key',
  'dgst -sha512 -mac HMAC -macopt key:secret message',
  'dgst -sha256 -mac hmac -macopt hexkey:73656372 message',
  'dgst -sha256 -sign key -hex message',
  'dgst -sign key -hex -c message',
];

describe('vectors', () => {
  it.skipIf(!hasOpenssl30).each(LINES)('%s', async (line) => {
    const { code, bytes, stderr } = await shell.line(line);
    expect([code, stderr]).toEqual([0, '']);
    expect(Buffer.from(bytes).toString('latin1')).toBe(theirs(line));
  });
});

describe('misuse', () => {
  it.each([
    ['sha256 message', 2, 'did you mean dgst -sha256?'],
    ['dgst -sha3-256 -sha256 message', 2, '-sha256 or -sha3-256, not both'],
    ['dgst -sha3-256 -sign key message', 3, 'cannot sign SHA3-256 digests'],
    ['rsa -in key -RSAPublicKey_out -aes256 -passout pass:x', 2, 'public keys are not encrypted'],
    ['rsa -RSAPublicKey_in -in message', 3, 'no PEM block'],
  ])('%s', async (line, exit, message) => {
    const { code, stdout, stderr } = await shell.line(line);
    expect([code, stdout, stderr]).toEqual([exit, '', expect.stringContaining(message)]);
  });
});
