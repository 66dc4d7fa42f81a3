/** genpkey, pkey, ecparam, ec, and requests and digests with keys of every kind, beside OpenSSL. */
import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign, verify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { encode } from '../../src/codec/index.ts';
import { encryptedPrivateKeyInfo, pbeParameters, pemDecode, writePrivateKeyPem } from '../../src/keys/index.ts';
import { KEYS } from '../fixtures/keys.ts';
import { everyNth, isWholeTable } from '../property-runs.ts';
import { sayWhySkipped } from '../skipping.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
afterAll(() => shell.remove());
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) sayWhySkipped('openssl is not installed');
const out = async (line: string): Promise<string> => {
  const { code, stdout, stderr } = await shell.line(line);
  expect([code, stderr], line).toEqual([0, '']);
  return stdout;
};

const KINDS: Readonly<Record<string, string>> = {
  rsa: '-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:0x10001',
  pss: '-algorithm rsa-pss -pkeyopt rsa_keygen_bits:2048',
  p256: '-algorithm EC -pkeyopt ec_paramgen_curve:P-256',
  p384: '-algorithm EC -pkeyopt ec_paramgen_curve:secp384r1 -pkeyopt ec_param_enc:named_curve',
  p521: '-algorithm EC -pkeyopt ec_paramgen_curve:P-521',
  ed: '-algorithm ED25519',
  x: '-algorithm X25519',
};
const names = Object.keys(KINDS);
beforeAll(async () => {
  // A new RSA key takes longer than the rest: one of the two is made.
  shell.write('fixture', writePrivateKeyPem(KEYS['rsa-pss'], 'pkcs8'));
  for (const name of names) {
    const genpkey = name === 'pss' && !isWholeTable ? 'pkey -in fixture' : `genpkey ${KINDS[name]}`;
    await shell.lines(`${genpkey} -out ${name}.key`, `pkey -in ${name}.key -pubout -out ${name}.pub`);
  }
  shell.write('data', 'what is signed\n');
  await shell.lines('pkey -pubin -in rsa.pub -outform DER -out rsa.pub.der');
  await shell.lines('req -x509 -new -key ed.key -subj /CN=ed -out ed.crt');
});

