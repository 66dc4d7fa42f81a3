/** Revoking certificates of a cluster: each CA of the folder has its own list, beside its certificate (`pki/ca.crl`). */
import { join } from 'node:path';
import {
  assertDate,
  assertFields,
  assertInteger,
  assertOptions,
  assertString,
  type Random,
} from '../../bytes/index.ts';
import { type LeftoverListener, withFileLock, writeFileWhole } from '../../node/index.ts';
import { usualSchemeFor } from '../../signatures/index.ts';
import {
  type Certificate,
  type CertificateList,
  type CrlReason,
  certificateListPem,
  createCertificateList,
  formatOneline,
  type RevocationDraft,
  readCertificateListsPem,
  sameName,
} from '../../x509/index.ts';
import { PkiError } from '../pki/errors.ts';
import type { Authority } from '../pki/issue.ts';
import { CLUSTER_PLAN, type PlannedCertificate } from '../pki/plan.ts';
import { certificateOfFile, isIssuedBy, unlessMissing } from './certificate-of-file.ts';
import { readAuthority, readCertificateFile, readFolderFile } from './folder.ts';
import { assertFolder } from './load.ts';

/** Which certificate: by a name (a row of the plan as `pki renew` or as a path, `etcd/healthcheck-client`; a user of `pki user`; a file),
 * or by its CA and serial number, if its file is lost. */
export type RevokedCertificateChoice =
  | { readonly name: string }
  | { readonly authority: string; readonly serialNumber: bigint };

export interface RevokeOptions {
  /** undefined: none; the lists of all CAs are only renewed. */
  readonly certificate?: RevokedCertificateChoice | undefined;
  /** Default: none. */
  readonly reason?: CrlReason | undefined;
  /** The time of the revocation. */
  readonly time: Date;
  /** Validity of the list, in days. */
  readonly days: number;
  readonly random: Random;
  /** Aborts the wait for another run. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Called for leftovers of killed runs beside the written files. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
}

/** A written list. */
export interface WrittenList {
  /** The plan's name of the CA. */
  readonly authority: string;
  /** The file, in the folder. */
  readonly place: string;
  /** By the current CA. While the CA is being rotated the file has a second one, by the old CA, with the same entries. */
  readonly list: CertificateList;
  /** Whether the certificate was already on the list. */
  readonly wasRevoked: boolean;
  /** Whether the CA's keyUsage allows it to sign lists: kubeadm's CAs do not, and only some verifiers accept their lists. */
  readonly mayList: boolean;
}

const RULE = 'RFC 5280 §5';
/** Milliseconds to wait for another run. */
const PATIENCE_MS = 30_000;
const DAY = 86_400_000;

const AUTHORITIES = CLUSTER_PLAN.filter(({ parent }) => parent === undefined);

const OPTIONS: Readonly<Record<keyof RevokeOptions, true>> = {
  certificate: true,
  reason: true,
  time: true,
  days: true,
  random: true,
  signal: true,
  onLeftover: true,
};

/** Adds a certificate to its CA's list, which is signed again with the next number; existing entries stay. Server certificates can be
 * revoked too, but their verifiers must read the list.
 * @throws PkiError `no-such-certificate` (no certificate of this name, or not issued by a CA of the folder), `missing-folder`,
 * `missing-file` (also where the CA's key is elsewhere), `malformed-file`, `key-mismatch`; the system's error. */
export async function revokeCertificate(folder: string, options: RevokeOptions): Promise<readonly WrittenList[]> {
  assertFields(options, 'options', 'an object', 'time', 'days', 'random');
  assertOptions(options, 'options', Object.keys(OPTIONS));
  assertDate(options.time, 'options.time');
  assertInteger(options.days, 'options.days', 1, 3650);
  await assertFolder(folder);
  const lock = { patience: PATIENCE_MS, signal: options.signal };
  return withFileLock(join(folder, 'pki'), lock, async () => {
    const { certificate } = options;
    if (certificate === undefined) return writeAll(folder, options);
    const { authority, serialNumber } = await chosen(folder, certificate);
    return [await write(folder, authority, options, serialNumber)];
  });
}

/** Writes the lists of all CAs whose keys are in the folder. */
async function writeAll(folder: string, options: RevokeOptions): Promise<WrittenList[]> {
  const written: WrittenList[] = [];
  for (const authority of AUTHORITIES) {
    if (!(await hasKey(folder, authority))) continue;
    written.push(await write(folder, authority, options, undefined));
  }
  return written;
}

const hasKey = (folder: string, { place }: PlannedCertificate): Promise<boolean> =>
  readAuthority(folder, place.path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof PkiError && error.code === 'missing-file') return false;
      throw error;
    },
  );

interface Chosen {
  readonly authority: PlannedCertificate;
  readonly serialNumber: bigint;
}

