/** Leader election by a Lease: of several processes with the same task, only one performs it (kubernetes client-go
 * tools/leaderelection/leaderelection.go). */
import { setMaxListeners } from 'node:events';
import { assertFields, assertOptions, bytesToHex, type Random } from '../../bytes/index.ts';
import { StatusError } from '../api/status.ts';
import type { ApiClient } from '../client/api-client.ts';
import { pause } from '../client/follow.ts';
import { askedDelay } from '../client/retry-after.ts';
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';

export interface LeaderElectionOptions {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  now(): Date;
  onNews(message: string): void;
  /** The name of the lease in kube-system: `kube-controller-manager`. */
  readonly name: string;
  /** The identity of this process, unique among all candidates. @see leaderIdentity */
  readonly identity: string;
  /** Seconds. Defaults: 15, 10 and 2, as kube-controller-manager's. */
  readonly leaseSeconds?: number | undefined;
  readonly renewSeconds?: number | undefined;
  readonly retrySeconds?: number | undefined;
}

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases';
const RANDOM_BYTES = 16;

/** `HOST_RANDOM`, the format that Kubernetes' components use. */
export const leaderIdentity = (host: string, random: Random): string =>
  `${host}_${bytesToHex(random.bytes(RANDOM_BYTES))}`;

const OPTIONS: Readonly<Record<keyof LeaderElectionOptions, true>> = {
  client: true,
  signal: true,
  now: true,
  onNews: true,
  name: true,
  identity: true,
  leaseSeconds: true,
  renewSeconds: true,
  retrySeconds: true,
};

/** Waits for the lease, runs `work` while it is held, and then releases it.
 * @param work - ends when its signal aborts.
 * @returns false if the lease was lost: another process may hold it now, so this one must stop.
 * @throws whatever `work` throws. */
export async function runAsLeader(
  options: LeaderElectionOptions,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  assertFields(options, 'options', 'an object', 'client', 'signal', 'name', 'identity');
  assertOptions(options, 'options', Object.keys(OPTIONS));
  const { signal, name, identity, onNews } = options;
  const lease = new LeaseHolder(options);
  await lease.acquire();
  if (signal.aborted) return true;
  onNews(`${name}: ${identity} leads`);
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  // Each controller and each of its calls adds a listener to this signal.
  setMaxListeners(0, either);
  const working = Promise.resolve(work(either)).finally(() => stop.abort());
  // Its error is thrown below, after the lease was released.
  working.catch(() => undefined);
  const isKept = await lease.keep(either);
  stop.abort();
  await working;
  if (isKept) await lease.release();
  return isKept;
}

