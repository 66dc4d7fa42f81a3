import { type CipherSuiteName, DEFAULT_CIPHER_SUITES } from '../../tls/index.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { cipherSuites, isOfTls13, OPENSSL_NAMES, suiteNumber } from '../tls-names.ts';

export const ciphers = defineCommand({
  operands: '[LIST]',
  maxOperands: 1,
  options: {
    v: { help: 'a line for each suite, with its version, key exchange, authentication, encryption and MAC' },
    V: { help: 'like -v, with its number' },
    s: { help: 'accepted for compatibility: only what is supported is ever listed' },
    stdname: { help: 'like -v, with the RFC’s name before OpenSSL’s' },
    ciphersuites: { value: 'NAME:…', help: 'the suites of TLS 1.3; default: all' },
    tls1_2: { help: 'only suites of TLS 1.2' },
    tls1_3: { help: 'only suites of TLS 1.3' },
  },
  notes: [
    'Lists the suites that s_client and s_server speak for -cipher LIST: names, ALL and DEFAULT, with colons between. LIST is of TLS 1.2, as in OpenSSL; default: DEFAULT, those with forward secrecy and an AEAD.',
  ],
  async run(values, [list = 'DEFAULT'], context) {
    if (values.tls1_2 && values.tls1_3) throw usageError('-tls1_2 or -tls1_3, not both');
    const of13 = values.ciphersuites ?? DEFAULT_CIPHER_SUITES.filter(isOfTls13).join(':');
    const listed = cipherSuites(list, of13)
      .filter((suite) => !values.tls1_2 || !isOfTls13(suite))
      .filter((suite) => !values.tls1_3 || isOfTls13(suite));
    if (!values.v && !values.V && !values.stdname) {
      await context.print(`${listed.map((suite) => OPENSSL_NAMES[suite]).join(':')}\n`);
    } else await context.print(listed.map((suite) => `${lineOf(suite, values.V, values.stdname)}\n`).join(''));
    return EXIT.ok;
  },
});

/** As OpenSSL's SSL_CIPHER_description. */
function lineOf(suite: CipherSuiteName, hasNumber: boolean, hasStandardName: boolean): string {
  const [kx, au] = isOfTls13(suite)
    ? ['any', 'any']
    : [suite.includes('ECDHE') ? 'ECDH' : 'RSA', suite.includes('ECDSA') ? 'ECDSA' : 'RSA'];
  const columns = [
    OPENSSL_NAMES[suite].padEnd(30),
    versionOf(suite).padEnd(7),
    `Kx=${kx}`.padEnd(11),
    `Au=${au}`.padEnd(8),
    `Enc=${encryptionOf(suite)}`.padEnd(26),
    `Mac=${macOf(suite)}`,
  ];
  const number = suiteNumber(suite);
  const hex = [number >> 8, number & 0xff].map((byte) => `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  return [
    ...(hasNumber ? [`${hex.join(',').padStart(19)} -`] : []),
    ...(hasStandardName ? [`${suite.padEnd(45)} -`] : []),
    columns.join(' '),
  ].join(' ');
}

/** The first TLS version that has the suite, in OpenSSL's spelling. */
const versionOf = (suite: CipherSuiteName): string => {
  if (isOfTls13(suite)) return 'TLSv1.3';
  if (!suite.endsWith('_SHA')) return 'TLSv1.2';
  return suite.includes('ECDHE') ? 'TLSv1' : 'SSLv3';
};

const encryptionOf = (suite: CipherSuiteName): string => {
  if (suite.includes('CHACHA20')) return 'CHACHA20/POLY1305(256)';
  const [, bits, mode] = /AES_(128|256)_(CBC|CCM|GCM)/.exec(suite) ?? [];
  return `AES${mode === 'CBC' ? '' : mode}(${bits})`;
};

const macOf = (suite: CipherSuiteName): string => {
  if (!suite.includes('CBC')) return 'AEAD';
  return suite.endsWith('_SHA') ? 'SHA1' : suite.slice(suite.lastIndexOf('_') + 1);
};
