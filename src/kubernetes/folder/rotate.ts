/** Replaces a CA in three phases: all files trust both CAs; leaves are issued again; the old CA is dropped. Between the phases, `oldLeaves`
 * lists the leaves that the old CA has issued. The phases are our own; docs/kubernetes.md maps Kubernetes' page on manual rotation to
 * them. */
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assertArray, assertFields, assertFunction, assertOptions, assertString } from '../../bytes/index.ts';
import type { PrivateKey } from '../../keys/index.ts';
import { type LeftoverListener, withFileLock, writeFileWhole } from '../../node/index.ts';
import { type Certificate, certificatePem, sameKey } from '../../x509/index.ts';
import { PkiError } from '../pki/errors.ts';
import { keyPem } from '../pki/files.ts';
import { ISSUE_SETTINGS, type IssueSettings, selfSigned } from '../pki/issue.ts';
import { type PemSource, readKubeconfigContext, withPemTexts } from '../pki/kubeconfig.ts';
import { CLUSTER_PLAN, type PlannedCertificate, specOf } from '../pki/plan.ts';
import { certificateOfFile, isIssuedBy } from './certificate-of-file.ts';
import { absent, readAuthority, readCertificateBundle, readCertificateFile, readFolderFile } from './folder.ts';
import { assertFolder } from './load.ts';
import { assertReplaceable, type Left, type Renewed, renewAlone } from './renew.ts';

export type RotationPhase = 'drop' | 'leaves' | 'trust';

export interface RotateOptions extends IssueSettings {
  /** The plan's name of the CA. */
  readonly authority: string;
  readonly phase: RotationPhase;
  /** Drops the old CA even if leaves of it exist. Default: false. */
  readonly force?: boolean | undefined;
  /** Aborts the wait for another run. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Called for leftovers of killed runs beside the written files. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
}

/** The result of a phase. */
export interface Rotation {
  readonly phase: RotationPhase;
  /** The certificates that the CA's file contains now, the issuing one first. */
  readonly trusted: readonly Certificate[];
  /** The renewed leaves, in the phase `leaves`. */
  readonly renewed: readonly Renewed[];
  /** The kubeconfigs whose trust was changed. */
  readonly kubeconfigs: readonly string[];
  /** The kubeconfigs that name no CA, or verify no server: they are left as they are. */
  readonly left: readonly Pick<Left, 'place' | 'reason'>[];
}

/** A certificate that was issued by the old CA. */
export interface OldLeaf {
  /** The file. */
  readonly place: string;
  readonly certificate: Certificate;
}

const RULE = 'Kubernetes, Manual Rotation of CA Certificates';
const PATIENCE_MS = 30_000;

const OPTIONS = [...ISSUE_SETTINGS, 'authority', 'phase', 'force', 'signal', 'onLeftover'] as const;

/** Performs one phase. `trust`: creates a new CA of the same name (`pki/ca-next.*`), and adds it to the CA's file and to every kubeconfig
 * of the folder. `leaves`: the new CA replaces the old one (`pki/ca-old.*`), and issues every leaf of the plan again. `drop`: removes the
 * old CA.
 * @throws PkiError `no-such-certificate`, `missing-folder`; `rotation-phase` for a phase that is not the next, or if leaves of the old CA
 * exist; as `readAuthority` and `renewCertificates`; whatever `newKey` throws; the system's error. */
export async function rotateAuthority(folder: string, options: RotateOptions): Promise<Rotation> {
  assertFields(options, 'options', 'an object', 'authority', 'phase', 'time', 'random');
  assertOptions(options, 'options', OPTIONS);
  assertFunction(options.newKey, 'options.newKey');
  await assertFolder(folder);
  const planned = authorityNamed(options.authority);
  const lock = { patience: PATIENCE_MS, signal: options.signal };
  return withFileLock(join(folder, 'pki'), lock, () => {
    switch (options.phase) {
      case 'trust':
        return trustBoth(folder, planned, options);
      case 'leaves':
        return issueAnew(folder, planned, options);
      case 'drop':
        return dropOld(folder, planned, options);
      default:
        throw new PkiError('rotation-phase', String(options.phase), 'is not one of trust, leaves, drop', RULE);
    }
  });
}

function authorityNamed(name: string): PlannedCertificate {
  const planned = CLUSTER_PLAN.find((row) => row.parent === undefined && row.name === name);
  if (planned !== undefined) return planned;
  throw new PkiError('no-such-certificate', name, 'is not one of the CAs ca, front-proxy-ca, etcd-ca', RULE);
}

const early = (place: string, message: string): PkiError => new PkiError('rotation-phase', place, message, RULE);
const next = ({ place: { path } }: PlannedCertificate): string => `${path}-next`;
const old = ({ place: { path } }: PlannedCertificate): string => `${path}-old`;
const isThere = (folder: string, path: string): Promise<boolean> =>
  readFolderFile(folder, path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof PkiError && error.code === 'missing-file') return false;
      throw error;
    },
  );

