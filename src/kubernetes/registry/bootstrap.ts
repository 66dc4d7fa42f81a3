/** The initial objects of a cluster (kubernetes pkg/controlplane: systemnamespaces, kubernetesservice; RBAC's default policy). */
import type { KubernetesObject } from '../documents.ts';
import { policyObjects } from '../rbac/objects.ts';
import type { Policy } from '../rbac/rules.ts';

export const SYSTEM_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** The groups that this server serves itself, with their priorities (kubernetes pkg/controlplane/apiserver/aggregator.go). */
const LOCAL_APIS: readonly (readonly [group: string, groupPriority: number, versionPriority: number])[] = [
  ['', 18_000, 1],
  ['authentication.k8s.io', 17_700, 15],
  ['authorization.k8s.io', 17_600, 15],
  ['certificates.k8s.io', 17_300, 15],
  ['rbac.authorization.k8s.io', 17_000, 15],
  ['coordination.k8s.io', 16_500, 15],
];
const LOCAL = {
  ...{ type: 'Available', status: 'True', reason: 'Local', message: 'Local APIServices are always available' },
};

/** The system's namespaces, the service `kubernetes`, and the objects of a policy. */
export const bootstrapObjects = (policy: Policy): KubernetesObject[] => [
  ...SYSTEM_NAMESPACES.map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  })),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP: '10.96.0.1',
      clusterIPs: ['10.96.0.1'],
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    },
    status: { loadBalancer: {} },
  },
  ...LOCAL_APIS.map(([group, groupPriorityMinimum, versionPriority]) => ({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `v1.${group}`, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
    spec: { ...(group !== '' && { group }), version: 'v1', groupPriorityMinimum, versionPriority },
    status: { conditions: [LOCAL] },
  })),
  ...policyObjects(policy),
];
