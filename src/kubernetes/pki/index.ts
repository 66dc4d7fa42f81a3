/** A cluster's public-key infrastructure without files or sockets: names, plan, issuing, kubeconfigs, the user of a certificate,
 * and RBAC. It does not use `node:`; files and servers are in `vitrine/kubernetes`. */
export { DocumentError, type Fields, type KubernetesObject, readDocuments, readObjects } from '../documents.ts';
export { AUTHENTICATED, identityOf, identityOfCertificate, UNAUTHENTICATED, type User } from '../identity.ts';
export { type Authorizer, type Decision, PRIVILEGED_GROUP, rbacAuthorizer } from '../rbac/authorizer.ts';
export { CLUSTER_ADMINS, defaultPolicy } from '../rbac/default-policy.ts';
export { joinPolicies } from '../rbac/join.ts';
export { policyObjects } from '../rbac/objects.ts';
export { readPolicy } from '../rbac/read.ts';
export type {
  Attributes,
  PathAttributes,
  Policy,
  PolicyRule,
  ResourceAttributes,
  Role,
  RoleBinding,
  Subject,
} from '../rbac/rules.ts';
export { type ClusterInput, type ClusterNames, clusterNames, knownNames } from './cluster-names.ts';
export { type PkiCode, PkiError } from './errors.ts';
export { clusterFiles, type FolderFile, type FolderFiles } from './files.ts';
export {
  type Authority,
  type Credential,
  type IssuedCluster,
  type IssueSettings,
  issueCluster,
  issueLeaf,
  issueRequested,
  type KeySource,
  type LeafSettings,
  LIFETIMES,
  selfSigned,
} from './issue.ts';
export {
  CLUSTER_KEY_TYPES,
  type ClusterKeyType,
  clusterKeys,
  DEFAULT_KEY_TYPE,
  type KeyProgress,
  type KeySourceOptions,
  keysInKind,
  type RenewalKeyOptions,
} from './keys.ts';
export { type KubeadmSettings, readKubeadmConfig } from './kubeadm-config.ts';
export {
  type Kubeconfig,
  type KubeconfigContext,
  type PemSource,
  readKubeconfig,
  readKubeconfigContext,
  writeKubeconfig,
} from './kubeconfig.ts';
export {
  type CertificateSpec,
  CLUSTER_PLAN,
  type LeafPurpose,
  type Place,
  type PlannedCertificate,
  SERVICE_ACCOUNT_KEY,
  specOf,
  subjectOf,
} from './plan.ts';
