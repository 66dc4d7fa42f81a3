/** Lines of public guides (`openssl-lines.ts`), by openssl and by vitrine: what each writes is compared. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateText, privateKeyText, requestText } from '../../src/explain/index.ts';
import {
  decodePrivateKey,
  pemDecode,
  pemEncode,
  publicKeyOf,
  readPkcs12,
  readPrivateKeyPem,
} from '../../src/keys/index.ts';
import { readCertificatesPem, readRequestPem, verifyRequest, verifySignature } from '../../src/x509/index.ts';
import { Shell } from '../cli/shell.ts';
import { hasOpenssl30 } from '../openssl.ts';
import { everyNth, isWholeTable } from '../property-runs.ts';
import { CONFIGS, VARIABLES } from './openssl-configs.ts';
import { type Comparison, GUIDE_LINES } from './openssl-lines.ts';
import { KEY_LINES } from './openssl-lines-of-keys.ts';

const [ours, theirs] = [new Shell(), new Shell()];
afterAll(() => {
  ours.remove();
  theirs.remove();
});

/** What the lines start from, made once by openssl. */
const SETUP = [
  'ecparam -name prime256v1 -out p256.pem',
  'ecparam -name prime256v1 -genkey -noout -out server.key',
  'genrsa -out rsa.key 2048',
  'rsa -in rsa.key -pubout -out rsa.pub',
  'rsa -in rsa.key -aes256 -passout pass:PASSPHRASE -out encrypted-rsa.key',
  'ec -in server.key -aes128 -passout pass:PASSPHRASE -out encrypted.key',
  'ecparam -name prime256v1 -genkey -noout -out ca.key',
  'pkcs8 -topk8 -in ca.key -passout pass:PASSPHRASE -out encrypted-ca.key',
  'req -new -x509 -key ca.key -subj /CN=ca -days 9999 -out ca.crt',
  'req -new -key server.key -subj /CN=server -addext subjectAltName=DNS:server -out server.csr',
  'x509 -req -in server.csr -CA ca.crt -CAkey ca.key -set_serial 7 -days 999 -out server.crt',
  'pkcs12 -export -in server.crt -inkey server.key -name server -passout pass:PASSPHRASE -out server.p12',
  'dgst -sha256 -sign rsa.key -out signature csr.conf',
  'dgst -sha256 -binary -out digest csr.conf',
  'dgst -sha256 -sign rsa.key -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20 -out pss.signature csr.conf',
  'dgst -sha256 -sign server.key -out ec.signature csr.conf',
  'ec -in ca.key -pubout -out ca.pub',
  'genpkey -algorithm ED25519 -out ed25519.key',
  'pkeyutl -encrypt -in password -inkey rsa.key -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_oaep_label:0102 -out oaep',
  'pkeyutl -encrypt -in password -inkey rsa.key -out pkcs1',
];

const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
const env = { ...process.env, ...VARIABLES };
const openssl = (line: string): string =>
  execFileSync('openssl', words(line), {
    cwd: theirs.folder,
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

beforeAll(() => {
  if (!hasOpenssl30) return;
  const files = { ...CONFIGS, password: 'PASSPHRASE\n' };
  for (const [name, text] of Object.entries(files)) theirs.write(name, text);
  for (const line of SETUP) openssl(line);
  for (const name of theirs.files()) ours.write(name, readFileSync(theirs.path(name)));
});

const LINES = [...GUIDE_LINES, ...KEY_LINES];
const ASKED = everyNth(3, isWholeTable ? LINES : LINES.filter(({ isDear }) => !isDear));

describe.skipIf(!hasOpenssl30)('vectors: what OpenSSL 3.0 writes', () => {
  it.each(ASKED.map((one) => ({ ...one, name: one.line })))(
    'openssl $name',
    async ({ line, compare, password, note }) => {
      const { code, stdout, stderr } = await ours.run(words(line), { env: VARIABLES });
      expect({ code, stderr: code === 0 && note === undefined ? '' : stderr }).toEqual({ code: 0, stderr: note ?? '' });
      const printed = openssl(line);
      for (const [file, how] of Object.entries(compare)) {
        if (file === 'stdout' && how === 'length') expect(stdout.length).toBe(printed.length);
        else if (file === 'stdout' && how === 'end') expect(stdout.slice(-printed.length)).toBe(printed);
        else if (file === 'stdout') expect(stdout).toBe(printed);
        else expect(shown(ours, file, how, password)).toEqual(shown(theirs, file, how, password));
      }
    },
  );
});

/** What of a file must be equal. */
function shown(shell: Shell, file: string, how: Comparison, password: string | undefined): unknown {
  const bytes = readFileSync(shell.path(file));
  switch (how) {
    case 'same':
    case 'end':
      return bytes.toString('latin1');
    case 'length':
      return bytes.length;
    case 'request': {
      const request = readRequestPem(bytes.toString());
      expect(verifyRequest(request)).toBe(true);
      return withoutSignature(requestText(request));
    }
    case 'certificate':
      return certificateShown(bytes.toString());
    case 'new key': {
      const key = keyOf(bytes, password);
      const curve = key.type === 'ec' ? key.curve : undefined;
      return [
        pemDecode(bytes.toString()).map(({ label }) => label),
        key.type,
        curve,
        privateKeyText(key).split('\n')[0],
      ];
    }
    case 'pkcs12': {
      const { keys, certificates } = readPkcs12(bytes, { password: password! });
      return [
        keys.map(({ key, friendlyName }) => [privateKeyText(key), friendlyName]),
        certificates.map(({ certificate, friendlyName }) => [pemEncode('CERTIFICATE', certificate), friendlyName]),
      ];
    }
    case 'same key':
      return privateKeyText(keyOf(bytes, password));
  }
}

const keyOf = (bytes: Uint8Array, password: string | undefined) =>
  bytes[0] === 0x30 ? decodePrivateKey(bytes, 'pkcs8') : readPrivateKeyPem(bytes.toString(), { password });

function certificateShown(pem: string): unknown {
  const [certificate] = readCertificatesPem(pem);
  const days = (certificate.notAfter.getTime() - certificate.notBefore.getTime()) / 86_400_000;
  const { fields, tbs } = certificate;
  const keys = [ours, theirs].flatMap((shell) =>
    ['ca.key', 'server.key', 'encrypted.key'].map((name) => shell.read(name)),
  );
  const signers = keys.map((text) => publicKeyOf(readPrivateKeyPem(text, { password: 'PASSPHRASE' })));
  const signed = fields.tbsCertificate.bytes;
  expect(signers.some((key) => verifySignature(fields.signatureAlgorithm, key, signed, fields.signature))).toBe(true);
  const text = withoutSignature(certificateText(certificate))
    .replace(/Serial Number:[\s\S]*?(?= {8}Signature Algorithm)/, '')
    .replace(/Not (Before|After ?): .*/g, '')
    .replace(/(serial:).*/g, '$1');
  // The one extension that only ours has, where a certificate is its own issuer.
  const isOwn = /Issuer: (.*)\n[\s\S]*Subject: \1\n/.test(text);
  return [tbs.version, days, isOwn ? text.replace(/ *X509v3 Authority Key Identifier: \n.*\n/, '') : text];
}

/** The bytes of a signature are random; what stands before them is not. */
const withoutSignature = (text: string): string => text.replace(/Signature Value:[\s\S]*/, '');
