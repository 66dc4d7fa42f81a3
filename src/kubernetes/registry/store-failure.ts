import { expired, gatewayTimeout, StatusError, serviceUnavailable } from '../api/status.ts';
import { StoreError } from '../storage/store.ts';

/** A failure of the store as a client is told of it.
 * @throws StatusError 409, 410, 503 where nothing was done, 504 where it may have been done; anything else as it is. */
export function storeFailure(error: unknown): never {
  if (!(error instanceof StoreError)) throw error;
  if (error.code === 'compacted') throw expired(error.message);
  if (error.code === 'future') throw gatewayTimeout(`Too large resource version: ${error.message}`);
  if (error.code === 'unknown-outcome') throw gatewayTimeout('request did not complete within the allotted timeout');
  if (error.code === 'unavailable' || error.code === 'closed') throw serviceUnavailable(error.message);
  if (error.code === 'conflict') throw new StatusError(409, 'Conflict', error.message, {});
  throw error;
}
