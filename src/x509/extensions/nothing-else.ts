/** What a caller gives beside the fields that a structure has. */
import { UsageError } from '../../bytes/index.ts';
import { type AnyCodec, EncodeError } from '../../codec/index.ts';
import { unknownField } from '../../codec/internal.ts';

/** Refuses fields that are not encoded: a misspelt `pathLenConstraint` would make a CA without the limit.
 * @throws UsageError `unknown-option`, which names the field within the argument. */
export function assertNothingElse(codec: AnyCodec, value: unknown, argument: string): void {
  const path = unknownField(codec, value);
  if (path !== undefined)
    throw new UsageError('unknown-option', argument + path.map(step).join(''), 'is no field of it');
}

/** A part of a path: the index of a list's entry, or a field. */
const step = (part: string): string => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`);

/** Encodes a value of the caller's: the path of a fault begins with the argument's field instead of with the name of its structure.
 * @throws EncodeError. */
export function inArgument<T>(argument: readonly string[], encoding: () => T): T {
  try {
    return encoding();
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    throw new EncodeError(error.code, error.rule, [...argument, ...error.path.slice(1)]);
  }
}
