/** `verify` with OpenSSL's options: the same verdicts, and where ours differ on purpose. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Certificate,
  caExtensions,
  certificateListPem,
  certificatePem,
  createCertificateList,
  type Extension,
  makeExtension,
  parseGeneralNames,
  toTime,
} from '../../src/x509/index.ts';
import { Shell } from '../cli/shell.ts';
import { akid, caKey, draft, leafKey, now, random, root, rootKey, scheme, skid } from '../fixtures/drafts.ts';
import { hasOpenssl30 } from '../openssl.ts';
import { everyNth } from '../property-runs.ts';

const shell = new Shell();
afterAll(shell.remove);

const ca = draft({
  subject: 'ca',
  key: caKey,
  issuer: root,
  extensions: [...caExtensions(), skid(caKey), akid(rootKey)],
});
const sub = draft({
  subject: 'sub',
  key: caKey,
  issuer: ca,
  issuerKey: caKey,
  extensions: [...caExtensions(), skid(caKey), akid(caKey)],
});
const usages = (...purposes: readonly string[]): Extension => makeExtension('extKeyUsage', false, purposes as never);
const leafOf = (serialNumber: bigint, ...extensions: readonly Extension[]): Certificate =>
  draft({
    subject: 'leaf',
    key: leafKey,
    issuer: ca,
    issuerKey: caKey,
    extensions: [
      makeExtension('subjectAltName', false, parseGeneralNames('DNS:a.example')),
      akid(caKey),
      ...extensions,
    ],
    change: { serialNumber },
  });
const unknown: Extension = {
  extnID: '1.2.3.4',
  critical: true,
  extnValue: { kind: 'other', value: Uint8Array.of(5, 0) },
};
const CERTIFICATES = {
  root,
  ca,
  sub,
  leaf: leafOf(1n),
  revoked: leafOf(2n),
  signing: leafOf(77n, makeExtension('keyUsage', true, ['digitalSignature']), usages('1.3.6.1.5.5.7.3.1')),
  server: leafOf(3n, usages('1.3.6.1.5.5.7.3.1')),
  mail: leafOf(4n, usages('1.3.6.1.5.5.7.3.4')),
  critical: leafOf(5n, unknown),
  deep: draft({ subject: 'deep', key: leafKey, issuer: sub, issuerKey: caKey, extensions: [akid(caKey)] }),
  old: draft({
    subject: 'old',
    key: leafKey,
    issuer: ca,
    issuerKey: caKey,
    extensions: [akid(caKey)],
    change: { validity: { notBefore: toTime(new Date('2028-01-01Z')), notAfter: toTime(new Date('2029-01-01Z')) } },
  }),
} as const;

beforeAll(async () => {
  for (const [name, one] of Object.entries(CERTIFICATES)) shell.write(`${name}.crt`, certificatePem(one));
  const list = createCertificateList({
    issuer: ca,
    issuerKey: caKey,
    scheme,
    thisUpdate: new Date('2030-05-01Z'),
    nextUpdate: new Date('2030-07-01Z'),
    number: 1n,
    revoked: [{ serialNumber: 2n, revocationDate: new Date('2030-04-01Z') }],
    random,
  });
  shell.write('ca.crl', certificateListPem(list));
  mkdirSync(shell.path('hashed'));
  mkdirSync(shell.path('wrong'));
  const hashOf = async (name: string) => (await shell.line(`x509 -noout -hash -in ${name}.crt`)).stdout.trim();
  shell.write(`hashed/${await hashOf('root')}.0`, certificatePem(root));
  shell.write(`hashed/${await hashOf('ca')}.r0`, certificateListPem(list));
  shell.write(`wrong/${await hashOf('sub')}.0`, certificatePem(root));
  shell.write('hashed/README', 'not one of the store\n');
});

/** A CA, a leaf of it with a short key, and one that it signed over SHA-1: we sign no such thing. */
function makeWeak(): void {
  const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9000';
  const run = (line: string): void => void shell.openssl(...line.split(' '));
  run(`req -x509 ${newKey} -subj /CN=old -keyout old.key -out old.crt`);
  run('req -new -newkey rsa:1024 -nodes -subj /CN=short -keyout short.key -out short.csr');
  run(`req -new ${newKey.replace(/ -days .*/, '')} -subj /CN=sha1 -keyout sha1.key -out sha1.csr`);
  run('x509 -req -in short.csr -CA old.crt -CAkey old.key -days 9000 -out short.crt');
  run('x509 -req -in sha1.csr -CA old.crt -CAkey old.key -days 9000 -sha1 -out sha1.crt');
}

