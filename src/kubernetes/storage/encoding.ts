/** The stored form of objects: JSON without a resourceVersion, which is the revision of the key. */
import type { KubernetesObject } from '../documents.ts';

/** @returns the JSON to be stored. */
export function encodeStored(object: KubernetesObject): string {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return JSON.stringify({ ...object, metadata });
}

/** @param value - as `encodeStored` made it. */
export function decodeStored(value: string, revision: number): KubernetesObject {
  const object = JSON.parse(value) as KubernetesObject;
  (object.metadata as Record<string, unknown>)['resourceVersion'] = `${revision}`;
  return object;
}
