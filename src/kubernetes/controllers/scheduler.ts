/** A minimal scheduler: binds each unbound pod to a node that is ready and suitable (kubernetes pkg/scheduler: the plugins NodeName,
 * NodeUnschedulable, TaintToleration, NodeAffinity only for `nodeSelector`; of the suitable nodes, the one with the fewest
 * pods). */
import { rfc3339 } from '../api/cluster.ts';
import { StatusError } from '../api/status.ts';
import { follow } from '../client/follow.ts';
import { fieldOf, type KubernetesObject, listOf, textOf } from '../documents.ts';
import type { ControllerOptions } from './certificates.ts';

const SCHEDULER = 'default-scheduler';

/** A node for a pod, or the reason that there is none, in Kubernetes' words. */
export type Placement = { readonly node: string } | { readonly message: string };

/** Chooses a node.
 * @param pods - all known pods, to count those of each node. */
export function placePod(
  pod: KubernetesObject,
  nodes: readonly KubernetesObject[],
  pods: readonly KubernetesObject[],
): Placement {
  if (nodes.length === 0) return { message: 'no nodes available to schedule pods' };
  const reasons = new Map<string, number>();
  const fitting = nodes.filter((node) => {
    const reason = refusalOf(pod, node);
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    return reason === undefined;
  });
  if (fitting.length === 0) {
    const all = [...reasons].map(([reason, count]) => `${count} node(s) ${reason}`).toSorted();
    return { message: `0/${nodes.length} nodes are available: ${all.join(', ')}.` };
  }
  const load = (node: KubernetesObject): number => pods.filter((one) => nodeOf(one) === nameOf(node)).length;
  const [best] = fitting.map((node) => ({ name: nameOf(node), load: load(node) })).toSorted(byLoad);
  return { node: best.name };
}

const byLoad = (a: { name: string; load: number }, b: { name: string; load: number }): number =>
  a.load - b.load || (a.name < b.name ? -1 : 1);

const nameOf = (object: KubernetesObject): string => textOf(object, 'metadata', 'name');
const nodeOf = (pod: KubernetesObject): string => textOf(pod, 'spec', 'nodeName');
const keyOf = (pod: KubernetesObject): string => `${textOf(pod, 'metadata', 'namespace')}/${nameOf(pod)}`;

/** The reason that a pod cannot run on a node; undefined if it can. */
function refusalOf(pod: KubernetesObject, node: KubernetesObject): string | undefined {
  const isReady = listOf(node, 'status', 'conditions').some(
    (condition) => textOf(condition, 'type') === 'Ready' && textOf(condition, 'status') === 'True',
  );
  if (!isReady) return 'were not ready';
  if (fieldOf(node, 'spec', 'unschedulable') === true) return 'were unschedulable';
  const taint = listOf(node, 'spec', 'taints').find(
    (one) => ['NoExecute', 'NoSchedule'].includes(textOf(one, 'effect')) && !isTolerated(one, pod),
  );
  if (taint !== undefined) return `had untolerated taint {${textOf(taint, 'key')}: ${textOf(taint, 'value')}}`;
  const selector = Object.entries((fieldOf(pod, 'spec', 'nodeSelector') ?? {}) as Record<string, unknown>);
  const isSelected = selector.every(([key, value]) => fieldOf(node, 'metadata', 'labels', key) === value);
  return isSelected ? undefined : "didn't match Pod's node affinity/selector";
}

/** core/v1 Toleration: `Exists` without a key tolerates everything. */
function isTolerated(taint: unknown, pod: KubernetesObject): boolean {
  return listOf(pod, 'spec', 'tolerations').some((toleration) => {
    const [key, effect] = [textOf(toleration, 'key'), textOf(toleration, 'effect')];
    const isExists = textOf(toleration, 'operator') === 'Exists';
    if (effect !== '' && effect !== textOf(taint, 'effect')) return false;
    if (key === '') return isExists;
    return key === textOf(taint, 'key') && (isExists || textOf(toleration, 'value') === textOf(taint, 'value'));
  });
}