/** `true`: both accept; `false`: both refuse. */
const LINES: readonly (readonly [line: string, accepted: boolean])[] = [
  ['-CAfile root.crt -untrusted ca.crt leaf.crt', true],
  ['-CAfile root.crt leaf.crt', false],
  ['-CAfile ca.crt leaf.crt', false],
  ['-CAfile ca.crt -partial_chain leaf.crt', true],
  ['-trusted ca.crt leaf.crt', false],
  ['-trusted ca.crt -partial_chain leaf.crt', true],
  ['-trusted ca.crt -trusted root.crt leaf.crt', true],
  ['-partial_chain -trusted leaf.crt leaf.crt', true],
  ['-trusted leaf.crt leaf.crt', false],
  ['-CApath hashed -untrusted ca.crt leaf.crt', true],
  ['-CApath wrong -untrusted ca.crt leaf.crt', false],
  ['-CApath hashed -untrusted ca.crt -crl_check revoked.crt', false],
  ['-CApath hashed -untrusted ca.crt -crl_check leaf.crt', true],
  ['-CApath hashed -untrusted ca.crt -crl_check_all leaf.crt', false],
  ['-CAfile root.crt -untrusted ca.crt -crl_check -CRLfile ca.crl leaf.crt', true],
  ['-CAfile root.crt -untrusted ca.crt -crl_check -CRLfile ca.crl revoked.crt', false],
  ['-CAfile root.crt -untrusted ca.crt -crl_check leaf.crt', false],
  ['-CAfile root.crt -untrusted ca.crt -purpose sslserver server.crt', true],
  ['-CAfile root.crt -untrusted ca.crt -purpose sslserver mail.crt', false],
  ['-CAfile root.crt -untrusted ca.crt -purpose sslclient server.crt', false],
  ['-CAfile root.crt -untrusted ca.crt -purpose sslserver signing.crt', true],
  ['-CAfile root.crt -untrusted ca.crt -purpose nssslserver signing.crt', false],
  ['-CAfile root.crt -untrusted ca.crt -purpose crlsign signing.crt', false],
  ['-CAfile root.crt -purpose crlsign ca.crt', true],
  ['-CAfile root.crt -untrusted ca.crt -purpose smimesign mail.crt', true],
  ['-CAfile root.crt -untrusted ca.crt critical.crt', false],
  ['-CAfile root.crt -untrusted ca.crt -ignore_critical critical.crt', true],
  ['-CAfile root.crt -untrusted ca.crt old.crt', false],
  ['-CAfile root.crt -untrusted ca.crt -no_check_time old.crt', true],
  ['-CAfile root.crt -untrusted ca.crt -untrusted sub.crt -verify_depth 2 deep.crt', true],
  ['-CAfile root.crt -untrusted ca.crt -untrusted sub.crt -verify_depth 1 deep.crt', false],
  ['-CAfile root.crt -untrusted ca.crt -auth_level 2 leaf.crt', true],
  ['-CAfile root.crt -untrusted ca.crt -auth_level 3 leaf.crt', false],
  ['-CAfile root.crt -auth_level 3 root.crt', true],
  ['-CAfile root.crt -auth_level 4 root.crt', false],
  ['-no-CAfile -no-CApath root.crt', false],
];

describe.skipIf(!hasOpenssl30)('vectors: the verdicts of OpenSSL 3.0', () => {
  it.each(everyNth(2, LINES))('verify %s', async (line, accepted) => {
    const time = /no_check_time/.test(line) ? '' : `-attime ${now.getTime() / 1000} `;
    const args = `-no-CApath -no-CAfile ${time}${line}`;
    // A store that is named is used all the same; nothing of the machine's is.
    const { status } = spawnSync('openssl', ['verify', ...args.split(' ')], { cwd: shell.folder });
    const { code } = await shell.line(`verify ${args}`);
    expect({ ours: code === 0, theirs: status === 0 }).toEqual({ ours: accepted, theirs: accepted });
  });

  /** Without -auth_level we hold to level 2, and OpenSSL to none. */
  it.each([
    [0, true, true],
    [1, true, false],
    [2, false, false],
  ])('-auth_level %i of RSA-1024, and of SHA-1', async (level, short, sha1) => {
    if (!existsSync(shell.path('short.crt'))) makeWeak();
    const verdicts = [];
    for (const leaf of ['short', 'sha1']) {
      const args = `-attime ${now.getTime() / 1000} -CAfile old.crt -auth_level ${level} ${leaf}.crt`;
      const { status } = spawnSync('openssl', ['verify', '-no-CApath', ...args.split(' ')], { cwd: shell.folder });
      const { code } = await shell.line(`verify ${args}`);
      verdicts.push({ ours: code === 0, theirs: status === 0 });
    }
    expect(verdicts).toEqual([short, sha1].map((taken) => ({ ours: taken, theirs: taken })));
  });

  it('-show_chain marks what was not trusted', async () => {
    const args = `-attime ${now.getTime() / 1000} -show_chain -nameopt multiline -CAfile root.crt -untrusted ca.crt leaf.crt`;
    const printed = shell.openssl('verify', ...args.split(' '));
    expect((await shell.line(`verify ${args}`)).stdout.endsWith(printed)).toBe(true);
  });
});

describe('the roots of the machine', () => {
  it('are trusted where no CA is named, and those of SSL_CERT_FILE in their place', async () => {
    const line = 'verify -untrusted ca.crt leaf.crt';
    const env = { SSL_CERT_FILE: shell.path('root.crt') };
    expect(await shell.line(line, { now, env })).toMatchObject({ code: 0 });
    expect(await shell.line(line, { now, env: { SSL_CERT_FILE: shell.path('ca.crt') } })).toMatchObject({ code: 1 });
    expect(await shell.line(`verify -CAfile ca.crt leaf.crt`, { now, env })).toMatchObject({ code: 1 });
  });
});

describe('misuse', () => {
  it.each([
    ['verify -trusted root.crt -CAfile root.crt leaf.crt', 2, '-trusted cannot be combined with'],
    ['verify -CAfile root.crt -profile rfc leaf.crt', 2, '-profile takes'],
    ['verify -CAfile root.crt -profile rfc5280 -x509_strict leaf.crt', 2, 'not both'],
    ['verify -CAfile root.crt -auth_level 6 leaf.crt', 2, '-auth_level needs an integer'],
    ['verify -CApath nowhere leaf.crt', 3, 'nowhere: no such file or folder'],
  ])('%s', async (line, exit, why) => {
    const { code, stderr } = await shell.line(line, { now });
    expect({ code, stderr }).toEqual({ code: exit, stderr: expect.stringContaining(why) });
  });
});
