/** Names to be signed. */
import { type Encoded, toEncoded } from '../../codec/index.ts';
import { assertNothingElse } from '../extensions/nothing-else.ts';
import { assertName, type Name, name } from './name.ts';

/** A name with its encoding.
 * @throws UsageError, for fields that an attribute does not have too; EncodeError for an invalid name. */
export function encodedName(of: Name): Encoded<Name> {
  assertName(of, 'of');
  assertNothingElse(name, of, 'of');
  return toEncoded(name, of);
}
