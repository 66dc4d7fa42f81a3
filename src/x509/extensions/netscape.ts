import { ia5String, namedBits } from '../../asn1/index.ts';
import { cite, named } from '../../codec/index.ts';

const RULE = 'Netscape Certificate Extensions';

const TYPES = [
  'sslClient',
  'sslServer',
  'smime',
  'objectSigning',
  'reserved',
  'sslCA',
  'smimeCA',
  'objectSigningCA',
] as const;

/** What Netscape's browsers took a certificate for, before extKeyUsage. */
export const netscapeCertType = namedBits('NetscapeCertType', RULE, TYPES);
/** A remark that Netscape's browsers showed. */
export const netscapeComment = named('NetscapeComment', cite(RULE, ia5String));
