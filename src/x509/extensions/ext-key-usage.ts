import { oid, sequenceOf } from '../../asn1/index.ts';
import { cite, named } from '../../codec/index.ts';

/** ExtKeyUsageSyntax: purposes of the key, by OID. */
export const extKeyUsage = named('ExtKeyUsageSyntax', cite('RFC 5280 §4.2.1.12', sequenceOf(oid, 1)));

/** The purposes that RFC 5280 defines, by their names there. */
export const KEY_PURPOSES = {
  anyExtendedKeyUsage: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  OCSPSigning: '1.3.6.1.5.5.7.3.9',
} as const;
export type KeyPurpose = keyof typeof KEY_PURPOSES;
/** The purpose that a chain is validated for; `any` skips the check. */
export type Purpose = Exclude<KeyPurpose, 'anyExtendedKeyUsage'> | 'any';
