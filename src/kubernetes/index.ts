/** A cluster's API server and kubelet: who calls, by which certificate, and what RBAC lets them do. */
export { DocumentError, type Fields, type KubernetesObject, readDocuments, readObjects } from './documents.ts';
export { AUTHENTICATED, identityOf, identityOfCertificate, UNAUTHENTICATED, type User } from './identity.ts';
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
export { kubernetesEnvelope, selfSubjectAccessReview, selfSubjectReview } from './server/review-messages.ts';
export { type Status, StatusError } from './server/status.ts';
