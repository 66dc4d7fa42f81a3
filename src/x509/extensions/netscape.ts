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

/** Netscape Cert Type: permitted uses of the certificate, from before extKeyUsage existed. */
export const netscapeCertType = namedBits('NetscapeCertType', RULE, TYPES);
/** Netscape Comment: a text that Netscape's browsers showed. */
export const netscapeComment = named('NetscapeComment', cite(RULE, ia5String));
