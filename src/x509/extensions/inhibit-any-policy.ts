import { integer } from '../../asn1/index.ts';
import { cite, named } from '../../codec/index.ts';

/** InhibitAnyPolicy: the number of further certificates after which anyPolicy no longer matches every policy. */
export const inhibitAnyPolicy = named('InhibitAnyPolicy', cite('RFC 5280 §4.2.1.14', integer));
