/** The predefined roles and bindings of a cluster (kubernetes
 * plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go, as of v1.32; kubeadm's binding: cmd/kubeadm/app/constants). */
import { AUTHENTICATED, UNAUTHENTICATED } from '../identity.ts';
import { PRIVILEGED_GROUP } from './authorizer.ts';
import type { Policy, PolicyRule, Role, RoleBinding, Subject } from './rules.ts';

/** The group of kubeadm's admin.conf and apiserver-kubelet-client since v1.29. */
export const CLUSTER_ADMINS = 'kubeadm:cluster-admins';

const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];

const NONE: PolicyRule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };
const rule = (
  verbs: readonly string[],
  apiGroup: string,
  resources: readonly string[],
  ...resourceNames: readonly string[]
): PolicyRule => ({ ...NONE, verbs, apiGroups: [apiGroup], resources, resourceNames });
const paths = (verb: string, ...nonResourceURLs: readonly string[]): PolicyRule => ({
  ...NONE,
  verbs: [verb],
  nonResourceURLs,
});
const clusterRole = (name: string, ...rules: readonly PolicyRule[]): Role => ({
  kind: 'ClusterRole',
  name,
  namespace: '',
  rules,
});
const bind = (name: string, role: string, ...subjects: readonly Subject[]): RoleBinding => ({
  kind: 'ClusterRoleBinding',
  name,
  namespace: '',
  subjects,
  role: { kind: 'ClusterRole', name: role },
});
const group = (name: string): Subject => ({ kind: 'Group', name });
const user = (name: string): Subject => ({ kind: 'User', name });

const WORKLOADS = [
  ...['daemonsets', 'deployments', 'deployments/scale', 'replicasets', 'replicasets/scale'],
  ...['statefulsets', 'statefulsets/scale'],
];
const withStatus = (resources: readonly string[]): string[] =>
  resources.flatMap((name) => (name.includes('/') ? [name] : [name, `${name}/status`]));

/** Read access to a namespace, except for its secrets. */
const VIEW = [
  rule(READ, '', [
    ...['bindings', 'configmaps', 'endpoints', 'events', 'limitranges', 'namespaces', 'namespaces/status'],
    ...['persistentvolumeclaims', 'persistentvolumeclaims/status', 'pods', 'pods/log', 'pods/status'],
    ...['replicationcontrollers', 'replicationcontrollers/scale', 'replicationcontrollers/status'],
    ...['resourcequotas', 'resourcequotas/status', 'serviceaccounts', 'services', 'services/status'],
  ]),
  rule(READ, 'apps', ['controllerrevisions', ...withStatus(WORKLOADS)]),
  rule(READ, 'autoscaling', withStatus(['horizontalpodautoscalers'])),
  rule(READ, 'batch', withStatus(['cronjobs', 'jobs'])),
  rule(READ, 'discovery.k8s.io', ['endpointslices']),
  rule(READ, 'networking.k8s.io', ['ingresses', 'ingresses/status', 'networkpolicies']),
  rule(READ, 'policy', withStatus(['poddisruptionbudgets'])),
];

const POD_CONNECTIONS = ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'];

const EDIT = [
  rule(READ, '', [...POD_CONNECTIONS, 'secrets', 'services/proxy']),
  rule(['impersonate'], '', ['serviceaccounts']),
  rule(WRITE, '', [
    ...['configmaps', 'events', 'persistentvolumeclaims', 'pods', ...POD_CONNECTIONS, 'replicationcontrollers'],
    ...['replicationcontrollers/scale', 'secrets', 'serviceaccounts', 'services', 'services/proxy'],
  ]),
  rule(['create'], '', ['pods/eviction', 'serviceaccounts/token']),
  rule(WRITE, 'apps', [...WORKLOADS, 'deployments/rollback']),
  rule(WRITE, 'autoscaling', ['horizontalpodautoscalers']),
  rule(WRITE, 'batch', ['cronjobs', 'jobs']),
  rule([...WRITE, ...READ], 'coordination.k8s.io', ['leases']),
  rule(WRITE, 'networking.k8s.io', ['ingresses', 'networkpolicies']),
  rule(WRITE, 'policy', ['poddisruptionbudgets']),
];

