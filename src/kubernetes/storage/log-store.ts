/** The store in a folder: `vitrine apiserver -data DIR`. All data is also in memory; acknowledged writes are in a log that has been
 * synced. */
import { type FileHandle, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assertFields, assertFunction, assertInteger, assertOptions, assertString } from '../../bytes/index.ts';
import { type LeftoverListener, withFileLock, writeFileWhole } from '../../node/index.ts';
import { clearLeftoversIn, makeFolders } from '../../node/internal.ts';
import { changeOf, MemoryStore, type Write } from './memory-store.ts';
import { encodeRecord, readRecords } from './records.ts';
import { type Change, type Stored, StoreError } from './store.ts';
import { Versions } from './versions.ts';

export interface LogStoreOptions {
  /** When a log exceeds this many bytes, a snapshot and a new log are written. Default: 16 MiB. */
  readonly snapshotBytes?: number;
  /** As `MemoryStore`. */
  readonly kept?: number;
  /** Called for each leftover of a killed process in the folder. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
}

const SNAPSHOT_BYTES = 16 * 1024 * 1024;
const DEFAULT_KEPT = 10_000;
const FIRST_REVISION = 1;
/** Names of the files: they contain the first revision of a log, or the revision of a snapshot. */
const NAME = /^(log|snapshot)-(\d{16})$/;
/** The hidden name of a snapshot that is being written. */
const HIDDEN_SNAPSHOT = /^\.snapshot-\d{16}$/;
const nameOf = (kind: 'log' | 'snapshot', revision: number): string => `${kind}-${String(revision).padStart(16, '0')}`;

/** One record of a log: changes that were written together, one revision each, starting with `revision`. */
interface Batch {
  readonly revision: number;
  readonly writes: readonly { readonly key: string; readonly value: string | null }[];
}

interface Snapshot {
  readonly revision: number;
  readonly entries: readonly Stored[];
}

interface Waiting {
  readonly write: Write;
  resolve(revision: number): void;
  reject(error: unknown): void;
}

/** An open log, to which batches are appended. */
interface Log {
  readonly file: FileHandle;
  bytes: number;
}

const OPTIONS: Readonly<Record<keyof LogStoreOptions, true>> = { kept: true, snapshotBytes: true, onLeftover: true };

export class LogStore extends MemoryStore {
  readonly #folder: string;
  readonly #snapshotBytes: number;
  readonly #unlock: () => Promise<void>;
  readonly #waiting: Waiting[] = [];
  #log: Log;
  #writing: Promise<void> | undefined;
  #broken: StoreError | undefined;

  private constructor(place: Place, opened: Opened, options: LogStoreOptions) {
    for (const [name, value] of Object.entries({ place, opened, options })) assertFields(value, name, 'an object');
    super(options.kept === undefined ? DEFAULT_KEPT : options.kept, opened.versions);
    this.#folder = place.folder;
    this.#unlock = place.unlock;
    this.#log = opened.log;
    this.#snapshotBytes = options.snapshotBytes ?? SNAPSHOT_BYTES;
  }

