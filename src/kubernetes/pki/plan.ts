/** A cluster's certificates as one table, as kubeadm v1.32 lays them out (cmd/kubeadm/app/phases/certs/certlist.go and
 * phases/kubeconfig/kubeconfig.go), with the kubelet's serving certificate added. */
import { assertArray, assertFields, assertMethods, bytesToHex } from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import {
  type AttributeText,
  type GeneralName,
  type KeyPurpose,
  makeName,
  type Name,
  parseIpAddress,
} from '../../x509/index.ts';
import { assertClusterNames, type ClusterNames } from './cluster-names.ts';

/** What a leaf may be used for (RFC 5280 §4.2.1.12). */
export type LeafPurpose = 'clientAuth' | 'serverAuth';

/** The location of a certificate and its key: two files (`path` + `.crt`, `.key`), or inside a kubeconfig. */
export type Place =
  | { readonly kind: 'pair'; readonly path: string }
  | {
      readonly kind: 'kubeconfig';
      readonly path: string;
      /** The API server that its owner uses: that of this node, or the control plane's endpoint. */
      readonly dials: 'localServer' | 'server';
    };

/** One row: a certificate, independent of a concrete cluster. */
export interface PlannedCertificate {
  /** kubeadm's name for it, as `kubeadm certs renew` takes it. */
  readonly name: string;
  /** Its use, in one line. */
  readonly summary: string;
  readonly place: Place;
  /** The CA that issues it; undefined: it is a CA itself, signed with its own key. */
  readonly parent?: string;
  readonly commonName: (cluster: Pick<ClusterNames, 'nodeName'>) => string;
  /** The organizations of its subject: in Kubernetes, the groups of the user. */
  readonly organizations: readonly string[];
  /** None for a CA. */
  readonly purposes: readonly LeafPurpose[];
  /** If set and all of its files are absent, it is not reported as missing: its owner keeps it elsewhere, or creates its own. */
  readonly optional?: true;
  /** The names by which clients reach its owner (subjectAltName), as far as the facts are known. */
  readonly names: (facts: Partial<ClusterNames>) => readonly GeneralName[];
}

const pair = (path: string): Place => ({ kind: 'pair', path });
const dns = (...names: readonly (string | undefined)[]): GeneralName[] =>
  names.flatMap((value) => (value === undefined ? [] : [{ kind: 'dNSName', value } as const]));
const ip = (...addresses: readonly (Uint8Array | undefined)[]): GeneralName[] =>
  addresses.flatMap((value) => (value === undefined ? [] : [{ kind: 'iPAddress', value } as const]));

/** The row of a CA: client-go's NewSelfSignedCACert gives it its common name as a DNS name too. */
const authority = (name: string, path: string, commonName: string, summary: string): PlannedCertificate => ({
  name,
  summary,
  place: pair(path),
  commonName: () => commonName,
  organizations: [],
  purposes: [],
  names: () => dns(commonName),
});

/** The row of a client. */
const client = (
  row: Pick<PlannedCertificate, 'name' | 'summary' | 'place' | 'commonName' | 'organizations'> & { parent: string },
): PlannedCertificate => ({ ...row, purposes: ['clientAuth'], names: () => [] });

