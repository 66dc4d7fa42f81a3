/** The envelope of every object in Kubernetes' protobuf (k8s.io/apimachinery/pkg/runtime/generated.proto). The objects are in
 * `object-messages.ts`. */
import { constant, struct, uint32 } from '../../codec/index.ts';
import { bytes, embedded, message, string } from './protobuf.ts';

const RUNTIME = 'k8s.io/apimachinery/pkg/runtime/generated.proto';

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
