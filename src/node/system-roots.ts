/** The machine's trusted roots, read from the places where its programs look for them. */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { assertFields, assertOptions, bytesToHex, concat, UsageError, VitrineError } from '../bytes/index.ts';
import { sha256 } from '../hash/index.ts';
import { pemText } from '../keys/index.ts';
import { type Certificate, readTrustStorePem } from '../x509/index.ts';
import { FileError } from './errors.ts';
import { assertPath } from './files.ts';

/** Bundles; only the first existing one is read (Go's crypto/x509/root_linux.go and root_bsd.go). */
const FILES = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, Gentoo, Arch, Alpine
  '/etc/pki/tls/certs/ca-bundle.crt', // Fedora, RHEL 6
  '/etc/ssl/ca-bundle.pem', // openSUSE
  '/etc/pki/tls/cacert.pem', // OpenELEC
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', // CentOS, RHEL 7
  '/etc/ssl/cert.pem', // Alpine, macOS, the BSDs
];
/** Folders that are read if there is no bundle. */
const FOLDERS = ['/etc/ssl/certs', '/etc/pki/tls/certs'];
/** Maximum bytes of a bundle, and maximum files of a folder: far more than in any real store. */
const MAX_BUNDLE = 2 ** 25;
const MAX_FILES = 10_000;
/** Number of bytes read at a time. */
const PIECE = 2 ** 16;

export interface SystemRootsOptions {
  /** `system`: the machine's store. `node`: the roots that this Node.js was built with. */
  readonly source: 'system' | 'node';
  /** The environment, for SSL_CERT_FILE (a bundle) and SSL_CERT_DIR (folders, separated by colons): each replaces its default, as
   * in OpenSSL and Go. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The roots that were found. */
export interface SystemRoots {
  /** The roots, without duplicates. `deviations` of a certificate lists where it is not DER. */
  readonly certificates: readonly Certificate[];
  /** The files that were read; `node:tls` for Node's own. */
  readonly files: readonly string[];
  /** What was read and is not a usable certificate. Files that are absent, or that we may not read, are not listed. */
  readonly skipped: readonly SkippedRoot[];
}

export interface SkippedRoot {
  readonly file: string;
  /** Line of the file, from 1. */
  readonly line: number;
  readonly error: VitrineError;
}

/** Reads the trusted roots of the machine, leniently: one that cannot be read does not disable the others.
 * @throws FileError `no-system-roots` where there is none; UsageError. Errors of the operating system for a file that
 * SSL_CERT_FILE names are passed on. */
export async function systemRoots(options: SystemRootsOptions): Promise<SystemRoots> {
  assertOptions(options, 'options', ['source', 'env']);
  const { source, env = process.env } = options;
  assertFields(env, 'env', 'an object');
  for (const name of ['SSL_CERT_FILE', 'SSL_CERT_DIR'] as const) {
    if (env[name] !== undefined) assertPath(env[name], `env.${name}`);
  }
  if (source !== 'system' && source !== 'node') {
    throw new UsageError('out-of-range', 'source', 'must be "system" or "node"');
  }
  const store = new Store();
  if (source === 'node') store.add('node:tls', rootCertificates.join('\n'));
  else await readSystem(store, env);
  if (store.certificates.size === 0) {
    const message = 'holds no trusted root; SSL_CERT_FILE or SSL_CERT_DIR says where they are';
    throw new FileError('no-system-roots', store.files[0] ?? FILES[0], message);
  }
  return { certificates: [...store.certificates.values()], files: store.files, skipped: store.skipped };
}

async function readSystem(store: Store, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: folders } = env;
  if (file !== undefined && file !== '') store.add(file, await readBundle(file));
  else await readFirst(store);
  const named = folders === undefined || folders === '' ? [] : folders.split(':');
  const isFound = store.certificates.size > 0 || (file !== undefined && file !== '');
  for (const folder of named.length > 0 ? named : isFound ? [] : FOLDERS) await readFolder(store, folder);
}

async function readFirst(store: Store): Promise<void> {
  for (const path of FILES) {
    const text = await unlessAbsent(readBundle(path));
    if (text === undefined) continue;
    store.add(path, text);
    if (store.certificates.size > 0) return;
  }
}

/** Files of a folder: bundles and single certificates alike. */
async function readFolder(store: Store, folder: string): Promise<void> {
  const names = (await unlessAbsent(readdir(folder))) ?? [];
  for (const name of names.sort().slice(0, MAX_FILES)) {
    if (!/\.(\d+|pem|crt|cer)$/i.test(name)) continue;
    const text = await unlessAbsent(readBundle(join(folder, name)));
    if (text !== undefined) store.add(join(folder, name), text);
  }
}

/** The result. Undefined if the path is missing, is a folder, or is not permitted to us: such a path counts as no store. */
async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'ELOOP'].includes(code ?? '')) return undefined;
    throw error;
  }
}

async function readBundle(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const pieces: Uint8Array[] = [];
    // A folder has hundreds of small files: a buffer of the maximum size for each would take gigabytes.
    for (let left = MAX_BUNDLE; left > 0; ) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(Math.min(PIECE, left)), 0);
      if (bytesRead === 0) break;
      pieces.push(buffer.subarray(0, bytesRead));
      left -= bytesRead;
    }
    return pemText(concat(...pieces));
  } finally {
    await file.close();
  }
}

class Store {
  /** By the digest of the whole certificate. */
  readonly certificates = new Map<string, Certificate>();
  readonly files: string[] = [];
  readonly skipped: SkippedRoot[] = [];

  add(file: string, text: string): void {
    this.files.push(file);
    try {
      const { certificates, skipped } = readTrustStorePem(text);
      for (const one of certificates) this.certificates.set(bytesToHex(sha256.digest(one.der)), one);
      for (const one of skipped) this.skipped.push({ file, ...one });
    } catch (error) {
      // A file without certificates is none of the store.
      if (!(error instanceof VitrineError)) throw error;
      this.skipped.push({ file, line: 1, error });
    }
  }
}
