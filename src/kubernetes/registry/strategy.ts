/** The type-specific parts of writing an object (kubernetes pkg/registry/GROUP/RESOURCE/strategy.go). A type's strategy is a row of
 * `STRATEGIES` (`strategies/table.ts`), and one more for each subresource that can be written. */
import type { Random } from '../../bytes/index.ts';
import type { KubernetesObject } from '../documents.ts';
import type { User } from '../identity.ts';
import type { Authorizer } from '../rbac/authorizer.ts';
import type { PolicyRule } from '../rbac/rules.ts';
import type { FieldError } from './field-errors.ts';

/** The writing user, the time, and other inputs of strategies. */
export interface WriteContext {
  readonly user: User;
  readonly now: Date;
  readonly authorizer: Authorizer;
  /** All rules that a user has in a namespace ('' for the whole cluster). */
  readonly rulesOf: (user: User, namespace: string) => readonly PolicyRule[];
  /** The stored object. @param plural - `clusterroles`. @param namespace - '' for cluster scope. */
  find(group: string, plural: string, namespace: string, name: string): Promise<KubernetesObject | undefined>;
  /** All objects of a type as of its last event, in no order. */
  known(group: string, plural: string): Iterable<KubernetesObject>;
  readonly random: Random;
}

/** Every member is optional. Functions do not modify objects but return new ones. */
export interface Strategy {
  /** Whether an update must contain a resourceVersion. Default: false; without one, the newest version is updated. */
  readonly isVersionNeeded?: boolean;
  /** Sets defaults, and overwrites fields that the client may not set (status, requester). */
  prepareForCreate?(object: KubernetesObject, context: WriteContext): KubernetesObject;
  /** The same before an update: typically keeps `status` as it was, or, for `/status`, everything else. */
  prepareForUpdate?(object: KubernetesObject, current: KubernetesObject, context: WriteContext): KubernetesObject;
  /** The faults of an object; called before each write, after the metadata was checked. */
  validate?(object: KubernetesObject, context: WriteContext): readonly FieldError[];
  /** The faults of a change. */
  validateUpdate?(object: KubernetesObject, current: KubernetesObject, context: WriteContext): readonly FieldError[];
  /** Admission: whether this user may write this object. Called last before the write, with the object that will be stored.
   * @param current - undefined where it is created.
   * @throws StatusError 403. */
  admit?(object: KubernetesObject, current: KubernetesObject | undefined, context: WriteContext): Promise<void> | void;
  /** The same before a deletion. */
  admitDelete?(current: KubernetesObject, context: WriteContext): Promise<void> | void;
}