  /** Opens a folder, or creates it. While it is open no other process can open it.
   * @throws FileError `in-use`; StoreError `corrupt`; the system's error. */
  static async open(folder: string, options: LogStoreOptions = {}): Promise<LogStore> {
    assertString(folder, 'folder');
    assertOptions(options, 'options', Object.keys(OPTIONS));
    if (options.kept !== undefined) assertInteger(options.kept, 'options.kept', 0);
    if (options.snapshotBytes !== undefined) assertInteger(options.snapshotBytes, 'options.snapshotBytes', 1);
    if (options.onLeftover !== undefined) assertFunction(options.onLeftover, 'options.onLeftover');
    await makeFolders(folder, 0o700);
    const unlock = await lock(folder);
    try {
      // The next snapshot has another revision in its name, so that writing it does not find them. They hold the objects, Secrets too.
      await clearLeftoversIn(folder, HIDDEN_SNAPSHOT, options.onLeftover ?? (() => undefined));
      return new LogStore({ folder, unlock }, await openFolder(folder), options);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  protected override write(write: Write): Promise<number> {
    this.assertOpen();
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  /** Writes all waiting writes in one record with one sync, until none are waiting. */
  async #writeAll(): Promise<void> {
    // Writes of the same turn of the event loop are combined.
    await Promise.resolve();
    while (this.#waiting.length > 0 && this.#broken === undefined) {
      const accepted = this.#accept(this.#waiting.splice(0));
      if (accepted.length === 0) continue;
      const changes = accepted.map(({ change }) => change);
      try {
        await this.#append(changes);
        this.applied(changes);
      } catch (cause) {
        // If `applied` failed, the log has what the memory lacks: nothing more is written then either.
        this.#fail(accepted, cause);
        continue;
      }
      for (const { change, waiting } of accepted) waiting.resolve(change.revision);
      if (this.#log.bytes > this.#snapshotBytes) await this.#snapshot().catch((cause) => this.#fail([], cause));
    }
    // Cleared in the same turn in which no writes were waiting, so that the next write starts a new loop.
    this.#writing = undefined;
  }

  /** The changes of the writes, in order; writes in conflict are rejected. */
  #accept(batch: readonly Waiting[]): { readonly change: Change; readonly waiting: Waiting }[] {
    const pending = new Map<string, Stored | undefined>();
    const accepted: { change: Change; waiting: Waiting }[] = [];
    for (const waiting of batch) {
      const { key, value } = waiting.write;
      const current = pending.has(key) ? pending.get(key) : this.versions.get(key);
      const revision = this.versions.revision + accepted.length + 1;
      try {
        accepted.push({ change: changeOf(waiting.write, current, revision), waiting });
        pending.set(key, value === undefined ? undefined : { key, value, revision });
      } catch (error) {
        waiting.reject(error);
      }
    }
    return accepted;
  }

  async #append(changes: readonly Change[]): Promise<void> {
    const writes = changes.map(({ key, type, value }) => ({ key, value: type === 'put' ? value : null }));
    const record = encodeRecord(JSON.stringify({ revision: changes[0].revision, writes } satisfies Batch));
    await appendAll(this.#log.file, record);
    await this.#log.file.datasync();
    this.#log.bytes += record.length;
  }

  /** After a failed write or sync, the contents of the disk are unknown: nothing more is written until the folder is opened again. */
  #fail(accepted: readonly { readonly waiting: Waiting }[], cause: unknown): void {
    this.#broken = new StoreError('unavailable', `${this.#folder} cannot be written: ${(cause as Error).message}`, 0, {
      cause,
    });
    const lost = new StoreError('unknown-outcome', this.#broken.message, 0, { cause });
    for (const { waiting } of accepted) waiting.reject(lost);
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#broken);
  }

