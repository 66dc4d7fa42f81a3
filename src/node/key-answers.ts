/** How `connect` and `createServer` use private keys. */
import { assertFunction, UsageError } from '../bytes/index.ts';
import type * as tls from '../tls/index.ts';
import { type CredentialsInput, toCredentials } from './credentials.ts';
import { KeyPool } from './key-pool.ts';

export interface KeyOptions {
  /** Uses the private keys in worker threads. Default: in this thread, where a slow operation delays other connections. */
  readonly keyPool?: KeyPool | undefined;
  /** Uses a private key that is held elsewhere, in a device or a service: `key` is then `'on-request'`. Its time counts as part of
   * `handshakeTimeout`. A rejection ends the connection, with the error `internal`. */
  readonly answerKeyRequest?: ((request: tls.KeyRequest) => Promise<Uint8Array>) | undefined;
}

/** The function that answers the engine's requests for the use of a key, if it makes any. @throws UsageError */
export function answererOf({ keyPool, answerKeyRequest }: KeyOptions): KeyOptions['answerKeyRequest'] {
  if (keyPool !== undefined && !(keyPool instanceof KeyPool)) {
    throw new UsageError('wrong-type', 'keyPool', 'must be a KeyPool');
  }
  if (answerKeyRequest !== undefined) assertFunction(answerKeyRequest, 'answerKeyRequest');
  if (keyPool === undefined) return answerKeyRequest;
  if (answerKeyRequest === undefined) return (request) => keyPool.answer(request);
  throw new UsageError('misuse', 'answerKeyRequest', 'has no effect together with keyPool');
}

/** The engine's credentials: with the key, or referring to a key that the pool or `answerKeyRequest` uses.
 * @throws UsageError `misuse` for `'on-request'` without `answerKeyRequest`; as `toCredentials`. */
export function credentialsOf(input: CredentialsInput, argument: string, options: KeyOptions): tls.AnyCredentials {
  const { keyPool, answerKeyRequest } = options;
  answererOf(options);
  const credentials = toCredentials(input, argument);
  if (credentials.key !== 'on-request')
    return keyPool === undefined ? credentials : keyPool.lend(credentials as tls.Credentials);
  if (answerKeyRequest !== undefined) return credentials;
  throw new UsageError('misuse', 'key', 'on-request needs answerKeyRequest');
}
