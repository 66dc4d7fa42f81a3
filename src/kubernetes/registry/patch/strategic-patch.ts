/** Strategic merge patch, which `kubectl apply`, `edit` and `patch` send
 * (k8s.io/apimachinery/pkg/util/strategicpatch/patch.go; community/contributors/devel/sig-api-machinery/strategic-merge-patch.md). */
import { badRequest } from '../../api/status.ts';
import type { Fields } from '../../documents.ts';
import type { MergeRule } from './merge-keys.ts';
import { isObject } from './merge-patch.ts';

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM_LIST = '$deleteFromPrimitiveList/';
const ELEMENT_ORDER = '$setElementOrder/';

type Rules = ReadonlyMap<string, MergeRule>;

/** The object with the patch applied; neither is changed.
 * @throws StatusError 400 for an unknown or misplaced directive, and for an item without its merge key. */
export function strategicPatch(object: Fields, patch: unknown, rules: Rules): Fields {
  if (!isObject(patch)) throw badRequest('a strategic merge patch is an object');
  return mergeFields(object, patch, '', rules);
}

const inside = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function mergeFields(original: Fields, patch: Fields, path: string, rules: Rules): Fields {
  const { [DIRECTIVE]: directive, ...changes } = patch;
  if (directive === 'replace') return cleanFields(changes);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') throw unknownDirective(directive);
  const merged = new Map(Object.entries(retained(original, changes)));
  for (const [name, value] of Object.entries(changes)) {
    if (name.startsWith('$')) continue;
    if (value === null) merged.delete(name);
    else merged.set(name, mergeValue(merged.get(name), value, inside(path, name), rules));
  }
  changeLists(merged, original, changes, path, rules);
  return Object.fromEntries(merged);
}

const unknownDirective = (directive: unknown): Error =>
  badRequest(`unrecognized value of $patch: ${JSON.stringify(directive)?.slice(0, 100)}`);

/** `$retainKeys`: only these fields of a union are kept. */
function retained(original: Fields, changes: Fields): Fields {
  const keys = changes[RETAIN_KEYS];
  if (keys === undefined) return original;
  if (!Array.isArray(keys)) throw badRequest('$retainKeys must be a list');
  const kept = new Set<unknown>(keys);
  const extra = Object.keys(changes).find((name) => !name.startsWith('$') && changes[name] !== null && !kept.has(name));
  if (extra !== undefined) throw badRequest(`$retainKeys does not name ${JSON.stringify(extra)}, which the patch sets`);
  return Object.fromEntries(Object.entries(original).filter(([name]) => kept.has(name)));
}

function mergeValue(original: unknown, value: unknown, path: string, rules: Rules): unknown {
  if (isObject(value)) return isObject(original) ? mergeFields(original, value, path, rules) : cleanFields(value);
  if (!Array.isArray(value)) return value;
  const rule = rules.get(path);
  if (rule === undefined) return value.filter((item) => !isMarker(item)).map(clean);
  return mergeList(Array.isArray(original) ? original : [], value, path, rule, rules);
}

/** The values that a patch adds, without its directives and nulls. */
const clean = (value: unknown): unknown => (isObject(value) ? cleanFields(value) : value);
const cleanFields = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name, value]) => value !== null && !name.startsWith('$'))
      .map(([name, value]): [string, unknown] => [
        name,
        Array.isArray(value) ? value.filter((item) => !isMarker(item)).map(clean) : clean(value),
      ]),
  );

/** Whether an item is a directive, not a value. */
const isMarker = (item: unknown): boolean => isObject(item) && ['delete', 'replace'].includes(String(item[DIRECTIVE]));

/** The identity of an item as text: the merge key's value, or the item itself. */
function identityOf(item: unknown, { key }: MergeRule, path: string): string {
  if (key === undefined) return JSON.stringify(item);
  if (!isObject(item)) throw badRequest(`${path}: an item is not an object`);
  if (item[key] === undefined) {
    throw badRequest(`map: ${JSON.stringify(item).slice(0, 200)} does not contain declared merge key: ${key}`);
  }
  return JSON.stringify(item[key]);
}

