/** What every store does: held by the one in memory, the one in a folder, and etcd. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change, Store, StoreError } from '../../../src/kubernetes/index.ts';

/** What a watch was told. */
export class Told {
  readonly changes: Change[] = [];
  error: StoreError | undefined;
  upTo = 0;
  readonly listener = {
    onChanges: (changes: readonly Change[], revision: number): void => {
      this.changes.push(...changes);
      this.upTo = revision;
    },
    onEnd: (error: StoreError): void => {
      this.error = error;
    },
  };

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  get texts(): string[] {
    return this.changes.map(({ type, key, value }) => `${type} ${key} ${value}`);
  }
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

/** @param open - a store that no other suite writes to. */
export function storeSuite(open: () => Promise<Store>): void {
  describe('a store', () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it('writes only what was expected', async () => {
      const first = await store.put('/a/x', '1', 0);
      expect(await store.get('/a/x')).toEqual({ key: '/a/x', value: '1', revision: first });
      expect(await codeOf(store.put('/a/x', '2', 0))).toBe('conflict');
      expect(await codeOf(store.put('/a/x', '2', first + 1))).toBe('conflict');
      await expect(store.put('/a/y', '2', first)).rejects.toMatchObject({ code: 'conflict', revision: 0 });
      const second = await store.put('/a/x', '2', first);
      expect(second).toBeGreaterThan(first);
      expect(await codeOf(store.delete('/a/x', first))).toBe('conflict');
      const third = await store.delete('/a/x', second);
      expect(await store.get('/a/x')).toBeUndefined();
      expect(await store.revision()).toBe(third);
      expect(await codeOf(store.delete('/a/x', second))).toBe('conflict');
    });

    it('of writes to one key at once, one is done', async () => {
      const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => codeOf(store.put('/race/x', `${i}`, 0))));
      expect(outcomes.toSorted()).toEqual([...Array<string>(7).fill('conflict'), 'done']);
      const winner = outcomes.indexOf('done');
      expect((await store.get('/race/x'))?.value).toBe(`${winner}`);
    });

    it('lists by prefix, by pages, in the order of bytes, as of a revision', async () => {
      for (const key of ['/l/b', '/l/a', '/l/\u{1f600}', '/l/\uffee', '/l/ab', '/l2/x']) await store.put(key, key, 0);
      const all = await store.list('/l/');
      const keys = ['/l/a', '/l/ab', '/l/b', '/l/\uffee', '/l/\u{1f600}'];
      expect(all.entries.map(({ key }) => key)).toEqual(keys);
      expect(all.remaining).toBe(0);
      const page = await store.list('/l/', { limit: 2 });
      expect([page.entries.length, page.remaining]).toEqual([2, 3]);
      await store.put('/l/aa', 'later', 0);
      const next = await store.list('/l/', { limit: 9, after: '/l/ab', revision: page.revision });
      expect(next.entries.map(({ key }) => key)).toEqual(keys.slice(2));
      expect(next.revision).toBe(page.revision);
      expect((await store.list('/l/', { revision: page.revision })).entries).toHaveLength(5);
      expect((await store.list('/l/')).entries).toHaveLength(6);
      expect(await codeOf(store.list('/l/', { revision: (await store.revision()) + 100 }))).toBe('future');
    });

    it('tells a watch what was and what comes, once and in order', async () => {
      const start = await store.revision();
      const one = await store.put('/w/x', '1', 0);
      const told = new Told();
      const stop = store.watch('/w/', start, told.listener);
      const two = await store.put('/w/x', '2', one);
      await store.put('/v/x', 'not watched', 0);
      const three = await store.delete('/w/x', two);
      await told.until(() => told.changes.length === 3);
      expect(told.texts).toEqual(['put /w/x 1', 'put /w/x 2', 'delete /w/x ']);
      expect(told.changes.map(({ revision }) => revision)).toEqual([one, two, three]);
      expect(told.changes.map(({ previous }) => previous)).toEqual([undefined, '1', '2']);
      stop();
      await store.put('/w/x', '3', 0);
      const again = new Told();
      const stopAgain = store.watch('/w/', three, again.listener);
      await again.until(() => again.changes.length === 1);
      stopAgain();
      expect(told.changes).toHaveLength(3);
    });

    it('forgets what is compacted, and says so', async () => {
      const before = await store.revision();
      const first = await store.put('/c/x', '1', 0);
      const second = await store.put('/c/x', '2', first);
      await store.compact(second);
      expect((await store.list('/c/')).entries).toEqual([{ key: '/c/x', value: '2', revision: second }]);
      expect(await codeOf(store.list('/c/', { revision: before }))).toBe('compacted');
      const told = new Told();
      store.watch('/c/', before, told.listener);
      await told.until(() => told.error !== undefined);
      expect(told.error?.code).toBe('compacted');
      await store.compact(second);
    });
  });
}

type Step = { readonly key: string; readonly value: string | undefined };

/** A store does what a map does: a model of writes in any order. */
export function modelSuite(open: () => Promise<Store>): void {
  it('is a map, whatever is written', async () => {
    const store = await open();
    const steps = fc.array(
      fc.record({ key: fc.constantFrom('/m/a', '/m/b', '/m/c'), value: fc.option(fc.string(), { nil: undefined }) }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (given: Step[]) => {
        const model = new Map((await store.list('/m/')).entries.map((entry) => [entry.key, entry.value]));
        for (const { key, value } of given) {
          const revision = (await store.get(key))?.revision ?? 0;
          if (value !== undefined) await store.put(key, value, revision);
          else if (revision > 0) await store.delete(key, revision);
          if (value === undefined) model.delete(key);
          else model.set(key, value);
        }
        const { entries } = await store.list('/m/');
        expect(entries.map(({ key, value }) => [key, value])).toEqual([...model].toSorted());
      }),
    );
    await store.close();
  });
}
