/** Follows all objects of a path: lists them once, then watches, and lists again if the watch cannot continue. */
import { StatusError } from '../api/status.ts';
import { type KubernetesObject, textOf } from '../documents.ts';
import type { ApiClient } from './api-client.ts';
import { askedDelay, MOST_TRIES } from './retry-after.ts';

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Called with the current state of an object. Calls do not overlap. */
  onObject(object: KubernetesObject): Promise<void> | void;
  /** Called when an object was deleted. Default: nothing. */
  onDeleted?(object: KubernetesObject): Promise<void> | void;
  /** Called if the server cannot be reached or refuses; the request is retried. */
  onFailure(error: Error): void;
}

/** Milliseconds between two attempts: increasing; the last value repeats. */
const PAUSES = [100, 200, 500, 1000, 2000, 5000];
/** Milliseconds: the next watch after one that was shorter waits. */
const SHORT = 1000;

/** Follows until `signal` aborts. `onObject` is called at least once for each version of an object that was seen, so it must be idempotent.
 * Errors that it throws are passed to `onFailure`, and following continues; after one that asks for another try later (Retry-After), it is
 * called again first, up to ten times. */
export async function follow(client: ApiClient, path: string, options: FollowOptions): Promise<void> {
  const { signal } = options;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { items, resourceVersion } = await client.list(path, signal);
      for (const object of items) await handled(options, object, 'onObject');
      failures = 0;
      await watchFrom(client, path, resourceVersion, options);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Error)) throw error;
      // 410: the version is no longer available. A new list solves this at once.
      if (!(error instanceof StatusError && error.status.code === 410)) options.onFailure(error);
      await pause(Math.max(PAUSES[Math.min(failures++, PAUSES.length - 1)], askedDelay(error) ?? 0), signal);
    }
  }
}

async function watchFrom(client: ApiClient, path: string, version: string, options: FollowOptions): Promise<void> {
  let resourceVersion = version;
  let short = 0;
  // The server ends watches after some time; the next one continues after the last event.
  while (!options.signal.aborted) {
    const began = performance.now();
    for await (const { type, object } of client.watch(path, resourceVersion, options.signal)) {
      resourceVersion = textOf(object, 'metadata', 'resourceVersion') || resourceVersion;
      if (type === 'DELETED') await handled(options, object, 'onDeleted');
      else if (type !== 'BOOKMARK') await handled(options, object, 'onObject');
    }
    // Something between us and the server may end each watch at once (client-go: "very short watch").
    short = performance.now() - began < SHORT ? short + 1 : 0;
    if (short > 0) await pause(PAUSES[Math.min(short, PAUSES.length) - 1], options.signal);
  }
}

async function handled(
  options: FollowOptions,
  object: KubernetesObject,
  what: 'onDeleted' | 'onObject',
): Promise<void> {
  const { signal, onFailure } = options;
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      await options[what]?.(object);
      return;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (signal.aborted) return;
      const delay = askedDelay(error);
      const isLast = delay === undefined || tries === MOST_TRIES;
      // What is tried again is told once, and at the end.
      if (isLast || tries === 0) onFailure(error);
      if (isLast) return;
      await pause(Math.max(PAUSES[0], delay), signal);
    }
  }
}

/** Waits; ends early if `signal` is aborted. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
