/** The interface for reading and writing objects of all types, for the API server's requests and for code in the same process. */
import type { ResourceType } from '../api/resource-types.ts';
import type { KubernetesObject } from '../documents.ts';
import type { User } from '../identity.ts';

/** Identifies one object. `namespace` is '' for types of cluster scope. */
export interface Place {
  readonly type: ResourceType;
  readonly namespace: string;
  readonly name: string;
}

/** The writing user, and options of the write. */
export interface WriteOptions {
  readonly user: User;
  /** '' or a subresource that can be written: `status`, `approval`. Default: ''. */
  readonly subresource?: string;
  /** Performs all checks, but stores nothing. Default: false. */
  readonly dryRun?: boolean;
}

export interface ListOptions {
  /** '' for all namespaces. */
  readonly namespace: string;
  readonly limit?: number;
  /** The token of an earlier page. */
  readonly continue?: string;
  /** `resourceVersion` of the query: with `exact`, the list is as of it; otherwise as of it or later. */
  readonly resourceVersion?: string;
  readonly exact?: boolean;
  /** Selects objects. Default: all. */
  readonly matches?: (object: KubernetesObject) => boolean;
}

export interface ObjectPage {
  readonly items: readonly KubernetesObject[];
  readonly resourceVersion: string;
  /** '' on the last page. */
  readonly continue: string;
  /** Absent if it is unknown: with `matches`, and on the last page. */
  readonly remaining?: number;
}

/** `metadata.uid` and `metadata.resourceVersion` that the object must still have; and how dependants are treated. */
export interface DeleteOptions extends WriteOptions {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
}

/** Every method throws StatusError: 404 NotFound, 409 AlreadyExists or Conflict, 410 Expired, 422 Invalid, 403 Forbidden by admission,
 * 504 if the store does not answer. */
export interface Objects {
  get(place: Place): Promise<KubernetesObject>;
  /** As `get`, but returns undefined if there is none. */
  find(place: Place): Promise<KubernetesObject | undefined>;
  list(type: ResourceType, options: ListOptions): Promise<ObjectPage>;
  /** Creates an object: its strategy prepares and validates it, the server sets uid, creationTimestamp and, from `generateName`, the name.
   * @returns the object as stored, with its resourceVersion. */
  create(type: ResourceType, namespace: string, object: unknown, options: WriteOptions): Promise<KubernetesObject>;
  /** Changes an object. `change` gets the object as stored and returns the new one. It is called again after a concurrent write, unless its
   * result has a `metadata.resourceVersion`: that must equal the stored one, otherwise 409 Conflict. */
  update(
    place: Place,
    change: (current: KubernetesObject) => Promise<unknown> | unknown,
    options: WriteOptions,
  ): Promise<KubernetesObject>;
  /** Deletes an object; one with finalizers gets a deletionTimestamp instead, and is deleted when its last finalizer is removed.
   * @returns the object before the deletion, and whether it was deleted. */
  delete(place: Place, options: DeleteOptions): Promise<{ readonly object: KubernetesObject; readonly gone: boolean }>;
}
