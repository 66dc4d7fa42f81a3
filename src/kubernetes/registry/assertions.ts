/** Checks of what callers of the registry pass. */
import {
  assertBoolean,
  assertFields,
  assertFunction,
  assertInteger,
  assertMap,
  assertOptions,
  assertString,
  UsageError,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { RESOURCE_TYPES, type ResourceType, resourceTypeOfKind } from '../api/resource-types.ts';
import type { KubernetesObject } from '../documents.ts';
import type { User } from '../identity.ts';
import { MAX_NESTING } from '../nesting.ts';
import type { DeleteOptions, ListOptions, Place, WriteOptions } from './objects.ts';

const STORED: ReadonlySet<unknown> = new Set(RESOURCE_TYPES.filter(({ stored }) => stored !== undefined));

/** @throws UsageError unless it is a row of `RESOURCE_TYPES` whose objects are stored. */
export function assertStoredType(type: unknown, argument: string): asserts type is ResourceType {
  if (STORED.has(type)) return;
  throw new UsageError('wrong-type', argument, 'must be a type of stored objects, from resourceTypeAt');
}

/** @throws UsageError for a value inside that JSON cannot express. */
export function assertJson(value: unknown, argument: string, depth = 0): void {
  if (['bigint', 'symbol', 'function'].includes(typeof value)) {
    throw new UsageError('wrong-type', argument, `must be what JSON can express, got a ${typeof value}`);
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_NESTING) throw new UsageError('out-of-range', argument, 'is nested too deep');
  for (const one of Object.values(value)) assertJson(one, argument, depth + 1);
}

/** @throws UsageError. Other fields are allowed: requests are places too. */
export function assertPlace(place: Place): void {
  assertFields(place, 'place', 'a place', 'type', 'namespace', 'name');
  assertStoredType(place.type, 'place.type');
  assertString(place.namespace, 'place.namespace');
  assertString(place.name, 'place.name');
}

/** @throws UsageError. */
export function assertUser(user: User, argument: string): void {
  assertFields(user, argument, 'a user', 'name', 'groups');
  assertString(user.name, `${argument}.name`);
  assertEach(user.groups, `${argument}.groups`, assertString);
  if (user.uid !== undefined) assertString(user.uid, `${argument}.uid`);
  if (user.extra !== undefined) assertMap(user.extra, `${argument}.extra`);
}

const LIST: Readonly<Record<keyof ListOptions, true>> = {
  namespace: true,
  limit: true,
  continue: true,
  resourceVersion: true,
  exact: true,
  matches: true,
};

/** @throws UsageError. */
export function assertListOptions(options: ListOptions): void {
  assertOptions(options, 'options', Object.keys(LIST));
  assertString(options.namespace, 'options.namespace');
  const { limit, exact, matches } = options;
  if (limit !== undefined) assertInteger(limit, 'options.limit', 0);
  if (exact !== undefined) assertBoolean(exact, 'options.exact');
  if (matches !== undefined) assertFunction(matches, 'options.matches');
  assertTexts(options, ['continue', 'resourceVersion']);
}

const WRITE: Readonly<Record<keyof WriteOptions, true>> = { user: true, subresource: true, dryRun: true };

/** @throws UsageError. */
export function assertWriteOptions(options: WriteOptions): void {
  assertOptions(options, 'options', Object.keys(WRITE));
  assertWriter(options);
}

const DELETE: Readonly<Record<keyof DeleteOptions, true>> = {
  ...WRITE,
  uid: true,
  resourceVersion: true,
  propagationPolicy: true,
};

/** @throws UsageError. */
export function assertDeleteOptions(options: DeleteOptions): void {
  assertOptions(options, 'options', Object.keys(DELETE));
  assertWriter(options);
  assertTexts(options, ['uid', 'resourceVersion', 'propagationPolicy']);
}

function assertWriter(options: WriteOptions): void {
  assertUser(options.user, 'options.user');
  if (options.dryRun !== undefined) assertBoolean(options.dryRun, 'options.dryRun');
  assertTexts(options, ['subresource']);
}

function assertTexts<Options>(options: Options, names: readonly (keyof Options & string)[]): void {
  for (const name of names) if (options[name] !== undefined) assertString(options[name], `options.${name}`);
}

/** @throws UsageError for what is no list, and for an object without a kind that is stored. */
export function seedsOf(objects: Iterable<KubernetesObject>): readonly KubernetesObject[] {
  if (typeof Object(objects)[Symbol.iterator] !== 'function') {
    throw new UsageError('wrong-type', 'objects', 'must be an array or another iterable');
  }
  const given = [...objects];
  assertEach(given, 'objects', (object, place) => {
    assertFields(object, place, 'an object of Kubernetes', 'apiVersion', 'kind');
    const { apiVersion, kind, metadata } = object as KubernetesObject;
    assertString(apiVersion, `${place}.apiVersion`);
    assertString(kind, `${place}.kind`);
    assertFields(metadata, `${place}.metadata`, 'an object');
    assertStoredType(resourceTypeOfKind(apiVersion, kind), place);
    assertJson(object, place);
  });
  return given;
}
