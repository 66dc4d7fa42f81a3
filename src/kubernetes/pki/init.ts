/** A new cluster's certificates, issued and written. */
import { type ClusterInput, type ClusterNames, clusterNames } from './cluster-names.ts';
import { clusterFiles } from './files.ts';
import { assertVacant, writeFolder } from './folder.ts';
import { type IssuedCluster, type IssueSettings, issueCluster } from './issue.ts';
import { CLUSTER_PLAN } from './plan.ts';

/** Issues a cluster's certificates into a new folder, which takes the place of `/etc/kubernetes`: certificates and keys
 * in `pki/`, kubeconfigs beside it. The folder is made whole, in one step, or not at all.
 * @param folder - absent or empty, in a folder that is there.
 * @throws PkiError as `clusterNames`, `assertVacant`, `issueCluster`; whatever `settings.newKey` throws; the system's error. */
export async function initFolder(
  folder: string,
  input: ClusterInput,
  settings: IssueSettings,
): Promise<{ readonly cluster: ClusterNames; readonly issued: IssuedCluster }> {
  const cluster = clusterNames(input);
  await assertVacant(folder);
  const issued = await issueCluster(CLUSTER_PLAN, cluster, settings);
  await writeFolder(folder, clusterFiles(CLUSTER_PLAN, cluster, issued));
  return { cluster, issued };
}
