/** The work of an administrator in a new cluster, which `cluster up` does: kubeadm's RBAC rules with super-admin.conf, a token
 * for the nodes, the approval of their serving certificates, and a pod on each. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StatusError } from '../../kubernetes/index.ts';
import {
  ApiClient,
  type ApiConnection,
  kubeconfigConnection,
  NODE_TOKEN_GROUP,
  newToken,
  pinOf,
  runServingApprover,
  tokenSecret,
} from '../../kubernetes/internal.ts';
import { defaultPolicy, type KubernetesObject, policyObjects } from '../../kubernetes/pki/index.ts';
import { readCertificatesPem } from '../../x509/index.ts';
import type { Context } from '../context.ts';
import { liveKubeconfig } from '../live-kubeconfig.ts';
import type { JoinLine } from './components.ts';
import { HOST } from './places.ts';

export interface AdministrationOptions {
  readonly context: Context;
  readonly folder: string;
  readonly nodes: readonly string[];
  readonly signal: AbortSignal;
  readonly onHandshake: ApiConnection['onHandshake'];
  onNews(message: string): void;
}

const DAY_MS = 86_400_000;
const RETRY_MS = 500;
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const KUBEADM = 'kubeadm:';
const CLUSTER_INFO = '/api/v1/namespaces/kube-public/configmaps/cluster-info';

/** Calls the API server as one of the folder's administrators. */
export class Administration {
  readonly #options: AdministrationOptions;
  #client: Promise<ApiClient> | undefined;

  constructor(options: AdministrationOptions) {
    this.#options = options;
  }

  /** By the certificate of admin.conf, which is read again when it is renewed; until the signal aborts. */
  #admin(): Promise<ApiClient> {
    this.#client ??= this.#open();
    return this.#client;
  }

  async #open(): Promise<ApiClient> {
    const { context, folder, onHandshake, signal } = this.#options;
    const { connection, stop } = await liveKubeconfig(context, join(folder, 'admin.conf'));
    signal.addEventListener('abort', stop, { once: true });
    return new ApiClient({ ...connection, random: context.random, time: () => context.now(), onHandshake });
  }

  /** Writes kubeadm's roles and bindings, `kubeadm:cluster-admins` among them, without which admin.conf may do nothing (kubeadm
   * phases/kubeconfig, EnsureAdminClusterRoleBinding: it needs super-admin.conf for that). */
  async writeRbac(): Promise<void> {
    const { context, folder, onHandshake } = this.#options;
    const connection = await kubeconfigConnection(join(folder, 'super-admin.conf'));
    const client = new ApiClient({ ...connection, random: context.random, time: () => context.now(), onHandshake });
    const objects = policyObjects(defaultPolicy).filter(({ metadata }) => String(metadata['name']).startsWith(KUBEADM));
    for (const object of objects) await this.#untilAnswered(() => createOrReplace(client, object));
  }

  /** Creates a token for the nodes that join. @returns it with the pin of the CA. */
  async joinLine(): Promise<JoinLine> {
    const { context, folder, signal } = this.#options;
    const client = await this.#admin();
    const token = newToken(context.random);
    const secret = tokenSecret(token, {
      description: 'vitrine cluster up',
      expiration: new Date(context.now().getTime() + DAY_MS),
      groups: [NODE_TOKEN_GROUP],
      usages: ['authentication', 'signing'],
    });
    await this.#untilAnswered(() => client.create('/api/v1/namespaces/kube-system/secrets', secret));
    // The bootstrapsigner signs cluster-info with the token; before that, no node accepts cluster-info.
    const signature = `jws-kubeconfig-${token.id}`;
    while (!(signature in (((await this.#untilAnswered(() => client.get(CLUSTER_INFO))).data as object) ?? {}))) {
      signal.throwIfAborted();
      await sleep(RETRY_MS);
    }
    const { roots } = await kubeconfigConnection(join(folder, 'admin.conf'));
    const pins = readCertificatesPem(String(roots)).map(pinOf);
    return { server: client.server, token: `${token.id}.${token.secret}`, pins };
  }

  /** Approves the serving certificates of the cluster's nodes, until the signal aborts. */
  async approveNodes(): Promise<void> {
    const { context, nodes, signal, onNews } = this.#options;
    const names = new Map(nodes.map((node) => [node, [`DNS:${node}`, `IP:${HOST}`]]));
    const client = await this.#admin();
    await runServingApprover({ client, nodes: names, signal, onNews, now: () => context.now() });
  }

  /** Creates a pod on each node, so that there is a log to read. */
  async greetNodes(): Promise<void> {
    const client = await this.#admin();
    for (const node of this.#options.nodes) {
      await this.#untilAnswered(async () => {
        if ((await client.find(podPath(node))) === undefined) await client.create(PODS, helloPod(node));
      });
    }
  }

  /** Asks for a line of each pod's log, which the API server gets from the kubelet.
   * @returns the nodes whose pod answered. */
  async readLogs(): Promise<string[]> {
    const client = await this.#admin();
    const answered: string[] = [];
    for (const node of this.#options.nodes) {
      const log = client.request('GET', `${podPath(node)}/log?tailLines=1`);
      await log.then(
        () => answered.push(node),
        (error: unknown) => {
          // Not available yet, or temporarily; the caller will ask again.
          if (!(error instanceof Error)) throw error;
        },
      );
    }
    return answered;
  }

  /** Asks the aggregated API server, through the API server, who we are. */
  async askWhoami(): Promise<void> {
    const client = await this.#admin();
    await client.get('/apis/whoami.vitrine.dev/v1/identities/me').catch((error: unknown) => {
      if (!(error instanceof Error)) throw error;
    });
  }

  /** Repeats a request until the server, which may still be starting, answers it. */
  async #untilAnswered<T>(work: () => Promise<T>): Promise<T> {
    const { signal } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Error) || isRefusal(error)) throw error;
        await sleep(RETRY_MS);
      }
    }
  }
}

/** Whether an error is final. Retrying can help for 5xx and 429 (overload), 404 (a namespace does not exist yet) and 409 (a
 * concurrent write). */
function isRefusal(error: Error): boolean {
  const code = error instanceof StatusError ? (error.status.code ?? 0) : 0;
  return code >= 400 && code < 500 && ![404, 409, 429].includes(code);
}

/** kubeadm's CreateOrUpdate. */
async function createOrReplace(client: ApiClient, object: KubernetesObject): Promise<void> {
  const { namespace, name } = object.metadata as { namespace?: string; name: string };
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const folder = `${RBAC}${scope}/${object.kind.toLowerCase()}s`;
  const path = `${folder}/${encodeURIComponent(name)}`;
  const found = await client.find(path);
  if (found === undefined) await client.create(folder, object);
  else await client.replace(path, { ...object, metadata: { ...found.metadata, ...object.metadata } });
}

const PODS = '/api/v1/namespaces/default/pods';
const podPath = (node: string): string => `${PODS}/hello-${node}`;

const helloPod = (node: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `hello-${node}`, namespace: 'default', labels: { app: 'hello' } },
  spec: {
    // Only one node has this label, so the scheduler chooses it.
    nodeSelector: { 'kubernetes.io/hostname': node },
    containers: [{ name: 'hello', image: 'registry.example.com/hello:1' }],
  },
});
