import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { LogStore, type Stored } from '../../../src/kubernetes/index.ts';
import { crc32c } from '../../../src/kubernetes/storage/checksum.ts';
import { encodeRecord, readRecords } from '../../../src/kubernetes/storage/records.ts';
import { asFromElsewhere, hidden, leftoverOf } from '../../node/killed.ts';
import { modelSuite, storeSuite } from './store-suite.ts';

const home = mkdtempSync(join(tmpdir(), 'vitrine-store-'));
afterAll(() => rmSync(home, { recursive: true }));
let count = 0;
const folder = (): string => join(home, `${count++}`);

storeSuite(() => LogStore.open(folder()));
modelSuite(() => LogStore.open(folder(), { snapshotBytes: 500, kept: 5 }));

const contents = async (place: string): Promise<readonly Stored[]> => {
  const store = await LogStore.open(place);
  const { entries } = await store.list('');
  await store.close();
  return entries;
};

describe('vectors', () => {
  it('computes CRC-32C', () => {
    // RFC 3720 appendix B.4.
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });
});

describe('properties', () => {
  it('cut at every byte, a log opens with exactly the whole records', async () => {
    const place = folder();
    const store = await LogStore.open(place);
    const states: (readonly Stored[])[] = [[]];
    let revision = 0;
    for (const value of ['1', '2', undefined]) {
      revision = value === undefined ? await store.delete('/x', revision) : await store.put('/x', value, revision);
      states.push((await store.list('')).entries);
    }
    await store.close();
    const [name] = readdirSync(place).filter((each) => each.startsWith('log-'));
    const whole = readFileSync(join(place, name));
    const cut = folder();
    mkdirSync(cut);
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(join(cut, name), whole.subarray(0, length));
      const records = readRecords(whole.subarray(0, length), name).texts.length;
      expect(await contents(cut), `${length} bytes`).toEqual(states[records]);
      expect(readRecords(readFileSync(join(cut, name)), name).length).toBe(statSync(join(cut, name)).size);
    }
    expect(readRecords(whole, name).texts).toHaveLength(3);
  });

  it('a damaged byte before the last record is never taken for a cut', () => {
    const bytes = new Uint8Array([...encodeRecord('first'), ...encodeRecord('second')]);
    for (let at = 0; at < encodeRecord('first').length; at++) {
      const damaged = bytes.slice();
      damaged[at] ^= 0x40;
      expect(() => readRecords(damaged, 'log')).toThrow(expect.objectContaining({ code: 'corrupt' }));
    }
  });

  it('what follows a cut is written after the whole records', async () => {
    const place = folder();
    let store = await LogStore.open(place);
    await store.put('/x', '1', 0);
    await store.put('/y', '1', 0);
    await store.close();
    const name = join(place, readdirSync(place).find((each) => each.startsWith('log-'))!);
    writeFileSync(name, readFileSync(name).subarray(0, -1));
    store = await LogStore.open(place);
    await store.put('/z', '1', 0);
    await store.close();
    expect((await contents(place)).map(({ key }) => key)).toEqual(['/x', '/z']);
  });

  it('snapshots bound the log, and hold everything; revisions go on', async () => {
    const place = folder();
    const store = await LogStore.open(place, { snapshotBytes: 1000 });
    let revision = 0;
    for (let i = 0; i < 60; i++) revision = await store.put('/x', `${i}`.padStart(100, '0'), revision);
    const before = await store.list('');
    await store.close();
    const sizes = readdirSync(place).map((name) => statSync(join(place, name)).size);
    expect(readdirSync(place)).toHaveLength(2);
    expect(Math.max(...sizes)).toBeLessThan(1500);
    const again = await LogStore.open(place);
    expect(await again.list('')).toEqual(before);
    expect(await again.put('/y', '', 0)).toBe(revision + 1);
    await again.close();
  });
});

describe('what a killed process left', () => {
  it('of a snapshot is named and removed, though no later one has its revision', async () => {
    const place = folder();
    mkdirSync(place);
    const { path, pid } = leftoverOf(join(place, `snapshot-${'7'.padStart(16, '0')}`));
    writeFileSync(path, 'objects');
    writeFileSync(join(place, '.notes'), 'of somebody else');
    const told: unknown[] = [];
    const open = async (): Promise<void> =>
      (await LogStore.open(place, { onLeftover: (one) => void told.push(one) })).close();
    await open();
    expect(told.splice(0)).toEqual([{ path, pid, removed: true }]);
    expect(hidden(place)).toEqual(['.notes']);
    writeFileSync(path, 'objects');
    rmSync(join(place, '.notes'));
    const name = asFromElsewhere(place);
    await open();
    expect(told).toEqual([{ path: join(place, name), pid, removed: false }]);
    expect(hidden(place)).toEqual([name]);
    await (await LogStore.open(place)).close();
    await expect(LogStore.open(place, { onLeftover: 1 as never })).rejects.toThrow('options.onLeftover');
  });
});

