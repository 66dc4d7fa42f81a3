/** What `verify` trusts: files, a folder of hashed names, or the machine's own roots. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Certificate, type CertificateList, sameName, type Validation } from '../x509/index.ts';
import { readCertificateFiles, readSystemRoots, readTrustStoreFile } from './certificate-files.ts';
import { usageError, type Values } from './command.ts';
import type { Context } from './context.ts';
import { about } from './failures.ts';
import { nameHash } from './name-hash.ts';
import { readCertificateListFiles } from './revocation-files.ts';

export const TRUST_OPTIONS = {
  CAfile: {
    value: 'FILE',
    help: 'the trusted roots; where neither -CAfile, -CApath nor -trusted is given: the system’s',
  },
  CApath: { value: 'FOLDER', help: 'trusted roots in files named by the hash of their subject (openssl rehash)' },
  trusted: { value: 'FILE', many: true, help: 'the trusted roots, and no others' },
  'no-CAfile': { help: 'do not fall back on the system’s bundle' },
  'no-CApath': { help: 'do not fall back on the system’s folder' },
  partial_chain: { help: 'a chain may end at any trusted certificate, not only at one that is its own issuer' },
} as const;

/** The trust anchors, and the certificates that may only be intermediate. */
export interface Trust {
  readonly roots: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  /** Lists in the folder of `-CApath`. */
  readonly crls: readonly CertificateList[];
}

/** As OpenSSL: a trusted certificate ends a chain if it is self-issued; others end one only with `-partial_chain`.
 * @throws CliError `usage`; about the files. */
export async function readTrust(values: Values<typeof TRUST_OPTIONS>, context: Context): Promise<Trust> {
  const { CAfile, CApath, trusted } = values;
  if (trusted.length > 0 && (CAfile !== undefined || CApath !== undefined)) {
    throw usageError('-trusted cannot be combined with -CAfile or -CApath');
  }
  const isNamed = trusted.length > 0 || CAfile !== undefined || CApath !== undefined;
  const fallsBack = !isNamed && !(values['no-CAfile'] && values['no-CApath']);
  const folder = CApath === undefined ? { certificates: [], crls: [] } : await readHashedFolder(context, CApath);
  const files = await Promise.all(
    [...trusted, ...(CAfile === undefined ? [] : [CAfile])].map((path) => readTrustStoreFile(context, path)),
  );
  const all = [...files.flat(), ...folder.certificates, ...(fallsBack ? await readSystemRoots(context) : [])];
  if (values.partial_chain) return { roots: all, intermediates: [], crls: folder.crls };
  const endsChain = ({ subject, issuer }: Certificate): boolean => sameName(subject, issuer);
  return {
    roots: all.filter(endsChain),
    intermediates: all.filter((one) => !endsChain(one)),
    crls: folder.crls,
  };
}

/** `HHHHHHHH.N` is a certificate, `HHHHHHHH.rN` a list (openssl-rehash(1)). As in OpenSSL, a file under the wrong hash is not found. */
async function readHashedFolder(
  context: Context,
  folder: string,
): Promise<{ readonly certificates: readonly Certificate[]; readonly crls: readonly CertificateList[] }> {
  const names = await readdir(context.path(folder)).catch((error) => {
    throw about(folder, error);
  });
  const certificates: Certificate[] = [];
  const crls: CertificateList[] = [];
  for (const name of names.sort()) {
    const [, hash, r] = /^([0-9a-f]{8})\.(r?)\d+$/.exec(name) ?? [];
    if (hash === undefined) continue;
    const path = join(folder, name);
    if (r === 'r') {
      const lists = await readCertificateListFiles(context, path);
      crls.push(...lists.filter(({ issuer }) => nameHash(issuer.value) === hash));
    } else {
      const found = await readCertificateFiles(context, path, { lenient: true });
      const right = found.filter(({ subject }) => nameHash(subject.value) === hash);
      if (right.length < found.length) await context.note(`${path}: is not the hash of its subject, and passed over`);
      certificates.push(...right);
    }
  }
  return { certificates, crls };
}

/** Names the option where a chain ended at a certificate that is trusted, but is not its own issuer. */
export function adviseTrust(validation: Validation, { intermediates }: Trust): Validation {
  const last = validation.chain.at(-1);
  if (last === undefined || !intermediates.some((one) => one.equals(last))) return validation;
  const advice = { who: 'verifier', what: 'pass -partial_chain, or trust the root of this CA too' } as const;
  const checks = validation.checks.map((check) =>
    check.code === 'trust-anchor' && check.outcome === 'fail' ? { ...check, advice } : check,
  );
  return { ...validation, checks };
}
