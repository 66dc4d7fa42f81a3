/** Renewing certificates of a folder, as `kubeadm certs renew` does: what a certificate says is kept, its key is made anew. */
import { access, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type LeftoverListener, targetOf, withFileLock, writeFileWhole } from '../../node/index.ts';
import { type Certificate, KEY_PURPOSES, type KeyPurpose } from '../../x509/index.ts';
import { PkiError } from './errors.ts';
import { clientPems, type FolderFile, pairFiles } from './files.ts';
import { readAuthority, readFolderFile } from './folder.ts';
import { type Authority, type Credential, issueLeaf, type LeafSettings } from './issue.ts';
import { withClientCertificate } from './kubeconfig.ts';
import { assertFolder, type Found, loadFolder, mainFile } from './load.ts';
import { type CertificateSpec, CLUSTER_PLAN } from './plan.ts';

export interface RenewOptions extends LeafSettings {
  /** The plan's names; `all` for every leaf that is there. */
  readonly names: readonly string[] | 'all';
  /** Ends the waiting for another renewal of the same folder. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Told what killed runs left beside the files that are written. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
}

const RULE = 'kubeadm v1.32, certs renew';

/** One certificate that was renewed. */
export interface Renewed {
  readonly name: string;
  /** The file. */
  readonly place: string;
  readonly before: Certificate;
  readonly after: Certificate;
}

/** Renews leaves. All are issued before the first is written. A kubeconfig is replaced in one step; a certificate and its
 * key in two, and should the machine stop between them, the next renewal completes them first.
 * @throws PkiError `no-such-certificate`, `missing-folder`; `missing-file`, `malformed-file` or `key-mismatch` of a CA
 * (a CA's key kept elsewhere is a missing file); `ca-not-valid`; the first fault of reading a certificate that was named; whatever
 * `newKey` throws; the system's error. */
export async function renewCertificates(folder: string, options: RenewOptions): Promise<Renewed[]> {
  await assertFolder(folder);
  const lock = { patience: PATIENCE_MS, signal: options.signal };
  return withFileLock(join(folder, 'pki'), lock, () => renewAlone(folder, options));
}

/** How long to wait while another process renews: it makes a key for each certificate. */
const PATIENCE_MS = 30_000;

async function renewAlone(folder: string, options: RenewOptions): Promise<Renewed[]> {
  for (const { place } of CLUSTER_PLAN) if (place.kind === 'pair') await settle(folder, place.path);
  const found = await loadFolder(folder, CLUSTER_PLAN);
  const chosen = choose([...found.values()], options.names);
  const authorities = new Map<string, Authority>();
  const renewed: { readonly old: Found; readonly before: Certificate; readonly credential: Credential }[] = [];
  for (const old of chosen) {
    const { name, parent } = old.planned;
    const authority = authorities.get(parent!) ?? (await authorityOf(folder, parent!));
    authorities.set(parent!, authority);
    const before = certificateOf(old);
    const credential = issueLeaf(specFrom(before), await options.newKey(name), authority, options);
    renewed.push({ old, before, credential });
  }
  const { onLeftover } = options;
  for (const { old, credential } of renewed) await replace(folder, old, credential, onLeftover);
  return renewed.map(({ old: { planned }, before, credential }) => ({
    name: planned.name,
    place: mainFile(planned),
    before,
    after: credential.certificate,
  }));
}

function choose(found: readonly Found[], names: RenewOptions['names']): Found[] {
  const leaves = found.filter(({ planned }) => planned.parent !== undefined);
  if (names === 'all')
    return leaves.filter(({ planned, certificate }) => !planned.optional || certificate !== undefined);
  const unknown = names.find((name) => !leaves.some(({ planned }) => planned.name === name));
  if (unknown === undefined) return leaves.filter(({ planned }) => names.includes(planned.name));
  const isAuthority = found.some(({ planned }) => planned.name === unknown);
  const why = isAuthority
    ? 'is a CA, and all that it has issued would have to be issued anew'
    : `is none of ${leaves.map(({ planned }) => planned.name).join(', ')}`;
  throw new PkiError('no-such-certificate', unknown, why, RULE);
}

async function authorityOf(folder: string, name: string): Promise<Authority> {
  const { place } = CLUSTER_PLAN.find((row) => row.name === name)!;
  return readAuthority(folder, place.path);
}

function certificateOf({ planned, certificate, faults: [fault] }: Found): Certificate {
  if (certificate !== undefined) return certificate;
  const { message = 'is not there', rule = RULE, code } = fault ?? {};
  throw new PkiError(code === 'malformed-file' ? code : 'missing-file', mainFile(planned), message, rule);
}

/** What a certificate says, to be said again. */
const specFrom = (certificate: Certificate): CertificateSpec => ({
  subject: certificate.subject.value,
  names: certificate.subjectAltNames,
  purposes: (Object.keys(KEY_PURPOSES) as KeyPurpose[]).filter((purpose) =>
    certificate.extKeyUsage?.includes(KEY_PURPOSES[purpose]),
  ),
});

async function replace(
  folder: string,
  { planned: { place }, config }: Found,
  credential: Credential,
  onLeftover: LeftoverListener | undefined,
): Promise<void> {
  if (place.kind === 'pair') return replacePair(folder, place.path, credential, onLeftover);
  const text = withClientCertificate(
    await readFolderFile(folder, place.path),
    place.path,
    config!,
    clientPems(credential),
  );
  await writeFileWhole(join(folder, place.path), text, { mode: 0o600, replace: true, onLeftover });
}

const RENEWED = '.renewed';

/** Puts a new key and its certificate in place of the old ones. Both are written beside them first; the key is put in place
 * before the certificate. So a certificate that still waits, its key gone from beside it, has its key in place. */
async function replacePair(
  folder: string,
  path: string,
  credential: Credential,
  onLeftover: LeftoverListener | undefined,
): Promise<void> {
  const targets = await pairTargets(folder, path);
  const [[, keyFile], [, certificateFile]] = pairFiles(path, credential);
  const write = (target: string, { content, mode }: FolderFile): Promise<void> =>
    writeFileWhole(`${target}${RENEWED}`, content, { mode, replace: true, onLeftover });
  try {
    await write(targets.key, keyFile);
    await write(targets.certificate, certificateFile);
    await rename(`${targets.key}${RENEWED}`, targets.key);
  } finally {
    await settle(folder, path);
  }
}

/** Where the files of a pair are, which may be behind symbolic links. */
const pairTargets = async (folder: string, path: string) => ({
  key: await targetOf(join(folder, `${path}.key`)),
  certificate: await targetOf(join(folder, `${path}.crt`)),
});

/** Completes a replacement that has begun, or takes it back. */
async function settle(folder: string, path: string): Promise<void> {
  const targets = await pairTargets(folder, path);
  const [key, certificate] = [`${targets.key}${RENEWED}`, `${targets.certificate}${RENEWED}`];
  if ((await exists(certificate)) && !(await exists(key))) {
    await rename(certificate, targets.certificate);
    return;
  }
  // The certificate first: one without its key would look as if the key were in place.
  await rm(certificate, { force: true });
  await rm(key, { force: true });
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