function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  path: string,
  rule: MergeRule,
  rules: Rules,
): unknown[] {
  const isReplaced = patch.some((item) => isObject(item) && item[DIRECTIVE] === 'replace');
  const values = patch.filter((item) => !(isObject(item) && item[DIRECTIVE] === 'replace'));
  if (isReplaced) return values.map(clean);
  const merged = new Map(original.map((item) => [identityOf(item, rule, path), item]));
  for (const item of values) {
    const id = identityOf(item, rule, path);
    const found = merged.get(id);
    if (isObject(item) && item[DIRECTIVE] === 'delete') merged.delete(id);
    else merged.set(id, isObject(item) && isObject(found) ? mergeFields(found, item, path, rules) : clean(item));
  }
  const order = values.filter((item) => !isMarker(item)).map((item) => identityOf(item, rule, path));
  return ordered(
    merged,
    order,
    original.map((item) => identityOf(item, rule, path)),
  );
}

/** Merges two orders: items that the patch names come in its order, the server's other items keep their positions among them
 * (normalizeElementOrder).
 * @param order - identities in the order of the patch. @param before - identities in the server's order. */
function ordered(items: ReadonlyMap<string, unknown>, order: readonly string[], before: readonly string[]): unknown[] {
  const named = new Set(order);
  const positions = new Map(before.map((id, i) => [id, i]));
  const ours = [...new Set(order)].filter((id) => items.has(id));
  const others = before.filter((id) => items.has(id) && !named.has(id));
  const result: string[] = [];
  let [i, j] = [0, 0];
  while (i < others.length || j < ours.length) {
    const [left, right] = [positions.get(others[i]), positions.get(ours[j])];
    const isLeft = j >= ours.length || (i < others.length && left !== undefined && right !== undefined && left < right);
    result.push(isLeft ? others[i++] : ours[j++]);
  }
  return result.map((id) => items.get(id));
}

/** Applies the directives beside a list: deletions from it, and its order. */
function changeLists(
  merged: Map<string, unknown>,
  original: Fields,
  changes: Fields,
  path: string,
  rules: Rules,
): void {
  for (const [name, value] of Object.entries(changes)) {
    const prefix = [DELETE_FROM_LIST, ELEMENT_ORDER].find((each) => name.startsWith(each));
    if (prefix === undefined) {
      if (name.startsWith('$') && name !== RETAIN_KEYS)
        throw badRequest(`unknown directive ${JSON.stringify(name.slice(0, 100))}`);
      continue;
    }
    if (!Array.isArray(value)) throw badRequest(`${name.slice(0, 100)} must be a list`);
    const field = name.slice(prefix.length);
    const list = merged.get(field);
    if (!Array.isArray(list)) continue;
    if (prefix === DELETE_FROM_LIST) {
      const gone = new Set(value.map((item) => JSON.stringify(item)));
      merged.set(
        field,
        list.filter((item) => !gone.has(JSON.stringify(item))),
      );
    } else merged.set(field, inOrder(list, original[field], value, inside(path, field), rules));
  }
}

function inOrder(
  list: readonly unknown[],
  original: unknown,
  order: readonly unknown[],
  path: string,
  rules: Rules,
): unknown[] {
  const rule = rules.get(path);
  // A replaced list has the order of the patch.
  if (rule === undefined) return [...list];
  const idOf = (item: unknown): string => identityOf(item, rule, path);
  const before = Array.isArray(original) ? original.map(idOf) : [];
  const items = new Map(list.map((item) => [idOf(item), item]));
  // Items that the patch adds without naming them in the order come last.
  const unnamed = [...items.keys()].filter((id) => !before.includes(id));
  return ordered(items, [...order.map(idOf), ...unnamed], before);
}
