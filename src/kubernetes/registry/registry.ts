/** Objects of all types in a store (kubernetes apiserver/pkg/registry/generic/registry/store.go). */
import { assertFunction, assertString } from '../../bytes/index.ts';
import { rfc3339 } from '../api/cluster.ts';
import { RESOURCE_TYPES, type ResourceType, resourceTypeAt, resourceTypeOfKind } from '../api/resource-types.ts';
import { alreadyExists, conflict, forbiddenObject, invalid, notFound } from '../api/status.ts';
import { type KubernetesObject, listOf, textOf } from '../documents.ts';
import { encodeStored } from '../storage/encoding.ts';
import { type Store, StoreError } from '../storage/store.ts';
import { WatchCache } from '../storage/watch-cache.ts';
import {
  assertDeleteOptions,
  assertJson,
  assertListOptions,
  assertPlace,
  assertStoredType,
  assertWriteOptions,
  seedsOf,
} from './assertions.ts';
import { listPage } from './list-page.ts';
import { metadataForCreate, metadataForUpdate, ofType, randomUid } from './metadata.ts';
import type { DeleteOptions, ListOptions, ObjectPage, Objects, Place, WriteOptions } from './objects.ts';
import { assertRegistryOptions, type RegistryOptions } from './registry-options.ts';
import { objectOf, storeFailure } from './store-failure.ts';
import { StoredPolicy } from './stored-policy.ts';
import { strategyOf } from './strategies/table.ts';
import type { Strategy, WriteContext } from './strategy.ts';
import { validateMetadata, validateMetadataUpdate } from './validate-metadata.ts';
import { validateSchema } from './validate-schema.ts';

/** Maximum number of retries of a write after concurrent changes of its object. */
const MAX_CONFLICTS = 100;
const MAX_NAME_TRIES = 8; // create.go, maxNameGenerationCreateAttempts

export class Registry implements Objects {
  readonly #options: RegistryOptions;
  readonly #caches = new Map<ResourceType, WatchCache>();
  /** The RBAC policy from the objects in the store. */
  readonly policy: StoredPolicy;

