/** The cipher suites: the table that binds their names to algorithms. A TLS 1.3 suite names an AEAD and a hash; a TLS 1.2
 * suite also names the key exchange and the type of the server's key. */
import { assertString, type Random, UsageError } from '../../bytes/index.ts';
import { type Aead, aes, chacha20Poly1305, gcm } from '../../cipher/index.ts';
import { type Hash, sha1, sha256, sha384 } from '../../hash/index.ts';
import { CIPHER_SUITES } from '../messages/code-points.ts';
import { explicitNonceProtection, implicitNonceProtection, innerTypeProtection } from '../record/aead-protection.ts';
import { encryptThenMac, macThenEncrypt } from '../record/cbc-protection.ts';
import type { DirectionKeys, Protection } from '../record/protection.ts';

/** How a TLS 1.2 suite protects records, and what it needs from the key block (RFC 5246 §6.3). */
export interface Bulk {
  /** Lengths in bytes. */
  readonly macKeyLength: number;
  readonly keyLength: number;
  readonly fixedIvLength: number;
  /** Whether encrypt-then-MAC (RFC 7366) applies: only to suites with a separate MAC. */
  readonly hasMac: boolean;
  protection(keys: DirectionKeys, options: { readonly encryptThenMac: boolean; readonly random: Random }): Protection;
}

/** How both sides obtain a premaster secret. */
export type KeyExchangeName = 'ECDHE' | 'RSA';
/** The key type of the server's certificate. */
export type Authentication = 'ECDSA' | 'RSA';

export interface CipherSuite {
  readonly version: 'TLSv1.2';
  readonly id: number;
  readonly name: CipherSuiteName;
  readonly keyExchange: KeyExchangeName;
  readonly authentication: Authentication;
  /** The hash of the PRF, the transcript and the session hash: SHA-256 unless the suite specifies another (RFC 5246 §5). */
  readonly hash: Hash;
  readonly bulk: Bulk;
}

/** A suite of TLS 1.3 (RFC 8446 appendix B.4). */
export interface CipherSuite13 {
  readonly version: 'TLSv1.3';
  readonly id: number;
  readonly name: CipherSuiteName;
  readonly hash: Hash;
  /** Length in bytes. */
  readonly keyLength: number;
  readonly ivLength: number;
  protection(key: Uint8Array, iv: Uint8Array): Protection;
}

const cbc = (keyLength: number, hash: Hash): Bulk => ({
  macKeyLength: hash.outputLength,
  keyLength,
  fixedIvLength: 0,
  hasMac: true,
  protection({ key, macKey }, options) {
    const protect = options.encryptThenMac ? encryptThenMac : macThenEncrypt;
    return protect({ cipher: aes(key), hash, macKey, random: options.random });
  },
});

const aesGcm = (keyLength: number): Bulk => ({
  macKeyLength: 0,
  keyLength,
  fixedIvLength: 4,
  hasMac: false,
  protection: ({ key, fixedIv }) => explicitNonceProtection(gcm(aes(key)), fixedIv),
});

const chacha20: Bulk = {
  macKeyLength: 0,
  keyLength: 32,
  fixedIvLength: 12,
  hasMac: false,
  protection: ({ key, fixedIv }) => implicitNonceProtection(chacha20Poly1305(key), fixedIv),
};

const suite12 = <const N extends keyof typeof CIPHER_SUITES>(
  name: N,
  keyExchange: KeyExchangeName,
  authentication: Authentication,
  hash: Hash,
  bulk: Bulk,
) => ({ version: 'TLSv1.2', id: CIPHER_SUITES[name], name, keyExchange, authentication, hash, bulk }) as const;

const suite13 = <const N extends keyof typeof CIPHER_SUITES>(
  name: N,
  hash: Hash,
  keyLength: number,
  aead: (key: Uint8Array) => Aead,
  limit: number,
) =>
  ({
    version: 'TLSv1.3',
    id: CIPHER_SUITES[name],
    name,
    hash,
    keyLength,
    ivLength: 12,
    protection: (key: Uint8Array, iv: Uint8Array) => innerTypeProtection(aead(key), iv, limit),
  }) as const;

/** Records after which a key is updated. RFC 8446 §5.5 allows 2^24.5 full records with AES-GCM; with ChaCha20-Poly1305 the sequence numbers end first. */
const GCM_LIMIT = 2 ** 24;
const NO_LIMIT = Number.POSITIVE_INFINITY;
const aesGcmOf = (key: Uint8Array) => gcm(aes(key));

