/** What a get, list or watch asks for, and how its answer is shown. */
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

/** How the objects of an answer are shown. */
export interface Presenter {
  /** A name for the form: what has one form and one name is the same text. */
  readonly form: string;
  one(object: KubernetesObject): object;
  list(objects: readonly KubernetesObject[], metadata: object): object;
}

/** Which objects of its kind a list or watch wants; undefined for all.
 * @throws StatusError 400 for an invalid selector. */
export function selection({ type, query }: Pick<ObjectRead, 'query' | 'type'>): Predicate | undefined {
  const [labels, fields] = ['labelSelector', 'fieldSelector'].map((name) => query.get(name) ?? '');
  const byLabel = labelSelector(labels);
  const byField = fieldSelector(fields, type.stored!.selectable);
  return labels === '' && fields === '' ? undefined : (object) => byLabel(object) && byField(object);
}
