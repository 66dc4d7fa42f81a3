import { expect, it } from 'vitest';
import { MemoryStore } from '../../../src/kubernetes/index.ts';
import { modelSuite, storeSuite, Told } from './store-suite.ts';

storeSuite(async () => new MemoryStore());
modelSuite(async () => new MemoryStore(20));

it('keeps a bounded number of changes', async () => {
  const store = new MemoryStore(10);
  for (let i = 0; i < 100; i++) await store.put(`/x/${i}`, 'x', 0);
  const told = new Told();
  store.watch('/x/', 50, told.listener);
  await told.until(() => told.error !== undefined);
  expect(told.error?.code).toBe('compacted');
  expect((await store.list('/x/')).entries).toHaveLength(100);
  const late = new Told();
  store.watch('/x/', 95, late.listener);
  await late.until(() => late.changes.length > 0);
  expect(late.changes).toHaveLength(6);
});

it('ends its watches when it is closed', async () => {
  const store = new MemoryStore();
  const told = new Told();
  store.watch('/', 1, told.listener);
  await told.until(() => told.upTo === 1);
  await store.close();
  expect(told.error?.code).toBe('closed');
  await expect(store.get('/x')).rejects.toMatchObject({ code: 'closed' });
});