async function trustBoth(folder: string, planned: PlannedCertificate, options: RotateOptions): Promise<Rotation> {
  const { path } = planned.place;
  if (await isThere(folder, `${old(planned)}.crt`)) throw early(path, 'is being rotated: the phase drop comes next');
  const current = await readAuthority(folder, path);
  if (!(await isThere(folder, `${next(planned)}.crt`))) {
    const { time, random, caDays } = options;
    const key = await options.newKey(planned.name, current.certificate.publicKey);
    const certificate = selfSigned({ ...specOf(planned, NO_NAMES), subject: current.certificate.subject.value }, key, {
      time,
      random,
      caDays,
    });
    await write(folder, `${next(planned)}.key`, keyPem(key), 0o600, options);
    await write(folder, `${next(planned)}.crt`, certificatePem(certificate), 0o644, options);
  }
  const fresh = await readCertificateFile(folder, `${next(planned)}.crt`);
  return trust(folder, planned, [current.certificate, fresh], options);
}

/** The CAs' names do not depend on their cluster. */
const NO_NAMES = { name: '' } as Parameters<typeof specOf>[1];

async function issueAnew(folder: string, planned: PlannedCertificate, options: RotateOptions): Promise<Rotation> {
  const { path } = planned.place;
  const hasNext = await isThere(folder, `${next(planned)}.crt`);
  if (!hasNext && !(await isThere(folder, `${old(planned)}.crt`)))
    throw early(path, 'has no successor: the phase trust comes first');
  const rows = CLUSTER_PLAN.filter(({ parent }) => parent === planned.name);
  for (const row of rows) await assertReplaceable(folder, row);
  if (hasNext) await putInPlace(folder, planned, options);
  const names = rows.map(({ name }) => name);
  const { renewed } = await renewAlone(folder, { ...options, names: 'all', among: names });
  const trusted = await readCertificateBundle(folder, `${path}.crt`);
  const { kubeconfigs, left } = await trust(folder, planned, trusted, options);
  return { phase: 'leaves', trusted, renewed, kubeconfigs, left };
}

/** Makes the new CA the issuing one. Each step can be repeated after an interruption: the old pair is saved first, and `ca-next.crt` is
 * removed last. */
async function putInPlace(folder: string, planned: PlannedCertificate, options: RotateOptions): Promise<void> {
  const { path } = planned.place;
  const fresh = await readCertificateFile(folder, `${next(planned)}.crt`);
  if (!(await isThere(folder, `${old(planned)}.crt`))) {
    const { certificate, key } = await readAuthority(folder, path);
    await write(folder, `${old(planned)}.key`, keyPem(key), 0o600, options);
    await write(folder, `${old(planned)}.crt`, certificatePem(certificate), 0o644, options);
  }
  const former = await readCertificateFile(folder, `${old(planned)}.crt`);
  await write(folder, `${path}.crt`, [fresh, former].map(certificatePem).join(''), 0o644, options);
  if (await isThere(folder, `${next(planned)}.key`)) {
    await rename(join(folder, `${next(planned)}.key`), join(folder, `${path}.key`));
  }
  await rm(join(folder, `${next(planned)}.crt`));
}

async function dropOld(folder: string, planned: PlannedCertificate, options: RotateOptions): Promise<Rotation> {
  const { path } = planned.place;
  if (!(await isThere(folder, `${old(planned)}.crt`)))
    throw early(path, 'has no predecessor: the phases trust and leaves come first');
  const left = await oldLeaves(folder, planned.name);
  if (left.length > 0 && options.force !== true) {
    const places = left.map(({ place }) => place).join(', ');
    throw early(path, `certificates of the old CA are still there: ${places}; issue them anew, or drop it by force`);
  }
  const { certificate } = await readAuthority(folder, path);
  const done = await trust(folder, planned, [certificate], options);
  await rm(join(folder, `${old(planned)}.key`), { force: true });
  await rm(join(folder, `${old(planned)}.crt`));
  return { ...done, phase: 'drop' };
}

/** Writes the CA's file and the trusted CAs of the folder's kubeconfigs. */
async function trust(
  folder: string,
  planned: PlannedCertificate,
  trusted: readonly Certificate[],
  options: RotateOptions,
): Promise<Rotation> {
  const pem = trusted.map(certificatePem).join('');
  await write(folder, `${planned.place.path}.crt`, pem, 0o644, options);
  const kubeconfigs: string[] = [];
  const left: { readonly place: string; readonly reason: string }[] = [];
  for (const path of planned.name === 'ca' ? await filesOf(folder, '.conf') : []) {
    const text = await readFolderFile(folder, path);
    const { certificateAuthority: source, skipsVerification } = await readKubeconfigContext(text, path);
    const reason = skipsVerification ? SKIPS : source.kind === 'none' ? NAMES_NONE : undefined;
    if (reason !== undefined) left.push({ place: path, reason });
    if (reason !== undefined || (await trustsAll(folder, source, trusted))) continue;
    await write(folder, path, await withPemTexts(text, path, { certificateAuthority: pem }), 0o600, options);
    kubeconfigs.push(path);
  }
  return { phase: 'trust', trusted, renewed: [], kubeconfigs, left };
}