describe('vectors', () => {
  it.each(everyNth(4, names))(
    '%s: what OpenSSL makes of it is what we make of it',
    { skip: !hasOpenssl },
    async (name) => {
      expect(shell.mode(`${name}.key`)).toBe(0o600);
      const lines = [
        ...[`-in ${name}.key`, `-in ${name}.key -text`, `-in ${name}.key -text -noout`],
        ...[`-in ${name}.key -text_pub -noout`, `-in ${name}.key -pubout -text`, `-pubin -in ${name}.pub -text`],
      ].map((line) => `pkey ${line}`);
      lines.push(`pkey -in ${name}.key -check`, `pkey -in ${name}.key -pubcheck -pubout`);
      lines.push(`pkey -pubin -in ${name}.pub -pubcheck -noout`);
      // OpenSSL ends with an error where a kind has no form from before PKCS #8; we write PKCS #8.
      if (/^rsa|^p\d/.test(name)) lines.push(`pkey -in ${name}.key -traditional`);
      if (/^p\d/.test(name)) {
        lines.push(`ec -in ${name}.key -pubout`, `ec -in ${name}.key -text`, `ec -in ${name}.key -pubout -text`);
        lines.push(`pkey -in ${name}.key -pubout -ec_conv_form compressed -ec_param_enc named_curve`);
      }
      for (const line of lines) expect(await out(line), line).toBe(shell.openssl(...line.split(' ')));
      for (const line of [`pkey -in ${name}.key -outform DER`, `pkey -in ${name}.key -pubout -outform DER`]) {
        await shell.lines(`${line} -out ours.der`);
        shell.openssl(...line.split(' '), '-out', 'theirs.der');
        expect(shell.read('ours.der'), line).toBe(shell.read('theirs.der'));
      }
      await shell.lines(`pkey -in ${name}.key -outform DER -out again.der`);
      expect(await out('pkey -inform DER -in again.der')).toBe(shell.read(`${name}.key`));
    },
  );

  it.each(everyNth(2, ['P-256', 'prime256v1', 'secp384r1', 'P-521']))(
    'ecparam -name %s is OpenSSL’s',
    { skip: !hasOpenssl },
    async (name) => {
      expect(await out(`ecparam -name ${name}`)).toBe(shell.openssl('ecparam', '-name', name));
      const made = await out(`ecparam -name ${name} -genkey`);
      expect(made.match(/BEGIN .*(?=-----)/g)).toEqual(['BEGIN EC PARAMETERS', 'BEGIN EC PRIVATE KEY']);
      await shell.lines(`ecparam -name ${name} -genkey -noout -out made.key`);
      expect(await out('ec -in made.key')).toBe(shell.openssl('ec', '-in', 'made.key'));
      expect(await out('ec -in made.key -noout -text')).toBe(shell.openssl('ec', '-in', 'made.key', '-noout', '-text'));
    },
  );

  it.each(everyNth(4, ['sha384', 'sha224', 'sha256', 'sha512']))(
    'dgst -%s is OpenSSL’s, and its signatures verify',
    { skip: !hasOpenssl },
    async (hash) => {
      expect(await out(`dgst -${hash} data`)).toBe(shell.openssl('dgst', `-${hash}`, 'data'));
      for (const name of ['rsa', 'pss', 'p256', 'p384']) {
        await shell.lines(`dgst -${hash} -sign ${name}.key -out ours.sig data`);
        const check = ['dgst', `-${hash}`, '-verify', `${name}.pub`, '-signature', 'ours.sig', 'data'];
        expect(shell.openssl(...check), name).toBe('Verified OK\n');
        expect(await out(check.join(' ')), name).toBe('Verified OK\n');
        const salt = name === 'pss' ? ['-sigopt', 'rsa_pss_saltlen:-1'] : [];
        shell.openssl('dgst', `-${hash}`, ...salt, '-sign', `${name}.key`, '-out', 'ours.sig', 'data');
        expect(await out(check.join(' ')), name).toBe('Verified OK\n');
      }
    },
  );

  it('signs and verifies with Ed25519, without a digest', async () => {
    await shell.lines('dgst -sign ed.key -out ed.sig data');
    const data = Buffer.from(shell.read('data'));
    const theirs = sign(null, data, createPrivateKey(shell.read('ed.key')));
    expect(verify(null, data, createPublicKey(shell.read('ed.pub')), theirs)).toBe(true);
    shell.write('theirs.sig', theirs);
    for (const file of ['ed.sig', 'theirs.sig']) {
      expect(await out(`dgst -verify ed.pub -signature ${file} data`)).toBe('Verified OK\n');
    }
    expect((await shell.line('dgst -verify ed.pub -signature ed.sig ed.pub')).code).toBe(EXIT.no);
  });

  it('makes requests and certificates with new keys of every kind', { skip: !hasOpenssl }, async () => {
    await shell.lines('ecparam -name P-384 -out p384.param');
    const asked: [newkey: string, algorithm: string][] = [
      ['ec:p384.param', 'ecdsa-with-SHA384'],
      ['rsa-pss:2048 -sha384', 'rsassaPss'],
      ['ec -pkeyopt ec_paramgen_curve:prime256v1 -sha224', 'ecdsa-with-SHA224'],
      ['rsa:2048 -sha512', 'sha512WithRSAEncryption'],
      ['ed25519', 'ED25519'],
    ];
    for (const [newkey, algorithm] of everyNth(2, asked)) {
      await shell.lines(
        `req -newkey ${newkey} -nodes -keyout n.key -subj /CN=n -out n.csr`,
        'req -in n.csr -noout -verify',
        `req -x509 -new -key n.key -subj /CN=n -out n.crt`,
      );
      expect(shell.openssl('req', '-in', 'n.csr', '-noout', '-text'), newkey).toContain(
        `Signature Algorithm: ${algorithm}`,
      );
      expect(spawnSync('openssl', ['req', '-in', shell.path('n.csr'), '-noout', '-verify']).status).toBe(0);
      expect(new X509Certificate(shell.read('n.crt')).checkPrivateKey(createPrivateKey(shell.read('n.key')))).toBe(
        true,
      );
    }
  });
});

