/** Reads a folder of certificates by the plan, with the faults of the files themselves. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { assertString, VitrineError } from '../../bytes/index.ts';
import { type PrivateKey, readPrivateKeyPem } from '../../keys/index.ts';
import { type Certificate, readCertificatesPem } from '../../x509/index.ts';
import { DocumentError } from '../documents.ts';
import { PkiError } from '../pki/errors.ts';
import { type KubeconfigContext, type PemSource, readKubeconfigContext } from '../pki/kubeconfig.ts';
import type { PlannedCertificate } from '../pki/plan.ts';
import { type Elsewhere, elsewhereOf } from './elsewhere.ts';
import { absent, issuingCertificate, readCertificateBundle, readFolderFile, readKeyFile } from './folder.ts';

/** One fault. */
export interface Fault {
  /** Stable: a `PkiCode`, a `CheckCode` of validation, or the code of the error of reading. */
  readonly code: string;
  /** The file. */
  readonly place: string;
  readonly message: string;
  readonly rule: string;
}

/** A row of the plan and its files. */
export interface Found {
  readonly planned: PlannedCertificate;
  readonly certificate?: Certificate | undefined;
  /** All certificates of the file, or of a kubeconfig's client: that of a CA includes the previous or the next one during a rotation, that of a
   * leaf its chain. */
  readonly bundle?: readonly Certificate[] | undefined;
  readonly key?: PrivateKey | undefined;
  /** The file of the key does not exist. One that cannot be read is among `faults`. */
  readonly keyIsAbsent?: boolean;
  /** Set if the place is a kubeconfig. Referenced files are read too. */
  readonly config?: KubeconfigContext | undefined;
  /** The certificates that the kubeconfig trusts. */
  readonly trusted?: readonly Certificate[] | undefined;
  /** Why they cannot be read: a kubeconfig names none, a file that is missing, or no PEM. It is not among `faults`. */
  readonly authorityFault?: Fault | undefined;
  /** Faults found while reading: missing, malformed, readable by others. */
  readonly faults: readonly Fault[];
  /** Set if it is absent by design: where its owner is instead. */
  readonly elsewhere?: Elsewhere;
}

/** The main file of a row. */
export const mainFile = ({ place }: PlannedCertificate): string =>
  place.kind === 'pair' ? `${place.path}.crt` : place.path;

/** Reads every file of the plan; an unreadable file is reported as a fault, not thrown.
 * @throws PkiError `missing-folder`; DocumentError `yaml-missing` if kubeconfigs cannot be read. */
export async function loadFolder(
  folder: string,
  plan: readonly PlannedCertificate[],
): Promise<ReadonlyMap<string, Found>> {
  await assertFolder(folder);
  const entries = await Promise.all(plan.map(async (row) => [row.name, await load(folder, row)] as const));
  const found = new Map<string, Found>(entries);
  for (const [name, elsewhere] of elsewhereOf(found)) found.set(name, { ...found.get(name)!, faults: [], elsewhere });
  return found;
}

/** @throws PkiError `missing-folder`; the system's error. */
export async function assertFolder(folder: string): Promise<void> {
  assertString(folder, 'folder');
  const found = await stat(folder).catch(absent);
  if (found?.isDirectory()) return;
  const message = found === undefined ? 'no such folder' : 'is a file, not a folder';
  throw new PkiError('missing-folder', folder, message, 'the plan of a cluster');
}

/** Reads the files of one row. */
export async function load(folder: string, planned: PlannedCertificate): Promise<Found> {
  const faults: Fault[] = [];
  const attempt: Attempt = async (path, work) => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DocumentError && error.code === 'yaml-missing') throw error;
      faults.push(faultOf(error, path));
      return undefined;
    }
  };
  const { path, kind } = planned.place;
  const parts =
    kind === 'pair' ? await loadPair(folder, planned, attempt) : await loadKubeconfig(folder, path, attempt, faults);
  for (const name of parts.keyFiles) faults.push(...(await modeFaults(folder, name)));
  const { keyFiles: _, ...found } = parts;
  const isOptionalPair = kind === 'pair' && planned.optional;
  if (isOptionalPair && isAbsent(faults, `${path}.crt`) && isAbsent(faults, `${path}.key`))
    return { planned, faults: [] };
  const keyIsAbsent = isAbsent(faults, `${path}.key`);
  return { planned, ...found, keyIsAbsent, faults: faults.filter((fault) => !isExcused(planned, fault)) };
}

/** Reads something of a file. @returns undefined if that failed, which was noted as a fault. */
type Attempt = <T>(path: string, work: () => Promise<T> | T) => Promise<T | undefined>;

interface Parts extends Omit<Found, 'elsewhere' | 'faults' | 'planned'> {
  /** The files that contain a private key. */
  readonly keyFiles: readonly string[];
}

