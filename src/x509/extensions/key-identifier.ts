import { type Element, implicit, integer, octetString, optional, sequence } from '../../asn1/index.ts';
import { cite, named, type ValueOf } from '../../codec/index.ts';
import { generalNames } from '../names/general-name.ts';

/** SubjectKeyIdentifier: identifies the subject's key. */
export const subjectKeyIdentifier = named('KeyIdentifier', cite('RFC 5280 §4.2.1.2', octetString));

const describedAuthorityKeyIdentifier = sequence('AuthorityKeyIdentifier', 'RFC 5280 §4.2.1.1', {
  keyIdentifier: optional(implicit(0, octetString)),
  authorityCertIssuer: optional(implicit(1, generalNames)),
  authorityCertSerialNumber: optional(implicit(2, integer)),
});
export interface AuthorityKeyIdentifier extends ValueOf<typeof describedAuthorityKeyIdentifier> {}
/** AuthorityKeyIdentifier: identifies the issuer's key that signed this certificate. */
export const authorityKeyIdentifier: Element<AuthorityKeyIdentifier> = describedAuthorityKeyIdentifier;
