/** A cluster's folder on disk: written completely or not at all, and read with size limits. */
import type { Stats } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { assertMap, assertString, VitrineError } from '../../bytes/index.ts';
import {
  type PrivateKey,
  type PublicKey,
  pemText,
  publicKeyOf,
  readPrivateKeyPem,
  readPublicKeyPem,
} from '../../keys/index.ts';
import { FileError, type LeftoverListener, writeFolderWhole } from '../../node/index.ts';
import { isMountPoint } from '../../node/internal.ts';
import { type Certificate, readCertificatesPem, sameKey } from '../../x509/index.ts';
import { PkiError } from '../pki/errors.ts';
import type { FolderFiles } from '../pki/files.ts';
import type { Authority } from '../pki/issue.ts';

const RULE = 'a folder of certificates is made completely, and never replaces another';
const READING_RULE = 'a file of a cluster is a regular file that can be read, of at most 1 MiB';

/** Checks that a folder can be created: its path is free or an empty folder, and its parent exists.
 * @returns its absolute path, without symbolic links.
 * @throws PkiError `folder-not-empty`, `folder-in-use` (the working directory, or a mount point: neither can be replaced),
 * `missing-folder`; `file-exists` if the path is not a folder. */
export async function assertVacant(folder: string): Promise<string> {
  assertString(folder, 'folder');
  const asked = resolve(folder);
  const target = await realpath(asked).catch(absent);
  if (target === undefined) {
    const parent = await realpath(dirname(asked)).catch(absent);
    if (parent !== undefined) return join(parent, basename(asked));
    throw new PkiError('missing-folder', dirname(asked), 'no such folder; make it first', RULE);
  }
  if (!(await stat(target)).isDirectory()) throw new PkiError('file-exists', folder, 'is a file', RULE);
  if ((await readdir(target)).length > 0) throw notEmpty(folder);
  if (target === process.cwd()) {
    throw new PkiError('folder-in-use', folder, 'is the working directory; name a folder in it', RULE);
  }
  if (await isMounted(target)) throw mountPoint(folder);
  return target;
}

/** A mount point cannot be replaced. A bind mount of a folder of the same file system is visible only in Linux' mount table. */
async function isMounted(folder: string): Promise<boolean> {
  const [own, parent] = [await stat(folder), await stat(dirname(folder))];
  return own.dev !== parent.dev || isMountPoint(folder);
}

const mountPoint = (folder: string): PkiError =>
  new PkiError('folder-in-use', folder, 'is a mount point and cannot be replaced; name a folder in it', RULE);

const notEmpty = (folder: string, cause?: unknown): PkiError =>
  new PkiError('folder-not-empty', folder, 'exists and is not empty; name a new folder', RULE, { cause });

/** Creates a folder with all its files beside the final path, and renames it in one step. All checks come before the files are requested.
 * @param make - the files, or a function that creates them. @param onLeftover - called for leftovers of killed runs beside the folder;
 * leftovers of terminated processes are removed. Default: none.
 * @throws PkiError as `assertVacant`, and `folder-in-use` if another process is creating the folder; the system's error about the folder.
 * After an error no files remain. */
export async function writeFolder(
  folder: string,
  make: FolderFiles | (() => Promise<FolderFiles>),
  onLeftover?: LeftoverListener,
): Promise<void> {
  if (typeof make !== 'function') assertMap(make, 'make');
  const target = await assertVacant(folder);
  try {
    await writeFolderWhole(target, async () => (typeof make === 'function' ? make() : make), onLeftover);
  } catch (error) {
    throw aboutFolder(error, folder);
  }
}

function aboutFolder(error: unknown, folder: string): unknown {
  if (error instanceof FileError) {
    const message = error.message.slice(error.path.length + 2);
    return new PkiError('folder-in-use', folder, message, error.rule, { cause: error });
  }
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== 'rename') return error;
  if (code === 'ENOTEMPTY' || code === 'EEXIST') return notEmpty(folder, error);
  return code === 'EBUSY' ? mountPoint(folder) : error;
}

/** Not in kubeadm: maximum bytes of a file. A cluster's files are far smaller. */
const MAX_FILE_LENGTH = 2 ** 20;

/** A file of a folder as text.
 * @param path - inside the folder, or absolute.
 * @throws PkiError `missing-file`, `unreadable-file` (the system refuses to read it, or it is no regular file), `file-too-large` (over 1 MiB). */
