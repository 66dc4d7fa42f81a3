import { expired, gatewayTimeout, StatusError, serviceUnavailable, unreadable } from '../api/status.ts';
import type { KubernetesObject } from '../documents.ts';
import { decodeStored } from '../storage/encoding.ts';
import { type Stored, StoreError } from '../storage/store.ts';

/** The object of a stored value. @throws StatusError 500 for a value that is none. */
export function objectOf(stored: Stored): KubernetesObject {
  try {
    return decodeStored(stored);
  } catch (error) {
    storeFailure(error);
  }
}

/** Converts a failure of the store to the error for the client.
 * @throws StatusError 409, 410, 500 for a value that cannot be read, 503 if nothing was done, 504 if it may have been done; other errors unchanged. */
export function storeFailure(error: unknown): never {
  if (!(error instanceof StoreError)) throw error;
  if (error.code === 'compacted') throw expired(error.message);
  if (error.code === 'future') throw gatewayTimeout(`Too large resource version: ${error.message}`);
  if (error.code === 'unknown-outcome') throw gatewayTimeout('request did not complete within the allotted timeout');
  if (error.code === 'unavailable' || error.code === 'closed') throw serviceUnavailable(error.message);
  if (error.code === 'conflict') throw new StatusError(409, 'Conflict', error.message, {});
  if (error.code === 'corrupt') throw unreadable(error.message);
  throw error;
}
