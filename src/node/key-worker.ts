/** The program of a thread of `KeyPool`: it keeps the keys that it received, and answers requests one after another. */
import { parentPort } from 'node:worker_threads';
import { type Bytes, systemRandom } from '../bytes/index.ts';
import { fromTransferable, type PrivateKey, type TransferableKey } from '../keys/index.ts';
import { answerKeyRequest, type KeyRequest } from '../tls/index.ts';

/** A request; the first one for a key contains the key. */
export interface KeyTask {
  readonly id: number;
  /** The key request without its certificate, which the thread does not need. */
  readonly request: {
    readonly [K in KeyRequest['kind']]: Omit<Extract<KeyRequest, { kind: K }>, 'certificate'>;
  }[KeyRequest['kind']];
  readonly keyNumber: number;
  readonly key?: TransferableKey | undefined;
  /** The number of a key that is no longer needed. */
  readonly forget?: number | undefined;
}

/** The answer: a result, or the reason why there is none. */
export interface KeyAnswer {
  readonly id: number;
  readonly result?: Bytes;
  readonly message: string;
}

const keys = new Map<number, PrivateKey>();

function answer({ id, request, keyNumber, key, forget }: KeyTask): KeyAnswer {
  try {
    if (forget !== undefined) keys.delete(forget);
    if (key !== undefined) keys.set(keyNumber, fromTransferable(key) as PrivateKey);
    const result = answerKeyRequest(request as KeyRequest, keys.get(keyNumber)!, systemRandom);
    return { id, result, message: '' };
  } catch (error) {
    return { id, message: (error as Error).message };
  }
}

parentPort?.on('message', (task: KeyTask) => parentPort?.postMessage(answer(task)));
