/** While the cluster's CA is replaced: what the kubelet of each node shows and trusts, and what remains to be done there. It is found out from
 * outside, as the API server meets a kubelet, so it holds for kubelets of any kind. */
import { assertFields, assertOptions, type Random } from '../../bytes/index.ts';
import { generateKeyAsync, writePrivateKeyPem } from '../../keys/index.ts';
import type { TlsSocket } from '../../node/index.ts';
import { TlsError } from '../../tls/index.ts';
import { type Certificate, certificatePem } from '../../x509/index.ts';
import { kubeletPort } from '../api/cluster.ts';
import { StatusError } from '../api/status.ts';
import { nodeAddress } from '../api/table.ts';
import { ApiClient, type ApiConnection } from '../client/api-client.ts';
import { type KubernetesObject, textOf } from '../documents.ts';
import { isIssuedBy } from '../folder/certificate-of-file.ts';
import { type AuthorityInRotation, authorityInRotation } from '../folder/rotate.ts';
import { issueLeaf } from '../pki/issue.ts';
import { subjectOf } from '../pki/plan.ts';

/** What remains to be done for a node: it is not reached; it has not renewed its lease, so perhaps it does not trust the API server; its
 * kubelet does not take clients of the new CA; its kubelet shows a certificate of the old CA. */
export type NodeRemainder = 'new-pair' | 'silent' | 'trust' | 'unreachable';

export interface NodeInRotation {
  readonly node: string;
  /** `HOST:PORT` of its kubelet. */
  readonly place: string;
  /** Who issued the certificate that the kubelet shows: the new CA, an old one, or neither (a kubelet signs its own unless it has
   * `serverTLSBootstrap`); undefined if it showed none. */
  readonly shows: 'neither' | 'new' | 'old' | undefined;
  /** Whether the kubelet takes clients of the new CA; undefined if that could not be tried: it is not reached, or the CA's key is elsewhere. */
  readonly trustsNew: boolean | undefined;
  /** Seconds since it renewed its lease; undefined if it has none. */
  readonly silentSeconds: number | undefined;
  readonly remains: readonly NodeRemainder[];
}

