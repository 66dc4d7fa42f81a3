/** `cluster-info`: the public information about a cluster (kubeadm phases/bootstraptoken/clusterinfo). */
import { bytesToBase64, utf8ToBytes } from '../../bytes/index.ts';
import type { KubernetesObject } from '../documents.ts';

/** The ConfigMap, not yet signed. @param server - `https://HOST:PORT`. @param roots - the CA's certificates, PEM. */
export const clusterInfo = (server: string, roots: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'cluster-info', namespace: 'kube-public' },
  data: {
    kubeconfig: `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${bytesToBase64(utf8ToBytes(roots))}
    server: ${JSON.stringify(server)}
  name: ""
contexts: null
current-context: ""
kind: Config
preferences: {}
users: null
`,
  },
});
