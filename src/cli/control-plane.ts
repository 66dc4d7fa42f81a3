/** A cluster's two servers, from a folder of its certificates: the common code of `apiserver`, `kubelet` and `demo`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bytesToUtf8 } from '../bytes/index.ts';
import {
  Aggregator,
  bootstrapObjects,
  type ClientRevocation,
  type Cluster,
  clusterObjects,
  clusterOf,
  defaultManifest,
  keepCompacting,
  keepNamespacesClean,
  keepWriting,
  kubeletConnector,
  MemoryLogs,
  MemoryStore,
  Registry,
  type RequestEvent,
  type Running,
  readKeyFile,
  resourceTypeAt,
  ServerMetrics,
  type Store,
  startApiServer,
  startKubelet,
  startWhoami,
  type TlsIdentity,
  TokenIssuer,
} from '../kubernetes/index.ts';
import { APISERVER, folderFacts, keepObjects, nodeAuthorizer } from '../kubernetes/internal.ts';
import {
  type Authorizer,
  defaultPolicy,
  joinPolicies,
  type KubernetesObject,
  type Policy,
  rbacAuthorizer,
  readObjects,
  readPolicy,
  SERVICE_ACCOUNT_KEY,
} from '../kubernetes/pki/index.ts';
import { jwsAlgorithmOf } from '../signatures/index.ts';
import { attributeTexts, formatIpAddress } from '../x509/index.ts';
import { CliError } from './command.ts';
import type { Context } from './context.ts';
import { inFile, readInput } from './files.ts';
import { followedIdentity, keepClusterInfo, reloading, tlsIdentity } from './followed-files.ts';
import { readCertificateFile, readCertificateFiles } from './key-files.ts';
import { whileStarting } from './starting-store.ts';
import type { Supervision } from './supervised.ts';
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
  for (const file of files.rbac ?? []) policies.push(readPolicy(await objectsOf(context, file), file));
  const { manifest, bare } = files;
  const example = bare ? [] : defaultManifest({ ...place, now });
  const objects = manifest === undefined ? example : await objectsOf(context, manifest);
  return controlPlaneOf(context, policies, objects, manifest ?? 'the default manifest', store);
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

/** Where an API server listens, and the events that it reports. */
export interface ApiListen {
  readonly host: string;
  readonly port: number;
  readonly observe?: TlsIdentity['observe'];
  readonly clientRevocation?: ClientRevocation | undefined;
  /** Called after each completed handshake with a kubelet. */
  readonly onHandshake?: Supervision['onHandshake'];
  readonly versions?: TlsVersions;
  /** `iss` of the tokens of service accounts. Default: that of kubeadm. */
  readonly issuer?: string | undefined;
  /** Called at the end of each request. */
  onRequest?(event: RequestEvent): void;
}

/** Starts the API server of a cluster's folder; it connects to kubelets at the addresses of their nodes. */
export async function serveApi(
  context: Context,
  folder: string,
  listen: ApiListen,
  { registry }: ControlPlane,
): Promise<Running> {
  const tls = await tlsIdentity(context, folder, 'pki/apiserver', 'pki/ca.crt');
  const caller = await followedIdentity(context, folder, CALLER);
  const now = (): Date => context.now();
  const { clientRevocation, onHandshake, onRequest } = listen;
  const own = { ...listen.versions, ...(listen.observe && { observe: listen.observe }) };
  const metrics = await metricsOf(context, folder, clientRevocation, registry);
  const observe = (event: RequestEvent): void => {
    metrics.request(event);
    onRequest?.(event);
  };
  const note = (error: unknown): void => void context.note(`the store: ${(error as Error).message}`);
  const stops = [keepCompacting(registry.store, note), keepNamespacesClean(registry, note)];
  const aggregator = await aggregatorOf(context, folder, registry, onHandshake);
  const running: Running = await startApiServer(
    {
      host: listen.host,
      port: listen.port,
      tls: { ...tls, ...own },
      clientRevocation,
    },
    {
      ...{
        registry,
        connectKubelet: kubeletConnector(caller.identity, onHandshake),
        now,
        observe,
        metrics: () => metrics.text(),
      },
      aggregation: aggregator,
      tokens: await tokenIssuerOf(context, folder, listen.issuer, () => urlOf(running)),
    },
  );
  metrics.follow(running.server);
  const reload = [...caller.stops, ...reloading(context, folder, running, own)];
  reload.push(await keepClusterInfo(context, folder, registry, () => urlOf(running)));
  return {
    ...running,
    async close() {
      for (const stop of [...stops, ...reload]) stop();
      aggregator?.close();
      registry.close();
      await running.close();
    },
  };
}