async function loadPair(folder: string, { place, parent }: PlannedCertificate, attempt: Attempt): Promise<Parts> {
  const [crt, keyFile] = [`${place.path}.crt`, `${place.path}.key`];
  const bundle = await attempt(crt, () => readCertificateBundle(folder, crt));
  const key = await attempt(keyFile, () => readKeyFile(folder, keyFile));
  const certificate = bundle && (parent === undefined ? issuingCertificate(bundle, key) : bundle[0]);
  return { certificate, bundle, key, keyFiles: [keyFile] };
}

async function loadKubeconfig(folder: string, path: string, attempt: Attempt, faults: Fault[]): Promise<Parts> {
  const config = await attempt(path, async () => readKubeconfigContext(await readFolderFile(folder, path), path));
  if (config === undefined) return { keyFiles: [path] };
  const client = new Map<string, Fault>();
  const authority = new Map<string, Fault>();
  const read = async <T>(
    source: PemSource,
    into: Map<string, Fault>,
    from: (text: string) => T,
  ): Promise<T | undefined> => {
    if (source.kind === 'none') return undefined;
    try {
      return from(source.kind === 'data' ? source.pem : await readFolderFile(folder, source.path));
    } catch (error) {
      const fault = faultOf(error, source.kind === 'data' ? path : source.path);
      // A certificate and its key may be in one file, whose fault is told once.
      into.set(`${fault.place} ${fault.code}`, source.kind === 'data' ? fault : namedBy(path, fault));
      return undefined;
    }
  };
  const bundle = await read(config.clientCertificate, client, readCertificatesPem);
  const key = await read(config.clientKey, client, readPrivateKeyPem);
  const trusted = await read(config.certificateAuthority, authority, readCertificatesPem);
  const token = config.tokenFile === undefined ? undefined : await tokenFault(folder, config.tokenFile, path);
  faults.push(...client.values(), ...credentialFaults(config, path), ...(token === undefined ? [] : [token]));
  const [authorityFault = untold(config, path)] = authority.values();
  const keyFiles = config.clientKey.kind === 'file' ? [path, config.clientKey.path] : [path];
  return { certificate: bundle?.[0], bundle, key, config, trusted, authorityFault, keyFiles };
}

const CONFIG_RULE = 'kubectl, v1 Config';

const namedBy = (path: string, fault: Fault): Fault => ({ ...fault, message: `${fault.message}; ${path} names it` });

/** Whether the file of a token is missing, unreadable or empty: nobody can authenticate with it. The token may be any text. */
async function tokenFault(folder: string, file: string, path: string): Promise<Fault | undefined> {
  try {
    const text = await readFolderFile(folder, file);
    if (text.trim() !== '') return undefined;
    return namedBy(path, { code: 'no-credential', place: file, message: 'contains no token', rule: CONFIG_RULE });
  } catch (error) {
    return namedBy(path, faultOf(error, file));
  }
}

/** A user needs a certificate with its key, or something else to authenticate with. */
function credentialFaults(config: KubeconfigContext, place: string): Fault[] {
  const { clientCertificate, clientKey, hasOtherCredential } = config;
  const say = (message: string): Fault[] => [{ code: 'no-credential', place, message, rule: CONFIG_RULE }];
  if (clientCertificate.kind !== 'none') return clientKey.kind === 'none' ? say('has no client key') : [];
  return hasOtherCredential ? [] : say('has no client certificate, and no token, password or program either');
}

/** The fault of a kubeconfig that names no certificate authority. */
const untold = ({ certificateAuthority }: KubeconfigContext, place: string): Fault | undefined =>
  certificateAuthority.kind === 'none'
    ? { code: 'missing-field', place, message: 'has no certificate authority', rule: CONFIG_RULE }
    : undefined;

const isAbsent = (faults: readonly Fault[], path: string): boolean =>
  faults.some(({ code, place }) => code === 'missing-file' && place === path);

/** A CA's key may be kept elsewhere (kubeadm's external CA), and so may an optional file. */
const isExcused = (planned: PlannedCertificate, { code, place }: Fault): boolean =>
  code === 'missing-file' &&
  (planned.place.kind === 'kubeconfig'
    ? planned.optional === true && place === mainFile(planned)
    : planned.parent === undefined && place.endsWith('.key'));

/** An error as a fault.
 * @throws the error itself if it is neither a VitrineError nor a system error. */
export function faultOf(error: unknown, place: string): Fault {
  if (error instanceof VitrineError) {
    const { code, message, rule } = error;
    return { code, place, message: message.replace(`${place}: `, ''), rule };
  }
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) throw error;
  return { code, place, message, rule: 'POSIX' };
}

/** A private key must be readable and writable by its owner only. */
export async function modeFaults(folder: string, path: string): Promise<Fault[]> {
  // Other system errors, and what is no regular file, were reported when the file was read.
  const found = await stat(resolve(folder, path)).catch(() => undefined);
  if (found === undefined || !found.isFile() || (found.mode & 0o077) === 0) return [];
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
  const message = `holds a private key and has mode ${mode}; chmod 600 it`;
  return [{ code: 'key-mode', place: path, message, rule: 'kubeadm v1.32: private keys have mode 0600' }];
}