  constructor(options: RegistryOptions) {
    assertRegistryOptions(options);
    this.#options = options;
    for (const type of RESOURCE_TYPES.filter((each) => each.stored !== undefined)) {
      this.#caches.set(type, new WatchCache(options.store, prefixOf(type), options.watchWindow));
    }
    this.policy = new StoredPolicy(this.#caches, options.authorizers ?? []);
  }

  /** Creates a registry, stores the initial objects that do not exist yet, and starts its watches.
   * @throws StatusError 503 if the store does not answer. */
  static async open(options: RegistryOptions, objects: Iterable<KubernetesObject>): Promise<Registry> {
    const registry = new Registry(options);
    await registry.seed(objects);
    await registry.start();
    return registry;
  }

  /** Reads the state of all types, and watches them from there. */
  async start(): Promise<void> {
    await Promise.all([...this.#caches.values()].map((cache) => cache.start())).catch(storeFailure);
  }

  get store(): Store {
    return this.#options.store;
  }

  /** The watch cache of a type, after it was started. */
  async cache(type: ResourceType): Promise<WatchCache> {
    assertStoredType(type, 'type');
    const cache = this.#caches.get(type)!;
    await cache.start().catch(storeFailure);
    return cache;
  }

  /** The objects of a type from the watch cache: as of its last event. */
  known(type: ResourceType): IterableIterator<KubernetesObject> {
    assertStoredType(type, 'type');
    return this.#caches.get(type)!.objects();
  }

  async get(place: Place): Promise<KubernetesObject> {
    const found = await this.find(place);
    if (found === undefined) throw notFound(resourceOf(place.type), place.name);
    return found;
  }

  async find(place: Place): Promise<KubernetesObject | undefined> {
    assertPlace(place);
    const stored = await this.store.get(keyOf(place)).catch(storeFailure);
    return stored && objectOf(stored);
  }

  async list(type: ResourceType, options: ListOptions): Promise<ObjectPage> {
    assertStoredType(type, 'type');
    assertListOptions(options);
    return listPage(this.store, prefixOf(type, type.namespaced ? options.namespace : ''), options).catch(storeFailure);
  }

  async create(type: ResourceType, namespace: string, body: unknown, options: WriteOptions): Promise<KubernetesObject> {
    assertStoredType(type, 'type');
    assertString(namespace, 'namespace');
    assertWriteOptions(options);
    assertJson(body, 'body');
    const given = ofType(type, body);
    const context = this.#contextOf(options);
    const isGenerated = textOf(given, 'metadata', 'name') === '';
    for (let tries = 1; ; tries++) {
      const object = await this.#prepared(type, namespace, given, context);
      if (options.dryRun) {
        if ((await this.find(placeOfObject(type, object))) === undefined) return object;
        throw alreadyExists(resourceOf(type), nameOf(object));
      }
      try {
        const revision = await this.store.put(keyOf(placeOfObject(type, object)), encodeStored(object), 0);
        return withVersion(object, revision);
      } catch (error) {
        if (!isConflict(error)) return storeFailure(error);
        if (!isGenerated || tries === MAX_NAME_TRIES) throw alreadyExists(resourceOf(type), nameOf(object));
      }
    }
  }

  /** A new object, with all that its strategy and the server add, checked. */
  async #prepared(
    type: ResourceType,
    namespace: string,
    given: KubernetesObject,
    context: WriteContext,
  ): Promise<KubernetesObject> {
    const strategy = strategyOf(type.group, type.plural, '');
    validateSchema(type, given);
    const named = metadataForCreate(type, namespace, given, { now: context.now, random: this.#options.random });
    const object = strategy.prepareForCreate?.(named, context) ?? named;
    const errors = [...validateMetadata(type, object), ...(strategy.validate?.(object, context) ?? [])];
    if (errors.length > 0) throw invalid(type, nameOf(object), errors);
    if (type.namespaced) await this.#requireNamespace(type, namespace, nameOf(object));
    await strategy.admit?.(object, undefined, context);
    return object;
  }

  /** Nothing is created in a namespace that does not exist, or is about to be deleted (admission plugin NamespaceLifecycle). */
  async #requireNamespace(type: ResourceType, namespace: string, name: string): Promise<void> {
    const found = await this.find({ type: NAMESPACES, namespace: '', name: namespace });
    if (found === undefined) throw notFound(resourceOf(NAMESPACES), namespace);
    if (textOf(found, 'metadata', 'deletionTimestamp') === '') return;
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    throw forbiddenObject(resourceOf(type), name, why);
  }

  async update(
    place: Place,
    change: (current: KubernetesObject) => Promise<unknown> | unknown,
    options: WriteOptions,
  ): Promise<KubernetesObject> {
    assertPlace(place);
    assertFunction(change, 'change');
    assertWriteOptions(options);
    const { type, name } = place;
    const context = this.#contextOf(options);
    const strategy = strategyOf(type.group, type.plural, options.subresource ?? '');
    for (let tries = 0; tries < MAX_CONFLICTS; tries++) {
      const current = await this.get(place);
      const changed = await change(current);
      assertJson(changed, 'change()');
      const wanted = ofType(type, changed);
      requireVersion(place, wanted, current);
      if (strategy.isVersionNeeded && textOf(wanted, 'metadata', 'resourceVersion') === '')
        throw invalid(type, name, [NO_VERSION]);
      const object = await this.#updated(type, wanted, current, strategy, context);
      if (options.dryRun || isSame(object, current)) return options.dryRun ? object : current;
      try {
        return await this.#write(place, object, current);
      } catch (error) {
        if (!isConflict(error)) return storeFailure(error);
        // After a concurrent change, the next iteration reads the new version, or finds that the object was deleted.
      }
    }
    throw conflict(resourceOf(type), name, 'it is changed too often; please try again');
  }

  async #updated(
    type: ResourceType,
    wanted: KubernetesObject,
    current: KubernetesObject,
    strategy: Strategy,
    context: WriteContext,
  ): Promise<KubernetesObject> {
    validateSchema(type, wanted);
    const kept = metadataForUpdate(type, wanted, current);
    const object = strategy.prepareForUpdate?.(kept, current, context) ?? kept;
    const errors = [
      ...validateMetadata(type, object),
      ...validateMetadataUpdate(object, current),
      ...(strategy.validate?.(object, context) ?? []),
      ...(strategy.validateUpdate?.(object, current, context) ?? []),
    ];
    if (errors.length > 0) throw invalid(type, nameOf(current), errors);
    await strategy.admit?.(object, current, context);
    return withVersion(object, versionOf(current));
  }

  /** Writes a changed object; if it is marked for deletion and has no finalizers left, it is deleted instead. */
  async #write(place: Place, object: KubernetesObject, current: KubernetesObject): Promise<KubernetesObject> {
    const key = keyOf(place);
    const isMarked = textOf(object, 'metadata', 'deletionTimestamp') !== '';
    if (isMarked && !hasFinalizers(object) && place.type !== NAMESPACES) {
      await this.store.delete(key, versionOf(current));
      return object;
    }
    return withVersion(object, await this.store.put(key, encodeStored(object), versionOf(current)));
  }

  async delete(
    place: Place,
    options: DeleteOptions,
  ): Promise<{ readonly object: KubernetesObject; readonly gone: boolean }> {
    assertPlace(place);
    assertDeleteOptions(options);
    const { type, name } = place;
    const context = this.#contextOf(options);
    for (let tries = 0; tries < MAX_CONFLICTS; tries++) {
      const current = await this.get(place);
      requirePreconditions(place, current, options);
      await strategyOf(type.group, type.plural, '').admitDelete?.(current, context);
      const isMarked = textOf(current, 'metadata', 'deletionTimestamp') !== '';
      const gone = !hasFinalizers(current) && type !== NAMESPACES;
      if (options.dryRun || (!gone && isMarked)) return { object: current, gone };
      const marked = markedForDeletion(type, current, context.now);
      try {
        if (!gone) return { object: await this.#write(place, marked, current), gone };
        await this.store.delete(keyOf(place), versionOf(current));
        return { object: current, gone };
      } catch (error) {
        if (!isConflict(error)) return storeFailure(error);
      }
    }
    throw conflict(resourceOf(type), name, 'it is changed too often; please try again');
  }

  /** Deletes a namespace that is marked for deletion and has been emptied. */
  async finalizeNamespace(name: string): Promise<void> {
    assertString(name, 'name');
    const place = { type: NAMESPACES, namespace: '', name };
    const current = await this.get(place);
    if (hasFinalizers(current)) return;
    await this.store.delete(keyOf(place), versionOf(current)).catch(storeFailure);
  }

  #contextOf({ user }: WriteOptions): WriteContext {
    const { authorizer, rulesOf } = this.policy;
    return {
      user,
      now: this.#options.now(),
      authorizer,
      rulesOf,
      find: async (group, plural, namespace, name) => {
        const type = resourceTypeAt(group, 'v1', plural);
        return type && this.find({ type, namespace, name });
      },
      known: (group, plural) => this.known(resourceTypeAt(group, 'v1', plural)!),
      random: this.#options.random,
    };
  }

  /** Stores the initial objects of a server that do not exist yet, without changes. Their kinds must be supported. */
  async seed(objects: Iterable<KubernetesObject>): Promise<void> {
    const given = seedsOf(objects);
    // Several at once: etcd answers each write after a round of its members, which takes far longer than the write.
    for (let i = 0; i < given.length; i += SEEDED_AT_ONCE) {
      await Promise.all(given.slice(i, i + SEEDED_AT_ONCE).map((object) => this.#putFirst(object)));
    }
  }

  async #putFirst(given: KubernetesObject): Promise<void> {
    const object = withSystemFields(given, this.#options);
    const type = resourceTypeOfKind(given.apiVersion, given.kind)!;
    try {
      await this.store.put(keyOf(placeOfObject(type, object)), encodeStored(object), 0);
    } catch (error) {
      // It exists: it stays as it is.
      if (!isConflict(error)) storeFailure(error);
    }
  }

  /** Ends all watches. The store is not closed: its owner does that. */
  close(): void {
    for (const cache of this.#caches.values()) cache.close();
  }
}

const NAMESPACES = resourceTypeAt('', 'v1', 'namespaces')!;

const SEEDED_AT_ONCE = 8;

/** The prefix of a type's keys; with a namespace, of the keys in it. */
function prefixOf(type: ResourceType, namespace = ''): string {
  return `/registry/${type.stored!.prefix}/${namespace === '' ? '' : `${namespace}/`}`;
}

/** The key of an object, the same as in kube-apiserver. */
const keyOf = ({ type, namespace, name }: Place): string => prefixOf(type, type.namespaced ? namespace : '') + name;

const resourceOf = ({ group, plural }: ResourceType): { group: string; resource: string } => ({
  group,
  resource: plural,
});
const nameOf = (object: KubernetesObject): string => textOf(object, 'metadata', 'name');
const placeOfObject = (type: ResourceType, object: KubernetesObject): Place => ({
  type,
  namespace: textOf(object, 'metadata', 'namespace'),
  name: nameOf(object),
});
const versionOf = (object: KubernetesObject): number => Number(textOf(object, 'metadata', 'resourceVersion'));
const hasFinalizers = (object: KubernetesObject): boolean => listOf(object, 'metadata', 'finalizers').length > 0;
const isConflict = (error: unknown): boolean => error instanceof StoreError && error.code === 'conflict';

const withMetadata = (object: KubernetesObject, fields: object): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, ...fields },
});
const withVersion = (object: KubernetesObject, revision: number): KubernetesObject =>
  withMetadata(object, { resourceVersion: `${revision}` });

/** Whether a write would change nothing: then nothing is written, and the version stays the same. */
const isSame = (object: KubernetesObject, current: KubernetesObject): boolean =>
  encodeSorted(object) === encodeSorted(current);

const encodeSorted = (object: KubernetesObject): string =>
  JSON.stringify(object, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/** An object with the fields that a server sets, if they are missing. */
const withSystemFields = (object: KubernetesObject, { random, now }: RegistryOptions): KubernetesObject => ({
  ...object,
  metadata: { uid: randomUid(random), creationTimestamp: rfc3339(now()), ...object.metadata },
});

/** Marks an object for deletion. A namespace is deleted when it is empty, other objects when they have no finalizers left. */
function markedForDeletion(type: ResourceType, object: KubernetesObject, now: Date): KubernetesObject {
  if (type === NAMESPACES) {
    return { ...withMetadata(object, { deletionTimestamp: rfc3339(now) }), status: { phase: 'Terminating' } };
  }
  return withMetadata(object, { deletionTimestamp: rfc3339(now), deletionGracePeriodSeconds: 0 });
}

const NO_VERSION = {
  field: 'metadata.resourceVersion',
  reason: 'FieldValueInvalid',
  message: 'Invalid value: 0x0: must be specified for an update',
} as const;
const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

/** If the client sends a resourceVersion, it must be the current one. */
function requireVersion({ type, name }: Place, wanted: KubernetesObject, current: KubernetesObject): void {
  const said = textOf(wanted, 'metadata', 'resourceVersion');
  if (said !== '' && said !== textOf(current, 'metadata', 'resourceVersion')) {
    throw conflict(resourceOf(type), name, MODIFIED);
  }
  requireUid({ type, name }, textOf(wanted, 'metadata', 'uid'), current);
}

function requirePreconditions({ type, name }: Place, current: KubernetesObject, options: DeleteOptions): void {
  const { uid = '', resourceVersion = '' } = options;
  requireUid({ type, name }, uid, current);
  const found = textOf(current, 'metadata', 'resourceVersion');
  if (resourceVersion !== '' && resourceVersion !== found) {
    const why = `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${found}`;
    throw conflict(resourceOf(type), name, why);
  }
}

function requireUid({ type, name }: Pick<Place, 'name' | 'type'>, uid: string, current: KubernetesObject): void {
  const found = textOf(current, 'metadata', 'uid');
  if (uid === '' || uid === found) return;
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${found}`;
  throw conflict(resourceOf(type), name, why);
}