const SKIPS = 'it does not verify the server (insecure-skip-tls-verify), and so trusts no CA';
const NAMES_NONE =
  'it names no CA, so its users trust those of their system; name pki/ca.crt as its certificate-authority, or let pki renew put the CA in';

/** Whether a kubeconfig contains exactly these CAs, or names a file that has them: that of the CA, which has just been written, or another
 * that the user keeps. */
async function trustsAll(folder: string, source: PemSource, trusted: readonly Certificate[]): Promise<boolean> {
  if (source.kind !== 'file') return source.kind === 'data' && source.pem === trusted.map(certificatePem).join('');
  const own = await readCertificateBundle(folder, source.path).catch((error: unknown) => {
    if (error instanceof PkiError) return []; // A file that is missing, or no PEM, trusts none.
    throw error;
  });
  return trusted.every((ca) => own.some((one) => one.equals(ca)));
}

async function filesOf(folder: string, ending: string): Promise<string[]> {
  const names = (await readdir(folder).catch(absent)) ?? [];
  return names.filter((name) => name.endsWith(ending)).sort();
}

const write = (
  folder: string,
  path: string,
  text: string,
  mode: number,
  { onLeftover }: RotateOptions,
): Promise<void> => writeFileWhole(join(folder, path), text, { mode, replace: true, onLeftover });

/** A CA as its folder has it. */
export interface AuthorityInRotation {
  /** The last phase that was performed; `drop` also where the CA was never replaced. */
  readonly phase: RotationPhase;
  /** The CA that issues, or will. */
  readonly newest: Certificate;
  /** Its key; undefined if it is kept elsewhere. */
  readonly key: PrivateKey | undefined;
  /** All that are trusted. */
  readonly trusted: readonly Certificate[];
}

/** @throws PkiError `no-such-certificate`, `missing-folder`; as reading the CA's files. */
export async function authorityInRotation(folder: string, authority: string): Promise<AuthorityInRotation> {
  const planned = authorityNamed(authority);
  const waits = await hasSuccessor(folder, authority);
  const path = waits ? next(planned) : planned.place.path;
  const trusted = await readCertificateBundle(folder, `${planned.place.path}.crt`);
  const [newest] = await readCertificateBundle(folder, `${path}.crt`);
  const key = (await isThere(folder, `${path}.key`)) ? (await readAuthority(folder, path)).key : undefined;
  const hasOld = trusted.some((one) => !sameKey(one.publicKey, newest.publicKey));
  return { phase: waits ? 'trust' : hasOld ? 'leaves' : 'drop', newest, key, trusted };
}

/** Whether a CA has a successor that has issued nothing yet: the phase `leaves` comes next.
 * @throws PkiError `no-such-certificate`, `missing-folder`. */
export async function hasSuccessor(folder: string, authority: string): Promise<boolean> {
  assertString(authority, 'authority');
  await assertFolder(folder);
  return isThere(folder, `${next(authorityNamed(authority))}.crt`);
}

/** The certificates of a folder that were issued by a CA other than the first in the CA's file: those of the plan, and those of users
 * (`jane.crt`, `jane.conf`).
 * @param shown - further certificates, such as those that servers present. Default: none.
 * @throws PkiError `no-such-certificate`, `missing-folder`; as reading a file. */
export async function oldLeaves(
  folder: string,
  authority: string,
  shown: readonly OldLeaf[] = [],
): Promise<readonly OldLeaf[]> {
  assertString(authority, 'authority');
  assertArray(shown, 'shown');
  await assertFolder(folder);
  const planned = authorityNamed(authority);
  const [current, ...others] = await readCertificateBundle(folder, `${planned.place.path}.crt`);
  const former = others.filter((one) => !sameKey(one.publicKey, current.publicKey));
  const leaves = CLUSTER_PLAN.filter(({ parent }) => parent === authority);
  const files = leaves.map(({ place }) => (place.kind === 'pair' ? `${place.path}.crt` : place.path));
  const beside = authority === 'ca' ? [...(await filesOf(folder, '.crt')), ...(await filesOf(folder, '.conf'))] : [];
  const found: OldLeaf[] = [];
  for (const place of new Set([...files, ...beside])) {
    const certificate = await certificateOfFile(folder, place);
    if (certificate !== undefined) found.push({ place, certificate });
  }
  return [...found, ...shown].filter(({ certificate }) => former.some((one) => isIssuedBy(certificate, one)));
}
