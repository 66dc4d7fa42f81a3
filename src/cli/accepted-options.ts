import type { Options } from './command.ts';

/** Options of OpenSSL for behaviour that is always on here. Every command accepts them, so that existing command lines work
 * unchanged. The list is closed: any other unknown option is refused. A command's own option of the same name takes precedence. */
export const ACCEPTED_OPTIONS = {
  batch: { help: 'accepted: nothing is ever asked' },
  utf8: { help: 'accepted: texts are UTF-8 anyway' },
  verbose: { help: 'accepted, and changes nothing' },
  'multivalue-rdn': { help: 'accepted: a plus in -subj always puts two attributes into one RDN' },
  rand: { value: 'FILE', help: "accepted: random bytes are the system's, and need no seed" },
  trusted_first: { help: 'accepted: trusted certificates are always tried first' },
} as const satisfies Options;
