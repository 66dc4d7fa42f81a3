import type { Options } from './command.ts';

/** The commands that OpenSSL has too. */
const OPENSSL_COMMANDS: readonly string[] = [
  ...[
    'asn1parse',
    'ca',
    'ciphers',
    'crl',
    'dgst',
    'ec',
    'ecparam',
    'genpkey',
    'genrsa',
    'ocsp',
    'pkcs8',
    'pkcs12',
    'pkey',
  ],
  ...['pkeyutl', 'rand', 'req', 'rsa', 's_client', 's_server', 'verify', 'x509'],
];

/** Options of OpenSSL for behaviour that is always on here. The commands that OpenSSL has accept them, so that existing command lines
 * work unchanged. The list is closed: any other unknown option is refused. A command's own option of the same name takes precedence. */
const ACCEPTED_OPTIONS = {
  batch: { help: 'accepted: nothing is ever asked' },
  utf8: { help: 'accepted: texts are UTF-8 anyway' },
  verbose: { help: 'accepted, and changes nothing' },
  'multivalue-rdn': { help: 'accepted: a plus in -subj always puts two attributes into one RDN' },
  rand: { value: 'FILE', help: "accepted: random bytes are the system's, and need no seed" },
  trusted_first: { help: 'accepted: trusted certificates are always tried first' },
} as const satisfies Options;

/** What a command accepts and ignores. @param command - its name, such as `genrsa` or `pki init`. */
export const acceptedBy = (command: string): Options => (OPENSSL_COMMANDS.includes(command) ? ACCEPTED_OPTIONS : {});
