/** Keys, requests and certificates of every kind, both ways with those who have them. docs/testing.md has the table of what each lacks. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToBase64, systemRandom } from '../../src/bytes/index.ts';
import {
  decodePrivateKey,
  encodePrivateKey,
  pemDecode,
  pemEncode,
  publicKeyOf,
  readPkcs12,
  readPrivateKeyPem,
  writeOpenSshPublicKey,
  writePkcs12,
} from '../../src/keys/index.ts';
import { describeInChromium } from '../browser/chromium.ts';
import { KEYS, KINDS } from '../fixtures/keys.ts';
import { everyNth, isWholeTable } from '../property-runs.ts';
import { expectSigned, expectSound, OURS } from './key-forms/forms.ts';
import type { run } from './key-forms/page-entry.ts';
import { describePeer, file, folder } from './peers.ts';

const SOURCES = join(import.meta.dirname, 'key-forms');
const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } } as const;
const openssl = (...args: string[]): string =>
  execFileSync('openssl', args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
const named = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
const PBES2 = {
  cipher: 'aes-256-cbc',
  kdf: { type: 'pbkdf2', hash: 'sha256', iterations: 1000 },
  macIterations: 1000,
  random: systemRandom,
} as const;
const contents = {
  keys: OURS.map(({ Kind, Key }, i) => ({
    key: readPrivateKeyPem(Key),
    friendlyName: Kind.toLowerCase(),
    localKeyId: Uint8Array.of(i),
  })),
  certificates: OURS.map(({ Kind, Certificate }, i) => ({
    certificate: pemDecode(Certificate)[0].bytes,
    friendlyName: Kind.toLowerCase(),
    localKeyId: Uint8Array.of(i),
  })),
};

describePeer('openssl', () => {
  const PSS = [
    '-pkeyopt',
    'rsa_pss_keygen_md:sha384',
    '-pkeyopt',
    'rsa_pss_keygen_mgf1_md:sha384',
    '-pkeyopt',
    'rsa_pss_keygen_saltlen:20',
  ];
  const THEIRS: Readonly<Record<string, readonly string[]>> = {
    rsa: ['RSA'],
    'rsa-pss': ['RSA-PSS'],
    'rsa-pss restricted': ['RSA-PSS', ...PSS],
    ...Object.fromEntries(
      [256, 384, 521].map((bits) => [`P-${bits}`, ['EC', '-pkeyopt', `ec_paramgen_curve:P-${bits}`]]),
    ),
    ed25519: ['ED25519'],
  };

  it.each(everyNth(2, OURS))('$Kind: takes what we make', async ({ Kind, Key, Public, Request, Certificate }) => {
    for (const [name, text] of Object.entries({ key: Key, csr: Request, crt: Certificate })) await file(name, text);
    expect(openssl('pkey', '-in', 'key', '-pubout'), Kind).toBe(Public);
    expect(openssl('req', '-in', 'csr', '-verify', '-noout', '-pubkey'), Kind).toBe(Public);
    expect(openssl('verify', '-x509_strict', '-check_ss_sig', '-CAfile', 'crt', 'crt')).toBe('crt: OK\n');
    expect(openssl('x509', '-in', 'crt', '-noout', '-pubkey')).toBe(Public);
  });

  it.each(everyNth(2, Object.entries(THEIRS)))('%s: makes what we take', async (Kind, algorithm) => {
    const Key = openssl('genpkey', '-algorithm', ...algorithm);
    await file('key', Key);
    const Public = openssl('pkey', '-in', 'key', '-pubout');
    const request = ['req', '-new', '-key', 'key', '-subj', `/CN=${Kind}`];
    expectSound({ Kind, Key, Public, Request: openssl(...request), Certificate: openssl(...request, '-x509') });
  });

  it('X25519, which does not sign, both ways', async () => {
    const ours = KINDS.find(({ kind }) => kind === 'x25519')!.key;
    const theirs = openssl('genpkey', '-algorithm', 'X25519');
    expect(decodePrivateKey(pemDecode(theirs)[0].bytes, 'pkcs8').type).toBe('x25519');
    await file('key', pemEncode('PRIVATE KEY', encodePrivateKey(ours, 'pkcs8')));
    expect(readPrivateKeyPem(openssl('pkey', '-in', 'key'))).toEqual(ours);
  });

  it.each(['secret', 'Zürich 密码 🔑', ''])(
    'PKCS #12 under the password %j, every kind of key in one file',
    async (password) => {
      await file('password', `${password}\n`);
      await file('ours.p12', writePkcs12(contents, { ...PBES2, password }));
      const shown = openssl('pkcs12', '-in', 'ours.p12', '-nodes', '-passin', 'file:password');
      const blocks = pemDecode(shown).map(({ label, bytes }) => pemEncode(label, bytes));
      expect(blocks).toEqual([...OURS.map(({ Certificate }) => Certificate), ...OURS.map(({ Key }) => Key)]);
    },
  );

  it('PKCS #12 as OpenSSL writes it: by default, -legacy, -nomac, -twopass', async () => {
    const { Key, Certificate } = OURS.find(({ Kind }) => Kind === 'P-256')!;
    await file('both', Key + Certificate);
    const exported = async (...args: string[]) => {
      openssl('pkcs12', '-export', '-in', 'both', '-passout', 'pass:sécret', '-out', 'theirs.p12', ...args);
      return readFile(join(folder, 'theirs.p12'));
    };
    for (const args of [
      [],
      ['-legacy'],
      ['-nomac'],
      ['-descert', '-macalg', 'sha1'],
      ['-iter', '1', '-macalg', 'sha512'],
    ]) {
      const read = readPkcs12(await exported(...args), {
        password: 'sécret',
        mac: args[0] === '-nomac' ? 'optional' : 'required',
      });
      expect(read.keys.map(({ key }) => key)).toEqual([readPrivateKeyPem(Key)]);
      expect(read.certificates[0].certificate).toEqual(pemDecode(Certificate)[0].bytes);
    }
  });
});

describePeer('go', () => {
  it.runIf(isWholeTable)('judges what we make, and makes what we take: RSA, curves of the NIST, Ed25519', () => {
    const input = JSON.stringify(OURS);
    const { Found, Theirs } = JSON.parse(execFileSync('go', ['run', join(SOURCES, 'forms.go')], { ...options, input }));
    expect(Found).toEqual({
      ...Object.fromEntries(OURS.map(({ Kind }) => [Kind, 'ok'])),
      // Go has no keys for RSASSA-PSS alone.
      'rsa-pss': expect.stringContaining('unknown algorithm'),
      'rsa-pss restricted': expect.stringContaining('unknown algorithm'),
    });
    expect(Theirs.length).toBe(5);
    for (const theirs of Theirs) expectSound(theirs);
  });
});

describePeer('javac', () => {
  const TYPES: Readonly<Record<string, readonly string[]>> = {
    rsa: ['-keyalg', 'RSA', '-keysize', '2048'],
    'rsa-pss': ['-keyalg', 'RSASSA-PSS', '-keysize', '2048'],
    'p-256': ['-keyalg', 'EC', '-groupname', 'secp256r1'],
    'p-384': ['-keyalg', 'EC', '-groupname', 'secp384r1'],
    'p-521': ['-keyalg', 'EC', '-groupname', 'secp521r1'],
    ed25519: ['-keyalg', 'Ed25519'],
  };
  const store = (name: string) => ['-keystore', name, '-storetype', 'PKCS12', '-storepass', 'secret'];
  /** A line of keytool takes a tenth of a second. */
  const isAsked = (kind: string): boolean =>
    isWholeTable || ['rsa-pss', 'p-256', 'ed25519'].includes(kind.toLowerCase());
  const ASKED = OURS.filter(({ Kind }) => isAsked(Kind));
  const MADE = Object.entries(TYPES).filter(([alias]) => isAsked(alias));

  it.runIf(isWholeTable)(
    'keytool signs with our keys, takes our requests and certificates, and makes what we take, in PKCS #12',
    async () => {
      await file('ours.p12', writePkcs12(contents, { ...PBES2, password: 'secret' }));
      const certificates = contents.certificates.map((one) => ({
        ...one,
        localKeyId: undefined,
        trustedKeyUsage: ['2.5.29.37.0'],
      }));
      await file('trust.p12', writePkcs12({ certificates }, { ...PBES2, password: 'secret' }));
      for (const { Kind, Request } of OURS) await file(`${Kind.toLowerCase()}.csr`, Request);
      const lines = [
        ...ASKED.map(({ Kind }) => Kind.toLowerCase()).flatMap((alias) => [
          ['-certreq', '-alias', alias, '-file', `${alias}.made`, ...store('ours.p12')],
          [
            '-gencert',
            '-rfc',
            '-alias',
            'p-256',
            '-infile',
            `${alias}.csr`,
            '-outfile',
            `${alias}.issued`,
            ...store('ours.p12'),
          ],
        ]),
        ['-list', '-rfc', ...store('trust.p12')],
        ...MADE.flatMap(([alias, type]) => [
          ['-genkeypair', '-alias', alias, '-dname', `CN=${alias}`, ...type, ...store('keytool.p12')],
          ['-certreq', '-alias', alias, '-file', `${alias}.theirs`, ...store('keytool.p12')],
        ]),
      ];
      const launch = [
        '-XX:TieredStopAtLevel=1',
        '--add-exports',
        'java.base/sun.security.tools.keytool=ALL-UNNAMED',
        join(SOURCES, 'KeytoolLines.java'),
      ];
      const input = lines.map((words) => words.join('\t')).join('\n');
      const { status, stdout } = spawnSync('java', launch, { ...options, input });
      // keytool tells its errors on standard output.
      expect([status, /keytool error.*/.exec(stdout)?.[0]]).toEqual([0, undefined]);
      const listed = pemDecode(stdout).map(({ bytes }) => pemEncode('CERTIFICATE', bytes));
      expect(listed.toSorted()).toEqual(OURS.map(({ Certificate }) => Certificate).toSorted());
      for (const { Kind, Key, Certificate } of ASKED) {
        const alias = Kind.toLowerCase();
        expectSigned(Kind, publicKeyOf(readPrivateKeyPem(Key)), await named(`${alias}.made`), Certificate);
        expect(new X509Certificate(await named(`${alias}.issued`)).subject).toBe(`CN=${Kind}`);
      }
      const { keys, certificates: theirs } = readPkcs12(await readFile(join(folder, 'keytool.p12')), {
        password: 'secret',
      });
      expect(keys.map(({ friendlyName }) => friendlyName).toSorted()).toEqual(MADE.map(([alias]) => alias).toSorted());
      for (const { key, friendlyName } of keys) {
        const { certificate } = theirs.find((one) => one.friendlyName === friendlyName)!;
        expectSigned(
          friendlyName!,
          publicKeyOf(key),
          await named(`${friendlyName}.theirs`),
          pemEncode('CERTIFICATE', certificate),
        );
      }
    },
    240_000,
  );
});

