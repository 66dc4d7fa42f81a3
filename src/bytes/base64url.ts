/** Base64 for URLs and file names (RFC 4648 §5), without padding, as JOSE has it (RFC 7515 §2). */

import type { Bytes } from './bytes.ts';
import { EncodingError, UsageError } from './errors.ts';
import { base64ToBytes, bytesToBase64 } from './text.ts';

/** Base64url without padding. @throws UsageError `wrong-type`. */
export const bytesToBase64url = (bytes: Uint8Array): string =>
  bytesToBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** Decodes base64url without padding or white space. Unused bits of the last character must be zero (RFC 4648 §3.5).
 * @throws EncodingError `invalid-base64`; UsageError `wrong-type`. */
export function base64urlToBytes(text: string): Bytes {
  if (typeof text !== 'string') throw new UsageError('wrong-type', 'text', `must be a string, got ${typeof text}`);
  const at = text.search(/[^A-Za-z0-9_-]/);
  if (at >= 0) throw new EncodingError('invalid-base64', at, 'not a base64url digit', 'RFC 4648 §5');
  if (text.length % 4 === 1) {
    throw new EncodingError('invalid-base64', text.length, 'a digit more than whole bytes take', 'RFC 7515 §2');
  }
  const padded = text.padEnd(4 * Math.ceil(text.length / 4), '=');
  return base64ToBytes(padded.replaceAll('-', '+').replaceAll('_', '/'));
}
