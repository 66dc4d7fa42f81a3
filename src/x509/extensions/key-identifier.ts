import { implicit, integer, octetString, optional, sequence } from '../../asn1/index.ts';
import { cite, named, type ValueOf } from '../../codec/index.ts';
import { generalNames } from '../names/general-name.ts';

/** SubjectKeyIdentifier: which of a subject's keys this is. */
export const subjectKeyIdentifier = named('KeyIdentifier', cite('RFC 5280 §4.2.1.2', octetString));

/** AuthorityKeyIdentifier: which of the issuer's keys has signed. */
export const authorityKeyIdentifier = sequence('AuthorityKeyIdentifier', 'RFC 5280 §4.2.1.1', {
  keyIdentifier: optional(implicit(0, octetString)),
  authorityCertIssuer: optional(implicit(1, generalNames)),
  authorityCertSerialNumber: optional(implicit(2, integer)),
});
export interface AuthorityKeyIdentifier extends ValueOf<typeof authorityKeyIdentifier> {}
