import { assertBytes, assertInteger, type Bytes, UsageError } from '../bytes/index.ts';
import { sha256 } from '../hash/index.ts';
import { schemeOf, weakAlgorithmOf } from '../signatures/index.ts';
import type { Certificate } from '../x509/index.ts';
import type { TlsSession } from './session.ts';

/** @throws UsageError for invalid export parameters. */
export function assertExport(label: string, length: number, context: Uint8Array | undefined): void {
  assertInteger(length, 'length', 1, 2 ** 13);
  if (context !== undefined) assertBytes(context, 'context');
  // RFC 5705 §4: "an ASCII string"; RFC 8446 §7.1 leaves 249 bytes beside "tls13 ".
  if (typeof label !== 'string' || !/^[ -~]{1,249}$/.test(label)) {
    throw new UsageError('out-of-range', 'label', 'must have 1 to 249 printable ASCII characters');
  }
}

/** The channel binding tls-server-end-point (RFC 5929 §4.1): the hash of the server's certificate, by the hash of its signature; SHA-256
 * in place of MD5 and SHA-1.
 * @throws UsageError for another type; `misuse` if the certificate is not known, or its signature has no hash, or more than one. */
export function serverEndPoint(type: 'tls-server-end-point', session: TlsSession | undefined): Bytes {
  if (type !== 'tls-server-end-point') throw new UsageError('out-of-range', 'type', 'is not a channel binding');
  const binding = session?.serverCertificate && hashOf(session.serverCertificate);
  if (binding !== undefined) return binding;
  throw new UsageError('misuse', 'channelBinding', 'needs a complete handshake, and a certificate with a hash');
}

function hashOf({ der, fields: { signatureAlgorithm } }: Certificate): Bytes | undefined {
  if (weakAlgorithmOf(signatureAlgorithm) !== undefined) return sha256.digest(der);
  return schemeOf(signatureAlgorithm)?.hash?.digest(der);
}