export async function readFolderFile(folder: string, path: string): Promise<string> {
  assertString(folder, 'folder');
  assertString(path, 'path');
  try {
    return pemText(await readBounded(resolve(folder, path), path));
  } catch (error) {
    throw aboutFile(error, folder, path);
  }
}

/** A file that is open already, as the shell hands one over: `pki revoke <(…)`. It may be a pipe. */
const OPEN_FILE = /^\/(?:dev|proc)\//;

async function readBounded(path: string, name: string): Promise<Uint8Array> {
  // Looked at first: opening a named pipe waits for a writer, who may never come.
  const found = await stat(path);
  if (!found.isFile() && !OPEN_FILE.test(path)) {
    throw new PkiError('unreadable-file', name, `is ${kindOf(found)}, not a regular file`, READING_RULE);
  }
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(MAX_FILE_LENGTH + 1);
    const { bytesRead } = await file.read(buffer);
    if (bytesRead <= MAX_FILE_LENGTH) return buffer.subarray(0, bytesRead);
    throw new PkiError(
      'file-too-large',
      name,
      'is larger than 1 MiB, the limit for a key or certificate',
      READING_RULE,
    );
  } finally {
    await file.close();
  }
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

function aboutFile(error: unknown, folder: string, path: string): unknown {
  const { code, errno, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined || errno === undefined) return error;
  if (code === 'ENOENT') {
    const message = isAbsolute(path) ? 'does not exist' : `is not in ${folder}`;
    return new PkiError('missing-file', path, message, READING_RULE, { cause: error });
  }
  const why = getSystemErrorMap().get(errno)?.[1] ?? code;
  return new PkiError('unreadable-file', path, `exists but cannot be read: ${why}`, READING_RULE, { cause: error });
}

/** The first certificate of a file.
 * @throws as `readFolderFile`; PkiError `malformed-file`. */
export const readCertificateFile = (folder: string, path: string): Promise<Certificate> =>
  readWith(folder, path, (text) => readCertificatesPem(text)[0]);

/** All certificates of a file, at least one. @throws as `readCertificateFile`. */
export const readCertificateBundle = (folder: string, path: string): Promise<Certificate[]> =>
  readWith(folder, path, readCertificatesPem);

/** The private key of a file. @throws as `readCertificateFile`. */
export const readKeyFile = (folder: string, path: string): Promise<PrivateKey> =>
  readWith(folder, path, readPrivateKeyPem);

/** The public key of a file. @throws as `readCertificateFile`. */
export const readPublicKeyFile = (folder: string, path: string): Promise<PublicKey> =>
  readWith(folder, path, readPublicKeyPem);

async function readWith<T>(folder: string, path: string, read: (text: string) => T): Promise<T> {
  const text = await readFolderFile(folder, path);
  try {
    return read(text);
  } catch (cause) {
    if (!(cause instanceof VitrineError)) throw cause;
    throw new PkiError('malformed-file', path, cause.message, cause.rule, { cause });
  }
}

/** The certificate of a CA's file that its key belongs to: a file with several is a bundle of trusted CAs, in any order.
 * @returns the first one, if there is no key or it belongs to none. */
export const issuingCertificate = (bundle: readonly Certificate[], key: PrivateKey | undefined): Certificate =>
  (key && bundle.find(({ publicKey }) => sameKey(publicKey, publicKeyOf(key)))) ?? bundle[0];

/** A CA of a folder, ready to issue.
 * @param path - of its files, without `.crt` and `.key`.
 * @throws PkiError `missing-file` (also if the key is kept elsewhere), `file-too-large`, `malformed-file`,
 * `key-mismatch`. */
export async function readAuthority(folder: string, path: string): Promise<Authority> {
  assertString(path, 'path');
  const bundle = await readCertificateBundle(folder, `${path}.crt`);
  const key = await readKeyFile(folder, `${path}.key`);
  const certificate = issuingCertificate(bundle, key);
  if (sameKey(certificate.publicKey, publicKeyOf(key))) return { certificate, key };
  throw new PkiError('key-mismatch', `${path}.key`, `does not match ${path}.crt`, 'RFC 5280 §4.1.2.7');
}

/** Turns ENOENT into undefined. @throws every other error. */
export function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
