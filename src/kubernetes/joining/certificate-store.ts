/** Stores a rotating certificate and key, in the same files as the kubelet (kubernetes client-go util/certificate/certificate_store.go):
 * `kubelet-client-<time>.pem`, with a link `kubelet-client-current.pem` to the newest. */
import { lstat, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { publicKeyOf, readPrivateKeyPem } from '../../keys/index.ts';
import { type LeftoverListener, writeFileWhole } from '../../node/index.ts';
import { clearLeftoversIn, makeFolders } from '../../node/internal.ts';
import { type Certificate, readCertificatesPem, sameKey } from '../../x509/index.ts';
import { absent } from '../folder/folder.ts';
import { PkiError } from '../pki/errors.ts';

/** A pair in use. */
export interface StoredPair {
  /** Leaf and intermediates, PEM. */
  readonly cert: string;
  /** PEM. Secret. */
  readonly key: string;
  readonly certificate: Certificate;
}

const RULE = 'Kubernetes, kubelet certificate store';
/** As `stamp` writes it. */
const STAMP = String.raw`\d{4}(?:-\d\d){5}`;

export class CertificateStore {
  readonly #folder: string;
  readonly #name: string;

  /** @param name - `kubelet-client` or `kubelet-server`. */
  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
  }

  /** The link to the newest pair. */
  get currentPath(): string {
    return join(this.#folder, `${this.#name}-current.pem`);
  }

  /** The pair that `current` links to; undefined if there is none yet.
   * @throws PkiError `malformed-file` if it is not a link, `key-mismatch`; the errors of reading it. */
  async current(): Promise<StoredPair | undefined> {
    const found = await lstat(this.currentPath).catch(absent);
    if (found === undefined) return undefined;
    if (!found.isSymbolicLink()) throw new PkiError('malformed-file', this.currentPath, 'is not a symbolic link', RULE);
    return pairIn(await readFile(this.currentPath, 'utf8'), this.currentPath);
  }

  /** Removes what killed runs left half written. A later pair has another time in its name, so that writing it does not find them.
   * @throws the system's error. */
  async clearLeftovers(report: LeftoverListener): Promise<void> {
    await clearLeftoversIn(this.#folder, new RegExp(`^\\.${this.#name}-${STAMP}\\.pem$`), report);
  }

  /** The paths of pairs newer than the current one: a run stored them, and was killed before it linked `current` to them. They are never
   * used. As the kubelet, we keep them, as all older pairs.
   * @throws the system's error. */
  async unusedPairs(): Promise<string[]> {
    const current = basename(await readlink(this.currentPath).catch(noLink));
    const isPair = new RegExp(`^${this.#name}-${STAMP}\\.pem$`);
    const names = (await readdir(this.#folder).catch(absent)) ?? [];
    const newer = names.filter((name) => isPair.test(name) && (!isPair.test(current) || name > current));
    return newer.toSorted().map((name) => join(this.#folder, name));
  }

  /** Stores a new pair, and atomically links `current` to it: a reader finds either the old pair or the new one.
   * @param time - for the name of its file.
   * @throws PkiError `key-mismatch`; the system's error. */
  async update(cert: string, key: string, time: Date): Promise<StoredPair> {
    const text = `${cert.trimEnd()}\n${key.trimEnd()}\n`;
    const pair = pairIn(text, this.#name);
    await makeFolders(this.#folder, 0o700);
    const path = join(this.#folder, `${this.#name}-${stamp(time)}.pem`);
    await writeFileWhole(path, text, { mode: 0o600, replace: true });
    // Deviation: the kubelet removes `current` and then renames `updated`; a rename over it leaves no gap.
    const updated = join(this.#folder, `${this.#name}-updated.pem`);
    await rm(updated, { force: true });
    await symlink(path, updated);
    await rename(updated, this.currentPath);
    return pair;
  }
}

/** Go's 2006-01-02-15-04-05, in UTC. */
const stamp = (time: Date): string => time.toISOString().slice(0, 19).replace(/[T:]/g, '-');

function noLink(error: NodeJS.ErrnoException): '' {
  // EINVAL: it is a file. `current` refuses it.
  if (error.code !== 'ENOENT' && error.code !== 'EINVAL') throw error;
  return '';
}

function pairIn(text: string, place: string): StoredPair {
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g) ?? [];
  const cert = certificates.join('');
  const [certificate] = readCertificatesPem(cert);
  const key = text.slice(text.lastIndexOf(certificates.at(-1) ?? '') + (certificates.at(-1)?.length ?? 0));
  if (!sameKey(certificate.publicKey, publicKeyOf(readPrivateKeyPem(key)))) {
    throw new PkiError('key-mismatch', place, 'its key is not that of its certificate', RULE);
  }
  return { cert, key, certificate };
}
