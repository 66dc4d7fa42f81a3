/** Names of cipher suites, groups and signature schemes in OpenSSL, in the RFCs, and here. */
import {
  CIPHER_SUITE_NAMES,
  type CipherSuiteName,
  CODE_POINTS,
  DEFAULT_CIPHER_SUITES,
  GROUP_NAMES,
  type GroupName,
  SIGNATURE_SCHEME_NAMES,
} from '../tls/index.ts';
import { usageError } from './command.ts';

/** OpenSSL's names of the suites. */
export const OPENSSL_NAMES: Readonly<Record<CipherSuiteName, string>> = {
  TLS_AES_128_GCM_SHA256: 'TLS_AES_128_GCM_SHA256',
  TLS_AES_256_GCM_SHA384: 'TLS_AES_256_GCM_SHA384',
  TLS_CHACHA20_POLY1305_SHA256: 'TLS_CHACHA20_POLY1305_SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_RSA_WITH_AES_128_CBC_SHA256: 'AES128-SHA256',
  TLS_RSA_WITH_AES_256_CBC_SHA256: 'AES256-SHA256',
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256',
  TLS_RSA_WITH_AES_128_CBC_SHA: 'AES128-SHA',
};

/** Whether a suite is of TLS 1.3: its name does not include a key exchange. */
export const isOfTls13 = (suite: CipherSuiteName): boolean => !suite.includes('_WITH_');

/** A suite by OpenSSL's name or the RFC's. @throws CliError `usage`. */
export function cipherSuiteNamed(name: string): CipherSuiteName {
  const suite = CIPHER_SUITE_NAMES.find((one) => one === name || OPENSSL_NAMES[one] === name);
  if (suite !== undefined) return suite;
  throw usageError(`no cipher suite ${JSON.stringify(name)}; there are ${Object.values(OPENSSL_NAMES).join(', ')}`);
}

/** A list in OpenSSL's syntax: names, `ALL` and `DEFAULT`, separated by colons. @throws CliError `usage`. */
export function cipherList(list: string): readonly CipherSuiteName[] {
  const named = list.split(':').flatMap((name): readonly CipherSuiteName[] => {
    if (name === 'ALL') return CIPHER_SUITE_NAMES;
    return name === 'DEFAULT' ? DEFAULT_CIPHER_SUITES : [cipherSuiteNamed(name)];
  });
  return [...new Set(named)];
}

/** The suites by `-cipher` and `-ciphersuites`. As in OpenSSL, the second replaces those of TLS 1.3; unlike in OpenSSL, the first
 * one alone determines the suites of all versions.
 * @throws CliError `usage`. */
export function cipherSuites(cipher: string | undefined, ciphersuites: string | undefined): readonly CipherSuiteName[] {
  if (ciphersuites === undefined) return cipher === undefined ? DEFAULT_CIPHER_SUITES : cipherList(cipher);
  const of13 = cipherList(ciphersuites);
  const other = of13.find((suite) => !isOfTls13(suite));
  if (other !== undefined)
    throw usageError(`-ciphersuites takes suites of TLS 1.3; ${OPENSSL_NAMES[other]} is for -cipher`);
  return [...of13, ...cipherList(cipher ?? 'DEFAULT').filter((suite) => !isOfTls13(suite))];
}

/** Other names of groups, in capitals. */
const GROUP_ALIASES: Readonly<Record<string, GroupName>> = {
  'P-256': 'secp256r1',
  PRIME256V1: 'secp256r1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
};

/** A group by OpenSSL's name or the RFC's, in any case. @throws CliError `usage`. */
export function groupNamed(name: string): GroupName {
  const group =
    GROUP_ALIASES[name.toUpperCase()] ?? GROUP_NAMES.find((one) => one.toLowerCase() === name.toLowerCase());
  if (group !== undefined) return group;
  throw usageError(`no group ${JSON.stringify(name)}; there are ${GROUP_NAMES.join(', ')}`);
}

/** Groups separated by colons. @throws CliError `usage`. */
export const groupList = (list: string): readonly GroupName[] => list.split(':').map(groupNamed);

/** OpenSSL's `ALGORITHM+HASH`, and what the RFC's names begin and end with. */
const ALGORITHMS: Readonly<Record<string, RegExp>> = {
  RSA: /^rsa_pkcs1_/,
  'RSA-PSS': /^rsa_pss_rsae_/,
  PSS: /^rsa_pss_rsae_/,
  ECDSA: /^ecdsa_/,
};

/** Signature schemes by the RFC's names or OpenSSL's. @throws CliError `usage`. */
export const signatureSchemeList = (list: string): readonly string[] => [
  ...new Set(
    list.split(':').flatMap((name) => {
      const [algorithm, hash = ''] = name.toUpperCase().split('+');
      const begins = ALGORITHMS[algorithm];
      const found = SIGNATURE_SCHEME_NAMES.filter(
        (one) =>
          one.toLowerCase() === name.toLowerCase() ||
          (hash !== '' && begins?.test(one) && one.endsWith(`_${hash.toLowerCase()}`)),
      );
      if (found.length > 0) return found;
      throw usageError(`no signature scheme ${JSON.stringify(name)}; there are ${SIGNATURE_SCHEME_NAMES.join(', ')}`);
    }),
  ),
];

/** The number of a suite. */
export const suiteNumber = (suite: CipherSuiteName): number =>
  [...CODE_POINTS.cipherSuite].find(([, name]) => name === suite)![0];
