/** Admission NodeRestriction: a kubelet writes only its own Node and lease, the status of pods bound to it, and requests for its own
 * certificates (kubernetes plugin/pkg/admission/noderestriction/admission.go, as of v1.33.4). */
import { isDeepStrictEqual } from 'node:util';
import { CertificateRequest } from '../../x509/index.ts';
import { forbiddenObject } from '../api/status.ts';
import { requestOf, specOfRequest } from '../certificates/request-object.ts';
import { askedOf, KUBELET_CLIENT_SIGNER, KUBELET_SERVING_SIGNER } from '../certificates/signers.ts';
import { fieldOf, type KubernetesObject, listOf, textOf } from '../documents.ts';
import { nodeOfUser } from '../rbac/node-authorizer.ts';
import type { Strategy, WriteContext } from '../registry/strategy.ts';

/** Checks a write by a node. @param current - undefined where the object is created. @returns why it is forbidden. */
type Restriction = (
  node: string,
  object: KubernetesObject,
  current: KubernetesObject | undefined,
) => string | undefined;

const nameOf = (object: KubernetesObject): string => textOf(object, 'metadata', 'name');
const quoted = (text: string): string => JSON.stringify(text);

/** A strategy with a restriction for nodes. Other users are not affected. */
function restricted(group: string, resource: string, strategy: Strategy, check: Restriction): Strategy {
  const require = (object: KubernetesObject, current: KubernetesObject | undefined, { user }: WriteContext): void => {
    const node = nodeOfUser(user);
    const why = node === undefined ? undefined : check(node, object, current);
    if (why !== undefined) throw forbiddenObject({ group, resource }, nameOf(object), why);
  };
  return {
    ...strategy,
    async admit(object, current, context) {
      require(object, current, context);
      await strategy.admit?.(object, current, context);
    },
    async admitDelete(current, context) {
      require(current, current, context);
      await strategy.admitDelete?.(current, context);
    },
  };
}

/** Nodes: its own, without what would steer workloads to it (labels, taints) or have it deleted (ownerReferences). */
export const restrictedNodes = (strategy: Strategy): Strategy =>
  restricted('', 'nodes', strategy, (node, object, current) => {
    if (node !== nameOf(object)) return `node ${quoted(node)} is not allowed to modify node ${quoted(nameOf(object))}`;
    const wrong = changedLabels(object, current).filter(isForbiddenLabel);
    if (current === undefined) {
      const labels = wrong.join(', ');
      return wrong.length === 0
        ? undefined
        : `node ${quoted(node)} is not allowed to set the following labels: ${labels}`;
    }
    if (!isDeepStrictEqual(listOf(object, 'spec', 'taints'), listOf(current, 'spec', 'taints')))
      return `node ${quoted(node)} is not allowed to modify taints`;
    if (!isDeepStrictEqual(ownersOf(object), ownersOf(current)))
      return `node ${quoted(node)} is not allowed to modify ownerReferences`;
    return wrong.length === 0 ? undefined : `is not allowed to modify labels: ${wrong.join(', ')}`;
  });

const ownersOf = (object: KubernetesObject): readonly unknown[] => listOf(object, 'metadata', 'ownerReferences');

/** Pods: those bound to it. Deviation: Kubernetes lets a node create mirror pods; this server has none. */
export const restrictedPods = (strategy: Strategy): Strategy =>
  restricted('', 'pods', strategy, (node, object, current) => {
    if (current === undefined) return `node ${quoted(node)} can create no pods`;
    const isOwn = [object, current].every((pod) => textOf(pod, 'spec', 'nodeName') === node);
    if (!isOwn) return `node ${quoted(node)} can only change pods with spec.nodeName set to itself`;
    const same = isDeepStrictEqual(ownersOf(object), ownersOf(current)) && changedLabels(object, current).length === 0;
    return same ? undefined : `node ${quoted(node)} cannot update labels through pod status`;
  });

/** Leases: the one with its name; the node authorizer allows none outside of kube-node-lease. */
export const restrictedLeases = (strategy: Strategy): Strategy =>
  restricted('coordination.k8s.io', 'leases', strategy, (node, object) =>
    nameOf(object) === node ? undefined : 'can only access node lease with the same name as the requesting node',
  );

/** Certificate requests to the kubelets' signers: for its own name. */
export const restrictedRequests = (strategy: Strategy): Strategy =>
  restricted('certificates.k8s.io', 'certificatesigningrequests', strategy, (node, object, current) => {
    const { signerName } = specOfRequest(object);
    if (current !== undefined || ![KUBELET_CLIENT_SIGNER, KUBELET_SERVING_SIGNER].includes(signerName))
      return undefined;
    const request = requestOf(object);
    const isOwn = request instanceof CertificateRequest && askedOf(request).commonName === `system:node:${node}`;
    return isOwn ? undefined : `can only create a node CSR with CN=system:node:${node}`;
  });

/** The keys of the labels that differ. */
function changedLabels(object: KubernetesObject, current: KubernetesObject | undefined): string[] {
  const [now, before] = [object, current].map((one) => (fieldOf(one?.metadata, 'labels') ?? {}) as object);
  const keys = new Set([...Object.keys(now), ...Object.keys(before)]);
  return [...keys].filter((key) => fieldOf(now, key) !== fieldOf(before, key)).toSorted();
}

/** kubelet/pkg/apis/well_known_labels.go: the labels of Kubernetes that a kubelet sets. */
const KUBELET_LABELS = [
  ...[
    'kubernetes.io/hostname',
    'kubernetes.io/os',
    'kubernetes.io/arch',
    'beta.kubernetes.io/os',
    'beta.kubernetes.io/arch',
  ],
  ...['topology.kubernetes.io/zone', 'topology.kubernetes.io/region', 'beta.kubernetes.io/instance-type'],
  ...['failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region'],
];
const isIn = (domain: string, parent: string): boolean => domain === parent || domain.endsWith(`.${parent}`);

/** getForbiddenLabels: those of node-restriction.kubernetes.io, and those of Kubernetes that are not a kubelet's. */
function isForbiddenLabel(key: string): boolean {
  const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
  if (isIn(domain, 'node-restriction.kubernetes.io')) return true;
  const isKubelets =
    KUBELET_LABELS.includes(key) || isIn(domain, 'kubelet.kubernetes.io') || isIn(domain, 'node.kubernetes.io');
  return (isIn(domain, 'kubernetes.io') || isIn(domain, 'k8s.io')) && !isKubelets;
}
