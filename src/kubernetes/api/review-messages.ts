/** The bodies that kubectl posts, as codecs: the envelope of Kubernetes' protobuf, and the two self-reviews
 * (k8s.io/apimachinery/pkg/runtime/generated.proto, k8s.io/api/authentication/v1 and authorization/v1 generated.proto). */
import { constant, struct, uint32, type ValueOf } from '../../codec/index.ts';
import { bool, bytes, embedded, message, string } from './protobuf.ts';

const RUNTIME = 'k8s.io/apimachinery/pkg/runtime/generated.proto';
const AUTHORIZATION = 'k8s.io/api/authorization/v1/generated.proto';

const typeMeta = message('TypeMeta', RUNTIME, { apiVersion: string(1), kind: string(2) });

/** `runtime.Unknown`: an object of a named kind, still encoded. */
export const unknownObject = message('Unknown', RUNTIME, {
  typeMeta: embedded(1, typeMeta),
  raw: bytes(2),
  contentEncoding: string(3),
  contentType: string(4),
});

/** `application/vnd.kubernetes.protobuf`: the magic `k8s\0`, then a `runtime.Unknown`. */
export const kubernetesEnvelope = struct('KubernetesProtobuf', RUNTIME, {
  magic: constant(uint32, 0x6b_38_73_00),
  object: unknownObject,
});

const resourceAttributes = message('ResourceAttributes', AUTHORIZATION, {
  namespace: string(1),
  verb: string(2),
  group: string(3),
  version: string(4),
  resource: string(5),
  subresource: string(6),
  name: string(7),
});

const nonResourceAttributes = message('NonResourceAttributes', AUTHORIZATION, { path: string(1), verb: string(2) });

const accessReviewSpec = message('SelfSubjectAccessReviewSpec', AUTHORIZATION, {
  resourceAttributes: embedded(1, resourceAttributes),
  nonResourceAttributes: embedded(2, nonResourceAttributes),
});
export interface AccessReviewSpec extends ValueOf<typeof accessReviewSpec> {}

const accessReviewStatus = message('SubjectAccessReviewStatus', AUTHORIZATION, {
  allowed: bool(1),
  reason: string(2),
  evaluationError: string(3),
  denied: bool(4),
});

/** `SelfSubjectAccessReview`; its metadata is left encoded, since the answer carries none. */
export const selfSubjectAccessReview = message('SelfSubjectAccessReview', AUTHORIZATION, {
  metadata: bytes(1),
  spec: embedded(2, accessReviewSpec),
  status: embedded(3, accessReviewStatus),
});

/** `SelfSubjectReview`: the request has no content of its own. */
export const selfSubjectReview = message('SelfSubjectReview', 'k8s.io/api/authentication/v1/generated.proto', {
  metadata: bytes(1),
  status: bytes(2),
});
