/** The connection that a kubeconfig describes, with a certificate or a token. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DocumentError, fieldOf, listOf, readDocuments, textOf } from '../documents.ts';
import { type PemSource, readKubeconfigContext } from '../pki/kubeconfig.ts';
import type { ApiConnection } from './api-client.ts';

/** The connection of a kubeconfig's current context. Referenced files are read now, relative to the folder of the kubeconfig.
 * @param path - of the kubeconfig, absolute.
 * @throws DocumentError as `readKubeconfigContext`; `invalid-field` for unsupported fields: `insecure-skip-tls-verify`, programs and
 * passwords; the system's error about a file. */
export async function kubeconfigConnection(path: string): Promise<ApiConnection & { readonly roots: string }> {
  const text = await readFile(path, 'utf8');
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
  const pem = (source: PemSource): Promise<string> | string | undefined => {
    if (source.kind === 'none') return undefined;
    return source.kind === 'data' ? source.pem : readFile(resolve(dirname(path), source.path), 'utf8');
  };
  const [roots, cert, key] = [
    await pem(context.certificateAuthority),
    await pem(context.clientCertificate),
    await pem(context.clientKey),
  ];
  if (roots === undefined)
    throw new DocumentError('missing-field', path, 'clusters.cluster', 'has no certificate authority');
  const tokenFile = textOf(user, 'tokenFile');
  const token =
    textOf(user, 'token') || (tokenFile && (await readFile(resolve(dirname(path), tokenFile), 'utf8')).trim());
  const serverName = textOf(cluster, 'tls-server-name');
  return {
    ...{ server: context.server, roots },
    ...(serverName !== '' && { serverName }),
    ...(cert !== undefined && key !== undefined && { credentials: () => ({ cert, key }) }),
    ...(token !== '' && { token }),
  };
}

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
