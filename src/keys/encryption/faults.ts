/** The errors of reading an encrypted key. */
import { KeyError } from '../errors.ts';

export const wrongParameters = (message: string, rule: string): KeyError =>
  new KeyError('encryption-parameters', `how the key is encrypted: ${message}`, rule);

export const unsupported = (what: string, rule: string): KeyError =>
  new KeyError('unsupported-algorithm', `${what} is not supported`, rule);

/** The one error for a wrong password, without a detail: what was encrypted could be guessed from why it failed. */
export const decryptionFailed = (rule: string): KeyError =>
  new KeyError('decryption-failed', 'the password is wrong, or what was encrypted with it is no key', rule);
