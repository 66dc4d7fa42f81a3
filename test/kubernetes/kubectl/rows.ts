/** Command lines of kubectl, in the order in which they are run on one cluster, each with what it prints. */
import { configMap, json, pod, service } from './manifests.ts';

export interface Row {
  /** Arguments, separated by one space each. */
  readonly run: string;
  /** Standard input. */
  readonly input?: string;
  readonly out?: RegExp | string;
  readonly err?: RegExp | string;
  /** The exit code; default: 0. */
  readonly code?: number;
  readonly as?: 'jane';
  /** Where the expected output is from: Kubernetes' documentation (kubernetes.io/docs), or a file of kubernetes with its line; what is not in
   * Kubernetes says so, and so does what could not be confirmed. */
  readonly source: string;
  /** Whether it is one of those that every run of the tests has. */
  readonly quick?: true;
}

const KUBECTL = 'docs/reference/kubectl/generated';
const OBJECTS = 'docs/concepts/overview/working-with-objects';
/** A line of apimachinery's errors.go. @param line - as of commit 030880a5dc54 of kubernetes. */
const errorsLine = (line: number): string => `staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go:${line}`;
const NOT_FOUND = errorsLine(155);
const ALREADY_EXISTS = errorsLine(170);
const CONFLICT = errorsLine(242);
const PATCH = 'docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch';