/** Binds unbound pods until `signal` aborts. */
export async function runScheduler(options: ControllerOptions): Promise<void> {
  const scheduler = new Scheduler(options);
  const { client, signal, onNews } = options;
  const onFailure = (error: Error): void => onNews(`scheduler: ${error.message}`);
  await Promise.all([
    follow(client, '/api/v1/nodes', {
      ...{ signal, onFailure },
      onObject: (node) => scheduler.node(node),
      onDeleted: (node) => void scheduler.nodes.delete(nameOf(node)),
    }),
    follow(client, '/api/v1/pods', {
      ...{ signal, onFailure },
      onObject: (pod) => scheduler.pod(pod),
      onDeleted: (pod) => void scheduler.pods.delete(keyOf(pod)),
    }),
  ]);
}

class Scheduler {
  readonly nodes = new Map<string, KubernetesObject>();
  readonly pods = new Map<string, KubernetesObject>();
  readonly #options: ControllerOptions;
  /** Pods that are being bound: events of nodes and pods arrive independently, but a pod must not be bound twice at the same time. */
  readonly #underWay = new Set<string>();

  constructor(options: ControllerOptions) {
    this.#options = options;
  }

  /** Handles a new or changed node: waiting pods may fit on it. */
  async node(node: KubernetesObject): Promise<void> {
    this.nodes.set(nameOf(node), node);
    for (const pod of [...this.pods.values()]) await this.#place(pod);
  }

  async pod(pod: KubernetesObject): Promise<void> {
    this.pods.set(keyOf(pod), pod);
    await this.#place(pod);
  }

  async #place(pod: KubernetesObject): Promise<void> {
    const key = keyOf(pod);
    const isOurs = [SCHEDULER, ''].includes(textOf(pod, 'spec', 'schedulerName'));
    const isEnding = fieldOf(pod, 'metadata', 'deletionTimestamp') !== undefined;
    if (nodeOf(pod) !== '' || !isOurs || isEnding || this.#underWay.has(key)) return;
    this.#underWay.add(key);
    try {
      const placement = placePod(pod, [...this.nodes.values()], [...this.pods.values()]);
      await ('node' in placement ? this.#bind(pod, placement.node) : this.#sayUnschedulable(pod, placement.message));
    } catch (error) {
      // Another scheduler bound the pod first, or the pod was deleted: an event follows.
      if (!(error instanceof StatusError && [404, 409].includes(error.status.code))) throw error;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #bind(pod: KubernetesObject, node: string): Promise<void> {
    const [namespace, name] = [textOf(pod, 'metadata', 'namespace'), nameOf(pod)];
    await this.#options.client.bind(`${pathOf(pod)}/binding`, {
      ...{ apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace } },
      target: { apiVersion: 'v1', kind: 'Node', name: node },
    });
    // Counts the pod on its node before the event about it arrives.
    this.pods.set(keyOf(pod), { ...pod, spec: { ...(fieldOf(pod, 'spec') as object), nodeName: node } });
    this.#options.onNews(`scheduler: ${keyOf(pod)} goes to ${node}`);
  }

  async #sayUnschedulable(pod: KubernetesObject, message: string): Promise<void> {
    const conditions = listOf(pod, 'status', 'conditions');
    if (conditions.some((one) => textOf(one, 'type') === 'PodScheduled' && textOf(one, 'message') === message)) return;
    const condition = {
      ...{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message },
      lastTransitionTime: rfc3339(this.#options.now()),
    };
    const others = conditions.filter((one) => textOf(one, 'type') !== 'PodScheduled');
    const status = { ...(fieldOf(pod, 'status') as object), conditions: [...others, condition] };
    await this.#options.client.replace(`${pathOf(pod)}/status`, { ...pod, status });
    this.#options.onNews(`scheduler: ${keyOf(pod)}: ${message}`);
  }
}

const pathOf = (pod: KubernetesObject): string =>
  `/api/v1/namespaces/${encodeURIComponent(textOf(pod, 'metadata', 'namespace'))}/pods/${encodeURIComponent(nameOf(pod))}`;