describe('one file for a new key and what it signs', () => {
  it('has the key first, and is for its owner only', { skip: !hasOpenssl }, async () => {
    // https://docs.python.org/3/library/ssl.html#self-signed-certificates, with the kind of key.
    const made = '-newkey ec -pkeyopt group:P-256 -nodes -subj /CN=localhost';
    await shell.lines(`req -new -x509 -days 365 ${made} -out cert.pem -keyout cert.pem -extensions v3_ca`);
    expect(pemDecode(shell.read('cert.pem')).map(({ label }) => label)).toEqual(['PRIVATE KEY', 'CERTIFICATE']);
    expect(shell.mode('cert.pem')).toBe(0o600);
    const publicKey = shell.openssl('pkey', '-in', 'cert.pem', '-pubout');
    expect(shell.openssl('x509', '-in', 'cert.pem', '-noout', '-pubkey')).toBe(publicKey);
    await shell.lines('ecparam -name P-384 -out p384.pem');
    await shell.lines('req -newkey param:p384.pem -noenc -subj /CN=a -out one.pem -keyout one.pem');
    expect(pemDecode(shell.read('one.pem')).map(({ label }) => label)).toEqual(['PRIVATE KEY', 'CERTIFICATE REQUEST']);
    expect(shell.mode('one.pem')).toBe(0o600);
    await shell.lines('req -in one.pem -noout -verify');
    await shell.lines('req -newkey ed25519 -nodes -subj /CN=a -noout -out key.pem -keyout key.pem');
    expect(pemDecode(shell.read('key.pem')).map(({ label }) => label)).toEqual(['PRIVATE KEY']);
  });

  it('-subj takes the place of the subject of a request that is made a certificate', async () => {
    await shell.lines('req -new -key p256.key -subj /CN=old -out old.csr');
    await shell.lines('req -x509 -in old.csr -key p256.key -subj /CN=new -out new.crt');
    expect(await out('x509 -in new.crt -noout -subject')).toBe('subject=CN = new\n');
  });
});

