/** What servers take from a cluster's folder, and read again when the files change, such as during the rotation of a CA. */
import { join } from 'node:path';
import { type Registry, type Running, resourceTypeAt, type TlsIdentity, watchFile } from '../kubernetes/index.ts';
import { APISERVER, clusterInfo, withRoots } from '../kubernetes/internal.ts';
import { DEFAULT_CIPHER_SUITES, RSA_CIPHER_SUITES } from '../tls/index.ts';
import { certificatePem } from '../x509/index.ts';
import type { Context } from './context.ts';
import { readCertificateFiles, readCredentialFiles } from './key-files.ts';

/** A server's or client's own certificate and key, and the CA that it trusts, from the files of a cluster's folder.
 * @param pair - path of certificate and key, without its ending. @param ca - path of the CA's certificate. */
export async function tlsIdentity(context: Context, folder: string, pair: string, ca: string): Promise<TlsIdentity> {
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

/** The identity of calls to kubelets, read again when its files change. If they cannot be read, or do not match yet, the old one stays. */
export async function followedIdentity(
  context: Context,
  folder: string,
  pair: string,
): Promise<{ identity(): TlsIdentity; stops: (() => void)[] }> {
  let current = await tlsIdentity(context, folder, pair, 'pki/ca.crt');
  const reload = reloadOf(context, pair, async () => {
    current = await tlsIdentity(context, folder, pair, 'pki/ca.crt');
  });
  const files = [`${pair}.crt`, 'pki/ca.crt'];
  return {
    identity: () => current,
    stops: files.map((path) => watchFile(context.path(join(folder, path)), reload)),
  };
}

const reloadOf =
  (context: Context, what: string, read: () => Promise<void>): (() => Promise<void>) =>
  async () => {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      await context.note(`${what} or pki/ca.crt: ${error.message}; what was read before stays`);
    }
  };

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
  return watchFile(context.path(ca), reloadOf(context, 'cluster-info', put));
}

const CONFIG_MAPS = resourceTypeAt('', 'v1', 'configmaps')!;

/** Makes a server reload its certificate and its clients' CA when their files change, such as during the rotation of a CA. Later
 * handshakes use the new ones. If the files cannot be read, or do not match yet, the old ones stay in use.
 * @returns functions that stop it. */
export function reloading(
  context: Context,
  folder: string,
  running: Running,
  own: Pick<TlsIdentity, 'maxVersion' | 'minVersion' | 'observe'>,
): (() => void)[] {
  const reload = reloadOf(context, 'pki/apiserver', async () => {
    const tls = await tlsIdentity(context, folder, 'pki/apiserver', 'pki/ca.crt');
    running.replaceTls({ ...tls, ...own });
  });
  return ['pki/apiserver.crt', 'pki/ca.crt'].map((path) => watchFile(context.path(join(folder, path)), reload));
}
