/** What stays out of an address: private keys that a password encrypts, and what may hold one, in every form that an input has. */
import { describe, expect, it } from 'vitest';
import { bytesToBase64, bytesToHex, concat, hexToBytes, utf8ToBytes } from '../../../src/bytes/index.ts';
import { SAMPLE_NAMES } from '../../../src/explorer/address.ts';
import { programOf } from '../../../src/explorer/page/rooms/inspect/program.ts';
import { SAMPLES } from '../../../src/explorer/samples/embedded.ts';
import { inspectJob } from '../../../src/explorer/work/inspect.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { pemDecode, readPrivateKeyPem, writeEncryptedPrivateKeyPem, writePkcs12 } from '../../../src/keys/index.ts';

const options = {
  password: 'secret',
  cipher: 'aes-128-cbc',
  random: seededRandom('unlinked'),
  kdf: { type: 'pbkdf2', hash: 'sha256', iterations: 1 },
} as const;
const key = readPrivateKeyPem(SAMPLES.key);
const encrypted = writeEncryptedPrivateKeyPem(key, options);
const pkcs8 = pemDecode(encrypted)[0].bytes;
const pkcs12 = writePkcs12({ keys: [{ key }] }, { ...options, macIterations: 1 });
const [certificate] = SAMPLES.server.match(/-----BEGIN.*?-----END [^\n]*\n/s)!;

/** Whether it stays out of the address; and the program that is copied has it if the address has. */
async function isSecret(source: Uint8Array | string): Promise<boolean> {
  const outcome = await inspectJob({
    ...{ edits: [], block: 0, showSecrets: false, language: 'en' },
    source: typeof source === 'string' ? utf8ToBytes(source) : source,
  });
  if (outcome.blocks.length > 0) expect(programOf(outcome).includes('readFileSync')).toBe(outcome.isSecret);
  return outcome.isSecret;
}
const inBase64 = (text: string): string => bytesToBase64(utf8ToBytes(text));
const large = writePkcs12({ keys: new Array(64).fill({ key }) }, { ...options, macIterations: 1 });
const inPem = (label: string, bytes: Uint8Array, headers = ''): string =>
  `-----BEGIN ${label}-----\n${headers}${bytesToBase64(bytes).replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
const user = (digits: string): string =>
  `users:\n- user:\n    client-certificate-data: ${inBase64(certificate)}\n    client-key-data: ${digits}\n`;

/** RFC 5652 §6: nothing but the type of the content. */
const enveloped = hexToBytes('300f06092a864886f70d010703a0023000');
const openSsh = concat(utf8ToBytes('openssh-key-v1\0\0\0\0\x0aaes256-ctr\0\0\0\x06bcrypt'), new Uint8Array(90));

describe('an input that stays out of the address', () => {
  it.each<readonly [string, Uint8Array | string]>([
    ['PKCS #12', pkcs12],
    ['PKCS #12 in base64', bytesToBase64(pkcs12)],
    ['PKCS #12 in hexadecimal', bytesToHex(pkcs12)],
    ['PKCS #12 under another label', inPem('CERTIFICATE', pkcs12)],
    ['an encrypted key', encrypted],
    ['an encrypted key in DER', pkcs8],
    ['an encrypted key in base64', bytesToBase64(pkcs8)],
    ['an encrypted key in hexadecimal', bytesToHex(pkcs8)],
    ['an encrypted key after a certificate', certificate + encrypted],
    ['an encrypted key in a kubeconfig', user(inBase64(encrypted))],
    ['an encrypted key, in DER, in a kubeconfig', user(bytesToBase64(pkcs8))],
    ['an encrypted key of RFC 1421', inPem('EC PRIVATE KEY', pkcs8.subarray(40), 'Proc-Type: 4,ENCRYPTED\n\n')],
    ['the same under another label', inPem('CERTIFICATE', pkcs8.subarray(40), 'Proc-Type: 4,ENCRYPTED\n\n')],
    ['an encrypted key of OpenSSH', inPem('OPENSSH PRIVATE KEY', openSsh)],
    ['an enveloped message', enveloped],
    ['a Secret', `kind: Secret\ndata:\n  tls.crt: ${inBase64(certificate)}\n  tls.key: ${inBase64(encrypted)}\n`],
    ['a kubeconfig inside of one', `${certificate}data:\n  config: ${inBase64(user(inBase64(encrypted)))}\n`],
    ['JSON after a certificate', `${certificate}{"data":{"tls.key":"${inBase64(encrypted)}"}}\n`],
    ['a token beside a certificate', `${user('')}    token: abc\n`],
    ['a key that no password encrypts', SAMPLES.key],
    ...[28, 32, 48, 56, 57, 66].map((size) => {
      const inner = concat(new Uint8Array([0x04, size]), new Uint8Array(size).fill(0xa5));
      return [`the inner key of PKCS #8 of ${size} bytes`, inner] as const;
    }),
    ['the same in hexadecimal', `0420${'a5'.repeat(32)}`],
    ['PKCS #12 that is too long for an address', large],
    ['a text that is too long for an address, with PKCS #12', inPem('PKCS12', large)],
  ])('%s', async (_, source) => {
    expect(await isSecret(source)).toBe(true);
  });
});

describe('an input that has an address', () => {
  it.each(SAMPLE_NAMES.filter((name) => name !== 'key' && name !== 'kubeconfig'))('the sample %s', async (name) => {
    expect(await isSecret(SAMPLES[name])).toBe(false);
    for (const { bytes } of pemDecode(SAMPLES[name])) {
      expect(await isSecret(bytes)).toBe(false);
      expect(await isSecret(bytesToBase64(bytes))).toBe(false);
    }
  });

  it('certificates in a kubeconfig, and text around one', async () => {
    expect(await isSecret(user(''))).toBe(false);
    // Too long for an address; a certificate of it is not too long for a program.
    expect(await isSecret(certificate.repeat(20))).toBe(false);
    expect(await isSecret(new Uint8Array([0x04, 3, 1, 2, 3]))).toBe(false);
    expect(await isSecret(`Certificate:\n    Signature Algorithm: ecdsa-with-SHA256\n${certificate}`)).toBe(false);
  });
});
