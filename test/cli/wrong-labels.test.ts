/** PEM blocks whose label lies: the commands say what they hold, and how they should be labelled. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { pemDecode, pemEncode } from '../../src/keys/index.ts';
import { RSA_PEMS } from '../fixtures/rsa-pool.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(shell.remove);

/** The bytes of each kind of file. */
const held: Record<string, Uint8Array> = {};
beforeAll(async () => {
  const own = 'database=index\ncrlnumber=number\ncertificate=ca.crt\nprivate_key=ca.key\ndefault_crl_days=1\n';
  shell.write('ca.cnf', `[ca]\ndefault_ca=own\n[own]\ndefault_md=sha256\n${own}`);
  shell.write('index', '');
  shell.write('number', '01\n');
  shell.write('rsa.key', RSA_PEMS[0]);
  await shell.lines(
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt -subj /CN=ca',
    'req -new -key ca.key -out ca.csr -subj /CN=ca',
    'ca -gencrl -config ca.cnf -out list.pem',
    'pkey -in ca.key -pubout -out ca.pub',
    'pkey -in ca.key -aes256 -passout pass:long-enough -out sealed.key',
    'ec -in ca.key -out sec1.key',
    'rsa -in rsa.key -traditional -out pkcs1.key',
  );
  for (const name of ['ca.key', 'ca.crt', 'ca.csr', 'list.pem', 'ca.pub', 'sealed.key', 'sec1.key', 'pkcs1.key'])
    held[name] = pemDecode(shell.read(name))[0].bytes;
  held['a.p7b'] = Buffer.from('300b06092a864886f70d010702', 'hex');
  held['openssh.key'] = Buffer.from('openssh-key-v1\0');
});

const PKCS8 = 'a private key (PKCS #8); it should be labelled PRIVATE KEY';
const SEALED = 'an encrypted private key (PKCS #8); it should be labelled ENCRYPTED PRIVATE KEY';
const PKCS1 = 'an RSA private key (PKCS #1); it should be labelled RSA PRIVATE KEY';
const REQUEST = 'a certificate request, which vitrine req reads; it should be labelled CERTIFICATE REQUEST';
const CERTIFICATE = 'a certificate, which vitrine x509 reads; it should be labelled CERTIFICATE';

describe('a block whose label lies', () => {
  it.each([
    ['pkey -passin pass:long-enough -in', 'sealed.key', 'PRIVATE KEY', SEALED],
    ['rsa -passin pass:long-enough -in', 'sealed.key', 'RSA PRIVATE KEY', SEALED],
    ['inspect', 'sealed.key', 'PRIVATE KEY', SEALED],
    ['pkey -in', 'ca.key', 'ENCRYPTED PRIVATE KEY', PKCS8],
    ['pkey -passin pass:long-enough -in', 'ca.key', 'ENCRYPTED PRIVATE KEY', PKCS8],
    ['pkey -in', 'pkcs1.key', 'ENCRYPTED PRIVATE KEY', PKCS1],
    ['pkey -in', 'sec1.key', 'ENCRYPTED PRIVATE KEY', 'an EC private key (SEC 1); it should be labelled EC PRIVATE'],
    ['pkey -in', 'ca.crt', 'PRIVATE KEY', CERTIFICATE],
    ['pkey -pubin -in', 'ca.crt', 'PUBLIC KEY', CERTIFICATE],
    ['req -in', 'ca.crt', 'CERTIFICATE REQUEST', CERTIFICATE],
    ['req -in', 'ca.crt', 'NEW CERTIFICATE REQUEST', CERTIFICATE],
    ['crl -in', 'ca.crt', 'X509 CRL', CERTIFICATE],
    ['x509 -in', 'ca.csr', 'CERTIFICATE', REQUEST],
    ['x509 -lenient -in', 'ca.csr', 'CERTIFICATE', REQUEST],
    ['verify -CAfile ca.crt', 'ca.csr', 'CERTIFICATE', REQUEST],
    ['verify ca.crt -CAfile', 'ca.csr', 'CERTIFICATE', REQUEST],
    ['x509 -in', 'ca.key', 'CERTIFICATE', PKCS8],
    ['x509 -in', 'list.pem', 'CERTIFICATE', 'a certificate revocation list, which vitrine crl reads'],
    ['x509 -in', 'a.p7b', 'CERTIFICATE', 'PKCS #7, whose certificates openssl pkcs7'],
    ['x509 -in', 'ca.pub', 'CERTIFICATE', 'a public key (SubjectPublicKeyInfo)'],
    ['pkey -pubin -in', 'ca.key', 'PUBLIC KEY', PKCS8],
    ['pkey -in', 'openssh.key', 'PRIVATE KEY', 'a private key of OpenSSH; it should be labelled OPENSSH PRIVATE KEY'],
    ['inspect', 'ca.key', 'RSA PRIVATE KEY', PKCS8],
    ['inspect', 'ca.crt', 'PRIVATE KEY', CERTIFICATE],
    // The command takes no such label, whatever the block holds.
    ['x509 -in', 'ca.crt', 'CERTIFICATE REQUEST', CERTIFICATE],
    ['pkey -in', 'ca.key', 'CERTIFICATE', PKCS8],
    ['crl -in', 'list.pem', 'CERTIFICATE', 'a certificate revocation list, which vitrine crl reads'],
  ])('%s: %s under %s is told', async (line, name, label, told) => {
    shell.write('odd.pem', pemEncode(label, held[name]));
    const { code, stderr } = await shell.line(`${line} odd.pem`);
    expect([code, stderr]).toEqual([
      EXIT.input,
      expect.stringContaining(`; the block is labelled ${label} but holds ${told}`),
    ]);
    expect(stderr.match(/the block is labelled/g)).toHaveLength(1);
  });

  it('is not that of another block than the one that cannot be read', async () => {
    const lies = pemEncode('X509 CRL', held['ca.crt']);
    shell.write('odd.pem', lies + pemEncode('CERTIFICATE', Uint8Array.of(2, 1, 0)));
    const { stderr } = await shell.line('x509 -in odd.pem');
    expect(stderr).toContain('unexpected-tag at byte 0');
    expect(stderr).not.toContain('labelled');
  });

  it('among trusted certificates is passed over, and told', async () => {
    shell.write('odd.pem', pemEncode('CERTIFICATE', held['ca.csr']) + shell.read('ca.crt'));
    const { code, stderr } = await shell.line('verify -CAfile odd.pem ca.crt');
    expect([code, stderr]).toEqual([EXIT.ok, expect.stringMatching(/line 1: passed over: unexpected-tag .*but holds/)]);
    expect(stderr).not.toContain('undefined');
  });
});

describe('OpenPGP', () => {
  it.each(['x509 -in', 'req -in', 'pkey -in', 'pkey -pubin -in'])('is named: %s', async (line) => {
    shell.write('odd.pem', pemEncode('PGP PUBLIC KEY BLOCK', Uint8Array.of(0x99, 0)));
    expect((await shell.line(`${line} odd.pem`)).stderr).toContain('this is OpenPGP, which X.509 does not use');
    shell.write('odd.pem', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ$$\n-----END PGP PUBLIC KEY BLOCK-----\n');
    expect((await shell.line(`${line} odd.pem`)).stderr).toContain('the OpenPGP block is not base64 in line 3');
  });
});
