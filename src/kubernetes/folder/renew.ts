/** Renewing certificates of a folder, as `kubeadm certs renew` does: a certificate keeps its contents, and gets a new key. */

import { access, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assertArray, assertFields, assertFunction, assertOptions } from '../../bytes/index.ts';
import { publicKeyOf } from '../../keys/index.ts';
import { assertWritable, type LeftoverListener, targetOf, withFileLock, writeFileWhole } from '../../node/index.ts';
import { type Certificate, certificatePem, KEY_PURPOSES, type KeyPurpose, sameKey } from '../../x509/index.ts';
import type { ClusterNames } from '../pki/cluster-names.ts';
import { PkiError } from '../pki/errors.ts';
import { clientPems, type FolderFile, pairFiles } from '../pki/files.ts';
import { type Authority, type Credential, ISSUE_SETTINGS, issueLeaf, type LeafSettings } from '../pki/issue.ts';
import { withPemTexts } from '../pki/kubeconfig.ts';
import { type CertificateSpec, CLUSTER_PLAN, type PlannedCertificate } from '../pki/plan.ts';
import { type Chain, chainBehind } from './chain.ts';
import { factsOf } from './facts.ts';
import { absent, readAuthority, readFolderFile } from './folder.ts';
import { assertFolder, type Fault, type Found, loadFolder, mainFile } from './load.ts';
import { lostKubeconfig, lostSpec } from './lost.ts';
import { isElsewhere, issuersOf, reasonFor, trustAdvice, trustFault } from './trust.ts';

