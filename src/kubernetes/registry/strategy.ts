/** What is particular to a type of object when it is written (kubernetes pkg/registry/GROUP/RESOURCE/strategy.go). A type's strategy is a row of
 * `STRATEGIES` (`strategies/table.ts`), and one more for each subresource that can be written. */
import type { Random } from '../../bytes/index.ts';
import type { KubernetesObject } from '../documents.ts';
import type { User } from '../identity.ts';
import type { Authorizer } from '../rbac/authorizer.ts';
import type { PolicyRule } from '../rbac/rules.ts';
import type { FieldError } from './field-errors.ts';

/** The user who writes, the time, and what else a strategy may need. */
export interface WriteContext {
  readonly user: User;
  readonly now: Date;
  readonly authorizer: Authorizer;
  /** All rules that a user has in a namespace ('' for the whole cluster). */
  readonly rulesOf: (user: User, namespace: string) => readonly PolicyRule[];
  /** An object as it is stored. @param plural - `clusterroles`. @param namespace - '' for cluster scope. */
  find(group: string, plural: string, namespace: string, name: string): Promise<KubernetesObject | undefined>;
  /** All objects of a type as of its last event, in no order. */
  known(group: string, plural: string): Iterable<KubernetesObject>;
  readonly random: Random;
}

/** Every part may be left out. Objects are not changed: a function returns a new one. */
export interface Strategy {
  /** An update must say which version it is of. Default: false, the newest. */
  readonly isVersionNeeded?: boolean;
  /** Sets defaults, and overwrites what the client may not say (status, who asked). */
  prepareForCreate?(object: KubernetesObject, context: WriteContext): KubernetesObject;
  /** The same before an update: typically keeps `status` as it was, or, for `/status`, everything else. */
  prepareForUpdate?(object: KubernetesObject, current: KubernetesObject, context: WriteContext): KubernetesObject;
  /** What is wrong with an object; asked before each write, after metadata has been checked. */
  validate?(object: KubernetesObject, context: WriteContext): readonly FieldError[];
  /** What is wrong with a change. */
  validateUpdate?(object: KubernetesObject, current: KubernetesObject, context: WriteContext): readonly FieldError[];
  /** Admission: whether this user may write this. Asked last, before the write, with the object as it will be stored.
   * @param current - undefined where it is created.
   * @throws StatusError 403. */
  admit?(object: KubernetesObject, current: KubernetesObject | undefined, context: WriteContext): Promise<void> | void;
  /** The same before a deletion. */
  admitDelete?(current: KubernetesObject, context: WriteContext): Promise<void> | void;
}
