/** JSON as Kubernetes reads it. */

const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;
/** Half of a surrogate pair alone: an escape can make it (RFC 8259 §8.2), and no UTF-8 can hold it. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** The value of a JSON text, with U+FFFD for each lone surrogate, as Go's encoding/json has it.
 * @throws SyntaxError. */
export function parseJsonText(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return ESCAPED_SURROGATE.test(text) ? withWellFormedTexts(value) : value;
}

export const wellFormedText = (text: string): string => text.replace(LONE_SURROGATE, '\ufffd');

function withWellFormedTexts(value: unknown): unknown {
  if (typeof value === 'string') return wellFormedText(value);
  if (Array.isArray(value)) return value.map(withWellFormedTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [wellFormedText(name), withWellFormedTexts(each)]),
  );
}
