/** What a registry is made from. */
import {
  assertFields,
  assertFunction,
  assertInteger,
  assertMethods,
  assertOptions,
  type Random,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import type { Authorizer } from '../rbac/authorizer.ts';
import type { Store } from '../storage/store.ts';

export interface RegistryOptions {
  readonly store: Store;
  readonly random: Random;
  now(): Date;
  /** Authorizers that are consulted before RBAC; the first that allows decides. Default: none. */
  readonly authorizers?: readonly Authorizer[];
  /** Number of events of each type that are kept for reconnecting watches. Default: 1000. */
  readonly watchWindow?: number;
}

const OPTIONS: Readonly<Record<keyof RegistryOptions, true>> = {
  store: true,
  random: true,
  now: true,
  authorizers: true,
  watchWindow: true,
};

/** @throws UsageError. */
export function assertRegistryOptions(options: RegistryOptions): void {
  assertFields(options, 'options', 'an object', 'store', 'random', 'now');
  assertOptions(options, 'options', Object.keys(OPTIONS));
  assertMethods(options.store, 'options.store', 'a Store', 'get', 'list', 'put', 'delete', 'watch');
  assertMethods(options.random, 'options.random', 'a Random', 'bytes');
  assertFunction(options.now, 'options.now');
  if (options.authorizers !== undefined) assertEach(options.authorizers, 'options.authorizers', assertFunction);
  if (options.watchWindow !== undefined) assertInteger(options.watchWindow, 'options.watchWindow', 0);
}
