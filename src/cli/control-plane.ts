/** What a cluster's servers share, and its kubelet, from a folder of its certificates: the common code of `apiserver`, `kubelet` and `demo`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bytesToUtf8 } from '../bytes/index.ts';
import {
  bootstrapObjects,
  type ClientRevocation,
  type Cluster,
  clusterObjects,
  clusterOf,
  defaultManifest,
  keepWriting,
  MemoryLogs,
  MemoryStore,
  Registry,
  type Running,
  resourceTypeAt,
  type Store,
  startKubelet,
} from '../kubernetes/index.ts';
import { folderFacts, nodeAuthorizer, resourceTypeOfKind, unknownFields } from '../kubernetes/internal.ts';
import {
  type Authorizer,
  DocumentError,
  defaultPolicy,
  joinPolicies,
  type KubernetesObject,
  type Policy,
  rbacAuthorizer,
  readObjects,
  readPolicy,
} from '../kubernetes/pki/index.ts';
import { attributeTexts, formatIpAddress } from '../x509/index.ts';
import { readCertificateFile } from './certificate-files.ts';
import { CliError } from './command.ts';
import type { Context } from './context.ts';
import { inFile, readInput } from './files.ts';
import { FollowedIdentity } from './followed-files.ts';
import { whileStarting } from './starting-store.ts';
import type { TlsVersions } from './tls-version-options.ts';

const PODS = resourceTypeAt('', 'v1', 'pods')!;
/** The prefix of the common name in a kubelet's certificate (Kubernetes, Node Authorization). */
const NODE_USER = 'system:node:';
/** Maximum bytes of a manifest or of RBAC rules. */
const DOCUMENT_LIMIT = 4 * 2 ** 20;
/** Interval between two lines of a container's log. */
const LOG_INTERVAL_MS = 2000;
/** Maximum lines kept of a container's log. */
const LOG_CAPACITY = 1000;

/** Settings of both servers. */
export interface ControlPlane {
  /** The pods that the kubelet runs. */
  readonly cluster: Cluster;
  /** Decides which requests the kubelet allows. */
  readonly authorizer: Authorizer;
  /** The objects that the API server serves. */
  readonly registry: Registry;
}

export interface ControlPlaneFiles {
  /** A file with the objects to serve; undefined: an example cluster. */
  readonly manifest?: string | undefined;
  /** Do not create the example cluster. */
  readonly bare?: boolean | undefined;
  /** Files with roles and bindings in addition to Kubernetes' own. */
  readonly rbac?: readonly string[] | undefined;
}

export interface NodePlace {
  readonly nodeName: string;
  readonly address: string;
  readonly kubeletPort: number;
}

/** Reads the manifest and the RBAC rules.
 * @throws DocumentError about the file; the system's error. */
export async function readControlPlane(
  context: Context,
  files: ControlPlaneFiles,
  place: NodePlace,
  store?: Store,
): Promise<ControlPlane> {
  const now = context.now();
  const policies: Policy[] = [defaultPolicy];
  for (const file of files.rbac ?? []) policies.push(readPolicy(strictly(await objectsOf(context, file), file), file));
  const { manifest, bare } = files;
  const example = bare ? [] : defaultManifest({ ...place, now });
  const objects = manifest === undefined ? example : await objectsOf(context, manifest);
  return controlPlaneOf(context, policies, objects, manifest ?? 'the default manifest', store);
}

/** As kubectl sends them, with `fieldValidation=Strict`: a rule with a misspelt `resourceNames` would be one for all names.
 * @throws DocumentError `invalid-field` for a field that the object's type does not have. */
function strictly(objects: readonly KubernetesObject[], file: string): readonly KubernetesObject[] {
  for (const object of objects) {
    const type = resourceTypeOfKind(object.apiVersion, object.kind);
    const [fault] = type === undefined ? [] : unknownFields(type, object);
    if (fault !== undefined) throw new DocumentError('invalid-field', file, object.kind, fault);
  }
  return objects;
}

/** Both servers' view of a cluster: the manifest for the kubelet, and a store for the API server, which is filled from it if it is empty.
 * @param file - the manifest's name in errors. */
