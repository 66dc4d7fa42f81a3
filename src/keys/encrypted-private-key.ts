import { type Element, octetString, sequence } from '../asn1/index.ts';
import type { ValueOf } from '../codec/index.ts';
import { algorithmIdentifier } from './algorithm.ts';

const describedEncryptedPrivateKeyInfo = sequence('EncryptedPrivateKeyInfo', 'RFC 5958 §3', {
  encryptionAlgorithm: algorithmIdentifier,
  encryptedData: octetString,
});
export interface EncryptedPrivateKeyInfo extends ValueOf<typeof describedEncryptedPrivateKeyInfo> {}
/** EncryptedPrivateKeyInfo: a PrivateKeyInfo, encrypted under a password. */
export const encryptedPrivateKeyInfo: Element<EncryptedPrivateKeyInfo> = describedEncryptedPrivateKeyInfo;
