/** The contents of a cluster's folder, which is laid out like `/etc/kubernetes`: `pki/…` and, beside it, `*.conf`. */
import { assertFields } from '../../bytes/index.ts';
import { type PrivateKey, publicKeyOf, writePrivateKeyPem, writePublicKeyPem } from '../../keys/index.ts';
import { certificatePem } from '../../x509/index.ts';
import type { ClusterNames } from './cluster-names.ts';
import type { Authority, IssuedCluster } from './issue.ts';
import { type Kubeconfig, writeKubeconfig } from './kubeconfig.ts';
import { assertPlan, type PlannedCertificate, SERVICE_ACCOUNT_KEY } from './plan.ts';

/** One file to write. */
export interface FolderFile {
  readonly content: string;
  /** Permission bits: 0o600 for files with a private key. */
  readonly mode: number;
}
/** By path inside the folder, with `/` between. */
export type FolderFiles = ReadonlyMap<string, FolderFile>;

const PRIVATE = 0o600;
const PUBLIC = 0o644;

/** The files of an issued cluster. Keys have kubeadm's format. */
export function clusterFiles(
  plan: readonly PlannedCertificate[],
  cluster: ClusterNames,
  issued: IssuedCluster,
): FolderFiles {
  assertPlan(plan);
  assertFields(cluster, 'cluster', 'ClusterNames', 'name');
  assertFields(issued, 'issued', 'an IssuedCluster', 'credentials', 'serviceAccountKey');
  const { credentials, serviceAccountKey } = issued;
  const files = new Map<string, FolderFile>();
  for (const planned of plan) {
    const { name, place, parent } = planned;
    const credential = credentials.get(name)!;
    if (place.kind === 'pair') {
      for (const [path, file] of pairFiles(place.path, credential)) files.set(path, file);
      continue;
    }
    const config = {
      clusterName: cluster.name,
      server: cluster[place.dials],
      userName: planned.commonName(cluster),
      certificateAuthority: certificatePem(credentials.get(parent!)!.certificate),
    };
    files.set(place.path, kubeconfigFile(config, credential));
  }
  // kubeadm writes the public half 0600 too.
  const { privateKey, publicKey } = SERVICE_ACCOUNT_KEY;
  files.set(privateKey, { content: keyPem(serviceAccountKey), mode: PRIVATE });
  files.set(publicKey, { content: writePublicKeyPem(publicKeyOf(serviceAccountKey), 'spki'), mode: PRIVATE });
  return files;
}

/** The format of client-go's keyutil: PKCS #1 for RSA, SEC 1 for EC, PKCS #8 for other kinds. */
export function keyPem(key: PrivateKey): string {
  if (key.type === 'rsa') return writePrivateKeyPem(key, 'pkcs1');
  return writePrivateKeyPem(key, key.type === 'ec' ? 'sec1' : 'pkcs8');
}

/** A certificate and its key as two files, the key first, so that a certificate never appears without its key. */
export const pairFiles = (path: string, credential: Authority): [path: string, file: FolderFile][] => [
  [`${path}.key`, { content: keyPem(credential.key), mode: PRIVATE }],
  [`${path}.crt`, { content: certificatePem(credential.certificate), mode: PUBLIC }],
];

/** A kubeconfig with a certificate and its key inside. */
export const kubeconfigFile = (
  config: Omit<Kubeconfig, 'clientCertificate' | 'clientKey'>,
  credential: Authority,
): FolderFile => ({ content: writeKubeconfig({ ...config, ...clientPems(credential) }), mode: PRIVATE });

/** A certificate and its key in the form that a kubeconfig contains. */
export const clientPems = ({ certificate, key }: Authority): Pick<Kubeconfig, 'clientCertificate' | 'clientKey'> => ({
  clientCertificate: certificatePem(certificate),
  clientKey: keyPem(key),
});
