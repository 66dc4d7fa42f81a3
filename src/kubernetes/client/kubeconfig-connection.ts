/** The connection that a kubeconfig describes, with a certificate or a token. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DocumentError, fieldOf, listOf, readDocuments, textOf } from '../documents.ts';
import { type PemSource, readKubeconfigContext } from '../pki/kubeconfig.ts';
import type { ApiConnection } from './api-client.ts';

export interface KubeconfigConnection extends ApiConnection {
  readonly roots: string;
  /** The files of certificates and keys that the kubeconfig names, absolute. */
  readonly files: readonly string[];
}

/** The connection of a kubeconfig's current context. Referenced files are read now, relative to the folder of the kubeconfig.
 * @param path - of the kubeconfig, absolute.
 * @throws DocumentError as `readKubeconfigContext`; `invalid-field` for unsupported fields: `insecure-skip-tls-verify`, programs and
 * passwords; the system's error about a file. */
export async function kubeconfigConnection(path: string): Promise<KubeconfigConnection> {
  const text = await textOfFile(path);
  const context = await readKubeconfigContext(text, path);
  const [config] = await readDocuments(text, path);
  const entry = (list: string, name: string, field: string): unknown =>
    fieldOf(
      listOf(config, list).find((one) => textOf(one, 'name') === name),
      field,
    );
  const [cluster, user] = [entry('clusters', context.clusterName, 'cluster'), entry('users', context.userName, 'user')];
  refuseUnserved(path, cluster, user);
  if (!URL.canParse(context.server) || !context.server.startsWith('https://')) {
    throw new DocumentError('invalid-field', path, 'clusters.cluster.server', 'must be an https:// address');
  }
  const files: string[] = [];
  const pem = (source: PemSource): Promise<string> | string | undefined => {
    if (source.kind === 'none') return undefined;
    if (source.kind === 'data') return source.pem;
    const file = resolve(dirname(path), source.path);
    files.push(file);
    return textOfFile(file);
  };
  const [roots, cert, key] = [
    await pem(context.certificateAuthority),
    await pem(context.clientCertificate),
    await pem(context.clientKey),
  ];
  if (roots === undefined)
    throw new DocumentError('missing-field', path, 'clusters.cluster', 'has no certificate authority');
  const tokenFile = textOf(user, 'tokenFile');
  const token = textOf(user, 'token') || (tokenFile && (await textOfFile(resolve(dirname(path), tokenFile))).trim());
  const serverName = textOf(cluster, 'tls-server-name');
  return {
    ...{ server: context.server, roots, files },
    ...(serverName !== '' && { serverName }),
    ...(cert !== undefined && key !== undefined && { credentials: () => ({ cert, key }) }),
    ...(token !== '' && { token }),
  };
}

/** @throws the system's error, with the path, which that of a folder lacks. */
const textOfFile = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: Error) => {
    throw Object.assign(error, { path });
  });

function refuseUnserved(path: string, cluster: unknown, user: unknown): void {
  const refuse = (field: string, why: string): DocumentError => new DocumentError('invalid-field', path, field, why);
  if (fieldOf(cluster, 'insecure-skip-tls-verify') === true) {
    throw refuse('clusters.cluster.insecure-skip-tls-verify', 'is not honoured: name the certificate authority');
  }
  for (const field of ['exec', 'auth-provider', 'username']) {
    if (fieldOf(user, field) !== undefined) {
      throw refuse(`users.user.${field}`, 'is not supported: credentials are a certificate or a token');
    }
  }
}