describe('a full disk', () => {
  /** What every file handle inherits its methods from. */
  async function handles(): Promise<FileHandle> {
    const file = await open(home);
    await file.close();
    return Object.getPrototypeOf(file);
  }

  it.each(['write', 'datasync'] as const)(
    '%s fails: no acknowledged write is lost, and later ones say why',
    async (method) => {
      const place = folder();
      const store = await LogStore.open(place);
      const acknowledged = await store.put('/kept', '1', 0);
      const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      const { write } = await handles();
      const fails = vi.spyOn(await handles(), method).mockImplementation(async function (
        this: FileHandle,
        ...given: unknown[]
      ) {
        // A full disk takes a part of the record.
        if (method === 'write') await Reflect.apply(write, this, [given[0], 0, 10]);
        throw full;
      } as never);
      const [first, second] = [store.put('/lost', '1', 0), store.put('/lost2', '1', 0)];
      await expect(first).rejects.toMatchObject({ code: 'unknown-outcome' });
      await expect(second).rejects.toMatchObject({ code: 'unknown-outcome' });
      fails.mockRestore();
      // The contents of the disk are unknown now: nothing more is written until it is opened again.
      await expect(store.put('/later', '1', 0)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('ENOSPC'),
      });
      expect((await store.list('')).entries).toEqual([{ key: '/kept', value: '1', revision: acknowledged }]);
      await store.close();
      const again = await LogStore.open(place);
      const keys = (await again.list('')).entries.map(({ key }) => key);
      // A record that was written whole and not synced may count.
      expect(keys).toEqual(method === 'write' ? ['/kept'] : ['/kept', '/lost', '/lost2']);
      await again.put('/later', '1', 0);
      await again.close();
    },
  );
});

it('if a change cannot be applied, its write and later ones are refused, and none hangs', async () => {
  const store = await LogStore.open(folder());
  const broken = vi.spyOn(Object.getPrototypeOf(LogStore.prototype), 'applied').mockImplementation(() => {
    throw new Error('no memory');
  });
  await expect(store.put('/x', '1', 0)).rejects.toMatchObject({ code: 'unknown-outcome' });
  broken.mockRestore();
  await expect(store.put('/y', '1', 0)).rejects.toMatchObject({ code: 'unavailable' });
  await store.close();
});

describe('misuse', () => {
  it('keeps a second process out, and everybody else', async () => {
    const place = folder();
    const store = await LogStore.open(place);
    await store.put('/secret', 's', 0);
    await expect(LogStore.open(place)).rejects.toMatchObject({ code: 'in-use' });
    for (const name of readdirSync(place).filter((each) => !each.startsWith('.'))) {
      expect(statSync(join(place, name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(place).mode & 0o777).toBe(0o700);
    await store.close();
    await (await LogStore.open(place)).close();
  });

  it('refuses a snapshot whose log is missing', async () => {
    const place = folder();
    const store = await LogStore.open(place, { snapshotBytes: 1 });
    const revision = await store.put('/x', '1', 0);
    await store.put('/x', '2', revision);
    await store.close();
    const names = readdirSync(place);
    expect(names).toHaveLength(2);
    rmSync(join(place, names.find((each) => each.startsWith('log-'))!));
    await expect(LogStore.open(place)).rejects.toMatchObject({ code: 'corrupt' });
  });

  describe('of files that do not fit together', () => {
    const batch = (revision: number): Uint8Array =>
      encodeRecord(JSON.stringify({ revision, writes: [{ key: `/${revision}`, value: '1' }] }));
    const part = new Uint8Array(3);
    const snapshot = encodeRecord(JSON.stringify({ revision: 5, entries: [] }));
    const opened = async (files: Readonly<Record<string, readonly Uint8Array[]>>): Promise<string> => {
      const place = folder();
      mkdirSync(place);
      for (const [name, parts] of Object.entries(files)) {
        const [kind, revision] = name.split('-');
        writeFileSync(join(place, `${kind}-${revision.padStart(16, '0')}`), Buffer.concat(parts));
      }
      return contents(place).then(
        (entries) => entries.map(({ key }) => key).join(),
        ({ code, message }) => `${code}: ${message.replace(/^.*[0-9]: /, '')}`,
      );
    };

    it.each<[string, Record<string, readonly Uint8Array[]>, string]>([
      ['two logs', { 'log-1': [batch(2)], 'log-2': [batch(3), part] }, '/2,/3'],
      ['a cut log before another', { 'log-1': [batch(2), part], 'log-2': [] }, 'corrupt: .*cut, and another'],
      ['a log that leaves a revision out', { 'log-1': [batch(3)] }, 'corrupt: revision 3 follows 1'],
      ['a snapshot', { 'snapshot-5': [snapshot], 'log-5': [batch(6)] }, '/6'],
      ['a snapshot with more behind it', { 'snapshot-5': [snapshot, part], 'log-5': [] }, 'corrupt: .*whole snapshot'],
      ['two snapshots in one', { 'snapshot-5': [snapshot, snapshot], 'log-5': [] }, 'corrupt: .*whole snapshot'],
      ['space without a record', { 'log-1': [batch(2), new Uint8Array(20)] }, '/2'],
    ])('%s', async (_, files, outcome) => expect(await opened(files)).toMatch(new RegExp(`^${outcome}`)));
  });

  it('refuses a folder with a log that is missing', async () => {
    const place = folder();
    mkdirSync(place);
    writeFileSync(join(place, 'log-0000000000000007'), '');
    await expect(LogStore.open(place)).rejects.toMatchObject({ code: 'corrupt' });
  });
});
