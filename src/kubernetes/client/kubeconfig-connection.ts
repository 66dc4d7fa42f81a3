/** The connection that a kubeconfig describes, with a certificate or a token. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DocumentError, fieldOf, listOf, readDocuments, textOf } from '../documents.ts';
import { type PemSource, readKubeconfigContext } from '../pki/kubeconfig.ts';
import { actingAsOf } from './acting-as.ts';
import type { ApiConnection } from './api-client.ts';

export interface KubeconfigConnection extends ApiConnection {
  readonly roots: string;
  readonly token?: string;
  /** The files of certificates, keys and a token that the kubeconfig names, absolute. */
  readonly files: readonly string[];
}

/** The connection of a kubeconfig's current context. Referenced files are read now, relative to the folder of the kubeconfig.
 * @param path - of the kubeconfig, absolute.
 * @throws DocumentError as `readKubeconfigContext` and `actingAsOf`; `invalid-field` for unsupported fields: `insecure-skip-tls-verify`,
 * `proxy-url`, programs, passwords and a server with a path, and for a certificate or a key without the other; the system's error about a
 * file. */
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
  refuseServer(path, context.server);
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
  if ((cert === undefined) !== (key === undefined)) {
    const lacking = cert === undefined ? 'client-certificate' : 'client-key';
    throw new DocumentError(
      'missing-field',
      path,
      `users.user.${lacking}`,
      'is needed: a certificate goes with its key',
    );
  }
  const tokenFile = textOf(user, 'tokenFile') && resolve(dirname(path), textOf(user, 'tokenFile'));
  if (tokenFile !== '') files.push(tokenFile);
  const token = await tokenOf(textOf(user, 'token'), tokenFile);
  const actingAs = actingAsOf(user, path);
  const serverName = textOf(cluster, 'tls-server-name');
  return {
    ...{ server: context.server, roots, files },
    ...(serverName !== '' && { serverName }),
    ...(cert !== undefined && key !== undefined && { credentials: () => ({ cert, key }) }),
    ...(token !== '' && { token }),
    ...(actingAs && { actingAs }),
  };
}

/** What the file has takes precedence over `token`, which serves if the file cannot be read (client-go tools/clientcmd/api AuthInfo). */
async function tokenOf(token: string, file: string): Promise<string> {
  if (file === '') return token;
  try {
    return (await textOfFile(file)).trim() || token;
  } catch (error) {
    if (token === '') throw error;
    return token;
  }
}

/** @throws the system's error, with the path, which that of a folder lacks. */
const textOfFile = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: Error) => {
    throw Object.assign(error, { path });
  });

function refuseServer(path: string, server: string): void {
  const refuse = (why: string): DocumentError =>
    new DocumentError('invalid-field', path, 'clusters.cluster.server', why);
  if (!URL.canParse(server) || !server.startsWith('https://')) throw refuse('must be an https:// address');
  const { pathname, search, hash, username, password } = new URL(server);
  if (pathname !== '/' || [search, hash, username, password].some(Boolean)) {
    throw refuse('must be https://HOST:PORT alone: a path, a query and a user are not supported');
  }
}

const CLUSTER_TEXTS = ['tls-server-name', 'certificate-authority', 'certificate-authority-data'];
const USER_TEXTS = [
  'token',
  'tokenFile',
  ...['client-certificate', 'client-key'].flatMap((one) => [one, `${one}-data`]),
];

function refuseUnserved(path: string, cluster: unknown, user: unknown): void {
  const refuse = (field: string, why: string): DocumentError => new DocumentError('invalid-field', path, field, why);
  if (fieldOf(cluster, 'insecure-skip-tls-verify') === true) {
    throw refuse('clusters.cluster.insecure-skip-tls-verify', 'is not honoured: name the certificate authority');
  }
  const isGiven = (value: unknown): boolean => (value ?? '') !== '';
  if (isGiven(fieldOf(cluster, 'proxy-url'))) {
    throw refuse('clusters.cluster.proxy-url', 'is not supported: the server is dialled itself');
  }
  for (const field of ['exec', 'auth-provider', 'username', 'password']) {
    if (isGiven(fieldOf(user, field))) {
      throw refuse(`users.user.${field}`, 'is not supported: credentials are a certificate or a token');
    }
  }
  // A value of another type would be read as none: no token, or the name of the address.
  const texts = [
    ...CLUSTER_TEXTS.map((field) => [`clusters.cluster.${field}`, fieldOf(cluster, field)] as const),
    ...USER_TEXTS.map((field) => [`users.user.${field}`, fieldOf(user, field)] as const),
  ];
  for (const [field, value] of texts) {
    if (typeof (value ?? '') !== 'string') throw refuse(field, 'must be a string; quote a number');
  }
}
