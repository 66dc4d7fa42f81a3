/** `cluster-info`: the public information about a cluster (kubeadm phases/bootstraptoken/clusterinfo). */
import { bytesToBase64, utf8ToBytes } from '../../bytes/index.ts';
import { type Fields, fieldOf, type KubernetesObject, textOf } from '../documents.ts';

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

/** A `cluster-info` with other CAs; if they are the same, as it was. Its server stays. Its signatures are of the former text, so they are left
 * out: the controller manager signs it again. @param roots - PEM. */
export function withRoots(found: KubernetesObject, roots: string): KubernetesObject {
  const text = textOf(found, 'data', 'kubeconfig');
  const line = `certificate-authority-data: ${bytesToBase64(utf8ToBytes(roots))}`;
  const kubeconfig = text.replace(/certificate-authority-data: *[A-Za-z0-9+/=]+/, line);
  if (kubeconfig === text) return found;
  const data = Object.entries((fieldOf(found, 'data') ?? {}) as Fields).filter(([name]) => !name.startsWith(SIGNATURE));
  return { ...found, data: { ...Object.fromEntries(data), kubeconfig } } as KubernetesObject;
}

/** The prefix of a signature's name; the token's id follows. */
const SIGNATURE = 'jws-kubeconfig-';
