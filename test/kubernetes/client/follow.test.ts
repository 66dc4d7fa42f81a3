/** Following objects of an API server that misbehaves. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
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
});
