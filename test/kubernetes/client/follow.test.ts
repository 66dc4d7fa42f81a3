/** Following objects of an API server that misbehaves. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StatusError } from '../../../src/kubernetes/api/status.ts';
import { follow } from '../../../src/kubernetes/client/follow.ts';
import type { ApiClient } from '../../../src/kubernetes/internal.ts';

afterEach(() => void vi.useRealTimers());

/** A client whose watches end at once. */
function shortWatches(): { readonly client: ApiClient; readonly calls: { list: number; watch: number } } {
  const calls = { list: 0, watch: 0 };
  const client = {
    list: async () => {
      calls.list++;
      return { items: [], resourceVersion: '5' };
    },
    async *watch() {
      calls.watch++;
      yield* [];
    },
  };
  return { client: client as unknown as ApiClient, calls };
}

describe('misuse', () => {
  it('watches that end at once follow each other ever more slowly', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { client, calls } = shortWatches();
    const stop = new AbortController();
    const following = follow(client, '/api/v1/pods', { signal: stop.signal, onObject: () => {}, onFailure: () => {} });
    const counts: number[] = [];
    for (const pause of [0, 100, 200, 500, 1000]) {
      vi.advanceTimersByTime(pause);
      for (let i = 0; i < 20; i++) await turn();
      counts.push(calls.watch);
    }
    stop.abort();
    await following;
    expect(counts).toEqual([1, 2, 3, 4, 5]);
    expect(calls.list).toBe(1);
  });

  const busy = (retryAfterSeconds?: number): StatusError =>
    new StatusError(429, 'TooManyRequests', 'busy', { retryAfterSeconds });

  /** Advances the clock in seconds, and counts at each. */
  async function countedAt(seconds: readonly number[], count: () => number): Promise<number[]> {
    const counts: number[] = [];
    let now = 0;
    for (const at of seconds) {
      vi.advanceTimersByTime(1000 * (at - now));
      now = at;
      for (let i = 0; i < 20; i++) await turn();
      counts.push(count());
    }
    return counts;
  }

  it.each([
    ['3 s', 3, [0, 2.9, 3.1, 6.2], [1, 1, 2, 3]],
    ['an hour: half a minute at most', 3600, [0, 29.9, 30.1], [1, 1, 2]],
    ['nothing', undefined, [0, 0.2], [1, 2]],
  ] as const)('a list that is refused, and asks to wait for %s', async (_, seconds, times, counts) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    let lists = 0;
    const list = async (): Promise<never> => {
      lists++;
      throw busy(seconds);
    };
    const stop = new AbortController();
    const client = { list } as unknown as ApiClient;
    const following = follow(client, '/x', { signal: stop.signal, onObject: () => {}, onFailure: () => {} });
    expect(await countedAt(times, () => lists)).toEqual(counts);
    stop.abort();
    await following;
  });

  it('what a handler is refused, and asked to try later, is tried again ten times, and told twice', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const object = { kind: 'Pod', metadata: { name: 'a' } };
    const list = async () => ({ items: [object], resourceVersion: '5' });
    const client = { list, watch: shortWatches().client.watch } as unknown as ApiClient;
    const stop = new AbortController();
    let [calls, told] = [0, 0];
    const onObject = (): never => {
      calls++;
      throw busy(1);
    };
    const following = follow(client, '/x', { signal: stop.signal, onObject, onFailure: () => void told++ });
    const counts = await countedAt([0, 0.5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], () => calls);
    expect(counts).toEqual([1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11]);
    expect(told).toBe(2);
    stop.abort();
    await following;
  });
});
