/** The strategies of all types, by group and resource, and subresource where there is one. */
import {
  restrictedLeases,
  restrictedNodes,
  restrictedPods,
  restrictedRequests,
} from '../../joining/node-restriction.ts';
import type { Strategy } from '../strategy.ts';
import { apiService, apiServiceStatus } from './api-services.ts';
import { certificateApproval, certificateSigningRequest, certificateStatus } from './certificates.ts';
import { configMap, event, lease, namespace, secret, service } from './core.ts';
import { binding, role } from './rbac.ts';
import { node, nodeStatus, pod, podStatus } from './workloads.ts';

const NONE: Strategy = {};
const RBAC = 'rbac.authorization.k8s.io';

/** `GROUP/RESOURCE` or `GROUP/RESOURCE/SUBRESOURCE`; the core group is ''. */
export const STRATEGIES: ReadonlyMap<string, Strategy> = new Map<string, Strategy>([
  ['/configmaps', configMap],
  ['/events', event],
  ['/namespaces', namespace],
  ['/nodes', restrictedNodes(node)],
  ['/nodes/status', restrictedNodes(nodeStatus)],
  ['/pods', restrictedPods(pod)],
  ['/pods/status', restrictedPods(podStatus)],
  ['/secrets', secret],
  ['/services', service],
  ['apiregistration.k8s.io/apiservices', apiService],
  ['apiregistration.k8s.io/apiservices/status', apiServiceStatus],
  ['certificates.k8s.io/certificatesigningrequests', restrictedRequests(certificateSigningRequest)],
  ['certificates.k8s.io/certificatesigningrequests/approval', certificateApproval],
  ['certificates.k8s.io/certificatesigningrequests/status', certificateStatus],
  ['coordination.k8s.io/leases', restrictedLeases(lease)],
  [`${RBAC}/clusterrolebindings`, binding],
  [`${RBAC}/clusterroles`, role],
  [`${RBAC}/rolebindings`, binding],
  [`${RBAC}/roles`, role],
]);

/** The strategy of a type or of one of its subresources; an empty one if there is no row. */
export const strategyOf = (group: string, plural: string, subresource: string): Strategy =>
  STRATEGIES.get(`${group}/${plural}${subresource === '' ? '' : `/${subresource}`}`) ?? NONE;
