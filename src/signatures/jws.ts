/** JSON Web Signatures with HMAC-SHA256 and detached content (RFC 7515 appendix F, RFC 7518 §3.2), as Kubernetes signs `cluster-info`
 * (k8s.io/cluster-bootstrap/token/jws). */
import {
  assertBytes,
  assertString,
  base64urlToBytes,
  bytesToBase64url,
  bytesToUtf8,
  ctEqual,
  EncodingError,
  utf8ToBytes,
} from '../bytes/index.ts';
import { hmac, sha256 } from '../hash/index.ts';

/** RFC 7518 §3.2: "A key of the same size as the hash output or larger MUST be used" is not enforced here, since Kubernetes' tokens have 16
 * characters; only an empty key is refused. */
function signatureOver(header: string, content: Uint8Array, key: Uint8Array): Uint8Array<ArrayBuffer> {
  // RFC 7515 §5.1 step 5: ASCII(BASE64URL(UTF8(JWS Protected Header)) || '.' || BASE64URL(JWS Payload)).
  const input = utf8ToBytes(`${header}.${bytesToBase64url(content)}`);
  return hmac(sha256, key, input);
}

/** Signs content that is sent elsewhere: `header..signature`, in the compact form.
 * @param keyId - the `kid` of the header. @param key - secret, not empty. Timing: as HMAC. */
export function signDetachedHs256(content: Uint8Array, keyId: string, key: Uint8Array): string {
  assertBytes(content, 'content');
  assertString(keyId, 'keyId');
  assertBytes(key, 'key');
  const header = bytesToBase64url(utf8ToBytes(JSON.stringify({ alg: 'HS256', kid: keyId })));
  return `${header}..${bytesToBase64url(signatureOver(header, content, key))}`;
}

/** Whether a detached signature over content verifies with a key. The algorithm must be HS256 and `kid` the expected one; a header with
 * `crit` (RFC 7515 §4.1.11) is refused.
 * Timing: does not depend on where signatures differ. */
export function verifyDetachedHs256(jws: string, content: Uint8Array, keyId: string, key: Uint8Array): boolean {
  assertString(jws, 'jws');
  assertBytes(content, 'content');
  assertString(keyId, 'keyId');
  assertBytes(key, 'key');
  // RFC 7515 §7.1, with the second part empty (appendix F).
  const [, header, signature] = /^([\w-]{1,4096})\.\.([\w-]{43})$/.exec(jws) ?? [];
  if (header === undefined || key.length === 0 || !isExpected(header, keyId)) return false;
  const given = bytesOrNone(signature);
  return given !== undefined && ctEqual(given, signatureOver(header, content, key));
}

function isExpected(header: string, keyId: string): boolean {
  const bytes = bytesOrNone(header);
  if (bytes === undefined) return false;
  try {
    const value: unknown = JSON.parse(bytesToUtf8(bytes));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const members = new Map(Object.entries(value));
    return (
      members.get('alg') === 'HS256' && members.get('kid') === keyId && !members.has('crit') && !members.has('b64')
    );
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof EncodingError) return false;
    throw error;
  }
}

function bytesOrNone(text: string): Uint8Array | undefined {
  try {
    return base64urlToBytes(text);
  } catch (error) {
    if (error instanceof EncodingError) return undefined;
    throw error;
  }
}
