/** The cipher suites: the only place that binds their names to algorithms. */
import { type Random, UsageError } from '../../bytes/index.ts';
import { aes, gcm } from '../../cipher/index.ts';
import { type Hash, sha1, sha256 } from '../../hash/index.ts';
import { CIPHER_SUITES } from '../messages/code-points.ts';
import { encryptThenMac, macThenEncrypt } from '../record/cbc-protection.ts';
import { gcmProtection } from '../record/gcm-protection.ts';
import type { DirectionKeys, Protection } from '../record/protection.ts';

/** How a suite protects records, and what it takes of the key block (RFC 5246 §6.3). */
export interface Bulk {
  /** Bytes of each. */
  readonly macKeyLength: number;
  readonly keyLength: number;
  readonly fixedIvLength: number;
  /** Whether RFC 7366 has something to change: only with a MAC of its own. */
  readonly hasMac: boolean;
  protection(keys: DirectionKeys, options: { readonly encryptThenMac: boolean; readonly random: Random }): Protection;
}

/** How the two ends come to a premaster secret. */
export type KeyExchangeName = 'RSA';

export interface CipherSuite {
  readonly id: number;
  readonly name: CipherSuiteName;
  readonly keyExchange: KeyExchangeName;
  /** Of the PRF, the transcript and the session hash: SHA-256 where a suite says nothing else (RFC 5246 §5). */
  readonly hash: Hash;
  readonly bulk: Bulk;
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

const aeadGcm = (keyLength: number): Bulk => ({
  macKeyLength: 0,
  keyLength,
  fixedIvLength: 4,
  hasMac: false,
  protection: ({ key, fixedIv }) => gcmProtection(gcm(aes(key)), fixedIv),
});

/** RFC 5246 appendix A.5 and RFC 5288 §3. */
const SUITES = [
  {
    id: CIPHER_SUITES.TLS_RSA_WITH_AES_128_CBC_SHA256,
    name: 'TLS_RSA_WITH_AES_128_CBC_SHA256',
    keyExchange: 'RSA',
    hash: sha256,
    bulk: cbc(16, sha256),
  },
  {
    id: CIPHER_SUITES.TLS_RSA_WITH_AES_256_CBC_SHA256,
    name: 'TLS_RSA_WITH_AES_256_CBC_SHA256',
    keyExchange: 'RSA',
    hash: sha256,
    bulk: cbc(32, sha256),
  },
  {
    id: CIPHER_SUITES.TLS_RSA_WITH_AES_128_GCM_SHA256,
    name: 'TLS_RSA_WITH_AES_128_GCM_SHA256',
    keyExchange: 'RSA',
    hash: sha256,
    bulk: aeadGcm(16),
  },
  {
    id: CIPHER_SUITES.TLS_RSA_WITH_AES_128_CBC_SHA,
    name: 'TLS_RSA_WITH_AES_128_CBC_SHA',
    keyExchange: 'RSA',
    hash: sha256,
    bulk: cbc(16, sha1),
  },
] as const;

export type CipherSuiteName = (typeof SUITES)[number]['name'];
/** The names of all suites, in the order of the table; no function takes them for granted. */
export const CIPHER_SUITE_NAMES: readonly CipherSuiteName[] = SUITES.map((suite) => suite.name);

/** The name of a suite by its number, undefined for one that is not spoken here. */
export const cipherSuiteName = (id: number): CipherSuiteName | undefined => SUITES.find((row) => row.id === id)?.name;

/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3): no suite, but a signal among them. */
export const RENEGOTIATION_SCSV = CIPHER_SUITES.TLS_EMPTY_RENEGOTIATION_INFO_SCSV;

/** The suites of those names, in that order.
 * @throws UsageError when a name has none, comes twice, or there is none at all. */
export function suitesOf(names: readonly string[], argument: string): readonly CipherSuite[] {
  if (!Array.isArray(names) || names.length === 0) {
    throw new UsageError('missing-option', argument, `must name at least one of ${CIPHER_SUITE_NAMES.join(', ')}`);
  }
  if (new Set(names).size < names.length) throw new UsageError('out-of-range', argument, 'must not repeat a suite');
  return names.map((name) => {
    const suite = SUITES.find((row) => row.name === name);
    if (suite === undefined) throw new UsageError('out-of-range', argument, `has no suite ${JSON.stringify(name)}`);
    return suite;
  });
}