const ADMIN = [
  rule(['create'], 'authorization.k8s.io', ['localsubjectaccessreviews']),
  rule([...WRITE, ...READ], 'rbac.authorization.k8s.io', ['rolebindings', 'roles']),
];

const CERTIFICATES = 'certificates.k8s.io';
const REQUESTS = 'system:certificates.k8s.io:certificatesigningrequests';

const WRITE_EVENTS = rule(['create', 'patch', 'update'], '', ['events']);
const EVENTS = [WRITE_EVENTS, rule(['create'], 'coordination.k8s.io', ['leases'])];
const ownLease = (name: string): PolicyRule => rule(['get', 'update'], 'coordination.k8s.io', ['leases'], name);

const ROLES = [
  clusterRole('cluster-admin', rule(['*'], '*', ['*']), paths('*', '*')),
  clusterRole('admin', ...ADMIN, ...EDIT, ...VIEW),
  clusterRole('edit', ...EDIT, ...VIEW),
  clusterRole('view', ...VIEW),
  clusterRole(
    'system:discovery',
    paths('get', '/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/openapi', '/openapi/*', '/readyz'),
    paths('get', '/version', '/version/'),
  ),
  clusterRole(
    'system:basic-user',
    rule(['create'], 'authorization.k8s.io', ['selfsubjectaccessreviews', 'selfsubjectrulesreviews']),
    rule(['create'], 'authentication.k8s.io', ['selfsubjectreviews']),
  ),
  clusterRole(
    'system:node-bootstrapper',
    rule(['create', 'get', 'list', 'watch'], CERTIFICATES, ['certificatesigningrequests']),
  ),
  clusterRole(
    'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
    rule(['create'], CERTIFICATES, ['certificatesigningrequests/nodeclient']),
  ),
  clusterRole(
    'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
    rule(['create'], CERTIFICATES, ['certificatesigningrequests/selfnodeclient']),
  ),
  clusterRole(
    'system:controller:certificate-controller',
    rule([...READ, 'delete'], CERTIFICATES, ['certificatesigningrequests']),
    rule(['update'], CERTIFICATES, ['certificatesigningrequests/approval', 'certificatesigningrequests/status']),
    rule(['approve'], CERTIFICATES, ['signers'], 'kubernetes.io/kube-apiserver-client-kubelet'),
    rule(
      ...([['sign'], CERTIFICATES, ['signers'], 'kubernetes.io/kube-apiserver-client'] as const),
      ...[
        'kubernetes.io/kube-apiserver-client-kubelet',
        'kubernetes.io/kubelet-serving',
        'kubernetes.io/legacy-unknown',
      ],
    ),
    rule(['create'], 'authorization.k8s.io', ['subjectaccessreviews']),
  ),
  clusterRole('system:controller:root-ca-cert-publisher', rule(['create', 'update'], '', ['configmaps']), WRITE_EVENTS),
  clusterRole('system:controller:service-account-controller', rule(['create'], '', ['serviceaccounts']), WRITE_EVENTS),
  clusterRole(
    'system:auth-delegator',
    rule(['create'], 'authentication.k8s.io', ['tokenreviews']),
    rule(['create'], 'authorization.k8s.io', ['subjectaccessreviews']),
  ),
  clusterRole(
    'system:service-account-issuer-discovery',
    paths('get', '/.well-known/openid-configuration', '/.well-known/openid-configuration/'),
    paths('get', '/openid/v1/jwks', '/openid/v1/jwks/'),
  ),
  clusterRole('system:public-info-viewer', paths('get', '/healthz', '/livez', '/readyz', '/version', '/version/')),
  clusterRole(
    'system:kubelet-api-admin',
    rule([...READ, 'proxy'], '', ['nodes']),
    rule(['*'], '', ['nodes/log', 'nodes/metrics', 'nodes/proxy', 'nodes/stats']),
  ),
  clusterRole(
    'system:kube-controller-manager',
    ...EVENTS,
    ownLease('kube-controller-manager'),
    rule(['create', 'get', 'update'], '', ['secrets', 'serviceaccounts']),
    rule(['get'], '', ['configmaps', 'namespaces']),
    rule(['delete'], '', ['secrets']),
    rule(['create'], '', ['serviceaccounts/token']),
    rule(['list', 'watch'], '*', ['*']),
  ),
  clusterRole(
    'system:kube-scheduler',
    ...EVENTS,
    ownLease('kube-scheduler'),
    rule(READ, '', ['namespaces', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'replicationcontrollers']),
    rule(READ, '', ['services']),
    rule([...READ, 'delete'], '', ['pods']),
    rule(['create'], '', ['bindings', 'pods/binding']),
    rule(['patch', 'update'], '', ['pods/status']),
    rule(READ, 'apps', ['replicasets', 'statefulsets']),
    rule(READ, 'policy', ['poddisruptionbudgets']),
  ),
];

