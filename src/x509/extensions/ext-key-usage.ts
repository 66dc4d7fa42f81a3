import { oid, sequenceOf } from '../../asn1/index.ts';
import { PURPOSE_OIDS } from '../../asn1/internal.ts';
import { cite, named } from '../../codec/index.ts';

/** ExtKeyUsageSyntax: purposes of the key, by OID. */
export const extKeyUsage = named('ExtKeyUsageSyntax', cite('RFC 5280 §4.2.1.12', sequenceOf(oid, 1)));

/** The purposes that RFC 5280 defines, by their names there. */
export const KEY_PURPOSES = PURPOSE_OIDS;
export type KeyPurpose = keyof typeof KEY_PURPOSES;
/** The purpose that a chain is validated for; `any` skips the check. */
export type Purpose = Exclude<KeyPurpose, 'anyExtendedKeyUsage'> | 'any';
