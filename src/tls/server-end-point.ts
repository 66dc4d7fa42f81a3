import type { Bytes } from '../bytes/index.ts';
import { sha256 } from '../hash/index.ts';
import { schemeOf, weakAlgorithmOf } from '../signatures/index.ts';
import type { TlsSession } from './session.ts';

/** The channel binding tls-server-end-point (RFC 5929 §4.1): the hash of the server's certificate, by the hash of its signature; SHA-256
 * in place of MD5 and SHA-1. @returns undefined if the certificate is not known, or its signature has no hash, or more than one. */
export function serverEndPoint({ serverCertificate }: TlsSession): Bytes | undefined {
  if (serverCertificate === undefined) return undefined;
  const { der } = serverCertificate;
  const { signatureAlgorithm } = serverCertificate.fields;
  if (weakAlgorithmOf(signatureAlgorithm) !== undefined) return sha256.digest(der);
  return schemeOf(signatureAlgorithm)?.hash?.digest(der);
}
