/** A Kubernetes cluster: its certificates, its API server and kubelet, who calls them by which certificate, and what RBAC allows. */
export { DocumentError, type Fields, type KubernetesObject, readDocuments, readObjects } from './documents.ts';
export { AUTHENTICATED, identityOf, identityOfCertificate, UNAUTHENTICATED, type User } from './identity.ts';
export { type CheckedEntry, type CheckOptions, checkFolder, type FolderReport } from './pki/check.ts';
export { type ClusterInput, type ClusterNames, clusterNames } from './pki/cluster-names.ts';
export { type PkiCode, PkiError } from './pki/errors.ts';
export { clusterFiles, type FolderFile, type FolderFiles } from './pki/files.ts';
export {
  assertVacant,
  readAuthority,
  readCertificateFile,
  readFolderFile,
  readKeyFile,
  writeFolder,
} from './pki/folder.ts';
export { initFolder } from './pki/init.ts';
export {
  type Authority,
  type Credential,
  type IssuedCluster,
  type IssueSettings,
  issueCluster,
  issueLeaf,
  type KeySource,
  type LeafSettings,
  LIFETIMES,
} from './pki/issue.ts';
export { type KeyProgress, type KeySourceOptions, rsaKeys } from './pki/keys.ts';
export { type Kubeconfig, readKubeconfig, writeKubeconfig } from './pki/kubeconfig.ts';
export type { Fault } from './pki/load.ts';
export {
  type CertificateSpec,
  CLUSTER_PLAN,
  type LeafPurpose,
  type Place,
  type PlannedCertificate,
  SERVICE_ACCOUNT_KEY,
  specOf,
  subjectOf,
} from './pki/plan.ts';
export { type Renewed, type RenewOptions, renewCertificates } from './pki/renew.ts';
export { issueUser, type UserOptions } from './pki/user.ts';
export { type Authorizer, type Decision, PRIVILEGED_GROUP, rbacAuthorizer } from './rbac/authorizer.ts';
export { CLUSTER_ADMINS, defaultPolicy } from './rbac/default-policy.ts';
export { joinPolicies } from './rbac/join.ts';
export { policyObjects } from './rbac/objects.ts';
export { readPolicy } from './rbac/read.ts';
export type {
  Attributes,
  PathAttributes,
  Policy,
  PolicyRule,
  ResourceAttributes,
  Role,
  RoleBinding,
  Subject,
} from './rbac/rules.ts';
export { type ApiServerOptions, apiServerHandler, type RequestEvent } from './server/api-server.ts';
export { type Cluster, clusterOf } from './server/cluster.ts';
export { defaultManifest, type ManifestInput } from './server/default-manifest.ts';
export { type KubeletOptions, kubeletHandler } from './server/kubelet.ts';
export { type ContainerRef, keepWriting, type LogLine, type LogSource, MemoryLogs } from './server/logs.ts';
export type { KubeletAddress } from './server/relay.ts';
export { resourceTypeAt } from './server/resource-types.ts';
export { kubernetesEnvelope, selfSubjectAccessReview, selfSubjectReview } from './server/review-messages.ts';
export {
  API_SERVER_PORT,
  identityOfRequest,
  KUBELET_PORT,
  kubeletConnector,
  type Listen,
  type Running,
  startApiServer,
  startKubelet,
  type TlsIdentity,
} from './server/serve.ts';
export { type Status, StatusError } from './server/status.ts';
