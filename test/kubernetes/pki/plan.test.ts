import { describe, expect, it } from 'vitest';
import {
  CLUSTER_PLAN,
  type ClusterInput,
  clusterNames,
  LIFETIMES,
  SERVICE_ACCOUNT_KEY,
  specOf,
} from '../../../src/kubernetes/pki/index.ts';
import { formatGeneralName, formatOneline } from '../../../src/x509/index.ts';
import { INPUT } from '../../fixtures/cluster-folder.ts';

/** The plan of a cluster as text: name, file, CA, subject, purposes, names. */
function described(input: Partial<ClusterInput> = {}): Record<string, string> {
  const cluster = clusterNames({ ...INPUT, ...input });
  return Object.fromEntries(
    CLUSTER_PLAN.map((planned) => {
      const { subject, purposes, names } = specOf(planned, cluster);
      const parts = [planned.place.path, planned.parent ?? '-', formatOneline(subject), purposes.join('+')];
      return [planned.name, [...parts, names.map(formatGeneralName).join(' ')].join(' | ')];
    }),
  );
}
const namesOf = (certificate: string, input: Partial<ClusterInput>): string =>
  described(input)[certificate].split(' | ')[4];

const ETCD_NAMES = 'DNS:localhost DNS:node1 IP:192.168.1.100 IP:127.0.0.1 IP:::1';
const APISERVER_NAMES =
  'DNS:kubernetes DNS:kubernetes.default DNS:kubernetes.default.svc DNS:kubernetes.default.svc.cluster.local ' +
  'DNS:node1 IP:10.96.0.1 IP:192.168.1.100';

describe('vectors', () => {
  it('is what kubeadm v1.32 lays out, and the kubelet beside it', () => {
    expect(described()).toEqual({
      ca: 'pki/ca | - | CN = kubernetes |  | DNS:kubernetes',
      apiserver: `pki/apiserver | ca | CN = kube-apiserver | serverAuth | ${APISERVER_NAMES}`,
      'apiserver-kubelet-client':
        'pki/apiserver-kubelet-client | ca | O = kubeadm:cluster-admins, CN = kube-apiserver-kubelet-client | clientAuth | ',
      kubelet: 'pki/kubelet | ca | O = system:nodes, CN = system:node:node1 | serverAuth | DNS:node1 IP:192.168.1.100',
      'front-proxy-ca': 'pki/front-proxy-ca | - | CN = front-proxy-ca |  | DNS:front-proxy-ca',
      'front-proxy-client': 'pki/front-proxy-client | front-proxy-ca | CN = front-proxy-client | clientAuth | ',
      'etcd-ca': 'pki/etcd/ca | - | CN = etcd-ca |  | DNS:etcd-ca',
      'etcd-server': `pki/etcd/server | etcd-ca | CN = node1 | serverAuth+clientAuth | ${ETCD_NAMES}`,
      'etcd-peer': `pki/etcd/peer | etcd-ca | CN = node1 | serverAuth+clientAuth | ${ETCD_NAMES}`,
      'etcd-healthcheck-client':
        'pki/etcd/healthcheck-client | etcd-ca | CN = kube-etcd-healthcheck-client | clientAuth | ',
      'apiserver-etcd-client': 'pki/apiserver-etcd-client | etcd-ca | CN = kube-apiserver-etcd-client | clientAuth | ',
      'admin.conf': 'admin.conf | ca | O = kubeadm:cluster-admins, CN = kubernetes-admin | clientAuth | ',
      'super-admin.conf': 'super-admin.conf | ca | O = system:masters, CN = kubernetes-super-admin | clientAuth | ',
      'kubelet.conf': 'kubelet.conf | ca | O = system:nodes, CN = system:node:node1 | clientAuth | ',
      'controller-manager.conf': 'controller-manager.conf | ca | CN = system:kube-controller-manager | clientAuth | ',
      'scheduler.conf': 'scheduler.conf | ca | CN = system:kube-scheduler | clientAuth | ',
    });
    expect(SERVICE_ACCOUNT_KEY).toEqual({ name: 'sa', privateKey: 'pki/sa.key', publicKey: 'pki/sa.pub' });
    expect(LIFETIMES).toEqual({ days: 365, caDays: 3650 });
  });

  it('names the API server after the first range of services, of either family', () => {
    const serviceAddress = (serviceCidr: string): string | undefined =>
      namesOf('apiserver', { serviceCidr }).match(/IP:(\S+) IP:192/)?.[1];
    expect(serviceAddress('10.96.0.0/12')).toBe('10.96.0.1');
    expect(serviceAddress('10.100.7.9/16')).toBe('10.100.0.1');
    expect(serviceAddress('172.16.3.240/28')).toBe('172.16.3.241');
    expect(serviceAddress('fd00:10:96::/112')).toBe('fd00:10:96::1');
    expect(serviceAddress('10.96.0.0/16,fd00:10:96::/112')).toBe('10.96.0.1');
    expect(serviceAddress('fd00:10:96::/112,10.96.0.0/16')).toBe('fd00:10:96::1');
  });

  it('adds the extra names and the endpoint, each name once', () => {
    const names = namesOf('apiserver', {
      apiserverCertExtraSans: ['*.example.com', '127.0.0.1', 'node1', '192.168.1.100', 'fd00::1'],
      controlPlaneEndpoint: 'lb.example.com:8443',
    });
    expect(names.split(' ').filter((name) => !APISERVER_NAMES.split(' ').includes(name))).toEqual([
      'DNS:*.example.com',
      'DNS:lb.example.com',
      'IP:127.0.0.1',
      'IP:fd00::1',
    ]);
    expect(new Set(names.split(' ')).size).toBe(names.split(' ').length);
  });
});

describe('properties', () => {
  it('has every CA before what it issues, and every file once', () => {
    const paths = CLUSTER_PLAN.map(({ place }) => place.path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const [i, { parent }] of CLUSTER_PLAN.entries()) {
      if (parent !== undefined) expect(CLUSTER_PLAN.slice(0, i).map(({ name }) => name)).toContain(parent);
    }
  });
});

describe('misuse', () => {
  it('cannot be changed', () => {
    expect(Object.isFrozen(CLUSTER_PLAN) && CLUSTER_PLAN.every(Object.isFrozen)).toBe(true);
  });
});
