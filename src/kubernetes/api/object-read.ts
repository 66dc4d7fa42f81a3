/** The parameters of a get, list or watch, and the presentation of its answer. */
import type { KubernetesObject } from '../documents.ts';
import type { ResourceType } from './resource-types.ts';
import { fieldSelector, labelSelector, type Predicate } from './selectors.ts';

/** One read of one kind of object. */
export interface ObjectRead {
  readonly type: ResourceType;
  readonly verb: string;
  readonly namespace: string;
  readonly name: string;
  readonly query: URLSearchParams;
}

/** The presentation of the objects in an answer. */
export interface Presenter {
  /** A name of the presentation: two encodings of the same object with the same name are identical. */
  readonly form: string;
  one(object: KubernetesObject): object;
  list(objects: readonly KubernetesObject[], metadata: object): object;
}

/** The predicate of the objects that a list or watch selects; undefined for all.
 * @throws StatusError 400 for an invalid selector. */
export function selection({ type, query }: Pick<ObjectRead, 'query' | 'type'>): Predicate | undefined {
  const [labels, fields] = ['labelSelector', 'fieldSelector'].map((name) => query.get(name) ?? '');
  const byLabel = labelSelector(labels);
  const byField = fieldSelector(fields, type.stored!.selectable);
  return labels === '' && fields === '' ? undefined : (object) => byLabel(object) && byField(object);
}