/** The user name of a node. */
const nodeUser: PlannedCertificate['commonName'] = ({ nodeName }) => `system:node:${nodeName}`;
const etcdNames: PlannedCertificate['names'] = ({ nodeName, advertiseAddress }) => [
  ...dns(nodeName, 'localhost'),
  ...ip(advertiseAddress, parseIpAddress('127.0.0.1'), parseIpAddress('::1')),
];
const apiserverNames: PlannedCertificate['names'] = (facts) => [
  ...dns(facts.nodeName, 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'),
  ...dns(facts.dnsDomain && `kubernetes.default.svc.${facts.dnsDomain}`),
  ...ip(facts.serviceAddress, facts.advertiseAddress),
  ...(facts.extraNames ?? []),
];

const kubeconfig = (
  path: string,
  dials: 'localServer' | 'server',
  commonName: PlannedCertificate['commonName'],
  organizations: readonly string[],
  summary: string,
): PlannedCertificate =>
  client({ name: path, summary, place: { kind: 'kubeconfig', path, dials }, parent: 'ca', commonName, organizations });

const ROWS: readonly PlannedCertificate[] = [
  authority('ca', 'pki/ca', 'kubernetes', 'the CA of the cluster'),
  {
    name: 'apiserver',
    summary: 'serves the Kubernetes API',
    place: pair('pki/apiserver'),
    parent: 'ca',
    commonName: () => 'kube-apiserver',
    organizations: [],
    purposes: ['serverAuth'],
    names: apiserverNames,
  },
  client({
    name: 'apiserver-kubelet-client',
    summary: 'the API server, as it calls the kubelets',
    place: pair('pki/apiserver-kubelet-client'),
    parent: 'ca',
    commonName: () => 'kube-apiserver-kubelet-client',
    organizations: ['kubeadm:cluster-admins'],
  }),
  {
    // Not in kubeadm, where the kubelet's serving certificate is self-signed. One that the CA has issued can be verified by the API server.
    name: 'kubelet',
    summary: 'serves the API of the kubelet',
    place: pair('pki/kubelet'),
    parent: 'ca',
    commonName: nodeUser,
    organizations: ['system:nodes'],
    purposes: ['serverAuth'],
    names: ({ nodeName, advertiseAddress }) => [...dns(nodeName), ...ip(advertiseAddress)],
    optional: true,
  },
  authority('front-proxy-ca', 'pki/front-proxy-ca', 'front-proxy-ca', 'the CA of the front proxy'),
  client({
    name: 'front-proxy-client',
    summary: 'the API server, as it calls API servers behind it',
    place: pair('pki/front-proxy-client'),
    parent: 'front-proxy-ca',
    commonName: () => 'front-proxy-client',
    organizations: [],
  }),
  authority('etcd-ca', 'pki/etcd/ca', 'etcd-ca', 'the CA of etcd'),
  {
    name: 'etcd-server',
    summary: 'serves etcd',
    place: pair('pki/etcd/server'),
    parent: 'etcd-ca',
    commonName: ({ nodeName }) => nodeName,
    organizations: [],
    // clientAuth because etcd connects to itself with this certificate (etcd issue 9785).
    purposes: ['serverAuth', 'clientAuth'],
    names: (facts) => [...etcdNames(facts), ...(facts.etcdServerNames ?? [])],
  },
  {
    name: 'etcd-peer',
    summary: "etcd's members, for connections between them",
    place: pair('pki/etcd/peer'),
    parent: 'etcd-ca',
    commonName: ({ nodeName }) => nodeName,
    organizations: [],
    purposes: ['serverAuth', 'clientAuth'],
    names: (facts) => [...etcdNames(facts), ...(facts.etcdPeerNames ?? [])],
  },
  client({
    name: 'etcd-healthcheck-client',
    summary: 'checks whether etcd is alive',
    place: pair('pki/etcd/healthcheck-client'),
    parent: 'etcd-ca',
    commonName: () => 'kube-etcd-healthcheck-client',
    organizations: [],
  }),
  client({
    name: 'apiserver-etcd-client',
    summary: 'the API server, as it calls etcd',
    place: pair('pki/apiserver-etcd-client'),
    parent: 'etcd-ca',
    commonName: () => 'kube-apiserver-etcd-client',
    organizations: [],
  }),
  kubeconfig(
    'admin.conf',
    'server',
    () => 'kubernetes-admin',
    ['kubeadm:cluster-admins'],
    'the administrator, as far as RBAC allows',
  ),
  {
    ...kubeconfig(
      'super-admin.conf',
      'server',
      () => 'kubernetes-super-admin',
      ['system:masters'],
      'the administrator, above RBAC',
    ),
    optional: true,
  },
  kubeconfig('kubelet.conf', 'server', nodeUser, ['system:nodes'], 'the kubelet, as it calls the API server'),
  kubeconfig(
    'controller-manager.conf',
    'localServer',
    () => 'system:kube-controller-manager',
    [],
    'the controller manager',
  ),
  kubeconfig('scheduler.conf', 'localServer', () => 'system:kube-scheduler', [], 'the scheduler'),
];

/** The table, in kubeadm's order: a CA before what it issues. */
export const CLUSTER_PLAN: readonly PlannedCertificate[] = Object.freeze(ROWS.map((row) => Object.freeze(row)));

/** The key pair that signs service account tokens. It has no certificate. */
export const SERVICE_ACCOUNT_KEY = Object.freeze({ name: 'sa', privateKey: 'pki/sa.key', publicKey: 'pki/sa.pub' });

/** One certificate, before it has a key. */
export interface CertificateSpec {
  readonly subject: Name;
  readonly purposes: readonly KeyPurpose[];
  /** DNS names in order, then addresses, none of them twice. */
  readonly names: readonly GeneralName[];
}

/** The contents of a row's certificate for a concrete cluster. */
export function specOf(planned: PlannedCertificate, cluster: ClusterNames): CertificateSpec {
  assertPlan([planned]);
  assertClusterNames(cluster, 'cluster');
  return {
    subject: subjectOf(planned.commonName(cluster), planned.organizations),
    purposes: planned.purposes,
    names: inOrder(planned.names(cluster)),
  };
}

/** @throws UsageError `wrong-type` for values that are not a plan. */
export function assertPlan(value: readonly PlannedCertificate[]): void {
  assertEach(value, 'plan', (row, place) => {
    assertFields(row, place, 'a planned certificate', 'name', 'place', 'purposes', 'organizations');
    assertMethods(row, place, 'a planned certificate', 'commonName', 'names');
  });
}

/** The subject for a user and its groups, with the groups first, as in Go. Deviation: Go puts several groups into one RDN.
 * @throws X509Error `attribute-length`: each has 1 to 64 characters. */
export function subjectOf(commonName: string, organizations: readonly string[]): Name {
  assertArray(organizations, 'organizations');
  return makeName(...organizations.map((group): AttributeText => ['O', group]), ['CN', commonName]);
}

/** kubeadm's RemoveDuplicateAltNames, and the order in which Go writes them. */
function inOrder(names: readonly GeneralName[]): GeneralName[] {
  const domains = new Set(names.flatMap((name) => (name.kind === 'dNSName' ? [name.value] : [])));
  const addresses = new Map(
    names.flatMap((name) => (name.kind === 'iPAddress' ? [[bytesToHex(name.value), name.value]] : [])),
  );
  return [...dns(...[...domains].sort()), ...ip(...addresses.values())];
}
