/** Limits the number of concurrent requests. Watches and logs do not count, since they mostly wait
 * (kube-apiserver's --max-requests-inflight and --max-mutating-requests-inflight). */
import type { User } from '../identity.ts';
import { tooManyRequests } from './status.ts';

const MAX_READS = 400;
const MAX_WRITES = 200;
/** Not in Kubernetes, which has API Priority and Fairness for this: the maximum share of all concurrent requests that one user may have. */
const SHARE = 0.5;

export class InFlight {
  readonly #counts = { reads: 0, writes: 0 };
  readonly #byUser = new Map<string, number>();

  /** Registers a request. @returns a function to call when it has ended.
   * @throws StatusError 429 if there are too many concurrent requests, in total or by this user. */
  begin({ name }: User, isWrite: boolean): () => void {
    const [kind, max] = isWrite ? (['writes', MAX_WRITES] as const) : (['reads', MAX_READS] as const);
    const key = JSON.stringify([kind, name]);
    const own = this.#byUser.get(key) ?? 0;
    if (this.#counts[kind] >= max || own >= max * SHARE) {
      throw tooManyRequests('too many requests, please try again later');
    }
    this.#counts[kind]++;
    this.#byUser.set(key, own + 1);
    return () => {
      this.#counts[kind]--;
      const left = (this.#byUser.get(key) ?? 1) - 1;
      if (left > 0) this.#byUser.set(key, left);
      else this.#byUser.delete(key);
    };
  }
}
