import { describe, expect, it } from 'vitest';
import { clusterNames, knownNames, readKubeadmConfig } from '../../../src/kubernetes/pki/index.ts';
import { formatGeneralName } from '../../../src/x509/index.ts';
import { INPUT, rejection } from '../../fixtures/cluster-folder.ts';

/** After the example of https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/ */
const EXAMPLE = `apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
nodeRegistration:
  name: ec2-10-100-0-1
  criSocket: unix:///var/run/containerd/containerd.sock
localAPIEndpoint:
  advertiseAddress: 10.100.0.1
  bindPort: 6444
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
etcd:
  local:
    dataDir: /var/lib/etcd
    serverCertSANs: [ec2-10-100-0-1.compute-1.amazonaws.com]
    peerCertSANs: [10.100.0.9]
networking:
  serviceSubnet: 10.96.0.0/16
  podSubnet: 10.244.0.0/24
  dnsDomain: cluster.example
controlPlaneEndpoint: 10.100.0.2:6443
apiServer:
  certSANs: [10.100.1.1, api.example.com]
clusterName: example-cluster
encryptionAlgorithm: ECDSA-P256
certificateValidityPeriod: 4380h0m0s
caCertificateValidityPeriod: 87600h
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
`;
const one = (fields: string, version = 'v1beta4'): string =>
  `apiVersion: kubeadm.k8s.io/${version}\nkind: ClusterConfiguration\n${fields}\n`;

describe('vectors', () => {
  it('reads what the example says of certificates', async () => {
    expect(await readKubeadmConfig(EXAMPLE, 'config.yaml')).toEqual({
      input: {
        clusterName: 'example-cluster',
        nodeName: 'ec2-10-100-0-1',
        advertiseAddress: '10.100.0.1',
        bindPort: 6444,
        controlPlaneEndpoint: '10.100.0.2:6443',
        serviceCidr: '10.96.0.0/16',
        serviceDnsDomain: 'cluster.example',
        apiserverCertExtraSans: ['10.100.1.1', 'api.example.com'],
        etcdServerCertSans: ['ec2-10-100-0-1.compute-1.amazonaws.com'],
        etcdPeerCertSans: ['10.100.0.9'],
      },
      keyType: 'ecdsa-p256',
      days: 182.5,
      caDays: 3650,
    });
  });

  it.each<[string, number]>([
    ['24h', 1],
    ['1h30m', 0.0625],
    ['1440m', 1],
    ['86400s', 1],
    ['0.5h', 1 / 48],
  ])('the duration %s is %d days', async (text, days) => {
    expect((await readKubeadmConfig(one(`certificateValidityPeriod: ${text}`), 'f')).days).toBeCloseTo(days, 10);
  });

  it('etcd has the names of its configuration', () => {
    const names = clusterNames({ ...INPUT, etcdServerCertSans: ['etcd.example'], etcdPeerCertSans: ['10.0.0.7'] });
    expect(names.etcdServerNames?.map(formatGeneralName)).toEqual(['DNS:etcd.example']);
    expect(names.etcdPeerNames?.map(formatGeneralName)).toEqual(['IP:10.0.0.7']);
  });

  it('what is known of a cluster is what was given', () => {
    expect(Object.keys(knownNames({ serviceCidr: '10.0.0.0/16' }))).toEqual(['serviceAddress']);
    expect(Object.keys(knownNames({}))).toEqual([]);
    expect(knownNames({ advertiseAddress: '10.1.1.1', bindPort: 7000 })).toMatchObject({
      localServer: 'https://10.1.1.1:7000',
      server: 'https://10.1.1.1:7000',
    });
  });
});

describe('misuse', () => {
  it.each([
    ['encryptionAlgorithm: DSA', 'invalid-field'],
    ['encryptionAlgorithm: ED25519', 'invalid-field'],
    ['certificateValidityPeriod: 1y', 'invalid-field'],
    ['certificateValidityPeriod: "-1h"', 'invalid-field'],
    ['certificateValidityPeriod: 99999999999h', 'invalid-field'],
    ['apiServer: {certSANs: [1]}', 'invalid-field'],
  ])('%s', async (fields, code) => {
    expect(await rejection(readKubeadmConfig(one(fields), 'f'))).toBe(code);
  });

  it('refuses versions that are not known, fields that one has not, and files of something else', async () => {
    expect(await rejection(readKubeadmConfig(one('', 'v1beta9'), 'f'))).toBe('unknown-kind');
    expect(await rejection(readKubeadmConfig(one('encryptionAlgorithm: RSA-2048', 'v1beta3'), 'f'))).toBe(
      'invalid-field',
    );
    expect(await rejection(readKubeadmConfig('kind: Pod\napiVersion: v1\n', 'f'))).toBe('missing-field');
    expect(await rejection(readKubeadmConfig(`${one('')}---\n${one('')}`, 'f'))).toBe('invalid-field');
  });
});
