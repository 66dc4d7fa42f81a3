/** The facts about a cluster that can be derived from its folder of certificates. */
import { attributeTexts, type GeneralName, parseIpAddress } from '../../x509/index.ts';
import type { ClusterNames } from '../pki/cluster-names.ts';
import { CLUSTER_PLAN } from '../pki/plan.ts';
import { type Found, loadFolder } from './load.ts';

const NODE_USER = 'system:node:';

/** Derives the facts from the certificates and kubeconfigs: without the service range and the DNS domain, which occur only in the API
 * server's certificate, among other names. */
export function factsOf(found: ReadonlyMap<string, Found>): Partial<ClusterNames> {
  const nodeName = nodeNameOf(found);
  const [first] = configsOf(found);
  const [localServer, server] = (['localServer', 'server'] as const).map(
    (dials) =>
      configsOf(found).find(({ planned: { place } }) => place.kind === 'kubeconfig' && place.dials === dials)?.config
        ?.server,
  );
  const local = hostOf(localServer);
  const hosts = [...found.values()].flatMap(({ config }) => hostOf(config?.server) ?? []);
  return {
    ...(first?.config !== undefined && { name: first.config.clusterName }),
    ...(nodeName !== undefined && { nodeName }),
    ...(local?.kind === 'iPAddress' && { advertiseAddress: new Uint8Array(local.value) }),
    ...((localServer ?? server) !== undefined && {
      localServer: localServer ?? server!,
      server: server ?? localServer!,
    }),
    extraNames: hosts,
  };
}

/** The facts of a folder on disk. @throws as `loadFolder`. */
export const folderFacts = async (folder: string): Promise<Partial<ClusterNames>> =>
  factsOf(await loadFolder(folder, CLUSTER_PLAN));

const configsOf = (found: ReadonlyMap<string, Found>): Found[] =>
  [...found.values()].filter(({ config }) => config !== undefined);

/** From etcd's certificate, from one of the kubelet's, or from the user of kubelet.conf. */
function nodeNameOf(found: ReadonlyMap<string, Found>): string | undefined {
  const commonName = (name: string): string | undefined => {
    const subject = found.get(name)?.certificate?.subject.value;
    return subject && attributeTexts(subject, 'CN')[0];
  };
  const users = [...['kubelet', 'kubelet.conf'].map(commonName), found.get('kubelet.conf')?.config?.userName];
  const user = users.find((name) => name?.startsWith(NODE_USER));
  return commonName('etcd-server') ?? commonName('etcd-peer') ?? user?.slice(NODE_USER.length);
}

/** The host of `https://HOST:PORT`, as a certificate has it. */
function hostOf(server: string | undefined): GeneralName | undefined {
  if (server === undefined || !URL.canParse(server)) return undefined;
  const value = new URL(server).hostname.replace(/^\[(.*)\]$/, '$1');
  const bytes = parseIpAddress(value);
  return bytes === undefined ? { kind: 'dNSName', value } : { kind: 'iPAddress', value: bytes };
}