async function chosen(folder: string, choice: RevokedCertificateChoice): Promise<Chosen> {
  if ('serialNumber' in choice) {
    const authority = AUTHORITIES.find(
      ({ name, place }) => name === choice.authority || place.path === choice.authority,
    );
    if (authority !== undefined) return { authority, serialNumber: choice.serialNumber };
    throw notThere(choice.authority, `is not one of the CAs ${AUTHORITIES.map(({ name }) => name).join(', ')}`);
  }
  assertString(choice.name, 'options.certificate.name');
  const certificate = await certificateNamed(folder, choice.name);
  for (const authority of AUTHORITIES) {
    if (!(await hasIssued(folder, authority, certificate))) continue;
    if (!certificate.isCA) return { authority, serialNumber: certificate.serialNumber };
    throw notThere(choice.name, 'is a CA: nothing below it would be trusted; replace it by pki rotate');
  }
  throw notThere(choice.name, `was issued by ${formatOneline(certificate.issuer.value)}, not by a CA of this folder`);
}

/** Whether a CA has issued a certificate: the current one, or the one before it until it is dropped. */
async function hasIssued(folder: string, { place }: PlannedCertificate, certificate: Certificate): Promise<boolean> {
  for (const path of [`${place.path}.crt`, `${place.path}-old.crt`]) {
    const issuer = await readCertificateFile(folder, path).catch(unlessMissing);
    if (issuer !== undefined && isIssuedBy(certificate, issuer)) return true;
  }
  return false;
}

const notThere = (name: string, message: string): PkiError => new PkiError('no-such-certificate', name, message, RULE);

/** A row of the plan by its name or its path, else a user, else a file. */
async function certificateNamed(folder: string, name: string): Promise<Certificate> {
  const row = CLUSTER_PLAN.find(
    (one) => one.name === name || one.place.path === name || one.place.path === `pki/${name}`,
  );
  const isFile = name.includes('/') || /\.(?:crt|pem|conf)$/.test(name);
  const own = row?.place.kind === 'pair' ? `${row.place.path}.crt` : row?.place.path;
  const files = own !== undefined ? [own] : isFile ? [name] : [`${name}.crt`, `${name}.conf`];
  for (const file of files) {
    const found = await certificateOfFile(folder, file);
    if (found !== undefined) return found;
  }
  throw notThere(name, `is neither a certificate of the cluster nor a user with ${files.join(' or ')} in ${folder}`);
}

/** Writes the list of a CA. While the CA is being rotated, the file also has one by the old CA, which verifiers still trust. Both have all
 * entries: etcd reads the first list of a file only, and compares serial numbers, not issuers (etcd client/pkg/transport/listener.go). */
async function write(
  folder: string,
  { name, place }: PlannedCertificate,
  options: RevokeOptions,
  serialNumber: bigint | undefined,
): Promise<WrittenList> {
  const authority = await readAuthority(folder, place.path);
  const old = await oldAuthority(folder, place.path);
  const path = `${place.path}.crl`;
  const former = await formerLists(folder, path, authority);
  const wasRevoked = serialNumber !== undefined && former.some((one) => one.find(serialNumber) !== undefined);
  const revoked = new Map(former.flatMap(({ entries }) => [...entries].map((one) => [one.serialNumber, draftOf(one)])));
  if (serialNumber !== undefined && !wasRevoked) {
    revoked.set(serialNumber, { serialNumber, revocationDate: options.time, reason: options.reason });
  }
  const number = former.reduce((most, one) => (most > (one.number ?? 0n) ? most : (one.number ?? 0n)), 0n) + 1n;
  const list = signedList(authority, [...revoked.values()], number, options);
  const lists = old === undefined ? [list] : [list, signedList(old, [...revoked.values()], number, options)];
  const { onLeftover } = options;
  const text = lists.map(certificateListPem).join('');
  await writeFileWhole(join(folder, path), text, { mode: 0o644, replace: true, onLeftover });
  const mayList = authority.certificate.keyUsage?.includes('cRLSign') !== false;
  return { authority: name, place: path, list, wasRevoked, mayList };
}

/** The CA before this one, from the rotation's phase `leaves` until `drop`. */
async function oldAuthority(folder: string, path: string): Promise<Authority | undefined> {
  const certificate = await readCertificateFile(folder, `${path}-old.crt`).catch(unlessMissing);
  return certificate && readAuthority(folder, `${path}-old`);
}

const signedList = (
  { certificate, key }: Authority,
  revoked: readonly RevocationDraft[],
  number: bigint,
  { time, days, random }: RevokeOptions,
): CertificateList =>
  createCertificateList({
    issuer: certificate,
    issuerKey: key,
    scheme: usualSchemeFor(key),
    thisUpdate: time,
    nextUpdate: new Date(time.getTime() + days * DAY),
    number,
    revoked,
    dangerouslyWithoutCrlSign: true,
    random,
  });

const draftOf = ({ serialNumber, revocationDate, reason, invalidityDate }: RevocationDraft): RevocationDraft => ({
  serialNumber,
  revocationDate,
  reason,
  invalidityDate,
});

/** The lists of the existing file. @throws PkiError `malformed-file`, also for a list of another CA, which is not overwritten. */
async function formerLists(folder: string, path: string, authority: Authority): Promise<CertificateList[]> {
  const text = await readFolderFile(folder, path).catch(unlessMissing);
  if (text === undefined) return [];
  const lists = readCertificateListsPem(text);
  if (lists.every((list) => sameName(list.issuer, authority.certificate.subject))) return lists;
  throw new PkiError('malformed-file', path, 'is a list of another CA; move it away', RULE);
}