describePeer('ssh-keygen', () => {
  it.each(everyNth(2, ['rsa', 'P-256', 'P-384', 'P-521', 'ed25519']))(
    '%s: reads our line, and writes the same',
    async (kind) => {
      const line = writeOpenSshPublicKey(publicKeyOf(KEYS[kind]), { comment: 'jane@example.test' });
      await file('key.pub', line);
      const sshKeygen = (...args: string[]) => execFileSync('ssh-keygen', args, options);
      expect(sshKeygen('-l', '-f', 'key.pub')).toMatch(/^\d+ SHA256:\S+ jane@example\.test \((RSA|ECDSA|ED25519)\)\n$/);
      await file('rfc4716', sshKeygen('-e', '-f', 'key.pub'));
      expect(sshKeygen('-i', '-f', 'rfc4716').trim()).toBe(line.split(' ').slice(0, 2).join(' '));
    },
  );
});

describe('node:crypto', () => {
  it.each(OURS)('$Kind: takes our key and certificate', ({ Key, Certificate }) => {
    const certificate = new X509Certificate(Certificate);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(Key))).toBe(true);
  });
});

describeInChromium('WebCrypto', ({ open, faults }) => {
  it.runIf(isWholeTable)(
    'takes our keys of every kind that it has, signs with them, and makes keys that we take',
    async () => {
      const entryPoints = [join(SOURCES, 'page-entry.ts')];
      const bundling = {
        bundle: true,
        write: false,
        format: 'iife',
        globalName: 'forms',
        platform: 'browser',
      } as const;
      const { outputFiles } = await build({ ...bundling, entryPoints, target: 'chrome110' });
      const tab = await open('<!DOCTYPE html><title>keys</title>');
      await tab.addScriptTag({ content: outputFiles[0].text });
      const ours = ['rsa', 'P-256', 'P-384', 'P-521', 'ed25519', 'x25519'].map((kind) => KEYS[kind]);
      const texts = ours.map((key) => bytesToBase64(encodePrivateKey(key, 'pkcs8')));
      const results = await tab.evaluate<ReturnType<typeof run>>(`forms.run(${JSON.stringify(texts)})`);
      for (const [i, { type, same, signs, theirs }] of results.entries()) {
        expect([type, same, signs]).toEqual([ours[i].type, true, type === 'x25519' ? undefined : true]);
        expect(decodePrivateKey(base64ToBytes(theirs), 'pkcs8').type).toBe(type);
      }
      expect(results.length).toBe(ours.length);
      expect(faults()).toEqual([]);
    },
  );
});
