/** Options of OpenSSL that ask for what we do anyway: lines that have them work as they are. Any other unknown option is refused. */
export const ACCEPTED_OPTIONS = {
  batch: { help: 'accepted: nothing is ever asked' },
  utf8: { help: 'accepted: texts are UTF-8 anyway' },
  verbose: { help: 'accepted, and changes nothing' },
  'multivalue-rdn': { help: 'accepted: a plus in -subj always puts two attributes into one RDN' },
} as const;
