/** A cluster's certificates, in kubeadm's layout. */
import { seededRandom } from '../../hash/index.ts';
import { CLUSTER_PLAN, clusterKeys, clusterNames, issueCluster, LIFETIMES } from '../../kubernetes/pki/index.ts';
import { ADDRESS, NODE } from './cluster-links.ts';
import type { SceneCertificate } from './scene.ts';

/** Time of issue, chosen so that leaves are valid throughout the year of the room's default time. */
const ISSUED = new Date('2026-01-01T00:05:00Z');

/** The last scene, cached: changing a certificate or the question requests the same scene again. */
let last: { readonly seed: string; readonly certificates: readonly SceneCertificate[] } | undefined;

/** Three CAs and thirteen leaves, with ECDSA keys from the seed. */
export async function clusterScene(seed: string): Promise<readonly SceneCertificate[]> {
  if (last?.seed !== seed) last = { seed, certificates: await issued(seed) };
  return last.certificates;
}

async function issued(seed: string): Promise<readonly SceneCertificate[]> {
  const random = seededRandom(`${seed}/chains/cluster`);
  const names = clusterNames({
    ...{ clusterName: 'kubernetes', nodeName: NODE, advertiseAddress: ADDRESS, bindPort: 6443 },
    ...{ serviceCidr: '10.96.0.0/12', serviceDnsDomain: 'cluster.local', apiserverCertExtraSans: [] },
  });
  const newKey = clusterKeys({ random, keyType: 'ecdsa-p256' });
  const { credentials } = await issueCluster(CLUSTER_PLAN, names, { time: ISSUED, random, newKey, ...LIFETIMES });
  return CLUSTER_PLAN.map(({ name, parent = name }): SceneCertificate => {
    const { certificate } = credentials.get(name)!;
    const { key: issuerKey } = credentials.get(parent)!;
    return { id: name, title: name, role: parent === name ? 'root' : 'leaf', certificate, issuer: parent, issuerKey };
  });
}