export const ROWS: readonly Row[] = [
  {
    run: 'version',
    out: /Server Version: v1\.32\.0/,
    err: /^(WARNING: version difference between client .*\n)?$/,
    source: `${KUBECTL}/kubectl_version`,
    quick: true,
  },
  {
    run: 'api-resources -o name',
    out: /^configmaps\nevents\n(.*\n)*certificatesigningrequests\.certificates\.k8s\.io\n/,
    source: `${KUBECTL}/kubectl_api-resources`,
    quick: true,
  },
  {
    run: 'api-versions',
    out: /^apiregistration\.k8s\.io\/v1\nauthentication\.k8s\.io\/v1\n(.*\n)*v1\n$/,
    source: `${KUBECTL}/kubectl_api-versions`,
  },
  {
    run: 'explain configmap.immutable',
    out: /FIELD: immutable <boolean>\n+DESCRIPTION:\n {4}Immutable, if set to true/,
    source: `${KUBECTL}/kubectl_explain`,
    quick: true,
  },
  {
    run: 'explain pod.spec.containers --recursive',
    out: /FIELD: containers <\[\]Container>(.|\n)*name\t<string> -required-/,
    source: `${KUBECTL}/kubectl_explain`,
  },
  // Creating: typed bodies go out as protobuf, files as JSON.
  {
    run: 'create namespace team',
    out: 'namespace/team created\n',
    source: `${KUBECTL}/kubectl_create_namespace`,
    quick: true,
  },
  {
    run: 'create namespace team',
    err: 'Error from server (AlreadyExists): namespaces "team" already exists\n',
    code: 1,
    source: ALREADY_EXISTS,
  },
  {
    run: 'create namespace Team',
    err: /The Namespace "Team" is invalid: metadata\.name: Invalid value: "Team": a lowercase RFC 1123 label must consist of/,
    code: 1,
    source: `${OBJECTS}/names, RFC 1123 Label Names`,
  },
  {
    run: 'create configmap settings --from-literal=a=1 --from-literal=b=2',
    out: 'configmap/settings created\n',
    source: `${KUBECTL}/kubectl_create_configmap`,
    quick: true,
  },
  {
    run: 'create secret generic login --from-literal=user=jane',
    out: 'secret/login created\n',
    source: `${KUBECTL}/kubectl_create_secret_generic`,
  },
  {
    run: 'create serviceaccount robot',
    out: 'serviceaccount/robot created\n',
    source: `${KUBECTL}/kubectl_create_serviceaccount`,
  },
  {
    run: 'create service clusterip front --tcp=80:8080',
    out: 'service/front created\n',
    source: `${KUBECTL}/kubectl_create_service_clusterip`,
  },
  {
    run: 'create role reader --verb=get,list --resource=pods',
    out: 'role.rbac.authorization.k8s.io/reader created\n',
    source: `${KUBECTL}/kubectl_create_role`,
    quick: true,
  },
  {
    run: 'create rolebinding reading --role=reader --user=joe',
    out: 'rolebinding.rbac.authorization.k8s.io/reading created\n',
    source: `${KUBECTL}/kubectl_create_rolebinding`,
  },
  {
    run: 'create clusterrole watcher --verb=watch --resource=nodes',
    out: 'clusterrole.rbac.authorization.k8s.io/watcher created\n',
    source: `${KUBECTL}/kubectl_create_clusterrole`,
  },
  {
    run: 'create clusterrolebinding watching --clusterrole=watcher --group=dev',
    out: 'clusterrolebinding.rbac.authorization.k8s.io/watching created\n',
    source: `${KUBECTL}/kubectl_create_clusterrolebinding`,
  },
  { run: 'create -f -', input: pod('one'), out: 'pod/one created\n', source: `${KUBECTL}/kubectl_create`, quick: true },
  {
    run: 'create -f -',
    input: pod('two', { spec: { containers: [] } }),
    err: 'The Pod "two" is invalid: spec.containers: Required value\n',
    code: 1,
    source: 'docs/reference/kubernetes-api/workload-resources/pod-v1, PodSpec: containers, required',
  },
  {
    run: 'create -f -',
    input: json({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'odd' }, datas: {} }),
    err: /strict decoding error: unknown field "datas"/,
    code: 1,
    source: 'docs/reference/using-api/api-concepts, Field validation',
  },
  {
    run: 'create -n nowhere -f -',
    input: pod('lost'),
    err: 'Error from server (NotFound): error when creating "STDIN": namespaces "nowhere" not found\n',
    code: 1,
    source: 'docs/reference/access-authn-authz/admission-controllers, NamespaceLifecycle',
  },
  { run: 'run three --image=nginx:1.27', out: 'pod/three created\n', source: `${KUBECTL}/kubectl_run` },
  {
    run: 'create --dry-run=server -f -',
    input: pod('dry'),
    out: 'pod/dry created (server dry run)\n',
    source: `${KUBECTL}/kubectl_create`,
  },
  { run: 'get pod dry', err: 'Error from server (NotFound): pods "dry" not found\n', code: 1, source: NOT_FOUND },
  // Reading.
  {
    run: 'get configmap settings',
    out: /^NAME +DATA +AGE\nsettings +2 +\d+s\n$/,
    source: 'not confirmed: pkg/printers/internalversion/printers.go, printConfigMap',
    quick: true,
  },
  {
    run: 'get secret login',
    out: /^NAME +TYPE +DATA +AGE\nlogin +Opaque +1 +\d+s\n$/,
    source: 'docs/concepts/configuration/secret, Opaque Secrets',
  },
  {
    run: 'get serviceaccount robot',
    out: /^NAME +SECRETS +AGE\nrobot +0 +\d+s\n$/,
    source: 'docs/tasks/configure-pod-container/configure-service-account',
  },
  {
    run: 'get service front',
    out: /^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE\nfront +ClusterIP +10\.\d+\.\d+\.\d+ +<none> +80\/TCP +\d+s\n$/,
    source: 'docs/tutorials/services/connect-applications-service',
  },
  {
    run: 'get rolebinding reading -o wide',
    out: /^NAME +ROLE +AGE +USERS +GROUPS +SERVICEACCOUNTS\nreading +Role\/reader +\d+s +joe/,
    source: 'not confirmed: pkg/printers/internalversion/printers.go, printRoleBinding',
  },
  { run: 'get secret login -o jsonpath={.data.user}', out: 'amFuZQ==', source: 'docs/reference/kubectl/jsonpath' },
  {
    run: 'get pods -l app=one -o name',
    out: 'pod/one\n',
    source: 'docs/concepts/overview/working-with-objects/labels',
  },
  {
    run: 'get pods --field-selector=status.phase=Pending -o name',
    out: 'pod/one\npod/three\n',
    source: 'docs/concepts/overview/working-with-objects/field-selectors',
  },
  {
    run: 'get pods --field-selector=spec.nothing=x',
    err: /field label not supported: spec\.nothing/,
    code: 1,
    source: `${OBJECTS}/field-selectors, Supported fields`,
  },
  {
    run: 'get pods -A --chunk-size=3 -o name',
    out: /^(pod\/\S+\n){14}$/,
    source: 'docs/reference/using-api/api-concepts, Retrieving large results sets in chunks',
  },
  { run: 'get events', out: '', err: 'No resources found in default namespace.\n', source: `${KUBECTL}/kubectl_get` },
  {
    run: 'describe configmap settings',
    out: /^Name: +settings\nNamespace: +default\n(.|\n)*a:\n----\n1\n/,
    source: `${KUBECTL}/kubectl_describe`,
    quick: true,
  },
  {
    run: 'describe pod one',
    out: /^Name: +one\n(.|\n)*Image: +nginx:1\.27\n(.|\n)*Events: +<none>\n$/,
    source: `${KUBECTL}/kubectl_describe`,
  },
  { run: 'describe role reader', out: /pods +\[\] +\[\] +\[get list\]\n/, source: `${KUBECTL}/kubectl_describe` },
  {
    run: 'wait --for=jsonpath={.status.phase}=Pending pod/one --timeout=20s',
    out: 'pod/one condition met\n',
    source: `${KUBECTL}/kubectl_wait`,
    quick: true,
  },
  {
    run: 'wait --for=condition=Ready pod/one --timeout=1s',
    err: 'error: timed out waiting for the condition on pods/one\n',
    code: 1,
    source: `${KUBECTL}/kubectl_wait`,
  },
  { run: 'get --raw /healthz', out: 'ok', source: 'docs/reference/using-api/health-checks' },
  // Changing.
  { run: 'label pod one tier=web', out: 'pod/one labeled\n', source: `${KUBECTL}/kubectl_label`, quick: true },
  {
    run: 'label pod one tier=db',
    err: /'tier' already has a value \(web\), and --overwrite is false/,
    code: 1,
    source: `${KUBECTL}/kubectl_label`,
  },
  {
    run: 'label pod one tier=-x',
    err: /a valid label must be an empty string or consist of alphanumeric characters/,
    code: 1,
    source: `${OBJECTS}/labels, Syntax and character set`,
  },
  { run: 'annotate pod one note=hello', out: 'pod/one annotated\n', source: `${KUBECTL}/kubectl_annotate` },
  {
    run: 'patch pod one -p {"spec":{"containers":[{"name":"main","image":"nginx:1.28"}]}}',
    out: 'pod/one patched\n',
    source: PATCH,
    quick: true,
  },
  {
    run: 'get pod one -o jsonpath={.spec.containers[*].image}:{.spec.containers[0].ports[0].containerPort}',
    out: 'nginx:1.28:80',
    source: PATCH,
  },
  {
    run: 'patch pod one -p {"spec":{"containers":[{"name":"other","image":"x"}]}}',
    err: /spec: Forbidden: pod updates may not change fields other than/,
    code: 1,
    source: 'docs/concepts/workloads/pods, Pod update and replacement',
  },
  {
    run: 'patch configmap settings --type=merge -p {"data":{"a":null,"c":"3"}}',
    out: 'configmap/settings patched\n',
    source: PATCH,
  },
  {
    run: 'patch configmap settings --type=json -p [{"op":"replace","path":"/data/c","value":"4"}]',
    out: 'configmap/settings patched\n',
    source: PATCH,
  },
  {
    run: 'patch configmap settings --type=json -p [{"op":"test","path":"/data/c","value":"5"}]',
    err: /The request is invalid: the server rejected our request due to an error in our request/,
    code: 1,
    source: 'docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch; RFC 6902 §5',
  },
  { run: 'get configmap settings -o jsonpath={.data}', out: '{"b":"2","c":"4"}', source: PATCH },
  {
    run: 'replace -f -',
    input: json({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { z: '9' } }),
    out: 'configmap/settings replaced\n',
    source: `${KUBECTL}/kubectl_replace`,
  },
  {
    run: 'replace -f -',
    input: json({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', resourceVersion: '1' } }),
    err: /Operation cannot be fulfilled on configmaps "settings": the object has been modified; please apply your changes to the latest version and try again/,
    code: 1,
    source: CONFLICT,
  },
  { run: 'cordon node-1', out: 'node/node-1 cordoned\n', source: `${KUBECTL}/kubectl_cordon` },
  { run: 'taint nodes node-1 key=value:NoSchedule', out: 'node/node-1 tainted\n', source: `${KUBECTL}/kubectl_taint` },
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
    out: /^NAME +SERVICE +AVAILABLE +AGE\nv1\. +Local +True +\d+s\n/,
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
