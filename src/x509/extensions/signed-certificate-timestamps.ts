import { octetStringContaining } from '../../asn1/index.ts';
import {
  enumeration,
  fixed,
  list,
  named,
  opaque,
  struct,
  uint8,
  uint64,
  type ValueOf,
  vector,
} from '../../codec/index.ts';

const RULE = 'RFC 6962 §3.2';
const ALGORITHMS = 'RFC 5246 §7.4.1.4.1';

const HASHES = { none: 0, md5: 1, sha1: 2, sha224: 3, sha256: 4, sha384: 5, sha512: 6 };
const SIGNATURES = { anonymous: 0, rsa: 1, dsa: 2, ecdsa: 3 };

const signedCertificateTimestamp = struct('SignedCertificateTimestamp', RULE, {
  version: enumeration('Version', RULE, uint8, { v1: 0 }),
  logID: fixed(32),
  /** Milliseconds since 1970. */
  timestamp: uint64,
  extensions: opaque(16, 0, 65_535),
  hashAlgorithm: enumeration('HashAlgorithm', ALGORITHMS, uint8, HASHES),
  signatureAlgorithm: enumeration('SignatureAlgorithm', ALGORITHMS, uint8, SIGNATURES),
  signature: opaque(16, 0, 65_535),
});
const timestamps = vector(16, 1, 65_535, list(vector(16, 1, 65_535, signedCertificateTimestamp), 1));

/** SignedCertificateTimestampList: promises by certificate transparency logs to publish the certificate. */
export const signedCertificateTimestamps = octetStringContaining(named('SignedCertificateTimestampList', timestamps));
export type SignedCertificateTimestamps = ValueOf<typeof signedCertificateTimestamps>;
