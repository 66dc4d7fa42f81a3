/** What the API server serves: the objects of a manifest, by kind, namespace and name. */
import {
  assertDate,
  assertFields,
  assertMethods,
  assertOptions,
  assertString,
  bytesToHex,
  utf8ToBytes,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { sha256 } from '../../hash/index.ts';
import { DocumentError, fieldOf, type KubernetesObject, listOf, textOf } from '../documents.ts';
import { RESOURCE_TYPES, type ResourceType, resourceTypeOfKind } from './resource-types.ts';

/** Objects that do not change while they are served, so that all have the same resource version. */
export interface Cluster {
  readonly resourceVersion: string;
  /** In the order of namespace and name. @param namespace - '' for all. */
  list(type: ResourceType, namespace: string): readonly KubernetesObject[];
  find(type: ResourceType, namespace: string, name: string): KubernetesObject | undefined;
}

/** All objects of a cluster, to be stored. */
export function clusterObjects(cluster: Cluster): KubernetesObject[] {
  assertMethods(cluster, 'cluster', 'a Cluster', 'list', 'find');
  return RESOURCE_TYPES.filter((type) => type.stored !== undefined).flatMap((type) => cluster.list(type, ''));
}

/** The key of an object among those of its kind: sortable, and unique. */
export const placeOf = (namespace: string, name: string): string => `${namespace}/${name}`;

/** Creates a cluster from a manifest's objects. Missing fields that a server would set are added: uid, creationTimestamp,
 * resourceVersion, and the namespace `default`.
 * @param options - the current time, and the manifest's name in errors.
 * @throws DocumentError for a kind that is not served, an object given twice, a pod without containers. */
export function clusterOf(objects: readonly KubernetesObject[], options: { now: Date; file: string }): Cluster {
  assertEach(objects, 'objects', (one, place) =>
    assertFields(one, place, 'an object of Kubernetes', 'apiVersion', 'kind', 'metadata'),
  );
  assertOptions(options, 'options', ['now', 'file']);
  assertDate(options.now, 'options.now');
  assertString(options.file, 'options.file');
  const { file } = options;
  const byType = new Map<ResourceType, Map<string, KubernetesObject>>();
  for (const given of objects) {
    const type = resourceTypeOfKind(given.apiVersion, given.kind);
    if (type?.stored === undefined) {
      throw new DocumentError('unknown-kind', file, 'kind', `${given.apiVersion} ${given.kind} is not served`);
    }
    const object = completed(given, type, options.now);
    if (type.kind === 'Pod') checkPod(object, file);
    const siblings = byType.get(type) ?? new Map<string, KubernetesObject>();
    const place = placeOf(textOf(object, 'metadata', 'namespace'), textOf(object, 'metadata', 'name'));
    if (siblings.has(place)) throw new DocumentError('invalid-field', file, 'metadata', `${place} is given twice`);
    byType.set(type, siblings.set(place, object));
  }
  return {
    resourceVersion: '1',
    list(type, namespace) {
      const places = [...(byType.get(type) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      return places
        .map(([, object]) => object)
        .filter((object) => namespace === '' || textOf(object, 'metadata', 'namespace') === namespace);
    },
    find: (type, namespace, name) => byType.get(type)?.get(placeOf(type.namespaced ? namespace : '', name)),
  };
}

function completed(object: KubernetesObject, type: ResourceType, now: Date): KubernetesObject {
  const { namespace: given, ...metadata } = object.metadata;
  const name = textOf(metadata, 'name');
  const namespace = type.namespaced ? textOf({ given }, 'given') || 'default' : undefined;
  return {
    ...object,
    metadata: {
      uid: uidOf(type, namespace ?? '', name),
      resourceVersion: '1',
      creationTimestamp: rfc3339(now),
      ...metadata,
      ...(namespace !== undefined && { namespace }),
    },
  };
}

/** A UUID of version 8 (RFC 9562 §5.8) over the object's place: the same manifest has the same identifiers. */
function uidOf(type: ResourceType, namespace: string, name: string): string {
  const hash = sha256.digest(utf8ToBytes(JSON.stringify([type.group, type.kind, namespace, name])));
  hash[6] = (hash[6] & 0x0f) | 0x80;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  return bytesToHex(hash.subarray(0, 16)).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The time in whole seconds, as Kubernetes' objects have it. */
export const rfc3339 = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');

function checkPod(pod: KubernetesObject, file: string): void {
  const path = `pod ${textOf(pod, 'metadata', 'name')}: spec.containers`;
  const names = containersOf(pod);
  if (names.length === 0) throw new DocumentError('missing-field', file, path, 'must have at least one');
  if (names.includes('')) throw new DocumentError('missing-field', file, `${path}.name`, 'must be a non-empty string');
}

/** The names of a pod's containers. */
export const containersOf = (pod: KubernetesObject): string[] =>
  listOf(pod, 'spec', 'containers').map((container) => textOf(container, 'name'));

/** The port on which a node's kubelet listens. */
export function kubeletPort(node: KubernetesObject): number {
  const port = fieldOf(node, 'status', 'daemonEndpoints', 'kubeletEndpoint', 'Port');
  return typeof port === 'number' ? port : 10250;
}
