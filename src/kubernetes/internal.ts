/** For the command line only: the clients and controllers of a cluster. */
export { APISERVER } from './aggregation/aggregator.ts';
export { resourceTypeOfKind } from './api/resource-types.ts';
export { issueForSigner, SIGNING_DURATION, type SigningSettings } from './certificates/issue.ts';
export { type LegibleRequest, legibleRequest } from './certificates/legible.ts';
export { CSR_PATH, isOutlived } from './certificates/request-object.ts';
export { type Granted, type Rights, rightsOf } from './certificates/rights.ts';
export {
  type Asked,
  askedOf,
  CLIENT_SIGNER,
  KUBELET_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  signerRefusal,
} from './certificates/signers.ts';
export {
  ApiClient,
  type ApiConnection,
  type RequestOptions as ApiRequestOptions,
  type WatchEvent,
} from './client/api-client.ts';
export { type FollowOptions, follow } from './client/follow.ts';
export { kubeconfigConnection } from './client/kubeconfig-connection.ts';
export { runBootstrapSigner, runTokenCleaner, withSignatures } from './controllers/bootstrap.ts';
export {
  type ControllerOptions,
  cleanOnce,
  runApprover,
  runCleaner,
  runSigner,
  type SignerOptions,
} from './controllers/certificates.ts';
export {
  type LeaderElectionOptions,
  leaderIdentity,
  runAsLeader,
} from './controllers/leader-election.ts';
export { ROOT_CA, type RootCaOptions, runRootCaPublisher, runServiceAccounts } from './controllers/namespaces.ts';
export { type Placement, placePod, runScheduler } from './controllers/scheduler.ts';
export { runServingApprover, type ServingApproverOptions } from './controllers/serving-approver.ts';
export { DocumentError } from './documents.ts';
export { folderFacts } from './folder/facts.ts';
export { clusterInfo, withRoots } from './joining/cluster-info.ts';
export { type Discovered, type DiscoveryOptions, discoverCluster, pinOf } from './joining/discovery.ts';
export { type JoinedNode, type JoinOptions, joinCluster } from './joining/join.ts';
export {
  type NodeInRotation,
  type NodeRemainder,
  type NodesInRotationOptions,
  nodesInRotation,
} from './joining/nodes-in-rotation.ts';
export { type ServeNodeOptions, type ServingNode, serveNode } from './joining/serve-node.ts';
export {
  type BootstrapToken,
  NODE_TOKEN_GROUP,
  newToken,
  parseToken,
  readTokenSecret,
  type StoredToken,
  type TokenSecretOptions,
  tokenSecret,
  tokenUser,
} from './joining/token.ts';
export { nodeAuthorizer, nodeOfUser } from './rbac/node-authorizer.ts';
export { keepObjects } from './registry/keep-objects.ts';
export { unknownFields } from './registry/validate-schema.ts';
