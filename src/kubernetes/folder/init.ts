/** A new cluster's certificates, issued and written. */
import { assertFields, assertFunction, assertString } from '../../bytes/index.ts';
import type { LeftoverListener } from '../../node/index.ts';
import { type ClusterInput, type ClusterNames, clusterNames } from '../pki/cluster-names.ts';
import { clusterFiles } from '../pki/files.ts';
import { type IssuedCluster, type IssueSettings, issueCluster } from '../pki/issue.ts';
import { CLUSTER_PLAN } from '../pki/plan.ts';
import { writeFolder } from './folder.ts';

export interface InitSettings extends IssueSettings {
  /** Called for leftovers of killed runs beside the folder. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
}

/** Issues a cluster's certificates into a new folder, which corresponds to `/etc/kubernetes`: certificates and keys
 * in `pki/`, kubeconfigs beside it. The folder is created atomically, completely or not at all.
 * @param folder - absent or empty; its parent must exist.
 * @throws PkiError as `clusterNames`, `writeFolder`, `issueCluster`; whatever `settings.newKey` throws; the system's error. */
export async function initFolder(
  folder: string,
  input: ClusterInput,
  settings: InitSettings,
): Promise<{ readonly cluster: ClusterNames; readonly issued: IssuedCluster }> {
  assertString(folder, 'folder');
  assertFields(settings, 'settings', 'an object');
  assertFunction(settings.newKey, 'settings.newKey');
  const cluster = clusterNames(input);
  let issued: IssuedCluster;
  const { onLeftover, ...issuing } = settings;
  const make = async () => {
    issued = await issueCluster(CLUSTER_PLAN, cluster, issuing);
    return clusterFiles(CLUSTER_PLAN, cluster, issued);
  };
  await writeFolder(folder, make, onLeftover);
  return { cluster, issued: issued! };
}
