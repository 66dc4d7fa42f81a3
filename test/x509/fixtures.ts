/** Keys by OpenSSL, and certificates of our own making with one thing wrong, for the tests of this room. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { seededRandom } from '../../src/hash/index.ts';
import { keyIdentifier, type PrivateKey, publicKeyOf, toSpki } from '../../src/keys/index.ts';
import { RSA_PKCS1_SHA256 } from '../../src/signatures/index.ts';
import {
  type Certificate,
  caExtensions,
  type Extension,
  encodedName,
  makeExtension,
  makeName,
  parseGeneralNames,
  signTbs,
  type TBSCertificate,
  toTime,
} from '../../src/x509/index.ts';
import { opensslPrivateKey } from '../keys/vectors.ts';

export const rootKey = opensslPrivateKey(3072);
export const caKey = opensslPrivateKey(2048);
export const leafKey = caKey; // Whose key it is makes no difference below, and a third would be as good.
export const smallKey = opensslPrivateKey(1024);
export const random = seededRandom('x509 tests');
export const scheme = RSA_PKCS1_SHA256;
export const now = new Date('2030-06-01T12:00:00Z');
export const validity = { notBefore: new Date('2030-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') };

export const vectorsOf = <T>(file: string): T[] =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../../vectors', file), 'utf8')).cases;

export interface Draft {
  readonly subject: string;
  readonly key?: PrivateKey;
  /** undefined: signed by itself. */
  readonly issuer?: Certificate;
  readonly issuerKey?: PrivateKey;
  readonly extensions?: readonly Extension[];
  /** Fields to be other than a sound certificate has them. */
  readonly change?: Partial<TBSCertificate>;
}

/** A certificate that says exactly what it is told to. */
export function draft({
  subject,
  key = leafKey,
  issuer,
  issuerKey = rootKey,
  extensions = [],
  change = {},
}: Draft): Certificate {
  const name = encodedName(makeName(['CN', subject]));
  const tbs: TBSCertificate = {
    version: 2,
    serialNumber: 4711n,
    signature: scheme.algorithm,
    issuer: issuer?.subject ?? name,
    validity: { notBefore: toTime(validity.notBefore), notAfter: toTime(validity.notAfter) },
    subject: name,
    subjectPublicKeyInfo: toSpki(publicKeyOf(key)),
    ...(extensions.length > 0 && { extensions }),
    ...change,
  };
  return signTbs(tbs, issuer === undefined ? key : issuerKey, scheme, random);
}

export const skid = (key: PrivateKey): Extension =>
  makeExtension('subjectKeyIdentifier', false, keyIdentifier(publicKeyOf(key)));
export const akid = (key: PrivateKey): Extension =>
  makeExtension('authorityKeyIdentifier', false, { keyIdentifier: keyIdentifier(publicKeyOf(key)) });
export const alternativeNames = (text: string): Extension =>
  makeExtension('subjectAltName', false, parseGeneralNames(text));

export const root = draft({ subject: 'root', key: rootKey, extensions: [...caExtensions(), skid(rootKey)] });
export const serverExtensions: readonly Extension[] = [
  makeExtension('keyUsage', true, ['digitalSignature', 'keyEncipherment']),
  makeExtension('extKeyUsage', false, ['1.3.6.1.5.5.7.3.1']),
  alternativeNames('DNS:kubernetes,IP:10.96.0.1'),
];

export { hasOpenssl } from '../openssl.ts';

/** Runs OpenSSL in a folder with these files, which is removed afterwards. @returns both outputs, and the exit status. */
export function openssl(
  files: Readonly<Record<string, string>>,
  ...args: string[]
): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-test-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
