/** Private key operations of a handshake, as requests that can be answered later: for keys that are slow, or held elsewhere. */
import { assertBytes, assertOptions, type Bytes, type Random, UsageError } from '../bytes/index.ts';
import type { PrivateKey } from '../keys/index.ts';
import { decryptPkcs1OrFallback } from '../rsa/index.ts';
import type { Certificate } from '../x509/index.ts';
import { schemesOf } from './negotiation/signature-schemes.ts';

/** One use of the private key that belongs to `certificate`. */
export type KeyRequest =
  | {
      readonly kind: 'sign';
      readonly certificate: Certificate;
      /** The name of the scheme: one of `SIGNATURE_SCHEME_NAMES`. */
      readonly scheme: string;
      /** The message to sign; the scheme hashes it. */
      readonly message: Bytes;
    }
  | {
      /** RSA key transport of TLS 1.2: RSAES-PKCS1-v1_5 (RFC 8017 §7.2). */
      readonly kind: 'decrypt';
      readonly certificate: Certificate;
      readonly ciphertext: Uint8Array;
      /** The answer where the padding is wrong or the plaintext has another length than this (RFC 5246 §7.4.7.1). An attacker who could
       * distinguish these cases from success, by the answer or its timing, could decrypt anything encrypted to this key. Secret. */
      readonly fallback: Bytes;
    };

/** Answers a request with its key: the signature, or the plaintext. `tls/` uses it itself if it has the key.
 * @throws UsageError for values that are not a request, or a key that does not fit. Timing: as the scheme's `sign`; as
 * `decryptPkcs1OrFallback`. */
export function answerKeyRequest(request: KeyRequest, key: PrivateKey, random: Random): Bytes {
  assertKeyRequest(request);
  if (request.kind === 'sign') {
    const [scheme] = schemesOf([request.scheme], 'request.scheme');
    return scheme.sign(key, request.message, random);
  }
  if (key?.type !== 'rsa') throw new UsageError('out-of-range', 'key', 'must be an RSA key');
  return decryptPkcs1OrFallback(key, request.ciphertext, request.fallback, random);
}

/** @throws UsageError for values that are not a request. Its certificate is not needed to answer it. */
export function assertKeyRequest(request: KeyRequest): void {
  assertOptions(request, 'request', ['kind', 'certificate', 'scheme', 'message', 'ciphertext', 'fallback']);
  if (request.kind === 'sign') {
    schemesOf([request.scheme], 'request.scheme');
    assertBytes(request.message, 'request.message');
    return;
  }
  if (request.kind !== 'decrypt') throw new UsageError('out-of-range', 'request.kind', 'must be "sign" or "decrypt"');
  assertBytes(request.ciphertext, 'request.ciphertext');
  assertBytes(request.fallback, 'request.fallback');
}

/** Maximum bytes of a signature in CertificateVerify (RFC 8446 §4.4.3). */
const MAX_SIGNATURE = 2 ** 16 - 1;

/** @throws UsageError unless the result can answer the request. */
export function assertAnswer(request: KeyRequest, result: Uint8Array): void {
  assertBytes(result, 'result');
  const [least, most] =
    request.kind === 'sign' ? [1, MAX_SIGNATURE] : [request.fallback.length, request.fallback.length];
  if (result.length >= least && result.length <= most) return;
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  throw new UsageError('out-of-range', 'result', `must have ${wanted} bytes`);
}
