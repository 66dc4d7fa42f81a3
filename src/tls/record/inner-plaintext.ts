/** TLSInnerPlaintext (RFC 8446 §5.2): content, content type, and zero padding that hides the content's length. */
import type { Bytes } from '../../bytes/index.ts';
import { TlsError } from '../errors.ts';

/** @param zeros - bytes of padding. */
export function wrapInner(type: number, content: Uint8Array, zeros: number): Bytes {
  const inner = new Uint8Array(content.length + 1 + zeros);
  inner.set(content);
  inner[content.length] = type;
  return inner;
}

/** @throws TlsError `unexpected-message` if there are only zeros (§5.4).
 * Timing: depends on the padding's length, which the RFC permits (§5.4). */
export function unwrapInner(inner: Bytes): { readonly type: number; readonly content: Bytes } {
  let end = inner.length;
  while (end > 0 && inner[end - 1] === 0) end--;
  if (end === 0) throw new TlsError('unexpected-message', 'RFC 8446 §5.4');
  return { type: inner[end - 1], content: inner.subarray(0, end - 1) };
}