export interface NodesInRotationOptions {
  /** Calls the API server as somebody who may list nodes, and leases in `kube-node-lease`. */
  readonly client: ApiClient;
  readonly random: Random;
  now(): Date;
  /** Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** The name that the probe has for kubelets. It has no rights: an answer that refuses it by this name shows that its CA is trusted. */
export const ROTATION_PROBE = 'vitrine:rotation-check';
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
/** How many kubelets are asked at a time. */
const AT_ONCE = 16;
const PATIENCE_MS = 10_000;
/** kube-controller-manager, --node-monitor-grace-period. */
const SILENT_SECONDS = 40;

const OPTIONS: Readonly<Record<keyof NodesInRotationOptions, true>> = {
  client: true,
  random: true,
  now: true,
  signal: true,
};

/** Asks the kubelet of each node of a cluster, with a short-lived certificate by the new CA of the folder.
 * @throws PkiError about the folder; StatusError if the API server refuses; the errors of that connection. */
export async function nodesInRotation(folder: string, options: NodesInRotationOptions): Promise<NodeInRotation[]> {
  assertFields(options, 'options', 'an object', 'client', 'random', 'now');
  assertOptions(options, 'options', Object.keys(OPTIONS));
  const { client, signal, now } = options;
  const authority = await authorityInRotation(folder, 'ca');
  const { items } = await client.list('/api/v1/nodes', signal);
  const leases = await client.list(LEASES, signal);
  const renewed = new Map(leases.items.map((lease) => [nameOf(lease), Date.parse(textOf(lease, 'spec', 'renewTime'))]));
  const pair = await probePair(authority, options);
  const found: NodeInRotation[] = [];
  for (let i = 0; i < items.length; i += AT_ONCE) {
    const asked = items.slice(i, i + AT_ONCE).map(async (object): Promise<NodeInRotation> => {
      const { place, ...seen } = await askKubelet(object, pair, authority, options);
      const last = renewed.get(nameOf(object)) ?? Number.NaN;
      const silentSeconds = Number.isNaN(last) ? undefined : Math.max(0, Math.floor((now().getTime() - last) / 1000));
      const node = { node: nameOf(object), place, shows: seen.shows, trustsNew: seen.trustsNew, silentSeconds };
      return { ...node, remains: remaining(node, seen.isReached, authority) };
    });
    found.push(...(await Promise.all(asked)));
  }
  return found;
}

const nameOf = (object: KubernetesObject): string => textOf(object, 'metadata', 'name');

function remaining(
  { shows, trustsNew, silentSeconds = 0 }: Omit<NodeInRotation, 'remains'>,
  isReached: boolean,
  { phase }: AuthorityInRotation,
): NodeRemainder[] {
  const remains: NodeRemainder[] = [];
  if (!isReached) remains.push('unreachable');
  if (silentSeconds > SILENT_SECONDS) remains.push('silent');
  if (trustsNew === false) remains.push('trust');
  // Before the phase `leaves` the old CA still issues.
  if (shows === 'old' && phase !== 'trust') remains.push('new-pair');
  return remains;
}

interface ProbePair {
  readonly cert: string;
  readonly key: string;
}

/** A client's certificate by the new CA. Its key is made here, and is not kept. */
async function probePair({ newest, key }: AuthorityInRotation, options: NodesInRotationOptions) {
  if (key === undefined) return undefined;
  const { random, now } = options;
  const spec = { subject: subjectOf(ROTATION_PROBE, []), purposes: ['clientAuth'], names: [] } as const;
  const own = await generateKeyAsync({ type: 'ec', curve: 'P-256', random });
  const issued = issueLeaf(spec, own, { certificate: newest, key }, { time: now(), days: 1, random });
  return { cert: certificatePem(issued.certificate), key: writePrivateKeyPem(own, 'pkcs8') };
}

interface Seen extends Pick<NodeInRotation, 'place' | 'shows' | 'trustsNew'> {
  readonly isReached: boolean;
}

async function askKubelet(
  object: KubernetesObject,
  pair: ProbePair | undefined,
  authority: AuthorityInRotation,
  { random, now, signal }: NodesInRotationOptions,
): Promise<Seen> {
  const host = nodeAddress(object, 'InternalIP') || nodeAddress(object, 'Hostname') || nameOf(object);
  const place = `${host.includes(':') ? `[${host}]` : host}:${kubeletPort(object)}`;
  let shown: Certificate | undefined;
  const connection: ApiConnection = {
    ...{ server: `https://${place}`, random, time: () => now() },
    // What it shows is the question: nothing that it says is believed, and nothing secret is sent.
    ...{ roots: [], dangerouslyUnverified: true },
    ...(pair && { credentials: () => pair }),
    onHandshake: (socket: TlsSocket) => void (shown = socket.getPeerCertificate()),
  };
  const late = AbortSignal.timeout(PATIENCE_MS);
  const answer = await new ApiClient(connection)
    .request('GET', '/healthz', { signal: signal ? AbortSignal.any([signal, late]) : late })
    .then(() => true, verdictOf);
  signal?.throwIfAborted();
  const isReached = answer !== undefined || shown !== undefined;
  return { place, shows: issuerOf(shown, authority), trustsNew: pair && answer, isReached };
}

/** Whether a refusal is of somebody whose certificate was accepted; undefined if nobody answered. */
function verdictOf(error: unknown): boolean | undefined {
  if (error instanceof StatusError) {
    const { code, message = '' } = error.status;
    // The kubelet knows the user, and does not authorize it (pkg/kubelet/server/server.go, InstallAuthFilter).
    if (code === 403) return !message.includes('user=system:anonymous');
    return code === 401 ? false : undefined;
  }
  if (!(error instanceof Error)) throw error;
  // A server that requires a certificate of its CAs ends the handshake.
  return error.cause instanceof TlsError && error.cause.alert !== undefined ? false : undefined;
}

function issuerOf(shown: Certificate | undefined, { newest, trusted }: AuthorityInRotation): NodeInRotation['shows'] {
  if (shown === undefined) return undefined;
  if (isIssuedBy(shown, newest)) return 'new';
  return trusted.some((one) => isIssuedBy(shown, one)) ? 'old' : 'neither';
}