/** RFC 8446 appendix B.4; RFC 5289 §3.2, RFC 7905 §2; RFC 5246 appendix A.5, RFC 5288 §3. In order of preference. */
const SUITES = [
  suite13('TLS_AES_128_GCM_SHA256', sha256, 16, aesGcmOf, GCM_LIMIT),
  suite13('TLS_AES_256_GCM_SHA384', sha384, 32, aesGcmOf, GCM_LIMIT),
  suite13('TLS_CHACHA20_POLY1305_SHA256', sha256, 32, chacha20Poly1305, NO_LIMIT),
  suite12('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'ECDHE', 'ECDSA', sha256, aesGcm(16)),
  suite12('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE', 'RSA', sha256, aesGcm(16)),
  suite12('TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'ECDHE', 'ECDSA', sha384, aesGcm(32)),
  suite12('TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'ECDHE', 'RSA', sha384, aesGcm(32)),
  suite12('TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256', 'ECDHE', 'ECDSA', sha256, chacha20),
  suite12('TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'ECDHE', 'RSA', sha256, chacha20),
  suite12('TLS_RSA_WITH_AES_128_CBC_SHA256', 'RSA', 'RSA', sha256, cbc(16, sha256)),
  suite12('TLS_RSA_WITH_AES_256_CBC_SHA256', 'RSA', 'RSA', sha256, cbc(32, sha256)),
  suite12('TLS_RSA_WITH_AES_128_GCM_SHA256', 'RSA', 'RSA', sha256, aesGcm(16)),
  suite12('TLS_RSA_WITH_AES_128_CBC_SHA', 'RSA', 'RSA', sha256, cbc(16, sha1)),
] as const;

export type CipherSuiteName = (typeof SUITES)[number]['name'];
/** The names of all suites, in the order of the table; never a default. */
export const CIPHER_SUITE_NAMES: readonly CipherSuiteName[] = SUITES.map((suite) => suite.name);

/** The default suites: those with an AEAD and forward secrecy. RSA key transport has no forward secrecy, and a timing leak in its
 * decryption exposes recorded sessions; CBC suites have a long history of attacks. Both must be enabled by name. */
export const DEFAULT_CIPHER_SUITES: readonly CipherSuiteName[] = SUITES.filter(
  (suite) => suite.version === 'TLSv1.3' || (suite.keyExchange === 'ECDHE' && !suite.bulk.hasMac),
).map((suite) => suite.name);

/** RSA key transport only: TLS 1.2 as it was before forward secrecy. */
export const RSA_CIPHER_SUITES: readonly CipherSuiteName[] = SUITES.filter(
  (suite) => suite.version === 'TLSv1.2' && suite.keyExchange === 'RSA',
).map((suite) => suite.name);

/** The name of a suite by its number; undefined for an unsupported one. */
export const cipherSuiteName = (id: number): CipherSuiteName | undefined => SUITES.find((row) => row.id === id)?.name;

/** The hash of a suite's key derivation. */
export const suiteHash = (name: CipherSuiteName): Hash => SUITES.find((row) => row.name === name)!.hash;

/** The suite with that number; undefined for an unsupported one. */
export const suiteNumbered = (id: number): CipherSuite | CipherSuite13 | undefined =>
  SUITES.find((row) => row.id === id);

/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3): a signal in the list of suites, not a suite. */
export const RENEGOTIATION_SCSV = CIPHER_SUITES.TLS_EMPTY_RENEGOTIATION_INFO_SCSV;
/** TLS_FALLBACK_SCSV (RFC 7507): the client falls back because a higher version failed before. */
export const FALLBACK_SCSV = CIPHER_SUITES.TLS_FALLBACK_SCSV;

/** Suites by version, in the caller's order. */
export interface Suites {
  readonly tls12: readonly CipherSuite[];
  readonly tls13: readonly CipherSuite13[];
}

/** The suites with those names, in that order.
 * @throws UsageError for an unknown or repeated name, or an empty list. */
export function suitesOf(names: readonly string[], argument: string): Suites {
  if (!Array.isArray(names) || names.length === 0) {
    throw new UsageError('missing-option', argument, `must name at least one of ${CIPHER_SUITE_NAMES.join(', ')}`);
  }
  if (new Set(names).size < names.length) throw new UsageError('out-of-range', argument, 'must not repeat a suite');
  const suites: readonly (CipherSuite | CipherSuite13)[] = names.map((name, i) => {
    assertString(name, `${argument}[${i}]`);
    const suite = SUITES.find((row) => row.name === name);
    if (suite === undefined)
      throw new UsageError('out-of-range', `${argument}[${i}]`, `has no suite ${JSON.stringify(name)}`);
    return suite;
  });
  return {
    tls12: suites.filter((suite) => suite.version === 'TLSv1.2'),
    tls13: suites.filter((suite) => suite.version === 'TLSv1.3'),
  };
}
