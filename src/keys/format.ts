import { UsageError } from '../bytes/index.ts';

/** @throws UsageError `out-of-range` unless the format is one of `known`. Formats are never guessed. */
export function assertFormat(format: unknown, known: readonly string[], argument = 'format'): void {
  if (known.includes(format as string)) return;
  throw new UsageError('out-of-range', argument, `must be ${known.map((one) => JSON.stringify(one)).join(' or ')}`);
}
