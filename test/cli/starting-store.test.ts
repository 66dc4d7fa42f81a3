/** A server that starts before its etcd answers. */
import { expect, it } from 'vitest';
import { whileStarting } from '../../src/cli/starting-store.ts';
import { EtcdStore, MemoryStore, StatusError, StoreError } from '../../src/kubernetes/index.ts';

const etcd = new EtcdStore({
  members: [{ host: '127.0.0.1', port: 1 }],
  connect: () => {
    throw new Error('not called');
  },
});
const away = [
  new StoreError('unavailable', 'etcd: no answer in time'),
  new StatusError(504, 'Timeout', 'request did not complete'),
];

/** Fails with each error in turn, then succeeds. */
function failing(errors: readonly Error[]): { calls: number; work(): Promise<string> } {
  const made = {
    calls: 0,
    async work() {
      const error = errors[made.calls++];
      if (error !== undefined) throw error;
      return 'done';
    },
  };
  return made;
}

it('asks etcd again, says so once, and gives up in time; another failure, or another store, is told at once', async () => {
  const said: string[] = [];
  const interrupt = new AbortController();
  const told = { signal: interrupt.signal, onFailure: (error: Error) => void said.push(error.message) };
  const twice = failing(away);
  expect(await whileStarting(etcd, told, twice.work)).toBe('done');
  expect([twice.calls, said]).toEqual([3, ['etcd: no answer in time']]);
  await expect(whileStarting(etcd, told, failing(away).work, -1)).rejects.toBe(away[0]);
  const compacted = new StoreError('compacted', 'gone');
  await expect(whileStarting(etcd, told, failing([compacted]).work)).rejects.toBe(compacted);
  const memory = new MemoryStore();
  await expect(whileStarting(memory, told, failing(away).work)).rejects.toBe(away[0]);
  const ended = whileStarting(etcd, told, failing([...away, ...away]).work);
  interrupt.abort(new Error('interrupted'));
  await expect(ended).rejects.toThrow();
  await etcd.close();
});
