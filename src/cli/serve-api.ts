/** The API server of a cluster's folder, and `whoami.vitrine.dev` behind it: the common code of `apiserver` and `demo`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  Aggregator,
  type ApiServerOptions,
  type ClientRevocation,
  keepCompacting,
  keepNamespacesClean,
  kubeletConnector,
  type Registry,
  type RequestEvent,
  type Running,
  readKeyFile,
  ServerMetrics,
  startApiServer,
  startWhoami,
  type TlsIdentity,
  TokenIssuer,
} from '../kubernetes/index.ts';
import { APISERVER, keepObjects } from '../kubernetes/internal.ts';
import { SERVICE_ACCOUNT_KEY } from '../kubernetes/pki/index.ts';
import { jwsAlgorithmOf } from '../signatures/index.ts';
import { readCertificateFiles } from './certificate-files.ts';
import type { Context } from './context.ts';
import { type ControlPlane, urlOf } from './control-plane.ts';
import { FollowedIdentity, keepClusterInfo, whenReplaced } from './followed-files.ts';
import type { Supervision } from './supervised.ts';
import type { TlsVersions } from './tls-version-options.ts';

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

/** The certificates of an API server, all read again when their files change: `pki renew` and `pki rotate` need no restart. */
interface ApiIdentities {
  readonly serving: FollowedIdentity;
  /** Its client certificate for kubelets. */
  readonly kubeletClient: FollowedIdentity;
  /** Its client certificate for API servers behind it; undefined if the folder has none. */
  readonly frontProxy: FollowedIdentity | undefined;
}

const FRONT_PROXY_PAIR = 'pki/front-proxy-client';
const FRONT_PROXY_CA = 'pki/front-proxy-ca.crt';

async function openIdentities(context: Context, folder: string): Promise<ApiIdentities> {
  const open = (pair: string, ca: string): Promise<FollowedIdentity> =>
    FollowedIdentity.open(context, folder, pair, ca);
  const hasFrontProxy = existsSync(context.path(join(folder, `${FRONT_PROXY_PAIR}.crt`)));
  return {
    serving: await open('pki/apiserver', 'pki/ca.crt'),
    kubeletClient: await open('pki/apiserver-kubelet-client', 'pki/ca.crt'),
    frontProxy: hasFrontProxy ? await open(FRONT_PROXY_PAIR, FRONT_PROXY_CA) : undefined,
  };
}

/** Starts the API server of a cluster's folder; it connects to kubelets at the addresses of their nodes. */
export async function serveApi(
  context: Context,
  folder: string,
  listen: ApiListen,
  { registry }: ControlPlane,
): Promise<Running> {
  const identities = await openIdentities(context, folder);
  const { serving, kubeletClient, frontProxy } = identities;
  const note = (error: unknown): void => void context.note(`the store: ${(error as Error).message}`);
  const stops = [keepCompacting(registry.store, note), keepNamespacesClean(registry, note)];
  for (const identity of [serving, kubeletClient, frontProxy]) if (identity) stops.push(identity.stop);
  const { host, port, clientRevocation, onHandshake, versions, observe } = listen;
  const tls = (): TlsIdentity => ({ ...serving.now, ...versions, ...(observe && { observe }) });
  const metrics = metricsOf(context, listen, identities, registry);
  const aggregator = await aggregatorOf(context, registry, frontProxy, onHandshake);
  const tokens = await tokenIssuerOf(context, folder, listen.issuer, () => urlOf(running));
  if (tokens !== undefined) stops.push(followTokenKey(context, folder, tokens));
  const running: Running = await startApiServer(
    { host, port, tls: tls(), clientRevocation },
    {
      ...{ registry, now: () => context.now(), aggregation: aggregator, ...observing(metrics, listen) },
      connectKubelet: kubeletConnector(() => kubeletClient.now, onHandshake),
      tokens,
    },
  );
  metrics.follow(running.server);
  serving.onReplaced((fresh) => running.replaceTls({ ...tls(), ...fresh }));
  stops.push(await keepClusterInfo(context, folder, registry, () => urlOf(running)));
  return {
    ...running,
    async close() {
      for (const stop of stops) stop();
      aggregator?.close();
      registry.close();
      await running.close();
    },
  };
}

function metricsOf(
  context: Context,
  { clientRevocation }: ApiListen,
  { serving, kubeletClient, frontProxy }: ApiIdentities,
  registry: Registry,
): ServerMetrics {
  const followed = { apiserver: serving, 'apiserver-kubelet-client': kubeletClient, 'front-proxy-client': frontProxy };
  return new ServerMetrics({
    expiries: () =>
      Object.entries(followed).flatMap(([name, identity]) => (identity ? [[name, identity.notAfter]] : [])),
    ...(clientRevocation && { crl: () => clientRevocation.standing }),
    revision: () => registry.store.revision(),
    now: () => context.now(),
  });
}

function observing(metrics: ServerMetrics, { onRequest }: ApiListen): Pick<ApiServerOptions, 'metrics' | 'observe'> {
  return {
    metrics: () => metrics.text(),
    observe(event) {
      metrics.request(event);
      onRequest?.(event);
    },
  };
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

/** Signs tokens with the folder's sa.key as it is now. As after a restart, tokens by the former key are refused then.
 * @returns a function that stops it. */
function followTokenKey(context: Context, folder: string, issuer: TokenIssuer): () => void {
  const name = SERVICE_ACCOUNT_KEY.privateKey;
  return whenReplaced(context, name, [join(folder, name)], async () =>
    issuer.replaceKey(await readKeyFile(context.path(folder), name)),
  );
}

/** The connection to API servers behind this one, with the front proxy's certificate; undefined if there is none. */
async function aggregatorOf(
  context: Context,
  registry: Registry,
  frontProxy: FollowedIdentity | undefined,
  onHandshake: ApiListen['onHandshake'],
): Promise<Aggregator | undefined> {
  if (frontProxy === undefined) return undefined;
  const aggregator = new Aggregator({ registry, tls: () => frontProxy.now, now: () => context.now(), onHandshake });
  await aggregator.start();
  return aggregator;
}

/** Starts `whoami.vitrine.dev` behind the API server of a folder, and lets the API server find it. The CA of the front proxy is read again
 * when its file changes. */
export async function serveWhoami(
  context: Context,
  folder: string,
  { registry }: ControlPlane,
  observe?: TlsIdentity['observe'],
): Promise<Running> {
  const path = join(folder, FRONT_PROXY_CA);
  const { random } = context;
  const now = (): Date => context.now();
  const { running, objects, replaceRequestHeaderRoots } = await startWhoami({
    ...{ host: '127.0.0.1', requestHeaderRoots: await readCertificateFiles(context, path), random, now },
    ...(observe && { observe }),
  });
  await keepObjects(registry, objects, APISERVER);
  const stop = whenReplaced(context, path, [path], async () =>
    replaceRequestHeaderRoots(await readCertificateFiles(context, path)),
  );
  return {
    ...running,
    close() {
      stop();
      return running.close();
    },
  };
}
