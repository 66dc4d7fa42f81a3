/** The cluster that is served if no manifest is given: the objects that kubeadm creates on a control plane, and a few applications. */
import { assertDate, assertOptions, assertString } from '../../bytes/index.ts';
import type { KubernetesObject } from '../documents.ts';
import { rfc3339 } from './cluster.ts';

/** The parts of the manifest that depend on where it is served. */
export interface ManifestInput {
  readonly nodeName: string;
  /** The node's IP address. */
  readonly address: string;
  readonly kubeletPort: number;
  /** The time from which ages are computed. */
  readonly now: Date;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CLUSTER_AGE = 26 * DAY;
const KUBERNETES = 'v1.32.0';

interface PodInput {
  readonly namespace: string;
  readonly name: string;
  readonly app: string;
  /** Image of each container, by the container's name. */
  readonly images: Readonly<Record<string, string>>;
  readonly age: number;
  readonly ip: string;
  readonly restarts?: number;
  /** The reason that its containers are waiting, if they are. */
  readonly waiting?: string;
}

function podsOf({ nodeName, address }: ManifestInput): PodInput[] {
  const system = { namespace: 'kube-system', age: CLUSTER_AGE, ip: address };
  const component = (app: string, image: string, restarts = 0): PodInput => ({
    ...system,
    name: `${app}-${nodeName}`,
    app,
    images: { [app]: image },
    restarts,
  });
  const registry = 'registry.k8s.io';
  const dns = { ...system, app: 'kube-dns', images: { coredns: `${registry}/coredns/coredns:v1.11.3` } };
  const web = { namespace: 'default', app: 'web', images: { nginx: 'nginx:1.27' }, age: 5 * DAY + 3 * HOUR };
  return [
    { ...dns, name: 'coredns-668d6bf9bc-4wz7k', ip: '10.244.0.2' },
    { ...dns, name: 'coredns-668d6bf9bc-p8x2m', ip: '10.244.0.3' },
    component('etcd', `${registry}/etcd:3.5.16-0`),
    component('kube-apiserver', `${registry}/kube-apiserver:${KUBERNETES}`),
    component('kube-controller-manager', `${registry}/kube-controller-manager:${KUBERNETES}`, 2),
    component('kube-scheduler', `${registry}/kube-scheduler:${KUBERNETES}`, 2),
    {
      ...system,
      name: 'kube-proxy-q7hfd',
      app: 'kube-proxy',
      images: { 'kube-proxy': `${registry}/kube-proxy:${KUBERNETES}` },
    },
    { ...web, name: 'web-6d4cf56db6-j2m4x', ip: '10.244.0.10' },
    { ...web, name: 'web-6d4cf56db6-tx9kq', ip: '10.244.0.11' },
    {
      namespace: 'default',
      name: 'orders-0',
      app: 'orders',
      images: { orders: 'registry.example.com/orders:2.4.1', metrics: 'prom/statsd-exporter:v0.28.0' },
      age: 31 * HOUR,
      ip: '10.244.0.12',
      restarts: 1,
    },
    {
      namespace: 'dev',
      name: 'api-7f8d9c5b4-mk2zt',
      app: 'api',
      images: { api: 'registry.example.com/api:main' },
      age: 47 * MINUTE,
      ip: '10.244.0.20',
    },
    {
      namespace: 'dev',
      name: 'worker-5c9b6d7f8-x4vnp',
      app: 'worker',
      images: { worker: 'registry.example.com/worker:typo' },
      age: 12 * MINUTE,
      ip: '10.244.0.21',
      waiting: 'ImagePullBackOff',
    },
  ];
}

/** The namespaces, the node and the pods of the default cluster. */
export function defaultManifest(input: ManifestInput): KubernetesObject[] {
  assertOptions(input, 'input', ['nodeName', 'address', 'kubeletPort', 'now']);
  assertDate(input.now, 'input.now');
  assertString(input.nodeName, 'input.nodeName');
  assertString(input.address, 'input.address');
  const ago = (seconds: number): string => rfc3339(new Date(input.now.getTime() - seconds * 1000));
  const namespaces = ['default', 'dev', 'kube-node-lease', 'kube-public', 'kube-system'];
  return [
    ...namespaces.map((name) => namespace(name, ago(name === 'dev' ? 9 * DAY : CLUSTER_AGE))),
    node(input, ago(CLUSTER_AGE)),
    ...podsOf(input).map((pod) => podObject(pod, input, ago)),
  ];
}

const namespace = (name: string, creationTimestamp: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, creationTimestamp, labels: { 'kubernetes.io/metadata.name': name } },
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' },
});

const node = ({ nodeName, address, kubeletPort }: ManifestInput, creationTimestamp: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: nodeName,
    creationTimestamp,
    labels: {
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': nodeName,
      'kubernetes.io/os': 'linux',
      'node-role.kubernetes.io/control-plane': '',
    },
  },
  spec: { podCIDR: '10.244.0.0/24' },
  status: {
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: nodeName },
    ],
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
    nodeInfo: {
      architecture: 'amd64',
      containerRuntimeVersion: 'containerd://1.7.24',
      kernelVersion: '6.1.0-28-amd64',
      kubeletVersion: KUBERNETES,
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
    },
  },
});

function podObject(pod: PodInput, input: ManifestInput, ago: (seconds: number) => string): KubernetesObject {
  const { restarts = 0, waiting } = pod;
  const startedAt = ago(restarts > 0 ? pod.age / 2 : pod.age);
  const state = waiting === undefined ? { running: { startedAt } } : { waiting: { reason: waiting } };
  const containers = Object.entries(pod.images).map(([name, image]) => ({ name, image }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace: pod.namespace,
      creationTimestamp: ago(pod.age),
      labels: { app: pod.app },
    },
    spec: { nodeName: input.nodeName, restartPolicy: 'Always', serviceAccountName: 'default', containers },
    status: {
      phase: waiting === undefined ? 'Running' : 'Pending',
      hostIP: input.address,
      podIP: pod.ip,
      startTime: ago(pod.age),
      conditions: [{ type: 'Ready', status: waiting === undefined ? 'True' : 'False' }],
      containerStatuses: containers.map(({ name, image }) => ({
        name,
        image,
        ready: waiting === undefined,
        restartCount: restarts,
        state,
        lastState: restarts > 0 ? { terminated: { exitCode: 1, reason: 'Error', finishedAt: startedAt } } : {},
      })),
    },
  };
}