async function metricsOf(
  context: Context,
  folder: string,
  clientRevocation: ClientRevocation | undefined,
  registry: Registry,
): Promise<ServerMetrics> {
  const expiries = new Map<string, Date>();
  for (const name of ['apiserver', 'apiserver-kubelet-client']) {
    expiries.set(name, (await readCertificateFile(context, join(folder, `pki/${name}.crt`))).notAfter);
  }
  return new ServerMetrics({
    expiries,
    ...(clientRevocation && { crl: () => clientRevocation.standing }),
    revision: () => registry.store.revision(),
    now: () => context.now(),
  });
}

/** kubeadm's --service-account-issuer. */
const ISSUER = 'https://kubernetes.default.svc.cluster.local';

/** The issuer of service account tokens, by the folder's sa.key; undefined if the folder has no such key, or one that cannot sign
 * tokens. */
async function tokenIssuerOf(
  context: Context,
  folder: string,
  issuer: string | undefined,
  server: () => string,
): Promise<TokenIssuer | undefined> {
  const path = context.path(join(folder, SERVICE_ACCOUNT_KEY.privateKey));
  if (!existsSync(path)) return undefined;
  const key = await readKeyFile(context.path(folder), SERVICE_ACCOUNT_KEY.privateKey);
  if (jwsAlgorithmOf(key) !== undefined) {
    return new TokenIssuer({ issuer: issuer ?? ISSUER, key, server, random: context.random });
  }
  await context.note(`${SERVICE_ACCOUNT_KEY.privateKey}: a key of this type cannot sign tokens, so none are issued`);
  return undefined;
}

/** The connection to API servers behind this one, with the folder's front-proxy-client certificate; undefined if there is none. */
async function aggregatorOf(
  context: Context,
  folder: string,
  registry: Registry,
  onHandshake: ApiListen['onHandshake'],
): Promise<Aggregator | undefined> {
  const pair = 'pki/front-proxy-client';
  if (!existsSync(context.path(join(folder, `${pair}.crt`)))) return undefined;
  const tls = await tlsIdentity(context, folder, pair, 'pki/front-proxy-ca.crt');
  const aggregator = new Aggregator({ registry, tls: () => tls, now: () => context.now(), onHandshake });
  await aggregator.start();
  return aggregator;
}

/** Starts `whoami.vitrine.dev` behind the API server of a folder, and lets the API server find it. */
export async function serveWhoami(
  context: Context,
  folder: string,
  { registry }: ControlPlane,
  observe?: TlsIdentity['observe'],
): Promise<Running> {
  const requestHeaderRoots = await readCertificateFiles(context, join(folder, 'pki/front-proxy-ca.crt'));
  const { random } = context;
  const now = (): Date => context.now();
  const { running, objects } = await startWhoami({
    ...{ host: '127.0.0.1', requestHeaderRoots, random, now },
    ...(observe && { observe }),
  });
  await keepObjects(registry, objects, APISERVER);
  return running;
}

const CALLER = 'pki/apiserver-kubelet-client';

/** Starts the kubelet of a cluster's folder. `close` ends its containers' logs too. */
export async function serveKubelet(
  context: Context,
  folder: string,
  listen: Omit<ApiListen, 'observe'> & { readonly nodeName: string },
  { cluster, authorizer }: ControlPlane,
): Promise<Running> {
  const logs = new MemoryLogs(LOG_CAPACITY);
  const now = (): Date => context.now();
  const tls = await tlsIdentity(context, folder, 'pki/kubelet', 'pki/ca.crt');
  const { nodeName, host, port, clientRevocation, versions } = listen;
  const running = await startKubelet(
    { host, port, tls: { ...tls, ...versions }, clientRevocation },
    { nodeName, cluster, authorizer, logs, now },
  );
  const stop = keepWriting(logs, cluster.list(PODS, ''), { intervalMs: LOG_INTERVAL_MS, now });
  return {
    ...running,
    close() {
      stop();
      return running.close();
    },
  };
}
