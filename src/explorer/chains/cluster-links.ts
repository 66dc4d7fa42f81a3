/** Which component presents which certificate to which other one in a cluster. */
import type { ValidationName } from '../../x509/index.ts';
import type { SceneQuestion } from './scene.ts';

/** The endpoints of a cluster's connections. */
export type Component =
  | 'aggregated'
  | 'apiserver'
  | 'controller-manager'
  | 'etcd'
  | 'etcdctl'
  | 'kubectl'
  | 'kubelet'
  | 'scheduler';

/** A kind of connection: the client presents a certificate, and verifies the server's. */
export interface ClusterLink {
  readonly name: string;
  readonly client: Component;
  readonly server: Component;
  /** The client's certificate, and the CA by which the server verifies it. */
  readonly shows: string;
  readonly verifiedBy: string;
  /** The server's certificate, the CA by which the client verifies it, and the name that the client expects; undefined if the cluster's plan does not have it. */
  readonly answers?: { readonly with: string; readonly verifiedBy: string; readonly name: ValidationName };
}

/** The node's name and address (RFC 5737). */
export const NODE = 'control-plane-1';
export const ADDRESS = '192.0.2.10';
const API = { with: 'apiserver', verifiedBy: 'ca', name: { ip: ADDRESS } } as const;
const ETCD = { verifiedBy: 'etcd-ca', name: { ip: '127.0.0.1' } } as const;

const toApi = (client: Component, shows: string): ClusterLink => ({
  ...{ name: shows, client, server: 'apiserver', shows, verifiedBy: 'ca', answers: API },
});

/** Every kind of connection in a cluster of one control plane (kubernetes.io, PKI certificates and requirements). */
export const CLUSTER_LINKS: readonly ClusterLink[] = [
  toApi('kubectl', 'admin.conf'),
  toApi('kubectl', 'super-admin.conf'),
  toApi('kubelet', 'kubelet.conf'),
  toApi('controller-manager', 'controller-manager.conf'),
  toApi('scheduler', 'scheduler.conf'),
  {
    ...{ name: 'apiserver-kubelet-client', client: 'apiserver', server: 'kubelet', shows: 'apiserver-kubelet-client' },
    ...{ verifiedBy: 'ca', answers: { with: 'kubelet', verifiedBy: 'ca', name: { dns: NODE } } },
  },
  {
    ...{ name: 'apiserver-etcd-client', client: 'apiserver', server: 'etcd', shows: 'apiserver-etcd-client' },
    ...{ verifiedBy: 'etcd-ca', answers: { with: 'etcd-server', ...ETCD } },
  },
  {
    ...{ name: 'etcd-peer', client: 'etcd', server: 'etcd', shows: 'etcd-peer', verifiedBy: 'etcd-ca' },
    answers: { with: 'etcd-peer', ...ETCD, name: { ip: ADDRESS } },
  },
  {
    ...{ name: 'etcd-healthcheck-client', client: 'etcdctl', server: 'etcd', shows: 'etcd-healthcheck-client' },
    ...{ verifiedBy: 'etcd-ca', answers: { with: 'etcd-server', ...ETCD } },
  },
  {
    ...{ name: 'front-proxy-client', client: 'apiserver', server: 'aggregated', shows: 'front-proxy-client' },
    verifiedBy: 'front-proxy-ca',
  },
];

/** The side whose certificate the other one validates. */
export type Side = 'client' | 'server';

/** What the other end validates. If the server's certificate is not part of the plan, this is always the client's. */
export function questionOf({ answers, shows, verifiedBy }: ClusterLink, side: Side): SceneQuestion {
  if (side === 'server' && answers !== undefined) {
    return { leaf: answers.with, trusted: [answers.verifiedBy], purpose: 'serverAuth', name: answers.name };
  }
  return { leaf: shows, trusted: [verifiedBy], purpose: 'clientAuth', name: 'unchecked' };
}
