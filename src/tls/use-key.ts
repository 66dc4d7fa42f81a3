/** How a step of the handshake uses a private key. */
import type { Bytes } from '../bytes/index.ts';
import type { AnyCredentials } from './credentials.ts';
import { answerKeyRequest, type KeyRequest } from './key-request.ts';
import type { Step, Taken } from './machine.ts';
import type { Settings } from './options.ts';

type Wanted = {
  readonly [K in KeyRequest['kind']]: Omit<Extract<KeyRequest, { kind: K }>, 'certificate'>;
}[KeyRequest['kind']];

/** Uses one of our private keys: immediately if it is available here, otherwise by a request.
 * @param then - goes on with the result. */
export function useKey<S>(
  { chain: [certificate], key }: AnyCredentials,
  wanted: Wanted,
  { random }: Settings,
  then: (result: Bytes) => Step<S>,
): Step<S> {
  const request: KeyRequest = { certificate, ...wanted };
  return key === 'on-request' ? { request, resume: then } : then(answerKeyRequest(request, key, random));
}

/** Continues after a step, whether it is complete or waits for a private key operation. */
export const after = <S, T>(step: Step<S>, go: (taken: Taken<S>) => Step<T>): Step<T> =>
  'request' in step ? { request: step.request, resume: (result) => after(step.resume(result), go) } : go(step);
