/** The types of metadata (k8s.io/apimachinery/pkg/apis/meta/v1/types.go and generated.proto). */
import {
  anything,
  bool,
  field,
  int64,
  list,
  map,
  needed,
  type Schema,
  type StructSchema,
  struct,
  text,
  time,
} from './schema.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

const ownerReference = struct(
  `${META}.OwnerReference`,
  'OwnerReference contains enough information to let you identify an owning object. An owning object must be in the same namespace as the dependent, or be cluster-scoped, so there is no namespace field.',
  {
    apiVersion: needed(5, text, 'API version of the referent.'),
    kind: needed(1, text, 'Kind of the referent.'),
    name: needed(3, text, 'Name of the referent.'),
    uid: needed(4, text, 'UID of the referent.'),
    controller: field(6, bool, 'If true, this reference points to the managing controller.'),
    blockOwnerDeletion: field(
      7,
      bool,
      'If true, AND if the owner has the "foregroundDeletion" finalizer, then the owner cannot be deleted from the key-value store until this reference is removed.',
    ),
  },
);

/** `metadata` of every object. */
export const objectMeta = struct(
  `${META}.ObjectMeta`,
  'ObjectMeta is metadata that all persisted resources must have, which includes all objects users must create.',
  {
    name: field(1, text, 'Name must be unique within a namespace. Is required when creating resources.'),
    generateName: field(
      2,
      text,
      'GenerateName is an optional prefix, used by the server, to generate a unique name ONLY IF the Name field has not been provided.',
    ),
    namespace: field(3, text, 'Namespace defines the space within which each name must be unique.'),
    selfLink: field(
      4,
      text,
      'Deprecated: selfLink is a legacy read-only field that is no longer populated by the system.',
    ),
    uid: field(5, text, 'UID is the unique in time and space value for this object.'),
    resourceVersion: field(
      6,
      text,
      'An opaque value that represents the internal version of this object that can be used by clients to determine when objects have changed.',
    ),
    generation: field(7, int64, 'A sequence number representing a specific generation of the desired state.'),
    creationTimestamp: field(
      8,
      time,
      'CreationTimestamp is a timestamp representing the server time when this object was created.',
    ),
    deletionTimestamp: field(
      9,
      time,
      'DeletionTimestamp is RFC 3339 date and time at which this resource will be deleted.',
    ),
    deletionGracePeriodSeconds: field(
      10,
      int64,
      'Number of seconds allowed for this object to gracefully terminate before it will be removed from the system.',
    ),
    labels: field(11, map(text), 'Map of string keys and values that can be used to organize and categorize objects.'),
    annotations: field(
      12,
      map(text),
      'Annotations is an unstructured key value map stored with a resource that may be set by external tools to store and retrieve arbitrary metadata.',
    ),
    ownerReferences: field(13, list(ownerReference), 'List of objects depended by this object.'),
    finalizers: field(14, list(text), 'Must be empty before the object is deleted from the registry.'),
    managedFields: field(0, anything, 'ManagedFields is not kept by this server: it has no server-side apply.'),
  },
);

/** A stored object: apiVersion, kind, metadata (number 1 in protobuf), and the fields of the type. */
export const objectOf = (
  name: string,
  description: string,
  fields: StructSchema['fields'],
  complete = true,
): StructSchema => ({
  kind: 'struct',
  name,
  description,
  complete,
  fields: {
    apiVersion: field(0, text, 'APIVersion defines the versioned schema of this representation of an object.'),
    kind: field(0, text, 'Kind is a string value representing the REST resource this object represents.'),
    metadata: field(1, objectMeta, "Standard object's metadata."),
    ...fields,
  },
});

/** A reference to another object (core/v1 ObjectReference). */
export const objectReference = struct(
  'io.k8s.api.core.v1.ObjectReference',
  'ObjectReference contains enough information to let you inspect or modify the referred object.',
  {
    kind: field(1, text, 'Kind of the referent.'),
    namespace: field(2, text, 'Namespace of the referent.'),
    name: field(3, text, 'Name of the referent.'),
    uid: field(4, text, 'UID of the referent.'),
    apiVersion: field(5, text, 'API version of the referent.'),
    resourceVersion: field(6, text, 'Specific resourceVersion to which this reference is made, if any.'),
    fieldPath: field(
      7,
      text,
      'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement.',
    ),
  },
);

/** A condition as most statuses have it. @param name - of the type. */
export const conditions = (name: string, heartbeat: string): Schema =>
  list({
    kind: 'struct',
    name,
    description: 'A condition of the object at a certain point.',
    complete: false,
    fields: {
      type: needed(0, text, 'Type of the condition.'),
      status: needed(0, text, 'Status of the condition, one of True, False, Unknown.'),
      reason: field(0, text, "(brief) reason for the condition's last transition."),
      message: field(0, text, 'Human readable message indicating details about last transition.'),
      [heartbeat]: field(0, time, 'Last time the condition was probed or updated.'),
      lastTransitionTime: field(0, time, 'Last time the condition transitioned from one status to another.'),
    },
  });
