/** Makes pkcs12.json: one EC key, its certificate and an authority's in PKCS #12 files, in every form that OpenSSL and keytool write and we
 * read, and some that we refuse. Run with `npx tsx vectors/make-pkcs12.ts`; another key every time. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'vitrine-pkcs12-'));
const run = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
const openssl = (...args: string[]): string => run('openssl', args);
const keytool = (...args: string[]): string => run('keytool', args);

const LEGACY = ['-provider', 'default', '-provider', 'legacy'];
const BOTH = ['-in', 'leaf.pem', '-inkey', 'leaf.key', '-name', 'leaf', '-iter', '1000'];
const PASSWORD = 'secret';

/** By name: what `openssl pkcs12 -export` is told. */
const OPENSSL: Readonly<Record<string, readonly string[]>> = {
  'key, certificate and authority': [...BOTH, '-certfile', 'ca.pem', '-caname', 'authority'],
  '-legacy (RC2-40, 3DES, SHA-1)': [...BOTH, '-legacy'],
  '-descert (3DES, SHA-1)': [...BOTH, '-descert', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
  'AES-128 and AES-192': [...BOTH, '-keypbe', 'AES-128-CBC', '-certpbe', 'AES-192-CBC'],
  'not encrypted': [...BOTH, '-keypbe', 'NONE', '-certpbe', 'NONE'],
  ...Object.fromEntries(['sha224', 'sha384', 'sha512'].map((mac) => [`MAC by ${mac}`, [...BOTH, '-macalg', mac]])),
  'one iteration': ['-in', 'leaf.pem', '-inkey', 'leaf.key', '-name', 'leaf', '-noiter', '-nomaciter'],
  'certificates without a key': ['-nokeys', '-in', 'ca.pem', '-caname', 'authority', '-iter', '1000'],
  'a key without certificates': ['-nocerts', '-inkey', 'leaf.key', '-in', 'leaf.key', '-name', 'leaf', '-iter', '1000'],
};
const PASSWORDS: Readonly<Record<string, string>> = {
  'a password that is not ASCII': 'Zürich 密码 🔑',
  'an empty password': '',
};
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'RC4-128': [...BOTH, '-keypbe', 'PBE-SHA1-RC4-128', ...LEGACY],
  'RC2-128': [...BOTH, '-certpbe', 'PBE-SHA1-RC2-128', ...LEGACY],
  'MAC by MD5': [...BOTH, '-macalg', 'md5'],
  'MAC by SHA-512/256': [...BOTH, '-macalg', 'sha512-256'],
};

function exported(args: readonly string[], password: string) {
  writeFileSync(join(folder, 'password'), `${password}\n`);
  openssl('pkcs12', '-export', ...args, '-passout', 'file:password', '-out', 'out.p12');
  return { password, file: readFileSync(join(folder, 'out.p12'), 'base64') };
}

/** What keytool makes of the same key and certificate. */
function fromKeytool(flags: readonly string[]): Readonly<Record<string, string>> {
  const store = (name: string) => ['-keystore', name, '-storetype', 'PKCS12', '-storepass', PASSWORD, ...flags];
  rmSync(join(folder, 'keys'), { force: true });
  rmSync(join(folder, 'trust'), { force: true });
  const source = ['-srckeystore', 'source.p12', '-srcstoretype', 'PKCS12', '-srcstorepass', PASSWORD];
  for (const alias of ['first', 'zweiter schlüssel']) {
    const target = ['-destkeystore', 'keys', '-deststoretype', 'PKCS12', '-deststorepass', PASSWORD];
    keytool('-importkeystore', ...source, ...target, '-srcalias', 'leaf', '-destalias', alias, ...flags);
  }
  keytool('-importcert', '-noprompt', '-alias', 'authority', '-file', 'ca.pem', ...store('trust'));
  return {
    'two keys': readFileSync(join(folder, 'keys'), 'base64'),
    'a truststore': readFileSync(join(folder, 'trust'), 'base64'),
  };
}

try {
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650'];
  for (const name of ['leaf', 'ca']) {
    openssl(...request, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`);
  }
  const rows = (commands: typeof OPENSSL) =>
    Object.entries(commands).map(([name, args]) => ({ name, ...exported(args, PASSWORD) }));
  const read = rows(OPENSSL);
  const passwords = Object.entries(PASSWORDS).map(([name, password]) => ({ name, ...exported(BOTH, password) }));
  const withoutMac = exported([...BOTH, '-nomac', '-keypbe', 'AES-256-CBC', '-certpbe', 'AES-256-CBC'], PASSWORD);
  const refused = rows(REFUSED);
  writeFileSync(join(folder, 'source.p12'), Buffer.from(exported(BOTH, PASSWORD).file, 'base64'));
  const vectors = {
    source: 'vectors/make-pkcs12.ts',
    tools: [openssl('version').trim(), run('java', ['--version']).split('\n')[0]],
    key: openssl('pkey', '-in', 'leaf.key'),
    leaf: openssl('x509', '-in', 'leaf.pem', '-outform', 'PEM'),
    ca: openssl('x509', '-in', 'ca.pem', '-outform', 'PEM'),
    openssl: [...read, ...passwords],
    withoutMac,
    refused,
    keytool: fromKeytool([]),
    keytoolLegacy: fromKeytool(['-J-Dkeystore.pkcs12.legacy']),
  };
  writeFileSync(join(import.meta.dirname, 'pkcs12.json'), `${JSON.stringify(vectors, null, 1)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
