/** The errors of reading an encrypted key. */
import { PBE_OIDS } from '../../asn1/internal.ts';
import { KeyError } from '../errors.ts';

export const wrongParameters = (message: string, rule: string): KeyError =>
  new KeyError('encryption-parameters', `how the key is encrypted: ${message}`, rule);

export const unsupported = (what: string, rule: string): KeyError =>
  new KeyError('unsupported-algorithm', `${what} is not supported`, rule);

/** The only error for a wrong password, without details: the reason of the failure would reveal information about the plaintext. */
export const decryptionFailed = (rule: string): KeyError =>
  new KeyError('decryption-failed', 'the password is wrong, or the decrypted content is not a key', rule);

/** Algorithms that are not supported, with their names for the error: encryption schemes of PBES2, and other password-based encryption. */
const OTHER_ALGORITHMS: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.1.6': 'AES-128-GCM',
  '2.16.840.1.101.3.4.1.26': 'AES-192-GCM',
  '2.16.840.1.101.3.4.1.46': 'AES-256-GCM',
  '1.3.14.3.2.7': 'DES-CBC',
  '1.2.840.113549.3.2': 'RC2-CBC',
  '1.2.840.113549.3.9': 'RC5-CBC',
  '1.2.840.113549.1.5.1': 'pbeWithMD2AndDES-CBC',
  [PBE_OIDS.pbeWithMd5AndDes]: 'pbeWithMD5AndDES-CBC',
  '1.2.840.113549.1.5.4': 'pbeWithMD2AndRC2-CBC',
  '1.2.840.113549.1.5.6': 'pbeWithMD5AndRC2-CBC',
  [PBE_OIDS.pbeWithSha1AndDes]: 'pbeWithSHA1AndDES-CBC',
  '1.2.840.113549.1.5.11': 'pbeWithSHA1AndRC2-CBC',
  [PBE_OIDS.pbmac1]: 'PBMAC1, which authenticates and does not encrypt,',
  [PBE_OIDS.pbeWithSha1And128BitRc4]: 'pbeWithSHAAnd128BitRC4',
  [PBE_OIDS.pbeWithSha1And40BitRc4]: 'pbeWithSHAAnd40BitRC4',
  [PBE_OIDS.pbeWithSha1And2KeyTripleDes]: 'pbeWithSHAAnd2-KeyTripleDES-CBC',
  [PBE_OIDS.pbeWithSha1And128BitRc2]: 'pbeWithSHAAnd128BitRC2-CBC',
};

/** The name of an algorithm in an error message. */
export const algorithmName = (oid: string): string =>
  Object.hasOwn(OTHER_ALGORITHMS, oid) ? `${OTHER_ALGORITHMS[oid]} (${oid})` : oid;
