/** The object identifiers of curves (RFC 5480 §2.1.1.1, SEC 2), and of the algorithms that have one curve each (RFC 8410 §3). */
export const CURVE_OIDS = {
  'P-192': '1.2.840.10045.3.1.1',
  'P-256': '1.2.840.10045.3.1.7',
  'P-224': '1.3.132.0.33',
  'P-384': '1.3.132.0.34',
  'P-521': '1.3.132.0.35',
  secp256k1: '1.3.132.0.10',
  X25519: '1.3.101.110',
  X448: '1.3.101.111',
  Ed25519: '1.3.101.112',
  Ed448: '1.3.101.113',
  brainpoolP256r1: '1.3.36.3.3.2.8.1.1.7',
  brainpoolP384r1: '1.3.36.3.3.2.8.1.1.11',
  brainpoolP512r1: '1.3.36.3.3.2.8.1.1.13',
} as const;
