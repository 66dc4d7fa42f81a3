import { type Element, generalizedTime, implicit, optional, sequence } from '../../asn1/index.ts';
import type { ValueOf } from '../../codec/index.ts';

const describedPrivateKeyUsagePeriod = sequence('PrivateKeyUsagePeriod', 'RFC 3280 §4.2.1.4', {
  notBefore: optional(implicit(0, generalizedTime)),
  notAfter: optional(implicit(1, generalizedTime)),
});
export interface PrivateKeyUsagePeriod extends ValueOf<typeof describedPrivateKeyUsagePeriod> {}
/** PrivateKeyUsagePeriod: when the private key may sign, if that differs from the certificate's validity. */
export const privateKeyUsagePeriod: Element<PrivateKeyUsagePeriod> = describedPrivateKeyUsagePeriod;
