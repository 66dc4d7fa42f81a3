/** JSON Patch (RFC 6902) with JSON Pointers (RFC 6901). */
import { badRequest, StatusError } from '../../api/status.ts';
import { fieldOf, textOf } from '../../documents.ts';
import { MAX_NESTING, valueNestsDeeper } from '../../nesting.ts';
import { isObject } from './merge-patch.ts';

/** The member with the source of a value. */
const FROM = `from`;
const MAX_OPERATIONS = 10_000; // apiserver/pkg/endpoints/handlers/patch.go, maxJSONPatchOperations
/** Maximum characters of JSON that a patch may copy within a document, or move to a deeper place. */
const MAX_COPIED = 3 * 1024 * 1024;

/** Applies all operations in order; the given document is not changed.
 * @throws StatusError 400 for a malformed patch; 413 for too many operations; 422 if one cannot be applied, or a test fails. */
export function jsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('a JSON patch is a list of operations');
  if (patch.length > MAX_OPERATIONS) {
    const said = `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`;
    throw new StatusError(413, 'RequestEntityTooLarge', said, {});
  }
  const copied = { length: 0 };
  return patch.reduce((current, operation) => applied(current, operation, copied), structuredClone(document));
}

const cannot = (operation: unknown, why: string): StatusError => {
  const what = `${textOf(operation, 'op')} ${JSON.stringify(textOf(operation, 'path'))}`;
  return new StatusError(
    422,
    'Invalid',
    `the server rejected our request due to an error in our request: ${what}: ${why}`,
    {},
  );
};

/** RFC 6902 §4. The document is changed in place if possible. */
function applied(document: unknown, operation: unknown, copied: { length: number }): unknown {
  const path = pointer(operation, 'path');
  const value = fieldOf(operation, 'value');
  const op = textOf(operation, 'op');
  const isValueNeeded = ['add', 'replace', 'test'].includes(op);
  if (isValueNeeded && value === undefined) throw cannot(operation, 'missing value');
  switch (op) {
    case 'add':
      return added(document, path, value, operation);
    case 'remove':
      return removed(document, path, operation);
    case 'replace':
      valueAt(document, path, operation);
      return path.length === 0 ? value : added(removed(document, path, operation), path, value, operation);
    case 'move': {
      const from = pointer(operation, FROM);
      if (from.length < path.length && from.every((part, i) => part === path[i])) {
        throw cannot(operation, 'a value cannot be moved into itself');
      }
      const moved = valueAt(document, from, operation);
      // Its depth is looked at again.
      if (path.length > from.length) count(copied, moved, operation);
      return added(removed(document, from, operation), path, moved, operation);
    }
    case 'copy': {
      const source = valueAt(document, pointer(operation, FROM), operation);
      count(copied, source, operation);
      return added(document, path, structuredClone(source), operation);
    }
    case 'test':
      if (isEqual(valueAt(document, path, operation), value)) return document;
      throw cannot(operation, 'testing value failed');
    default:
      throw badRequest(`unexpected kind of operation: ${JSON.stringify(op)}`);
  }
}

function count(copied: { length: number }, value: unknown, operation: unknown): void {
  copied.length += JSON.stringify(value).length;
  if (copied.length > MAX_COPIED) throw cannot(operation, 'too much is copied');
}

/** RFC 6901 §3: `/a~1b/0` has the parts `a/b` and `0`. */
function pointer(operation: unknown, name: string): string[] {
  const text = fieldOf(operation, name);
  if (typeof text !== 'string' || (text !== '' && !text.startsWith('/'))) {
    throw cannot(operation, `${name} is not a JSON pointer`);
  }
  const parts = text.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(document: unknown, path: readonly string[], operation: unknown): unknown {
  let found = document;
  for (const part of path) {
    if (Array.isArray(found)) found = found[indexOf(part, found.length - 1, operation)];
    else if (isObject(found) && Object.hasOwn(found, part)) found = found[part];
    else throw cannot(operation, 'the path does not exist');
  }
  return found;
}

/** RFC 6901 §4: digits without leading zeros. */
function indexOf(part: string, max: number, operation: unknown): number {
  if (!/^(?:0|[1-9]\d{0,8})$/.test(part) || Number(part) > max)
    throw cannot(operation, `no index ${JSON.stringify(part)}`);
  return Number(part);
}

function added(document: unknown, path: readonly string[], value: unknown, operation: unknown): unknown {
  // Each operation could put one value into another, and whatever writes the result recurses.
  if (valueNestsDeeper(value, MAX_NESTING - path.length))
    throw cannot(operation, `the result nests deeper than ${MAX_NESTING} collections`);
  if (path.length === 0) return value;
  const parent = valueAt(document, path.slice(0, -1), operation);
  const last = path[path.length - 1];
  if (Array.isArray(parent))
    parent.splice(last === '-' ? parent.length : indexOf(last, parent.length, operation), 0, value);
  else if (isObject(parent)) define(parent, last, value);
  else throw cannot(operation, 'the path does not exist');
  return document;
}

/** Defines an own property of any name, even `__proto__`. */
const define = (parent: object, name: string, value: unknown): void =>
  void Object.defineProperty(parent, name, { value, configurable: true, enumerable: true, writable: true });

function removed(document: unknown, path: readonly string[], operation: unknown): unknown {
  if (path.length === 0) return null;
  const parent = valueAt(document, path.slice(0, -1), operation);
  const last = path[path.length - 1];
  valueAt(document, path, operation);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete (parent as Record<string, unknown>)[last];
  return document;
}

/** RFC 6902 §4.6: members in any order. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
  if (!isObject(a)) return a === b;
  const names = Object.keys(a);
  if (!isObject(b) || names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && isEqual(a[name], b[name]));
}
