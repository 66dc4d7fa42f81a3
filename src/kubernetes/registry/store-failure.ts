import { expired, gatewayTimeout, StatusError, serviceUnavailable } from '../api/status.ts';
import { StoreError } from '../storage/store.ts';

/** Converts a failure of the store to the error for the client.
 * @throws StatusError 409, 410, 503 if nothing was done, 504 if it may have been done; other errors unchanged. */
export function storeFailure(error: unknown): never {
  if (!(error instanceof StoreError)) throw error;
  if (error.code === 'compacted') throw expired(error.message);
  if (error.code === 'future') throw gatewayTimeout(`Too large resource version: ${error.message}`);
  if (error.code === 'unknown-outcome') throw gatewayTimeout('request did not complete within the allotted timeout');
  if (error.code === 'unavailable' || error.code === 'closed') throw serviceUnavailable(error.message);
  if (error.code === 'conflict') throw new StatusError(409, 'Conflict', error.message, {});
  throw error;
}
