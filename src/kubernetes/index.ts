/** A Kubernetes cluster on a machine: the folder of its certificates, its API server and its kubelet. The parts without files and sockets
 * (names, plan, issuing, kubeconfigs, RBAC) are in `vitrine/kubernetes/pki`. */
export type { AggregatedApi, Aggregation } from './aggregation/aggregated-api.ts';
export { Aggregator, type AggregatorOptions } from './aggregation/aggregator.ts';
export type { RemoteApi } from './aggregation/api-service.ts';
export { FRONT_PROXY, startWhoami, type Whoami, type WhoamiOptions } from './aggregation/whoami.ts';
export { ANONYMOUS, type ApiServerOptions, apiServerHandler, type RequestEvent } from './api/api-server.ts';
export { type Cluster, clusterObjects, clusterOf } from './api/cluster.ts';
export { type ContainerRef, keepWriting, type LogLine, type LogSource, MemoryLogs } from './api/container-logs.ts';
export { defaultManifest, type ManifestInput } from './api/default-manifest.ts';
export { kubernetesEnvelope } from './api/envelope.ts';
export type { Listen, Running, ServerLimits, TlsIdentity } from './api/https-server.ts';
export { type KubeletOptions, kubeletHandler } from './api/kubelet.ts';
export { type MetricSources, ServerMetrics } from './api/metrics.ts';
export type { KubeletAddress } from './api/pod-logs.ts';
export { resourceTypeAt } from './api/resource-types.ts';
export {
  API_SERVER_PORT,
  identityOfRequest,
  KUBELET_PORT,
  kubeletConnector,
  startApiServer,
  startKubelet,
} from './api/servers.ts';
export { type Status, StatusError } from './api/status.ts';
export { type CheckedEntry, type CheckOptions, checkFolder, type FolderReport, type Keeper } from './folder/check.ts';
export {
  assertVacant,
  readAuthority,
  readCertificateFile,
  readFolderFile,
  readKeyFile,
  writeFolder,
} from './folder/folder.ts';
export { initFolder } from './folder/init.ts';
export type { Fault } from './folder/load.ts';
export { type Left, type Renewal, type Renewed, type RenewOptions, renewCertificates } from './folder/renew.ts';
export { type Requested, type RequestOptions, requestCertificates } from './folder/request.ts';
export {
  type RevokedCertificateChoice,
  type RevokeOptions,
  revokeCertificate,
  type WrittenList,
} from './folder/revoke.ts';
export {
  hasSuccessor,
  type OldLeaf,
  oldLeaves,
  type RotateOptions,
  type Rotation,
  type RotationPhase,
  rotateAuthority,
} from './folder/rotate.ts';
export { type Signed, type SignOptions, signRequests } from './folder/sign.ts';
export { issueUser, type UserOptions } from './folder/user.ts';
export { bootstrapObjects } from './registry/bootstrap.ts';
export { keepCompacting } from './registry/compactor.ts';
export { keepNamespacesClean } from './registry/dependants.ts';
export type { DeleteOptions, ListOptions, ObjectPage, Objects, Place, WriteOptions } from './registry/objects.ts';
export { Registry } from './registry/registry.ts';
export type { RegistryOptions } from './registry/registry-options.ts';
export {
  type ClientCrlCode,
  ClientCrlError,
  ClientRevocation,
  type ClientRevocationOptions,
  type CrlStanding,
  followClientCrl,
} from './revocation/client-revocation.ts';
export type { EtcdMember, EtcdOptions } from './storage/etcd-gateway.ts';
export { EtcdStore } from './storage/etcd-store.ts';
export { LogStore, type LogStoreOptions } from './storage/log-store.ts';
export { MemoryStore } from './storage/memory-store.ts';
export { type Change, type Range, type Store, type StoreCode, type Stored, StoreError } from './storage/store.ts';
export { TokenIssuer, type TokenIssuerOptions, tokenKeyId } from './tokens/issuer.ts';
export { type WatchOptions, watchFile } from './watched-file.ts';
