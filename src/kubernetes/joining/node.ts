/** A node that has joined: its Node object, its lease, its pods, and the authorization for their logs. */

import { rfc3339 } from '../api/cluster.ts';
import type { NodePods } from '../api/kubelet.ts';
import { resourceTypeAt } from '../api/resource-types.ts';
import { StatusError } from '../api/status.ts';
import type { ApiClient } from '../client/api-client.ts';
import { follow, pause } from '../client/follow.ts';
import { askedDelay } from '../client/retry-after.ts';
import { fieldOf, type KubernetesObject, listOf, textOf } from '../documents.ts';
import type { User } from '../identity.ts';
import type { Decision } from '../rbac/authorizer.ts';
import { type Attributes, isPath } from '../rbac/rules.ts';

export interface NodeOptions {
  readonly nodeName: string;
  /** The address at which the API server reaches its kubelet. */
  readonly address: string;
  readonly port: number;
  client(): ApiClient;
  readonly signal: AbortSignal;
  now(): Date;
  onNews(message: string): void;
  /** Called when a pod of this node runs. */
  onPod?(pod: KubernetesObject): void;
}

const LEASE_SECONDS = 40;
/** Milliseconds: a quarter of the lease's time (kubelet, nodeLeaseRenewIntervalFraction). */
const RENEW_MS = 10_000;
const PODS = resourceTypeAt('', 'v1', 'pods')!;

/** Creates the Node object, or updates the address and port of the existing one.
 * @throws StatusError; the errors of the connection. */
export async function registerNode({ nodeName, address, port, client, now }: NodeOptions): Promise<void> {
  const time = rfc3339(now());
  const status = {
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: nodeName },
    ],
    conditions: [
      {
        ...{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
        ...{ lastHeartbeatTime: time, lastTransitionTime: time },
      },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
    nodeInfo: { kubeletVersion: 'v1.32.0+vitrine', operatingSystem: 'linux', architecture: 'amd64' },
  };
  const path = `/api/v1/nodes/${encodeURIComponent(nodeName)}`;
  const object = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: nodeName, labels: { 'kubernetes.io/hostname': nodeName } },
  };
  const found = await client().find(path);
  if (found === undefined) await client().create('/api/v1/nodes', { ...object, spec: {} });
  const current = found ?? (await client().get(path));
  await client().replace(`${path}/status`, { ...current, status });
}

/** Renews the node's lease until `signal` aborts. */
export async function keepLease({ nodeName, client, signal, now, onNews }: NodeOptions): Promise<void> {
  const folder = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
  const path = `${folder}/${encodeURIComponent(nodeName)}`;
  const renew = async (): Promise<void> => {
    const renewTime = now().toISOString().replace('Z', '000Z');
    const spec = { holderIdentity: nodeName, leaseDurationSeconds: LEASE_SECONDS, renewTime };
    const found = await client().find(path);
    const metadata = { name: nodeName, namespace: 'kube-node-lease' };
    if (found === undefined)
      await client().create(folder, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec });
    else await client().replace(path, { ...found, spec });
  };
  while (!signal.aborted) {
    let asked = 0;
    await renew().catch((error: unknown) => {
      if (!(error instanceof Error)) throw error;
      if (!signal.aborted) onNews(`lease: ${error.message}`);
      asked = askedDelay(error) ?? 0;
    });
    await pause(Math.max(RENEW_MS, asked), signal);
  }
}

/** The pods that are bound to a node, kept up to date. */
export class BoundPods implements NodePods {
  readonly #pods = new Map<string, KubernetesObject>();
  readonly #running = new Set<string>();

  /** Follows until `signal` aborts. */
  run({ nodeName, client, signal, now, onNews, onPod }: NodeOptions): Promise<void> {
    const keyOf = (pod: KubernetesObject): string =>
      `${textOf(pod, 'metadata', 'namespace')}/${textOf(pod, 'metadata', 'name')}`;
    const path = `/api/v1/pods?fieldSelector=${encodeURIComponent(`spec.nodeName=${nodeName}`)}`;
    return follow(client(), path, {
      signal,
      onObject: (pod) => {
        const isRunning = textOf(pod, 'status', 'phase') === 'Running';
        if (isRunning && !this.#running.has(keyOf(pod))) {
          this.#running.add(keyOf(pod));
          onPod?.(pod);
        }
        this.#pods.set(keyOf(pod), pod);
        return isRunning ? undefined : startPod(pod, client(), rfc3339(now()));
      },
      onDeleted: (pod) => {
        this.#pods.delete(keyOf(pod));
        this.#running.delete(keyOf(pod));
      },
      onFailure: (error) => onNews(`pods: ${error.message}`),
    });
  }

  list(): readonly KubernetesObject[] {
    return [...this.#pods.values()];
  }

  find(type: typeof PODS, namespace: string, name: string): KubernetesObject | undefined {
    return type.kind === PODS.kind ? this.#pods.get(`${namespace}/${name}`) : undefined;
  }
}

/** Marks a pod's containers as running: there is no container runtime here, only simulated logs. */
async function startPod(pod: KubernetesObject, client: ApiClient, time: string): Promise<void> {
  const [namespace, name] = [textOf(pod, 'metadata', 'namespace'), textOf(pod, 'metadata', 'name')];
  const containerStatuses = listOf(pod, 'spec', 'containers').map((container) => ({
    ...{ name: textOf(container, 'name'), image: textOf(container, 'image'), imageID: '', containerID: '' },
    ...{ ready: true, started: true, restartCount: 0, state: { running: { startedAt: time } } },
  }));
  const others = listOf(pod, 'status', 'conditions').filter((condition) => textOf(condition, 'type') !== 'Ready');
  const conditions = [...others, { type: 'Ready', status: 'True', lastTransitionTime: time }];
  const status = { phase: 'Running', startTime: time, conditions, containerStatuses };
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/status`;
  await client.replace(path, { ...pod, status });
}

/** Asks the API server whether a caller of the kubelet is authorized (SubjectAccessReview), as a kubelet with `authorization.mode: Webhook`
 * does. */
export const askedAuthorizer =
  (client: () => ApiClient) =>
  async (user: User, attributes: Attributes): Promise<Decision> => {
    const spec = {
      ...{ user: user.name, groups: user.groups },
      ...(isPath(attributes)
        ? { nonResourceAttributes: attributes }
        : { resourceAttributes: { version: 'v1', ...attributes } }),
    };
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
    try {
      const review = await client().create('/apis/authorization.k8s.io/v1/subjectaccessreviews', body);
      return { allowed: fieldOf(review, 'status', 'allowed') === true, reason: textOf(review, 'status', 'reason') };
    } catch (error) {
      // If the review fails, access is refused.
      if (error instanceof StatusError || error instanceof Error) return { allowed: false, reason: '' };
      throw error;
    }
  };
