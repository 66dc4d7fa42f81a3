/** The smallest change: one bit of a field. */
import { assertBytes, assertInteger, type Bytes } from '../../bytes/index.ts';

/** The content of a field with its last bit flipped; undefined for a field without content, which has no bit of its own: its
 * tag and its length are not flipped in its place. */
export function flipped(bytes: Uint8Array, contentStart: number, end: number): Bytes | undefined {
  assertBytes(bytes, 'bytes');
  assertInteger(end, 'end', 0, bytes.length);
  assertInteger(contentStart, 'contentStart', 0, end);
  if (contentStart === end) return undefined;
  const content = bytes.slice(contentStart, end);
  content[content.length - 1] ^= 1;
  return content;
}