describe('misuse', () => {
  it('speaks of the options of the command line, not of the library', async () => {
    const exponent = await shell.line('genpkey -algorithm RSA -pkeyopt rsa_keygen_pubexp:3');
    expect(exponent.stderr).toContain('-pkeyopt rsa_keygen_pubexp needs an odd number from 65537 on');
    const parameters = encode(pbeParameters, { salt: new Uint8Array(8), iterations: 10n ** 9n });
    const encryptionAlgorithm = { algorithm: '1.2.840.113549.1.12.1.3', parameters };
    shell.write(
      'costly.der',
      encode(encryptedPrivateKeyInfo, { encryptionAlgorithm, encryptedData: new Uint8Array(8) }),
    );
    const costly = await shell.line('pkey -inform DER -in costly.der -passin pass:a');
    expect(costly.stderr).toContain('3000000000 iterations, the limit is 10000000');
    for (const { stderr } of [exponent, costly]) expect(stderr).not.toMatch(/options\.|insecure: true/);
  });

  it.each([
    ['pkey -in ed.pub', 'a public key is read with -pubin'],
    ['rsa -in rsa.pub', 'a public key is read with -pubin'],
    ['rsa -in rsa.pub.der', 'a public key is read with -pubin'],
    ['ec -in p256.pub', 'a public key is read with -pubin'],
    ['pkeyutl -verify -in data -sigfile data -inkey ed.pub', 'a public key is read with -pubin'],
    ['pkeyutl -verify -in data -sigfile data -inkey ed.crt', 'a certificate is read with -certin'],
    ['pkeyutl -sign -rawin -in data -inkey ed.pub', 'this needs the private key'],
    ['pkeyutl -derive -inkey x.key -peerkey x.key', 'this needs the public key, which vitrine pkey -pubout makes'],
    ['pkey -pubin -in ed.key', 'a private key is read without -pubin'],
    ['rsa -RSAPublicKey_in -in rsa.key', 'a private key is read without -RSAPublicKey_in'],
    ['rsa -pubin -in rsa.key', 'a private key is read without -pubin'],
    ['pkey -pubin -in ed.crt', "vitrine x509 -pubkey -noout prints a certificate's key"],
    ['dgst -verify p256.key -signature data data', '-prverify takes a private key'],
    ['dgst -verify ed.crt -signature data data', "vitrine x509 -pubkey -noout prints a certificate's key"],
    ['dgst -sign rsa.pub data', 'this needs the private key'],
    ['pkcs8 -nocrypt -in ed.pub', 'this needs the private key'],
  ])('%s: says what to do with the key', async (line, hint) => {
    const { code, stderr } = await shell.line(line);
    expect([code, stderr]).toEqual([EXIT.input, expect.stringContaining(`; ${hint}`)]);
  });

  it.each([
    ['genpkey', 'missing-option', EXIT.usage],
    ['genpkey -algorithm DSA', 'usage', EXIT.usage],
    ['genpkey -algorithm EC', 'missing-option', EXIT.usage],
    ['genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1', 'usage', EXIT.usage],
    ['genpkey -algorithm EC -pkeyopt ec_paramgen_curve', 'usage', EXIT.usage],
    ['genpkey -algorithm ED25519 -pkeyopt rsa_keygen_bits:2048', 'usage', EXIT.usage],
    ['genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024', 'usage', EXIT.usage],
    ['genpkey -algorithm RSA -pkeyopt rsa_keygen_pubexp:3', 'insecure', EXIT.usage],
    ['genpkey -algorithm RSA -pkeyopt rsa_keygen_pubexp:x', 'usage', EXIT.usage],
    ['genpkey -algorithm ED25519 -outform DER -text', 'usage', EXIT.usage],
    ['genpkey -algorithm ED25519 -out no/new', 'ENOENT', EXIT.input],
    ['pkey -in data', 'no-pem-block', EXIT.input],
    ['pkey -inform DER -in data', 'unexpected-tag', EXIT.input],
    ['ec -in ed.key', 'wrong-key', EXIT.input],
    ['ecparam -name secp256k1', 'usage', EXIT.usage],
    ['req -new -key x.key -subj /CN=x', 'out-of-range', EXIT.usage],
    ['req -newkey x25519 -nodes -keyout new -subj /CN=x', 'usage', EXIT.usage],
    ['req -newkey ec:data -nodes -keyout new -subj /CN=x', 'no-pem-block', EXIT.input],
    ['req -new -key rsa.key -sha256 -sha512 -subj /CN=x', 'usage', EXIT.usage],
    ['req -in data -subj /CN=x', 'usage', EXIT.usage],
    ['req -new -key p256.key -subj /CN=x -addext nameConstraints=a -addext nameConstraints=b', 'usage', EXIT.usage],
    ['req -newkey ed25519 -nodes -keyout one -out one -outform DER -subj /CN=x', 'usage', EXIT.usage],
    ['req -x509 -key p256.key -subj /CN=x -extensions usr_cert', 'usage', EXIT.usage],
    ['genpkey -genparam -algorithm ED25519', 'usage', EXIT.usage],
    ['genpkey -paramfile data', 'no-pem-block', EXIT.input],
    ['genpkey -paramfile data -algorithm EC', 'usage', EXIT.usage],
    ['genpkey -algorithm RSA -des3 -pass pass:a', 'usage', EXIT.usage],
    ['pkey -in p256.key -pubout -ec_conv_form hybrid', 'usage', EXIT.usage],
    ['pkey -in p256.key -ec_conv_form compressed', 'usage', EXIT.usage],
    ['pkey -in ed.key -pubout -ec_conv_form compressed', 'usage', EXIT.usage],
    ['dgst -mac CMAC -macopt key:a data', 'usage', EXIT.usage],
    ['dgst -mac HMAC data', 'missing-option', EXIT.usage],
    ['dgst -mac HMAC -macopt key:a -macopt hexkey:00 data', 'usage', EXIT.usage],
    ['dgst -macopt key:a data', 'usage', EXIT.usage],
    ['dgst -hex -binary data', 'usage', EXIT.usage],
    ['dgst -sha384 -sha512 data', 'usage', EXIT.usage],
    ['dgst -sha256 -sign ed.key data', 'no-scheme', EXIT.input],
    ['dgst -sign x.key data', 'no-scheme', EXIT.input],
    ['dgst -sign rsa.key -sigopt rsa_padding_mode:x data', 'usage', EXIT.usage],
    ['dgst -sign rsa.key -sigopt rsa_pss_saltlen:20 data', 'usage', EXIT.usage],
    ['dgst -sigopt rsa_padding_mode:pss data', 'usage', EXIT.usage],
    [
      'dgst -sign rsa.key -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:9999 data',
      'modulus-too-short',
      EXIT.input,
    ],
    ['genpkey -algorithm RSA -pkeyopt rsa_pss_keygen_md:sha256', 'usage', EXIT.usage],
    ['genpkey -algorithm RSA-PSS -pkeyopt rsa_pss_keygen_md:md5', 'usage', EXIT.usage],
    ['genpkey -algorithm ED25519 -aes256', 'usage', EXIT.usage],
    ['genpkey -algorithm ED25519 -pass pass:a', 'usage', EXIT.usage],
    ['ecparam -in data', 'no-pem-block', EXIT.input],
    ['ec -in p256.key -conv_form compressed', 'usage', EXIT.usage],
    ['pkey -in p256.key -pubout -aes256 -passout pass:a', 'usage', EXIT.usage],
    ['rand', 'usage', EXIT.usage],
    ['rand 0', 'usage', EXIT.usage],
    ['rand -hex -base64 5', 'usage', EXIT.usage],
    ['rand 99999999', 'usage', EXIT.usage],
    ['pkeyutl -in data', 'missing-option', EXIT.usage],
    ['pkeyutl -sign -verify -in data', 'usage', EXIT.usage],
    ['pkeyutl -sign -in data -inkey rsa.key', 'missing-option', EXIT.usage],
    ['pkeyutl -sign -in data -inkey rsa.key -pkeyopt digest:sha256', 'out-of-range', EXIT.input],
    ['pkeyutl -sign -in data -inkey ed.key', 'usage', EXIT.usage],
    ['pkeyutl -sign -rawin -in data -inkey x.key', 'no-scheme', EXIT.input],
    ['pkeyutl -encrypt -in data -inkey ed.key', 'wrong-key', EXIT.input],
    ['pkeyutl -decrypt -in data -inkey rsa.key -pkeyopt rsa_padding_mode:oaep', 'decryption', EXIT.input],
    ['pkeyutl -encrypt -in data -inkey rsa.key -pkeyopt rsa_oaep_md:sha256', 'usage', EXIT.usage],
    ['pkeyutl -derive -inkey x.key', 'missing-option', EXIT.usage],
    ['pkeyutl -derive -inkey x.key -peerkey ed.pub', 'wrong-key', EXIT.input],
    ['req -new -key rsa.key -section x -subj /CN=x', 'usage', EXIT.usage],
    ['req -new -key rsa.key -config no.cnf', 'ENOENT', EXIT.input],
    ['req -new -key rsa.key -config data', 'config-file', EXIT.input],
  ])('%s', async (line, code, exit) => {
    const files = shell.files();
    const outcome = await shell.line(line);
    expect(outcome.stderr).toMatch(new RegExp(`^vitrine [a-z]+: [^\n]* \\(code ${code}\\)\n$`));
    expect([outcome.code, outcome.stdout]).toEqual([exit, '']);
    expect(shell.files()).toEqual(files);
  });
});
