/** The rights of a kubelet: only those that the pods bound to its node require (kubernetes
 * plugin/pkg/auth/authorizer/node/node_authorizer.go, with AuthorizeNodeWithSelectors, as of v1.32; the rules are those of the role
 * system:node). */
import { assertFunction } from '../../bytes/index.ts';
import { fieldOf, type KubernetesObject, listOf, textOf } from '../documents.ts';
import type { User } from '../identity.ts';
import type { Authorizer, Decision } from './authorizer.ts';
import { isPath, type ResourceAttributes } from './rules.ts';

const NODES = 'system:nodes';
const NODE_USER = 'system:node:';
const LEASES = 'kube-node-lease';

/** The node that a user is; undefined for everybody else. */
export const nodeOfUser = ({ name, groups }: User): string | undefined =>
  groups.includes(NODES) && name.startsWith(NODE_USER) && name.length > NODE_USER.length
    ? name.slice(NODE_USER.length)
    : undefined;

/** Verbs by `GROUP/RESOURCE[/SUBRESOURCE]` that are allowed for all objects. */
const PLAIN: ReadonlyMap<string, readonly string[]> = new Map([
  ['/events', ['create', 'patch', 'update']],
  ['/nodes', ['create']],
  ['/services', ['get', 'list', 'watch']],
  ['authentication.k8s.io/tokenreviews', ['create']],
  ['authorization.k8s.io/localsubjectaccessreviews', ['create']],
  ['authorization.k8s.io/subjectaccessreviews', ['create']],
  ['certificates.k8s.io/certificatesigningrequests', ['create', 'get', 'list', 'watch']],
]);
/** Verbs on the node's own objects. */
const OWN: ReadonlyMap<string, readonly string[]> = new Map([
  ['/nodes', ['get', 'list', 'patch', 'update', 'watch']],
  ['/nodes/status', ['get', 'patch', 'update']],
]);
/** Verbs on the pods that are bound to it. */
const OWN_PODS: ReadonlyMap<string, readonly string[]> = new Map([
  ['/pods', ['delete', 'get']],
  ['/pods/status', ['get', 'patch', 'update']],
]);

/** The authorizer of nodes, to be consulted before RBAC: it allows a request, or has no opinion.
 * @param pods - all pods as they are known now. */
export function nodeAuthorizer(pods: () => Iterable<KubernetesObject>): Authorizer {
  assertFunction(pods, 'pods');
  return (user, attributes) => {
    const node = nodeOfUser(user);
    if (node === undefined || isPath(attributes)) return SILENT;
    return isAllowed(node, attributes, pods) ? { allowed: true, reason: '' } : refusal(node, attributes);
  };
}

const SILENT: Decision = { allowed: false, reason: '' };
const refusal = (node: string, attributes: ResourceAttributes): Decision => ({
  allowed: false,
  reason: reasonFor(node, attributes),
});

function reasonFor(node: string, { verb, group, resource, subresource, name }: ResourceAttributes): string {
  const isCore = group === '' && subresource === '' && READS.includes(verb);
  if (isCore && resource === 'nodes') {
    return `node '${node}' cannot read ${name === '' ? 'all nodes' : `'${name}'`}, only its own Node object`;
  }
  if (isCore && resource === 'pods' && verb !== 'get')
    return 'can only list/watch pods with spec.nodeName field selector';
  return name === '' ? '' : `no relationship found between node '${node}' and this object`;
}

const READS = ['get', 'list', 'watch'];

function isAllowed(node: string, attributes: ResourceAttributes, pods: () => Iterable<KubernetesObject>): boolean {
  const { verb, group, resource, subresource, namespace, name } = attributes;
  const key = `${group}/${resource}${subresource === '' ? '' : `/${subresource}`}`;
  if (PLAIN.get(key)?.includes(verb)) return true;
  if (OWN.get(key)?.includes(verb)) return name === node;
  if (key === '/pods' && (verb === 'list' || verb === 'watch'))
    return attributes.selected?.get('spec.nodeName') === node;
  if (key === 'coordination.k8s.io/leases') return isOwnLease(node, attributes);
  const own = [...pods()].filter(
    (pod) => textOf(pod, 'spec', 'nodeName') === node && textOf(pod, 'metadata', 'namespace') === namespace,
  );
  if (OWN_PODS.get(key)?.includes(verb)) return own.some((pod) => textOf(pod, 'metadata', 'name') === name);
  if (key === '/serviceaccounts/token') return verb === 'create' && own.some((pod) => accountOf(pod) === name);
  const isRead = READS.includes(verb) && name !== '';
  if (key === '/configmaps' || key === '/secrets') return isRead && own.some((pod) => refersTo(pod, resource, name));
  return false;
}

function isOwnLease(node: string, { verb, namespace, name }: ResourceAttributes): boolean {
  if (namespace !== LEASES) return false;
  return verb === 'create' || (['delete', 'get', 'patch', 'update'].includes(verb) && name === node);
}

const accountOf = (pod: KubernetesObject): string => textOf(pod, 'spec', 'serviceAccountName') || 'default';

/** Whether a pod's volumes, environment or pull secrets name an object (pkg/api/v1/pod, VisitPodSecretNames, VisitPodConfigmapNames). */
function refersTo(pod: KubernetesObject, resource: 'configmaps' | 'secrets' | string, name: string): boolean {
  const [volume, field, from] =
    resource === 'secrets' ? ['secret', 'secretName', 'secretRef'] : ['configMap', 'name', 'configMapRef'];
  const key = resource === 'secrets' ? 'secretKeyRef' : 'configMapKeyRef';
  const containers = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) =>
    listOf(pod, 'spec', list),
  );
  const volumes = listOf(pod, 'spec', 'volumes');
  const projected = volumes.flatMap((one) => listOf(one, 'projected', 'sources'));
  return (
    volumes.some((one) => textOf(one, volume, field) === name) ||
    projected.some((one) => textOf(one, volume, 'name') === name) ||
    containers.some((one) => listOf(one, 'envFrom').some((each) => textOf(each, from, 'name') === name)) ||
    containers.some((one) =>
      listOf(one, 'env').some((each) => textOf(fieldOf(each, 'valueFrom'), key, 'name') === name),
    ) ||
    (resource === 'secrets' && listOf(pod, 'spec', 'imagePullSecrets').some((each) => textOf(each, 'name') === name))
  );
}