export async function controlPlaneOf(
  context: Context,
  policies: readonly Policy[],
  objects: readonly KubernetesObject[],
  file: string,
  store: Store = new MemoryStore(),
): Promise<ControlPlane> {
  const policy = joinPolicies(...policies);
  const cluster = clusterOf(objects, { now: context.now(), file });
  const authorizers = [nodeAuthorizer(() => registry.known(PODS))];
  const registry = new Registry({ store, random: context.random, now: () => context.now(), authorizers });
  // In a store that is opened again, deleted objects stay deleted, except those that every API server creates when it starts.
  const onFailure = (error: Error): void => void context.note(`${error.message}; asking again for a minute`);
  const patiently = <T>(work: () => Promise<T>): Promise<T> =>
    whileStarting(store, { signal: context.signal, onFailure }, work);
  const isNew = (await patiently(() => store.list('/registry/', { limit: 1 }))).entries.length === 0;
  const manifest = isNew ? clusterObjects(cluster) : [];
  await patiently(() => registry.seed([...manifest, ...bootstrapObjects(policy)]));
  await patiently(() => registry.start());
  return { cluster, authorizer: rbacAuthorizer(policy), registry };
}

async function objectsOf(context: Context, file: string): Promise<KubernetesObject[]> {
  const bytes = await readInput(context, file, DOCUMENT_LIMIT);
  const text = inFile(file, () => bytesToUtf8(bytes));
  return readObjects(text.replace(/^\ufeff/, ''), file); // a byte order mark is meaningless in UTF-8
}

/** The node that a cluster's folder was made for: its name and address, by kubelet.crt, or by the other files of a folder that kubeadm made,
 * which has none.
 * @throws CliError `no-node` if they name none. */
export async function nodeOf(context: Context, folder: string): Promise<{ nodeName: string; address: string }> {
  const path = join(folder, 'pki/kubelet.crt');
  if (!existsSync(context.path(path)) && existsSync(context.path(folder))) return nodeByFacts(context, folder);
  const certificate = await readCertificateFile(context, path);
  const [commonName = ''] = attributeTexts(certificate.subject.value, 'CN');
  const address = certificate.subjectAltNames.find(({ kind }) => kind === 'iPAddress');
  if (!commonName.startsWith(NODE_USER) || address === undefined) {
    throw new CliError(
      'no-node',
      `${path}: is not a kubelet certificate (CN system:node:NAME and an IP address); make the folder with vitrine pki init`,
    );
  }
  return { nodeName: commonName.slice(NODE_USER.length), address: formatIpAddress(address.value as Uint8Array) };
}

async function nodeByFacts(context: Context, folder: string): Promise<{ nodeName: string; address: string }> {
  const { nodeName, advertiseAddress } = await folderFacts(context.path(folder));
  if (nodeName !== undefined && advertiseAddress !== undefined) {
    return { nodeName, address: formatIpAddress(advertiseAddress) };
  }
  throw new CliError(
    'no-node',
    `${folder}: names no node and its address (pki/kubelet.crt, or pki/etcd/server.crt and controller-manager.conf); make the folder with vitrine pki init`,
  );
}

/** The URL of a server. */
export const urlOf = ({ host, port }: Running): string => `https://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Where a kubelet listens. */
export interface KubeletListen {
  readonly nodeName: string;
  readonly host: string;
  readonly port: number;
  readonly clientRevocation?: ClientRevocation | undefined;
  readonly versions?: TlsVersions;
}

/** Starts the kubelet of a cluster's folder. `close` ends its containers' logs too. */
export async function serveKubelet(
  context: Context,
  folder: string,
  listen: KubeletListen,
  { cluster, authorizer }: ControlPlane,
): Promise<Running> {
  const logs = new MemoryLogs(LOG_CAPACITY);
  const now = (): Date => context.now();
  const identity = await FollowedIdentity.open(context, folder, 'pki/kubelet', 'pki/ca.crt');
  const { nodeName, host, port, clientRevocation, versions } = listen;
  const running = await startKubelet(
    { host, port, tls: { ...identity.now, ...versions }, clientRevocation },
    { nodeName, cluster, authorizer, logs, now },
  ).catch((error) => {
    identity.stop();
    throw error;
  });
  identity.onReplaced((fresh) => running.replaceTls({ ...fresh, ...versions }));
  const stop = keepWriting(logs, cluster.list(PODS, ''), { intervalMs: LOG_INTERVAL_MS, now });
  return {
    ...running,
    close() {
      identity.stop();
      stop();
      return running.close();
    },
  };
}
