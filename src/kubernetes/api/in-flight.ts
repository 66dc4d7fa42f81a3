/** How many requests may be under way at once. Watches and logs do not count: they wait
 * (kube-apiserver's --max-requests-inflight and --max-mutating-requests-inflight). */
import type { User } from '../identity.ts';
import { tooManyRequests } from './status.ts';

const MAX_READS = 400;
const MAX_WRITES = 200;
/** Not in Kubernetes, which has API Priority and Fairness for this: the part of all turns that one user may have. */
const SHARE = 0.5;

export class InFlight {
  readonly #counts = { reads: 0, writes: 0 };
  readonly #byUser = new Map<string, number>();

  /** A request begins. @returns to be called when it has ended.
   * @throws StatusError 429 where too many are under way, of all or of this user. */
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
