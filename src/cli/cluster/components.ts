/** The processes of a cluster, and the command line of each. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterPlaces, FIRST_NODE, HOST, type MemberPorts } from './places.ts';
import type { Component } from './supervisor.ts';

/** The names of the components. */
export const API_SERVER = 'kube-apiserver';

export const memberName = (index: number): string => `etcd-${index + 1}`;
const memberUrl = ({ client }: MemberPorts): string => `https://${HOST}:${client}`;
const peerUrl = ({ peer }: MemberPorts): string => `https://${HOST}:${peer}`;

/** etcd's members, with the certificates of the folder for clients and for each other (etcd v3.4, clustering guide). */
export const etcdComponents = ({ folder, etcd }: ClusterPlaces): Component[] =>
  etcd.map((member, i) => ({
    name: memberName(i),
    kind: 'program',
    command: () => [
      ...['setpriv', '--pdeathsig', 'KILL', 'etcd', '--name', memberName(i), '--data-dir', join(folder, memberName(i))],
      ...['--initial-cluster', etcd.map((each, j) => `${memberName(j)}=${peerUrl(each)}`).join(',')],
      ...['--listen-client-urls', memberUrl(member), '--advertise-client-urls', memberUrl(member)],
      ...['--listen-peer-urls', peerUrl(member), '--initial-advertise-peer-urls', peerUrl(member)],
      ...tlsFlags('', join(folder, 'pki/etcd/server'), folder),
      ...tlsFlags('peer-', join(folder, 'pki/etcd/peer'), folder),
      ...['--client-crl-file', join(folder, 'pki/etcd/ca.crl'), '--logger', 'zap', '--log-level', 'warn'],
    ],
  }));

const tlsFlags = (prefix: string, pair: string, folder: string): string[] => [
  ...[`--${prefix}cert-file`, `${pair}.crt`, `--${prefix}key-file`, `${pair}.key`],
  ...[`--${prefix}trusted-ca-file`, join(folder, 'pki/etcd/ca.crt'), `--${prefix}client-cert-auth`],
];

export const apiServer = ({ folder, apiPort, store, etcd }: ClusterPlaces): Component => ({
  name: API_SERVER,
  kind: 'vitrine',
  command: () => [
    ...['apiserver', '-dir', folder, '-bind-address', HOST, '-secure-port', `${apiPort}`, '-bare', '-with-whoami'],
    ...(store === 'etcd' ? ['-etcd-servers', etcd.map(memberUrl).join(',')] : ['-data', join(folder, 'data')]),
    ...['-client-crl', join(folder, 'pki/ca.crl')],
  ],
});

/** Times of the leases in seconds. After a controller is killed, its successor waits until the lease has expired. */
const LEADER = [
  ...['-leader-elect-lease-duration', '6', '-leader-elect-renew-deadline', '4'],
  ...['-leader-elect-retry-period', '1'],
];

export const controllers = ({ folder }: ClusterPlaces): Component[] =>
  ['controller-manager', 'scheduler'].map((command) => ({
    name: `kube-${command}`,
    kind: 'vitrine',
    command: () => [command, '-dir', folder, ...LEADER],
  }));

export const kubeletName = (node: string): string => `kubelet ${node}`;

/** The kubelet of the node whose certificates are in the folder. */
export const firstKubelet = ({ folder }: ClusterPlaces): Component => ({
  name: kubeletName(FIRST_NODE),
  kind: 'vitrine',
  command: () => [
    ...['kubelet', '-dir', folder, '-kubeconfig', join(folder, 'kubelet.conf'), '-address', HOST, '-port', '0'],
    ...['-client-crl', join(folder, 'pki/ca.crl')],
  ],
});

/** The values that a node needs to join. */
export interface JoinLine {
  readonly server: string;
  readonly token: string;
  readonly pins: readonly string[];
}

/** The kubelet of a further node: it joins by token, and later starts again with its own kubeconfig. */
export const joiningKubelet = ({ folder }: ClusterPlaces, node: string, line: () => Promise<JoinLine>): Component => ({
  name: kubeletName(node),
  kind: 'vitrine',
  async command() {
    const own = join(folder, 'nodes', node);
    const place = ['-node-name', node, '-cert-dir', own, '-address', HOST, '-port', '0'];
    const kubeconfig = join(own, 'kubelet.conf');
    if (await exists(kubeconfig)) return ['kubelet', '-kubeconfig', kubeconfig, ...place];
    const { server, token, pins } = await line();
    const pinned = pins.flatMap((pin) => ['-discovery-token-ca-cert-hash', pin]);
    return ['kubelet', '-join', server, '-token', token, ...pinned, ...place];
  },
});

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
