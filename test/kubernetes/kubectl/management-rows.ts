/** Applying, authorization, what is not served, and deleting. */
import { configMap, service } from './manifests.ts';
import { KUBECTL, NOT_FOUND, type Row } from './row.ts';

export const MANAGEMENT_ROWS: readonly Row[] = [
  // Applying.
  {
    run: 'apply -f -',
    input: configMap({ a: '1', b: '2' }),
    out: 'configmap/applied created\n',
    source: 'docs/tasks/manage-kubernetes-objects/declarative-config',
    quick: true,
  },
  {
    run: 'apply -f -',
    input: configMap({ a: '1', b: '2' }),
    out: 'configmap/applied unchanged\n',
    source: 'docs/tasks/manage-kubernetes-objects/declarative-config',
  },
  {
    run: 'diff -f -',
    input: configMap({ a: '1', c: '3' }),
    out: /^- {2}b: "2"\n\+ {2}c: "3"$/m,
    code: 1,
    source: `${KUBECTL}/kubectl_diff`,
    quick: true,
  },
  {
    run: 'apply -f -',
    input: configMap({ a: '1', c: '3' }),
    out: 'configmap/applied configured\n',
    source: 'docs/tasks/manage-kubernetes-objects/declarative-config',
  },
  {
    run: 'get configmap applied -o jsonpath={.data}',
    out: '{"a":"1","c":"3"}',
    source: 'docs/tasks/manage-kubernetes-objects/declarative-config',
  },
  {
    run: 'apply -f -',
    input: service({ name: 'a', port: 80 }, { name: 'b', port: 81 }),
    out: 'service/web created\n',
    source: 'docs/tasks/manage-kubernetes-objects/declarative-config',
  },
  {
    run: 'apply -f -',
    input: service({ name: 'c', port: 82 }, { name: 'a', port: 80 }),
    out: 'service/web configured\n',
    source: 'docs/tasks/manage-kubernetes-objects/declarative-config',
  },
  {
    run: 'get service web -o jsonpath={.spec.ports[*].name}',
    out: 'c a',
    source: 'contributors/devel/sig-api-machinery/strategic-merge-patch.md, setElementOrder',
  },
  {
    run: 'apply --server-side -f -',
    input: configMap({ a: '2' }),
    err: /server-side apply is not supported by this server/,
    code: 1,
    source: 'not in Kubernetes: this server has no server-side apply',
  },
  // Authorization.
  { run: 'auth can-i create pods', out: 'yes\n', source: `${KUBECTL}/kubectl_auth_can-i` },
  { run: 'auth can-i list pods -n dev', as: 'jane', out: 'yes\n', source: `${KUBECTL}/kubectl_auth_can-i` },
  {
    run: 'auth can-i --list -n dev',
    as: 'jane',
    out: /^Resources +Non-Resource URLs +Resource Names +Verbs\n(.|\n)*pods\/log +\[\] +\[\] +\[get list watch\]\n/,
    source: `${KUBECTL}/kubectl_auth_can-i`,
    quick: true,
  },
  {
    run: 'auth whoami',
    as: 'jane',
    out: /Username +jane\nGroups +\[dev system:authenticated\]\n/,
    source: `${KUBECTL}/kubectl_auth_whoami`,
  },
  {
    run: 'create token robot --duration=20m --audience=vault',
    out: /^[\w-]+\.[\w-]+\.[\w-]+$/,
    source: `${KUBECTL}/kubectl_create_token`,
  },
  {
    run: 'create token robot --duration=1m',
    err: /may not specify a duration less than 10 minutes/,
    code: 1,
    source: 'docs/reference/kubernetes-api/authentication-resources/token-request-v1',
  },
  {
    run: 'create token nobody',
    err: /serviceaccounts "nobody" not found/,
    code: 1,
    source: NOT_FOUND,
  },
  {
    run: 'get apiservices',
    out: /^NAME +SERVICE +AVAILABLE +AGE\nv1\. +Local +True +[\dms]+\n/,
    source: 'docs/tasks/extend-kubernetes/configure-aggregation-layer',
  },
  {
    run: 'get pods --as=joe',
    out: /^NAME/,
    source: 'docs/reference/access-authn-authz/authentication, User impersonation',
  },
  {
    run: 'create role thief --verb=get --resource=secrets -n dev',
    as: 'jane',
    err: /cannot create resource "roles" in API group "rbac\.authorization\.k8s\.io" in the namespace "dev"/,
    code: 1,
    source: 'docs/reference/access-authn-authz/rbac',
  },
  {
    run: 'create rolebinding admins --clusterrole=admin --user=jane -n dev',
    out: 'rolebinding.rbac.authorization.k8s.io/admins created\n',
    source: `${KUBECTL}/kubectl_create_rolebinding`,
  },
  {
    run: 'create role thief --verb=get --resource=nodes -n dev',
    as: 'jane',
    err: /roles\.rbac\.authorization\.k8s\.io "thief" is forbidden: user "jane" \(groups=\["dev" "system:authenticated"\]\) is attempting to grant RBAC permissions not currently held:\n\{APIGroups:\[""\], Resources:\["nodes"\], Verbs:\["get"\]\}/,
    code: 1,
    source: 'docs/reference/access-authn-authz/rbac, Privilege escalation prevention',
  },
  // What this cluster does not do.
  {
    run: 'exec one -- true',
    err: /pods\/exec is not served/,
    code: 1,
    source: 'not in Kubernetes: no containers run here',
  },
  {
    run: 'attach one',
    err: /pods\/attach is not served/,
    code: 1,
    source: 'not in Kubernetes: no containers run here',
  },
  {
    run: 'cp one:/etc/hosts /dev/null',
    err: /pods\/exec is not served/,
    code: 1,
    source: 'not in Kubernetes: no containers run here',
  },
  {
    run: 'port-forward pod/one 0:80',
    err: /pods\/portforward is not served|pod is not running/,
    code: 1,
    source: 'not in Kubernetes: no containers run here',
  },
  { run: 'top node', err: 'error: Metrics API not available\n', code: 1, source: `${KUBECTL}/kubectl_top_node` },
  // Deleting.
  { run: 'delete pod one', out: 'pod "one" deleted\n', source: `${KUBECTL}/kubectl_delete`, quick: true },
  { run: 'delete pod one', err: 'Error from server (NotFound): pods "one" not found\n', code: 1, source: NOT_FOUND },
  { run: 'delete pods -l run=three', out: 'pod "three" deleted\n', source: `${KUBECTL}/kubectl_delete` },
  { run: 'delete configmaps --all -n team', out: 'No resources found\n', source: `${KUBECTL}/kubectl_delete` },
  {
    run: 'create configmap inside -n team --from-literal=a=1',
    out: 'configmap/inside created\n',
    source: `${KUBECTL}/kubectl_create_configmap`,
  },
  { run: 'delete namespace team', out: 'namespace "team" deleted\n', source: `${KUBECTL}/kubectl_delete` },
  { run: 'get configmaps -n team -o name', out: '', source: 'docs/concepts/overview/working-with-objects/namespaces' },
];
