/** How a step of the handshake uses a private key. */
import type { Bytes } from '../bytes/index.ts';
import { answerKeyRequest, type KeyRequest } from './key-request.ts';
import type { Step, Taken } from './machine.ts';
import type { AnyCredentials, Settings } from './options.ts';

type Wanted = {
  readonly [K in KeyRequest['kind']]: Omit<Extract<KeyRequest, { kind: K }>, 'certificate'>;
}[KeyRequest['kind']];

/** Uses a private key of ours: at once if we have it, else by a request.
 * @param then - goes on with the result. */
export function useKey<S>(
  { chain: [certificate], key }: AnyCredentials,
  wanted: Wanted,
  { random }: Settings,
  then: (result: Bytes) => Step<S>,
): Step<S> {
  const request: KeyRequest = { ...wanted, certificate };
  return key === 'on-request' ? { request, resume: then } : then(answerKeyRequest(request, key, random));
}

/** Goes on from a step, whether it is taken already or waits for a key. */
export const after = <S, T>(step: Step<S>, go: (taken: Taken<S>) => Step<T>): Step<T> =>
  'request' in step ? { request: step.request, resume: (result) => after(step.resume(result), go) } : go(step);