export interface RenewOptions extends LeafSettings {
  /** The plan's names; `all` for every existing leaf. */
  readonly names: readonly string[] | 'all';
  /** Facts that cannot be derived from the folder, for lost certificates: for instance the service range. Default: none. */
  readonly facts?: Partial<ClusterNames> | undefined;
  /** Aborts the wait for another renewal of the same folder. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Called for leftovers of killed runs beside the written files. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
}

const RULE = 'kubeadm v1.32, certs renew';

/** One certificate that was renewed. */
export interface Renewed {
  readonly name: string;
  /** The file. */
  readonly place: string;
  /** undefined: it was lost, and is created again. */
  readonly before: Certificate | undefined;
  readonly after: Certificate;
  /** Whether the trusted CA of a kubeconfig was updated to that of the folder. */
  readonly trustsAnew: boolean;
  /** Why a kubeconfig still does not trust the CA, and what is to be done. */
  readonly distrust?: string | undefined;
  /** What was behind the old certificate in its file, and is behind the new one. */
  readonly chain: Chain;
}

/** A certificate or kubeconfig that was not changed. */
export interface Left {
  readonly name: string;
  /** The file. */
  readonly place: string;
  /** The reason: where its certificate is instead, and who renews it; or why the file cannot be read. */
  readonly reason: string;
  /** The fault's code, if the file cannot be read. */
  readonly code?: string;
}

export interface Renewal {
  readonly renewed: readonly Renewed[];
  readonly left: readonly Left[];
}

const OPTIONS = [...ISSUE_SETTINGS, 'names', 'facts', 'signal', 'onLeftover'] as const;

/** Renews leaves; a lost leaf is created again by the plan. All certificates are issued before the first is written. A kubeconfig is
 * replaced atomically; a certificate and its key are replaced in two steps, and if the machine stops between them, the next renewal first
 * completes the replacement. With `all`, a leaf whose file cannot be read (a named pipe, a link to itself) is left, and the rest is renewed.
 * @throws PkiError `no-such-certificate`, `missing-folder`, `missing-facts` (a lost certificate's names are not known); `missing-file`, `malformed-file` or `key-mismatch` of a CA
 * (a CA's key kept elsewhere is a missing file); `ca-not-valid`; the first fault of reading a named certificate; whatever
 * `newKey` throws; the system's error. */
export async function renewCertificates(folder: string, options: RenewOptions): Promise<Renewal> {
  assertFields(options, 'options', 'an object');
  assertOptions(options, 'options', OPTIONS);
  if (options.names !== 'all') assertArray(options.names, 'options.names');
  assertFunction(options.newKey, 'options.newKey');
  await assertFolder(folder);
  const lock = { patience: PATIENCE_MS, signal: options.signal };
  return withFileLock(join(folder, 'pki'), lock, () => renewAlone(folder, options));
}

/** Milliseconds to wait for another process that renews: it generates a key for each certificate. */
const PATIENCE_MS = 30_000;

/** `renewCertificates` for callers that hold the lock. @param options - `among`: with `all`, only these rows; default: every one. */
export async function renewAlone(
  folder: string,
  options: RenewOptions & { readonly among?: readonly string[] },
): Promise<Renewal> {
  for (const { place } of CLUSTER_PLAN) if (place.kind === 'pair') await settle(folder, place.path).catch(unlessLoop);
  const found = await loadFolder(folder, CLUSTER_PLAN);
  const facts = { ...factsOf(found), ...options.facts };
  const { among } = options;
  const rows = [...found.values()].filter(
    ({ planned }) => planned.parent === undefined || (among?.includes(planned.name) ?? true),
  );
  // The rotation of a CA needs every leaf, so it leaves none.
  const unreadable = options.names === 'all' && among === undefined ? rows.flatMap(leftUnread) : [];
  const chosen = choose(
    rows.filter(({ planned }) => !unreadable.some(({ name }) => name === planned.name)),
    options.names,
  );
  const [left, own] = [chosen.filter(isElsewhere), chosen.filter((one) => !isElsewhere(one))];
  if (options.names !== 'all' && left.length > 0) throw keptElsewhere(left[0]);
  const authorities = new Map<string, Authority>();
  const issued: Issued[] = [];
  for (const old of own) {
    const parent = old.planned.parent!;
    if (!authorities.has(parent)) authorities.set(parent, await authorityOf(folder, parent));
    certificateOf(old);
    await assertReplaceable(folder, old.planned);
  }
  for (const old of own) {
    const parent = old.planned.parent!;
    const authority = authorities.get(parent)!;
    issued.push(await issueAnew(old, authority, { facts, issuers: found.get(parent)?.bundle }, options));
  }
  for (const one of issued) await replace(folder, one, options.onLeftover);
  return {
    renewed: issued.map(({ old, before, credential, trustsAnew, distrust, chain }) => ({
      name: old.planned.name,
      place: mainFile(old.planned),
      before,
      after: credential.certificate,
      trustsAnew,
      distrust,
      chain,
    })),
    left: [...left.map((one) => leftElsewhere(one, issuersOf(found.get(one.planned.parent!)))), ...unreadable],
  };
}

/** Asks whether the files of a row, as far as they are there, can be replaced: before any key is made. @throws as `assertWritable`. */
export async function assertReplaceable(folder: string, { place }: PlannedCertificate): Promise<void> {
  const files = place.kind === 'pair' ? [`${place.path}.key`, `${place.path}.crt`] : [place.path];
  for (const file of files.map((one) => join(folder, one))) {
    const isThere = await access(file).then(() => true, absent);
    if (isThere) await assertWritable(file);
  }
}

/** The new credential and the old one. */
interface Issued {
  readonly old: Found;
  readonly before: Certificate | undefined;
  readonly facts: Partial<ClusterNames>;
  readonly credential: Credential;
  readonly authority: Authority;
  readonly trustsAnew: boolean;
  readonly distrust: string | undefined;
  readonly chain: Chain;
}

/** What is known of the folder. */
interface Known {
  readonly facts: Partial<ClusterNames>;
  /** The certificates of the issuing CA's file. */
  readonly issuers: readonly Certificate[] | undefined;
}

/** Issues the successor of a leaf, or one that was lost. Nothing is written. */
async function issueAnew(
  old: Found,
  authority: Authority,
  { facts, issuers }: Known,
  options: RenewOptions,
): Promise<Issued> {
  const { planned, config } = old;
  const before = certificateOf(old);
  const spec = before === undefined ? lostSpec(planned, facts) : specFrom(before);
  const like = (before ?? authority.certificate).publicKey;
  const { days, random, time } = options;
  const credential = issueLeaf(spec, await options.newKey(planned.name, like), authority, { days, random, time });
  // A kubeconfig that trusts this CA among others is not changed, and no file that it names ever is: that may be the user's own. Whoever wants
  // no verification decides that himself, and kubectl takes no CA beside it.
  const fault = trustFault(old, [authority.certificate]);
  const skips = config?.skipsVerification === true;
  const trustsAnew = fault !== undefined && !skips;
  const distrust = skips ? `${fault?.message}; ${trustAdvice(old, false)}` : undefined;
  // Checked now, before anything is written.
  if (planned.place.kind === 'kubeconfig' && config === undefined) {
    lostKubeconfig(planned, facts, credential, authority.certificate);
  }
  const chain = chainBehind(old.bundle, before, authority.certificate, issuers);
  return { old, before, credential, authority, trustsAnew, distrust, facts, chain };
}

/** @param issuers - as `issuersOf` its CA. */
function leftElsewhere(found: Found, issuers: readonly Certificate[]): Left {
  const { planned, config, faults } = found;
  const trust = trustFault(found, issuers);
  const wrong = [
    ...faults.filter(({ code }) => code !== 'no-credential'),
    ...(trust === undefined ? [] : [{ ...trust, message: `${trust.message}; ${trustAdvice(found, false)}` }]),
  ];
  const place = mainFile(planned);
  const also = wrong.map((fault) => `; ${fault.place === place ? 'it' : fault.place} ${fault.message}`);
  return { name: planned.name, place, reason: reasonFor(config!) + also.join('') };
}

const keptElsewhere = ({ planned, config }: Found): PkiError =>
  new PkiError('kept-elsewhere', mainFile(planned), reasonFor(config!), RULE);

/** The fault of a row whose own file cannot be read at all, or only its key: neither is replaced. */
const unreadableIn = ({ planned, faults }: Found): Fault | undefined =>
  faults.find(
    ({ code, place }) => code === 'unreadable-file' && [mainFile(planned), `${planned.place.path}.key`].includes(place),
  );

function leftUnread(found: Found): Left[] {
  const fault = found.planned.parent === undefined ? undefined : unreadableIn(found);
  return fault === undefined
    ? []
    : [{ name: found.planned.name, place: fault.place, reason: `it ${fault.message}`, code: fault.code }];
}

/** A link to itself is reported where the file is read. @throws every other error. */
function unlessLoop(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ELOOP') throw error;
}

/** Selects the rows of the named leaves. @throws PkiError `no-such-certificate`. */
export function choose(found: readonly Found[], names: RenewOptions['names']): Found[] {
  const leaves = found.filter(({ planned }) => planned.parent !== undefined);
  if (names === 'all')
    return leaves.filter(
      ({ planned, certificate, config, faults, elsewhere }) =>
        certificate !== undefined || config !== undefined || faults.length > 0 || !(planned.optional || elsewhere),
    );
  const unknown = names.find((name) => !leaves.some(({ planned }) => planned.name === name));
  if (unknown === undefined) return leaves.filter(({ planned }) => names.includes(planned.name));
  const isAuthority = found.some(({ planned }) => planned.name === unknown);
  const why = isAuthority
    ? 'is a CA: renewing it would require new certificates for everything below it'
    : `is not one of ${leaves.map(({ planned }) => planned.name).join(', ')}`;
  throw new PkiError('no-such-certificate', unknown, why, RULE);
}

async function authorityOf(folder: string, name: string): Promise<Authority> {
  const { place } = CLUSTER_PLAN.find((row) => row.name === name)!;
  return readAuthority(folder, place.path);
}

/** @returns undefined for a lost certificate. @throws PkiError for an existing but unreadable one, which is not replaced. */
export function certificateOf(old: Found): Certificate | undefined {
  const { planned, certificate, faults } = old;
  const unread = unreadableIn(old);
  if (unread !== undefined) throw new PkiError('unreadable-file', unread.place, unread.message, unread.rule);
  if (certificate !== undefined) return certificate.isCA ? leafAmong(old) : certificate;
  const fault = faults.find(({ code }) => code !== 'missing-file' && code !== 'key-mode');
  if (fault === undefined) return undefined;
  const { message, rule, code, place = mainFile(planned) } = fault;
  const isOfFile = code === 'unreadable-file' || code === 'file-too-large';
  throw new PkiError(isOfFile ? code : 'malformed-file', place, message, rule);
}

/** The leaf of a file whose first certificate is that of a CA, whose names would be renewed in its place.
 * @throws PkiError `malformed-file` if none is that of the key. */
function leafAmong({ planned, bundle = [], key }: Found): Certificate {
  const isOwn = (one: Certificate): boolean => key === undefined || sameKey(one.publicKey, publicKeyOf(key));
  const own = bundle.find((one) => !one.isCA && isOwn(one));
  if (own !== undefined) return own;
  const message = "its first certificate is a CA's, and none is the leaf of its key";
  throw new PkiError('malformed-file', mainFile(planned), message, RULE);
}

/** The contents of a certificate, for its renewal. */
export const specFrom = (certificate: Certificate): CertificateSpec => ({
  subject: certificate.subject.value,
  names: certificate.subjectAltNames,
  purposes: (Object.keys(KEY_PURPOSES) as KeyPurpose[]).filter((purpose) =>
    certificate.extKeyUsage?.includes(KEY_PURPOSES[purpose]),
  ),
});

async function replace(
  folder: string,
  { old, credential, authority, trustsAnew, facts, chain }: Issued,
  onLeftover: LeftoverListener | undefined,
): Promise<void> {
  const { place } = old.planned;
  const behind = chain.behind.map(certificatePem).join('');
  if (place.kind === 'pair') return replacePair(folder, place.path, { credential, behind }, onLeftover);
  if (old.config === undefined) {
    const { content, mode } = lostKubeconfig(old.planned, facts, credential, authority.certificate);
    return writeFileWhole(join(folder, place.path), content, { mode, replace: true, onLeftover });
  }
  const { clientCertificate, clientKey } = clientPems(credential);
  const text = await withPemTexts(await readFolderFile(folder, place.path), place.path, {
    clientCertificate: clientCertificate + behind,
    clientKey,
    ...(trustsAnew && { certificateAuthority: certificatePem(authority.certificate) }),
  });
  await writeFileWhole(join(folder, place.path), text, { mode: 0o600, replace: true, onLeftover });
}

const RENEWED = '.renewed';

/** Puts a new key and its certificate in place of the old ones. Both are written beside them first; the key is put in place
 * before the certificate. So if a new certificate is still pending but its key is not, that key is already in place. */
async function replacePair(
  folder: string,
  path: string,
  { credential, behind }: { readonly credential: Credential; readonly behind: string },
  onLeftover: LeftoverListener | undefined,
): Promise<void> {
  const targets = await pairTargets(folder, path);
  const [[, keyFile], [, certificateFile]] = pairFiles(path, credential);
  const write = (target: string, { content, mode }: FolderFile): Promise<void> =>
    writeFileWhole(`${target}${RENEWED}`, content, { mode, replace: true, onLeftover, like: target });
  try {
    await write(targets.key, keyFile);
    await write(targets.certificate, { ...certificateFile, content: certificateFile.content + behind });
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

/** Completes or reverts an interrupted replacement. */
async function settle(folder: string, path: string): Promise<void> {
  const targets = await pairTargets(folder, path);
  const [key, certificate] = [`${targets.key}${RENEWED}`, `${targets.certificate}${RENEWED}`];
  if ((await exists(certificate)) && !(await exists(key))) {
    await rename(certificate, targets.certificate);
    return;
  }
  // The certificate is removed first: a pending certificate without its key would look as if the key were in place.
  await rm(certificate, { force: true });
  await rm(key, { force: true });
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
