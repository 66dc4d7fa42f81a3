/** Checks of what callers of a store pass. */
import { assertInteger, assertMethods, assertOptions, assertString } from '../../bytes/index.ts';
import type { RangeOptions, WatchListener } from './store.ts';

const RANGE: Readonly<Record<keyof RangeOptions, true>> = { limit: true, after: true, revision: true };

/** @throws UsageError. */
export function assertRange(prefix: string, options: RangeOptions): void {
  assertString(prefix, 'prefix');
  assertOptions(options, 'options', Object.keys(RANGE));
  const { limit, after, revision } = options;
  if (limit !== undefined) assertInteger(limit, 'options.limit', 0);
  if (after !== undefined) assertString(after, 'options.after');
  if (revision !== undefined) assertInteger(revision, 'options.revision', 0);
}

/** @throws UsageError. */
export function assertWrite(key: string, value: string, expected: number): void {
  assertString(key, 'key');
  assertString(value, 'value');
  assertInteger(expected, 'expected', 0);
}

/** @throws UsageError. */
export function assertWatch(prefix: string, after: number, listener: WatchListener): void {
  assertString(prefix, 'prefix');
  assertInteger(after, 'after', 0);
  assertMethods(listener, 'listener', 'a WatchListener', 'onChanges', 'onEnd');
}
