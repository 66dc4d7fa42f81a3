import type { Encoded } from '../../codec/index.ts';
import type { Name } from '../names/name.ts';
import { formatOneline } from '../names/name-text.ts';

const LENGTH = 200;
const known = new WeakMap<Encoded<Name>, string>();

/** The beginning of a name as text, for display: later RDNs would be cut off anyway. A name is formatted once, since each
 * certificate has many checks. */
export function displayName(name: Encoded<Name>): string {
  const text = known.get(name) ?? formatOneline(name.value.slice(0, LENGTH)).slice(0, LENGTH);
  known.set(name, text);
  return text;
}
