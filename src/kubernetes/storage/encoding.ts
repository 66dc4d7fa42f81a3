/** The stored form of objects: JSON without a resourceVersion, which is the revision of the key. */
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';
import { jsonNestsDeeper } from '../nesting.ts';
import { type Stored, StoreError } from './store.ts';

/** @returns the JSON to be stored. */
export function encodeStored(object: KubernetesObject): string {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return JSON.stringify({ ...object, metadata });
}

/** @param stored - with a value as `encodeStored` made it, unless another program wrote to the store.
 * @throws StoreError `corrupt`, which names the key. */
export function decodeStored({ key, value, revision }: Stored): KubernetesObject {
  const object = parsed(value);
  if (textOf(object, 'kind') === '' || textOf(object, 'metadata', 'name') === '') throw unreadable(key, value);
  Object.assign(fieldOf(object, 'metadata') as object, { resourceVersion: `${revision}` });
  return object as KubernetesObject;
}

/** Collections of a stored object in one another: far more than a request may have, and less than what writes it recurses for. */
const STORED_NESTING = 1000;

function parsed(value: string): unknown {
  // Most objects are too short to nest so deep, and need not be looked through.
  if (value.length > STORED_NESTING && jsonNestsDeeper(value, STORED_NESTING)) return undefined;
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** How kube-apiserver's stored objects begin in protobuf (kubernetes runtime/serializer/protobuf/protobuf.go). */
const PROTOBUF = 'k8s\0';

function unreadable(key: string, value: string): StoreError {
  const what = value.startsWith(PROTOBUF)
    ? 'is in protobuf, and only what kube-apiserver writes with --storage-media-type=application/json can be read'
    : 'is not an object of Kubernetes in JSON';
  return new StoreError('corrupt', `the value of ${JSON.stringify(key)} in the store ${what}`);
}