class LeaseHolder {
  readonly #options: LeaderElectionOptions;
  readonly #path: string;
  readonly #seconds: { readonly lease: number; readonly renew: number; readonly retry: number };
  /** The last observed state of the lease, and the time of that by our own clock: the holder's clock is not used. */
  #seen = '';
  #seenAt = 0;
  /** Milliseconds that the server asked to wait for with its last answer. */
  #asked = 0;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
    this.#path = `${LEASES}/${options.name}`;
    const { leaseSeconds = 15, renewSeconds = 10, retrySeconds = 2 } = options;
    this.#seconds = { lease: leaseSeconds, renew: renewSeconds, retry: retrySeconds };
  }

  /** Resolves when the lease is held, or `signal` is aborted. */
  async acquire(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted && !(await this.#try(this.#seconds.renew * 1000)))
      await pause(Math.max(this.#seconds.retry * 1000, this.#asked), signal);
  }

  /** Renews the lease. @returns whether it was held until `signal` was aborted. */
  async keep(signal: AbortSignal): Promise<boolean> {
    let renewed = this.#options.now().getTime();
    const usual = this.#seconds.retry * 1000;
    // The lease may be another's once it was not renewed for so long, also because a server does not answer.
    const left = (): number => renewed + this.#seconds.renew * 1000 - this.#options.now().getTime();
    while (!signal.aborted) {
      // Asked to wait for longer than the lease lasts, we try once more in time.
      await pause(Math.max(usual, Math.min(this.#asked, left() - usual)), signal);
      if (signal.aborted) break;
      if (await this.#try(Math.max(left(), 0))) renewed = this.#options.now().getTime();
      else if (left() <= 0) return signal.aborted;
    }
    return true;
  }

  /** Releases the lease, so that another process can take it at once. A failure only delays that. */
  async release(): Promise<void> {
    const { client, identity } = this.#options;
    try {
      const late = AbortSignal.timeout(this.#seconds.renew * 1000);
      const lease = await client.get(this.#path, late);
      if (textOf(lease, 'spec', 'holderIdentity') !== identity) return;
      const spec = { ...(fieldOf(lease, 'spec') as object), holderIdentity: '', leaseDurationSeconds: 1 };
      await client.replace(
        this.#path,
        {
          ...lease,
          spec: { ...spec, renewTime: this.#time(), acquireTime: this.#time() },
        },
        late,
      );
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }

  /** One attempt (tryAcquireOrRenew). @param patience - in milliseconds. */
  async #try(patience: number): Promise<boolean> {
    const { onNews, signal, name, client } = this.#options;
    const attempt = new AbortController();
    const end = (): void => attempt.abort();
    const limit = setTimeout(end, patience);
    this.#asked = 0;
    signal.addEventListener('abort', end, { once: true });
    try {
      return await this.#acquireOrRenew(attempt.signal);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#asked = askedDelay(error) ?? 0;
      if (attempt.signal.aborted) {
        if (!signal.aborted) onNews(`${name}: ${client.server} does not answer within ${patience / 1000} s`);
        return false;
      }
      // 409: another process wrote first.
      const isRace = error instanceof StatusError && error.status.code === 409;
      if (!signal.aborted && !isRace) onNews(`${name}: ${error.message}`);
      return false;
    } finally {
      clearTimeout(limit);
      signal.removeEventListener('abort', end);
    }
  }

  async #acquireOrRenew(signal: AbortSignal): Promise<boolean> {
    const { client, name, identity, now } = this.#options;
    const lease = await client.find(this.#path, signal);
    if (lease === undefined) {
      const metadata = { name, namespace: 'kube-system' };
      const spec = { ...this.#spec(), acquireTime: this.#time(), leaseTransitions: 0 };
      await client.create(LEASES, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }, signal);
      return true;
    }
    const holder = textOf(lease, 'spec', 'holderIdentity');
    this.#look(lease);
    const isOurs = holder === identity;
    const isValid = this.#seenAt + numberOf(lease, 'leaseDurationSeconds') * 1000 > now().getTime();
    if (!isOurs && holder !== '' && isValid) return false;
    const kept = isOurs
      ? { acquireTime: fieldOf(lease, 'spec', 'acquireTime'), leaseTransitions: numberOf(lease, 'leaseTransitions') }
      : { acquireTime: this.#time(), leaseTransitions: numberOf(lease, 'leaseTransitions') + 1 };
    const spec = { ...(fieldOf(lease, 'spec') as object), ...this.#spec(), ...kept };
    await client.replace(this.#path, { ...lease, spec }, signal);
    return true;
  }

  #look(lease: KubernetesObject): void {
    const seen = JSON.stringify(fieldOf(lease, 'spec'));
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#seenAt = this.#options.now().getTime();
  }

  #spec(): object {
    const { identity } = this.#options;
    return { holderIdentity: identity, leaseDurationSeconds: this.#seconds.lease, renewTime: this.#time() };
  }

  /** MicroTime (meta/v1). */
  #time(): string {
    return this.#options.now().toISOString().replace('Z', '000Z');
  }
}

function numberOf(lease: KubernetesObject, field: string): number {
  const value = fieldOf(lease, 'spec', field);
  return typeof value === 'number' ? value : 0;
}
