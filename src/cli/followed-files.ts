/** What servers take from a cluster's folder, and read again when the files change, such as during the rotation of a CA. */
import { join } from 'node:path';
import { type Registry, resourceTypeAt, type TlsIdentity, watchFile } from '../kubernetes/index.ts';
import { APISERVER, clusterInfo, withRoots } from '../kubernetes/internal.ts';
import { DEFAULT_CIPHER_SUITES, RSA_CIPHER_SUITES } from '../tls/index.ts';
import { type Certificate, certificatePem } from '../x509/index.ts';
import { readCertificateFiles, readCredentialFiles } from './certificate-files.ts';
import type { Context } from './context.ts';

/** What `tlsIdentity` reads. */
export interface FolderIdentity extends TlsIdentity {
  /** The leaf first. */
  readonly cert: readonly Certificate[];
}

/** A server's or client's own certificate and key, and the CA that it trusts, from the files of a cluster's folder.
 * @param pair - path of certificate and key, without its ending. @param ca - path of the CA's certificate. */
export async function tlsIdentity(context: Context, folder: string, pair: string, ca: string): Promise<FolderIdentity> {
  const path = (name: string): string => join(folder, name);
  return {
    ...(await readCredentialFiles(context, path(`${pair}.crt`), path(`${pair}.key`))),
    roots: await readCertificateFiles(context, path(ca)),
    ciphers: [...DEFAULT_CIPHER_SUITES, ...RSA_CIPHER_SUITES],
    random: context.random,
    time: () => context.now(),
    // A kubectl built before Go 1.21 does not support the extended master secret.
    extendedMasterSecret: 'accept-without',
  };
}

/** Calls back when one of some files has been replaced. If they cannot be read, or do not match yet, what was read before stays in use, and
 * a note says so.
 * @param what - what the note calls them. @param paths - of the files. @returns a function that stops it. */
export function whenReplaced(
  context: Context,
  what: string,
  paths: readonly string[],
  take: () => Promise<void>,
): () => void {
  const failed = async (error: unknown): Promise<void> => {
    if (!(error instanceof Error)) throw error;
    await context.note(`${what}: ${error.message}; what was read before stays`);
  };
  // One after the other: what is read last is what stays.
  let last: Promise<void> = Promise.resolve();
  const again = (): Promise<void> => {
    last = last.then(take).catch(failed);
    return last;
  };
  const stops = paths.map((path) => watchFile(context.path(path), again));
  return () => {
    for (const stop of stops) stop();
  };
}

/** A `tlsIdentity` that is read again when its files change, such as after `pki renew` or during the rotation of a CA. */
export class FollowedIdentity {
  readonly #listeners: ((fresh: FolderIdentity) => void)[] = [];
  #now: FolderIdentity;
  #isFirst = true;
  readonly stop: () => void;

  private constructor(context: Context, files: IdentityFiles, first: FolderIdentity) {
    const { folder, pair, ca } = files;
    const paths = [`${pair}.crt`, `${pair}.key`, ca].map((name) => join(folder, name));
    this.#now = first;
    this.stop = whenReplaced(context, `${pair} or ${ca}`, paths, async () => {
      const fresh = await tlsIdentity(context, folder, pair, ca);
      for (const take of this.#listeners) take(fresh);
      [this.#now, this.#isFirst] = [fresh, false];
    });
  }

  /** @param folder - of a cluster. @param pair - of certificate and key, without its ending. @param ca - the CA's certificate.
   * @throws as `tlsIdentity`. */
  static async open(context: Context, folder: string, pair: string, ca: string): Promise<FollowedIdentity> {
    return new FollowedIdentity(context, { folder, pair, ca }, await tlsIdentity(context, folder, pair, ca));
  }

  /** As it was read last. */
  get now(): FolderIdentity {
    return this.#now;
  }

  /** When its certificate ends. */
  get notAfter(): Date {
    return this.#now.cert[0].notAfter;
  }

  /** Calls back with each identity that is read from now on, and with the present one if it is not the first. An error that `take` throws
   * leaves the former one in use. */
  onReplaced(take: (fresh: FolderIdentity) => void): void {
    this.#listeners.push(take);
    if (!this.#isFirst) take(this.#now);
  }
}

interface IdentityFiles {
  readonly folder: string;
  readonly pair: string;
  readonly ca: string;
}

/** Creates `cluster-info`, which a joining node requests first, and gives it the CAs anew when `ca.crt` changes. One that a persistent store
 * already has keeps its server; signatures of its former text go, and the token signer signs the new one.
 * @returns a function that stops it. */
export async function keepClusterInfo(
  context: Context,
  folder: string,
  registry: Registry,
  server: () => string,
): Promise<() => void> {
  const ca = join(folder, 'pki/ca.crt');
  const put = async (): Promise<void> => {
    const roots = (await readCertificateFiles(context, ca)).map(certificatePem).join('');
    await registry.seed([clusterInfo(server(), roots)]);
    const place = { type: CONFIG_MAPS, namespace: 'kube-public', name: 'cluster-info' };
    await registry.update(place, (found) => withRoots(found, roots), { user: APISERVER });
  };
  await put();
  return whenReplaced(context, `cluster-info: ${ca}`, [ca], put);
}

const CONFIG_MAPS = resourceTypeAt('', 'v1', 'configmaps')!;
