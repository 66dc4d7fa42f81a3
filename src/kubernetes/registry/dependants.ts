/** Objects that are deleted with another one: the content of a namespace, and dependants by ownerReferences. In Kubernetes, controllers of
 * kube-controller-manager delete them (namespace, garbagecollector); here the API server does. */
import { assertFunction, assertMethods } from '../../bytes/index.ts';
import { RESOURCE_TYPES, type ResourceType, resourceTypeAt } from '../api/resource-types.ts';
import { StatusError } from '../api/status.ts';
import { type KubernetesObject, listOf, textOf } from '../documents.ts';
import type { User } from '../identity.ts';
import type { DeleteOptions } from './objects.ts';
import type { Registry } from './registry.ts';

const NAMESPACES = resourceTypeAt('', 'v1', 'namespaces')!;
const STORED = RESOURCE_TYPES.filter((type) => type.stored !== undefined);
/** Milliseconds between two attempts to empty a namespace whose content has finalizers. */
const RETRY_MS = 1000;

/** The user that the API server itself acts as (apiserver/pkg/authentication/user). */
export const API_SERVER_USER: User = { name: 'system:apiserver', groups: ['system:masters'] };

const ASKED: DeleteOptions = { user: API_SERVER_USER };

/** Deletes an object's dependants, or removes the object from their ownerReferences. */
export async function releaseDependants(
  registry: Registry,
  owner: KubernetesObject,
  policy: DeleteOptions['propagationPolicy'] = 'Background',
): Promise<void> {
  const uid = textOf(owner, 'metadata', 'uid');
  for (const type of STORED) {
    for (const object of [...registry.known(type)]) {
      const owners = listOf(object, 'metadata', 'ownerReferences');
      const others = owners.filter((each) => textOf(each, 'uid') !== uid);
      if (others.length === owners.length) continue;
      await ifThere(
        policy === 'Orphan' || others.length > 0 ? disown(registry, type, object, uid) : remove(registry, type, object),
      );
    }
  }
}

const placeOf = (type: ResourceType, { metadata }: KubernetesObject) => ({
  type,
  namespace: textOf(metadata, 'namespace'),
  name: textOf(metadata, 'name'),
});

async function disown(registry: Registry, type: ResourceType, object: KubernetesObject, uid: string): Promise<void> {
  await registry.update(
    placeOf(type, object),
    (current) => {
      const left = listOf(current, 'metadata', 'ownerReferences').filter((each) => textOf(each, 'uid') !== uid);
      const { ownerReferences: _, ...metadata } = current.metadata;
      return { ...current, metadata: { ...metadata, ...(left.length > 0 && { ownerReferences: left }) } };
    },
    { user: API_SERVER_USER },
  );
}

async function remove(registry: Registry, type: ResourceType, object: KubernetesObject): Promise<void> {
  const { gone } = await registry.delete(placeOf(type, object), { ...ASKED, uid: textOf(object, 'metadata', 'uid') });
  if (gone) await releaseDependants(registry, object);
}

/** Ignores that another request has deleted or changed the object first. */
async function ifThere(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof StatusError && [404, 409].includes(error.status.code))) throw error;
  });
}

/** Empties namespaces that are marked for deletion, and deletes them. */
class NamespaceCleaner {
  readonly #registry: Registry;
  readonly #onFailure: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param onFailure - called after a failure of the store; the next run tries again. */
  constructor(registry: Registry, onFailure: (error: unknown) => void) {
    this.#registry = registry;
    this.#onFailure = onFailure;
  }

  /** Runs now, and again as long as something is left. */
  look(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#turn(), 0);
  }

  async #turn(): Promise<void> {
    let isLeft = false;
    try {
      const { items } = await this.#registry.list(NAMESPACES, { namespace: '' });
      for (const namespace of items.filter((each) => textOf(each, 'metadata', 'deletionTimestamp') !== '')) {
        isLeft = !(await this.#clean(namespace)) || isLeft;
      }
    } catch (error) {
      this.#onFailure(error);
      isLeft = true;
    }
    if (isLeft && !this.#isClosed) this.#timer = setTimeout(() => void this.#turn(), RETRY_MS).unref();
  }

  /** @returns whether it was deleted. */
  async #clean(namespace: KubernetesObject): Promise<boolean> {
    const name = textOf(namespace, 'metadata', 'name');
    let isLeft = false;
    for (const type of STORED.filter((each) => each.namespaced)) {
      const { items } = await this.#registry.list(type, { namespace: name });
      for (const object of items) {
        await ifThere(remove(this.#registry, type, object));
        isLeft = isLeft || listOf(object, 'metadata', 'finalizers').length > 0;
      }
    }
    if (isLeft) return false;
    await ifThere(this.#registry.finalizeNamespace(name));
    return (await this.#registry.find({ type: NAMESPACES, namespace: '', name })) === undefined;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}

/** Empties and deletes namespaces that are marked for deletion, now and in future.
 * @param onFailure - called after a failure of the store; the next run tries again.
 * @returns a function that stops it. @throws UsageError for wrong arguments. */
export function keepNamespacesClean(registry: Registry, onFailure: (error: unknown) => void): () => void {
  assertMethods(registry, 'registry', 'a Registry', 'cache', 'list');
  assertFunction(onFailure, 'onFailure');
  const cleaner = new NamespaceCleaner(registry, onFailure);
  let stop = (): void => {};
  let again: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const keep = (): void => {
    follow().catch((error: unknown) => {
      if (isStopped) return;
      onFailure(error);
      again = setTimeout(keep, RETRY_MS).unref();
    });
  };
  const follow = async (): Promise<void> => {
    const cache = await registry.cache(NAMESPACES);
    cleaner.look();
    stop = cache.watch(cache.revision, {
      onEvent: ({ object }) => {
        if (textOf(object, 'metadata', 'deletionTimestamp') !== '') cleaner.look();
      },
      onEnd: (error) => {
        if (error.code !== 'closed') keep();
      },
    });
  };
  keep();
  return () => {
    isStopped = true;
    clearTimeout(again);
    stop();
    cleaner.close();
  };
}
