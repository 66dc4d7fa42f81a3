/** Requests for certificates, leases, events, pages and watches. */
import { json } from './manifests.ts';
import { KUBECTL, type Row } from './row.ts';

/** `openssl req -new -subj SUBJECT` with a key on P-256, in base64 as `spec.request` has it. */
const JOE =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIVk1INENBUUF3SERFTU1Bb0dBMVVFQ2d3RFpHVjJNUXd3Q2dZRFZRUUREQU5xYjJVd1dUQVRCZ2NxaGtqTwpQUUlCQmdncWhrak9QUU1CQndOQ0FBUUhpRXlVL29RRUFhYmtpejFMYTJuMlZvTysxWXViNWcrVE92SStxYjFkClV0emhGVkZ1OEttQ0gvSnpPWjRqWllwVVBmTnhJNE1wM3haWEJaWEJod3p3b0FBd0NnWUlLb1pJemowRUF3SUQKUndBd1JBSWdheWJ0dThZbHk1bWRQQTBOSVNja2NhT2s3VVpLbHZSZ1QybU1pZmNnOGM0Q0lHMW9naEUwNURRSQp4OHE5UDgybVo1SXd1NUsvMnRaT1A0aU4yVVdzczd4NAotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K';
const MASTER =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIaE1JR0pBZ0VBTUNjeEZ6QVZCZ05WQkFvTURuTjVjM1JsYlRwdFlYTjBaWEp6TVF3d0NnWURWUVFEREFObApkbVV3V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVFIaUV5VS9vUUVBYWJraXoxTGEybjJWb08rCjFZdWI1ZytUT3ZJK3FiMWRVdHpoRlZGdThLbUNIL0p6T1o0alpZcFVQZk54STRNcDN4WlhCWlhCaHd6d29BQXcKQ2dZSUtvWkl6ajBFQXdJRFJ3QXdSQUlnYkZFNjJoa0g5NUFDL0dUNU9ZSmpxR21vNnJiL0FodjVoM004bVcyWQpOTTRDSUZYY0lab3pqelNRei9nTktCYnlBSExYQWd2MmFXbzJwU1ZydkxPZnVlb2gKLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==';

const request = (name: string, pem: string): string =>
  json({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: {
      ...{ request: pem, signerName: 'kubernetes.io/kube-apiserver-client' },
      ...{ expirationSeconds: 86_400, usages: ['client auth'] },
    },
  });
const ISSUING = 'docs/tasks/tls/certificate-issue-client-csr';
const API_CONCEPTS = 'docs/reference/using-api/api-concepts';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

export const CERTIFICATE_ROWS: readonly Row[] = [
  {
    run: 'create -f -',
    input: request('joe', JOE),
    out: 'certificatesigningrequest.certificates.k8s.io/joe created\n',
    source: ISSUING,
  },
  {
    run: 'get csr joe',
    out: /^NAME +AGE +SIGNERNAME +REQUESTOR +REQUESTEDDURATION +CONDITION\njoe +[\dms]+ +kubernetes\.io\/kube-apiserver-client +kubernetes-admin +24h +Pending\n$/,
    source: ISSUING,
  },
  {
    run: 'certificate approve joe',
    out: 'certificatesigningrequest.certificates.k8s.io/joe approved\n',
    source: `${KUBECTL}/kubectl_certificate/kubectl_certificate_approve`,
  },
  {
    run: 'get csr joe -o jsonpath={.status.conditions[*].type}:{.spec.username}',
    out: 'Approved:kubernetes-admin',
    source: 'docs/reference/kubernetes-api/authentication-resources/certificate-signing-request-v1',
  },
  {
    run: 'describe csr joe',
    out: /^Name: +joe\n(.|\n)*Requesting User: +kubernetes-admin\n(.|\n)*Status: +Approved\n(.|\n)*Common Name: +joe\n/,
    source: `${KUBECTL}/kubectl_describe`,
  },
  {
    run: 'certificate deny joe',
    err: 'error: certificate signing request "joe" is already Approved\n',
    code: 1,
    source: 'docs/reference/kubernetes-api/authentication-resources/certificate-signing-request-v1, conditions',
  },
  {
    run: 'create -f -',
    input: request('master', MASTER),
    err: /use of kubernetes\.io\/kube-apiserver-client signer with system:masters group is not allowed/,
    code: 1,
    source: 'docs/reference/access-authn-authz/admission-controllers, CertificateSubjectRestriction',
  },
  {
    run: 'create -f -',
    input: json({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'held' },
      spec: { holderIdentity: 'me', leaseDurationSeconds: 40 },
    }),
    out: 'lease.coordination.k8s.io/held created\n',
    source: `${KUBECTL}/kubectl_create`,
  },
  {
    run: 'get lease held',
    out: /^NAME +HOLDER +AGE\nheld +me +[\dms]+\n$/,
    source: 'docs/concepts/architecture/leases, API server identity',
  },
  {
    run: 'create -f -',
    input: json({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'happened' },
      ...{ type: 'Normal', reason: 'Tested', message: 'a test ran' },
      involvedObject: { kind: 'Pod', name: 'one', namespace: 'default' },
    }),
    out: 'event/happened created\n',
    source: `${KUBECTL}/kubectl_create`,
  },
  {
    run: 'get events --field-selector=reason=Tested,involvedObject.name=one -o jsonpath={.items[*].message}',
    out: 'a test ran',
    source: 'docs/reference/kubernetes-api/cluster-resources/event-v1',
  },
  {
    run: 'get --raw /api/v1/namespaces?limit=1',
    out: /"continue":"[^"]+","remainingItemCount":\d+/,
    source: `${API_CONCEPTS}, Retrieving large results sets in chunks`,
  },
  {
    run: `get --raw ${CONFIG_MAPS}?watch=true&timeoutSeconds=1&allowWatchBookmarks=true`,
    out: /^\{"type":"ADDED","object":\{(.|\n)*\{"type":"BOOKMARK","object":\{[^\n]*"resourceVersion":"\d+"[^\n]*\n$/,
    source: `${API_CONCEPTS}, Watch bookmarks`,
  },
  {
    run: `get --raw ${CONFIG_MAPS}?continue=nothing`,
    err: /continue key is not valid/,
    code: 1,
    source: 'not confirmed: staging/src/k8s.io/apiserver/pkg/storage/continue.go, DecodeContinue',
  },
  {
    run: 'describe node node-1',
    out: /^Name: +node-1\n(.|\n)*Taints: +key=value:NoSchedule\n/,
    source: `${KUBECTL}/kubectl_describe`,
  },
  {
    run: 'describe clusterrolebinding cluster-admin',
    out: /Kind: +ClusterRole\n +Name: +cluster-admin\n(.|\n)*Group +system:masters/,
    source: 'docs/reference/access-authn-authz/rbac, User-facing roles',
  },
];