/** kubeadm's and the controllers' own, in a namespace (bootstrappolicy/namespace_policy.go; kubeadm phases/bootstraptoken). */
const NAMESPACED_ROLES: readonly Role[] = [
  {
    ...{ kind: 'Role', name: 'system:controller:bootstrap-signer', namespace: 'kube-public' },
    rules: [rule(READ, '', ['configmaps']), rule(['update'], '', ['configmaps'], 'cluster-info')],
  },
  {
    ...{ kind: 'Role', name: 'system:controller:bootstrap-signer', namespace: 'kube-system' },
    rules: [rule(READ, '', ['secrets'])],
  },
  {
    ...{ kind: 'Role', name: 'system:controller:token-cleaner', namespace: 'kube-system' },
    rules: [rule([...READ, 'delete'], '', ['secrets'])],
  },
  {
    ...{ kind: 'Role', name: 'kubeadm:bootstrap-signer-clusterinfo', namespace: 'kube-public' },
    rules: [rule(['get'], '', ['configmaps'], 'cluster-info')],
  },
];
const bindIn = (namespace: string, name: string, subject: Subject): RoleBinding => ({
  ...{ kind: 'RoleBinding', name, namespace, subjects: [subject] },
  role: { kind: 'Role', name },
});
/** Not in Kubernetes, where each controller has its own service account: here all controllers act as the controller manager. */
const MANAGER = user('system:kube-controller-manager');

const BINDINGS = [
  bind('system:controller:certificate-controller', 'system:controller:certificate-controller', MANAGER),
  bind('system:controller:root-ca-cert-publisher', 'system:controller:root-ca-cert-publisher', MANAGER),
  bind('system:controller:service-account-controller', 'system:controller:service-account-controller', MANAGER),
  bindIn('kube-public', 'system:controller:bootstrap-signer', MANAGER),
  bindIn('kube-system', 'system:controller:bootstrap-signer', MANAGER),
  bindIn('kube-system', 'system:controller:token-cleaner', MANAGER),
  bindIn('kube-public', 'kubeadm:bootstrap-signer-clusterinfo', user('system:anonymous')),
  bind(
    ...(['kubeadm:kubelet-bootstrap', 'system:node-bootstrapper'] as const),
    group('system:bootstrappers:kubeadm:default-node-token'),
  ),
  bind(
    ...(['kubeadm:node-autoapprove-bootstrap', `${REQUESTS}:nodeclient`] as const),
    group('system:bootstrappers:kubeadm:default-node-token'),
  ),
  bind('kubeadm:node-autoapprove-certificate-rotation', `${REQUESTS}:selfnodeclient`, group('system:nodes')),
  bind('cluster-admin', 'cluster-admin', group(PRIVILEGED_GROUP)),
  bind(CLUSTER_ADMINS, 'cluster-admin', group(CLUSTER_ADMINS)),
  bind('system:discovery', 'system:discovery', group(AUTHENTICATED)),
  bind(
    ...(['system:service-account-issuer-discovery', 'system:service-account-issuer-discovery'] as const),
    group('system:serviceaccounts'),
  ),
  bind('system:basic-user', 'system:basic-user', group(AUTHENTICATED)),
  bind('system:public-info-viewer', 'system:public-info-viewer', group(AUTHENTICATED), group(UNAUTHENTICATED)),
  bind('system:kube-controller-manager', 'system:kube-controller-manager', user('system:kube-controller-manager')),
  bind('system:kube-scheduler', 'system:kube-scheduler', user('system:kube-scheduler')),
];

/** Kubernetes' own defaults, and kubeadm's `kubeadm:cluster-admins`. Aggregated roles are expanded. */
export const defaultPolicy: Policy = { roles: [...ROLES, ...NAMESPACED_ROLES], bindings: BINDINGS };
