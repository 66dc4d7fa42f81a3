/** Objects of all types, as the API server reads and writes them: what its requests, and code in the same process, go through. */
import type { ResourceType } from '../api/resource-types.ts';
import type { KubernetesObject } from '../documents.ts';
import type { User } from '../identity.ts';

/** One object's place. `namespace` is '' for types of cluster scope. */
export interface Place {
  readonly type: ResourceType;
  readonly namespace: string;
  readonly name: string;
}

/** Who writes, and how. */
export interface WriteOptions {
  readonly user: User;
  /** '' or a subresource that can be written: `status`, `approval`. Default: ''. */
  readonly subresource?: string;
  /** All checks, but nothing is stored. Default: false. */
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
  /** Which objects are wanted. Default: all. */
  readonly matches?: (object: KubernetesObject) => boolean;
}

export interface ObjectPage {
  readonly items: readonly KubernetesObject[];
  readonly resourceVersion: string;
  /** '' on the last page. */
  readonly continue: string;
  /** Absent where it is not known: with `matches`, and on the last page. */
  readonly remaining?: number;
}

/** `metadata.uid` and `metadata.resourceVersion` that the object must still have; and how dependants are treated. */
export interface DeleteOptions extends WriteOptions {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
}

/** Every method throws StatusError: 404 NotFound, 409 AlreadyExists or Conflict, 410 Expired, 422 Invalid, 403 Forbidden by admission,
 * 504 where the store does not answer. */
export interface Objects {
  get(place: Place): Promise<KubernetesObject>;
  /** As `get`, or undefined where there is none. */
  find(place: Place): Promise<KubernetesObject | undefined>;
  list(type: ResourceType, options: ListOptions): Promise<ObjectPage>;
  /** Creates an object: its strategy prepares and validates it, the server sets uid, creationTimestamp and, from `generateName`, the name.
   * @returns the object as stored, with its resourceVersion. */
  create(type: ResourceType, namespace: string, object: unknown, options: WriteOptions): Promise<KubernetesObject>;
  /** Changes an object. `change` gets the object as stored and returns what it shall be; it is called again where somebody else wrote
   * meanwhile, unless what it returns has a `metadata.resourceVersion` of its own: that must be the stored one, or 409 Conflict. */
  update(
    place: Place,
    change: (current: KubernetesObject) => Promise<unknown> | unknown,
    options: WriteOptions,
  ): Promise<KubernetesObject>;
  /** Deletes an object; one with finalizers gets a deletionTimestamp instead, and goes when the last finalizer is taken from it.
   * @returns the object as it was, and whether it is gone. */
  delete(place: Place, options: DeleteOptions): Promise<{ readonly object: KubernetesObject; readonly gone: boolean }>;
}