  /** Creates a new log first, then the snapshot up to it: after an interruption at any point, either the old or the new files are
   * complete. */
  async #snapshot(): Promise<void> {
    const { revision } = this.versions;
    const old = this.#log;
    this.#log = await createLog(this.#folder, revision);
    await old.file.close();
    const { entries } = this.versions.list('');
    const text = JSON.stringify({ revision, entries } satisfies Snapshot);
    const options = { mode: 0o600, replace: false };
    await writeFileWhole(join(this.#folder, nameOf('snapshot', revision)), encodeRecord(text), options);
    await syncFolder(this.#folder);
    await removeBefore(this.#folder, revision);
  }

  /** Waits for pending writes. */
  override async close(): Promise<void> {
    await this.#writing;
    await super.close();
    await this.#log.file.close();
    await this.#unlock();
  }
}

interface Place {
  readonly folder: string;
  readonly unlock: () => Promise<void>;
}

interface Opened {
  readonly versions: Versions;
  readonly log: Log;
}

/** Takes the folder's lock. @returns how to release it. */
function lock(folder: string): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const released = withFileLock(
      join(folder, 'store'),
      { patience: 0 },
      () =>
        new Promise<void>((unlock) =>
          resolve(() => {
            unlock();
            return released;
          }),
        ),
    );
    released.catch(reject);
  });
}

async function appendAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function createLog(folder: string, revision: number): Promise<Log> {
  const file = await open(join(folder, nameOf('log', revision)), 'ax', 0o600);
  await file.sync();
  await syncFolder(folder);
  return { file, bytes: 0 };
}

/** The revisions of the files of a kind, in order. */
async function revisionsOf(folder: string, kind: 'log' | 'snapshot'): Promise<number[]> {
  const names = (await readdir(folder)).map((name) => NAME.exec(name));
  return names.flatMap((match) => (match?.[1] === kind ? [Number(match[2])] : [])).toSorted((a, b) => a - b);
}

async function removeBefore(folder: string, revision: number): Promise<void> {
  for (const kind of ['log', 'snapshot'] as const) {
    for (const old of await revisionsOf(folder, kind)) if (old < revision) await rm(join(folder, nameOf(kind, old)));
  }
}

/** Reads the newest snapshot and the logs after it, and removes leftovers of a crash. */
async function openFolder(folder: string): Promise<Opened> {
  const base = (await revisionsOf(folder, 'snapshot')).at(-1);
  const versions = base === undefined ? new Versions(FIRST_REVISION) : await readSnapshot(folder, base);
  const logs = (await revisionsOf(folder, 'log')).filter((start) => start >= versions.revision);
  // `#snapshot` creates the log before the snapshot, so an interruption never leaves a snapshot alone.
  if (base !== undefined && logs[0] !== base)
    throw new StoreError('corrupt', `${join(folder, nameOf('log', base))} is missing: the log after the snapshot`);
  let log: Log | undefined;
  for (const [i, start] of logs.entries()) {
    const name = join(folder, nameOf('log', start));
    if (start !== versions.revision)
      throw new StoreError('corrupt', `${name}: the log before it ends at revision ${versions.revision}`);
    const length = await replay(versions, name, i === logs.length - 1);
    await log?.file.close();
    log = await openLog(name, length);
  }
  await removeBefore(folder, logs[0] ?? versions.revision);
  return { versions, log: log ?? (await createLog(folder, versions.revision)) };
}

async function readSnapshot(folder: string, revision: number): Promise<Versions> {
  const name = join(folder, nameOf('snapshot', revision));
  const bytes = await readFile(name);
  const { texts, length } = readRecords(bytes, name);
  if (texts.length !== 1 || length !== bytes.length) throw new StoreError('corrupt', `${name} is not a whole snapshot`);
  const snapshot = JSON.parse(texts[0]) as Snapshot;
  const versions = new Versions(snapshot.revision);
  for (const entry of snapshot.entries) versions.restore(entry);
  return versions;
}

/** Replays a log. @returns the total bytes of its complete records. */
async function replay(versions: Versions, name: string, isLast: boolean): Promise<number> {
  const bytes = await readFile(name);
  const { texts, length } = readRecords(bytes, name);
  if (!isLast && length < bytes.length) throw new StoreError('corrupt', `${name} is cut, and another log follows it`);
  for (const text of texts) {
    const batch = JSON.parse(text) as Batch;
    if (batch.revision !== versions.revision + 1) {
      throw new StoreError('corrupt', `${name}: revision ${batch.revision} follows ${versions.revision}`);
    }
    for (const { key, value } of batch.writes) {
      const current = versions.get(key);
      const write = { key, value: value ?? undefined, expected: current?.revision ?? 0 };
      versions.apply(changeOf(write, current, versions.revision + 1));
    }
  }
  return length;
}

/** Opens a log for appending. Bytes after its complete records were never acknowledged, and are truncated. */
async function openLog(name: string, length: number): Promise<Log> {
  const file = await open(name, 'a', 0o600);
  await file.truncate(length);
  await file.sync();
  return { file, bytes: length };
}
