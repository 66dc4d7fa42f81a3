/** The store in etcd v3: `vitrine apiserver -etcd-servers https://…`. Keys and values are those of kube-apiserver with
 * `--storage-media-type=application/json`. */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  assertFields,
  assertFunction,
  assertInteger,
  assertOptions,
  assertString,
  base64ToBytes,
  bytesToBase64,
  EncodingError,
  utf8ToBytes,
} from '../../bytes/index.ts';
import { assertEach } from '../../bytes/internal.ts';
import { fieldOf, listOf, textOf } from '../documents.ts';
import { assertRange, assertWatch, assertWrite } from './assertions.ts';
import { EtcdGateway, type EtcdMember, type EtcdOptions } from './etcd-gateway.ts';
import {
  type Change,
  type Range,
  type RangeOptions,
  type Store,
  type Stored,
  StoreError,
  type WatchListener,
} from './store.ts';

/** Milliseconds between the end of a watch's stream and the next attempt. */
const PAUSE_MS = 100;
const MAX_PAUSE_MS = 1000;

const base64 = (text: string): string => bytesToBase64(utf8ToBytes(text));
/** A text of an answer. What is not UTF-8 is not ours: `decodeStored` refuses it, and names its key.
 * @param what - names the text, for the error. @throws StoreError `corrupt` for what is not base64. */
function textIn(encoded: string, what: () => string): string {
  try {
    return new TextDecoder().decode(base64ToBytes(encoded));
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause;
    throw new StoreError('corrupt', `etcd sends ${what()}, which is not base64: ${cause.message}`, 0, { cause });
  }
}
/** In JSON, int64 values are strings, and zero is omitted. */
const numberAt = (value: unknown, ...path: readonly string[]): number => Number(fieldOf(value, ...path) ?? 0);

/** The first key after all keys with a prefix (etcd clientv3 GetPrefixRangeEnd). Prefixes end with `/`. */
const prefixEnd = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);

const keyTextOf = (kv: unknown): string =>
  textIn(textOf(kv, 'key'), () => `the key of revision ${numberAt(kv, 'mod_revision')}`);
const valueTextOf = (kv: unknown, key: string): string =>
  textIn(textOf(kv, 'value'), () => `the value of ${JSON.stringify(key)}, revision ${numberAt(kv, 'mod_revision')}`);

function storedOf(kv: unknown): Stored {
  const key = keyTextOf(kv);
  return { key, value: valueTextOf(kv, key), revision: numberAt(kv, 'mod_revision') };
}

const OPTIONS: Readonly<Record<keyof EtcdOptions, true>> = { members: true, connect: true };

export class EtcdStore implements Store {
  readonly #gateway: EtcdGateway;
  readonly #watches = new Set<AbortController>();

  constructor(options: EtcdOptions) {
    assertFields(options, 'options', 'an object', 'members', 'connect');
    assertOptions(options, 'options', Object.keys(OPTIONS));
    assertEach(options.members, 'options.members', (member, place) => {
      assertFields(member, place, 'a host and a port', 'host', 'port');
      const { host, port } = member as EtcdMember;
      assertString(host, `${place}.host`);
      assertInteger(port, `${place}.port`, 1, 65_535);
    });
    assertFunction(options.connect, 'options.connect');
    this.#gateway = new EtcdGateway(options);
  }

  async get(key: string): Promise<Stored | undefined> {
    assertString(key, 'key');
    const answer = await this.#gateway.post('/v3/kv/range', { key: base64(key) }, false);
    const [kv] = listOf(answer, 'kvs');
    return kv === undefined ? undefined : storedOf(kv);
  }

  async list(prefix: string, options: RangeOptions = {}): Promise<Range> {
    assertRange(prefix, options);
    const { limit, after, revision } = options;
    const start = after === undefined || after < prefix ? prefix : `${after}\0`;
    const answer = await this.#gateway.post(
      '/v3/kv/range',
      {
        key: base64(start),
        range_end: base64(prefixEnd(prefix)),
        ...(limit !== undefined && { limit: `${limit}` }),
        ...(revision !== undefined && { revision: `${revision}` }),
      },
      false,
    );
    const entries = listOf(answer, 'kvs').map(storedOf);
    return {
      entries,
      revision: revision ?? numberAt(answer, 'header', 'revision'),
      remaining: numberAt(answer, 'count') - entries.length,
    };
  }

  async put(key: string, value: string, expected: number): Promise<number> {
    assertWrite(key, value, expected);
    return this.#write(key, { request_put: { key: base64(key), value: base64(value) } }, expected);
  }

  async delete(key: string, expected: number): Promise<number> {
    assertWrite(key, '', expected);
    return this.#write(key, { request_delete_range: { key: base64(key) } }, expected);
  }

  /** One transaction, on the condition that the key has the expected revision. */
  async #write(key: string, operation: object, expected: number): Promise<number> {
    const compare = { key: base64(key), target: 'MOD', result: 'EQUAL', mod_revision: `${expected}` };
    const failure = [{ request_range: { key: base64(key) } }];
    const answer = await this.#gateway.post('/v3/kv/txn', { compare: [compare], success: [operation], failure }, true);
    if (fieldOf(answer, 'succeeded') === true) return numberAt(answer, 'header', 'revision');
    const [found] = listOf(listOf(answer, 'responses')[0], 'response_range', 'kvs');
    const revision = numberAt(found, 'mod_revision');
    throw new StoreError('conflict', `${key} has revision ${revision}, and not ${expected}`, revision);
  }

  async revision(): Promise<number> {
    // A linearizable range over a key that need not exist: its revision is at least that of the last acknowledged write.
    const answer = await this.#gateway.post('/v3/kv/range', { key: base64('/registry'), count_only: true }, false);
    return numberAt(answer, 'header', 'revision');
  }

  async compact(revision: number): Promise<void> {
    assertInteger(revision, 'revision', 0);
    await this.#gateway.post('/v3/kv/compaction', { revision: `${revision}` }, false).catch((error: unknown) => {
      // Another API server of the cluster has already compacted.
      if (!(error instanceof StoreError && error.code === 'compacted')) throw error;
    });
  }

  watch(prefix: string, after: number, listener: WatchListener): () => void {
    assertWatch(prefix, after, listener);
    const stop = new AbortController();
    this.#watches.add(stop);
    void this.#follow(prefix, after, listener, stop.signal).finally(() => this.#watches.delete(stop));
    return () => stop.abort();
  }

  /** Follows a prefix over successive streams: each continues after the last reported revision. */
  async #follow(prefix: string, after: number, listener: WatchListener, signal: AbortSignal): Promise<void> {
    const followed = { last: after, pause: PAUSE_MS };
    while (!signal.aborted) {
      const error = await this.#stream(prefix, followed, listener, signal);
      // A change that cannot be read is not passed over: whoever watches reads the state again. Not at once, since it may be there too.
      if (error?.code === 'corrupt') await sleep(MAX_PAUSE_MS);
      if (signal.aborted) return;
      if (error?.code === 'compacted' || error?.code === 'corrupt') {
        listener.onEnd(error);
        return;
      }
      this.#gateway.next();
      await sleep(followed.pause);
      followed.pause = Math.min(followed.pause * 2, MAX_PAUSE_MS);
    }
  }

  /** One stream. @param followed - updated with each answer. @returns why etcd canceled the watch, if it did; `corrupt` for an answer that
   * cannot be read. */
  async #stream(
    prefix: string,
    followed: { last: number; pause: number },
    listener: WatchListener,
    signal: AbortSignal,
  ): Promise<StoreError | undefined> {
    const stream = new AbortController();
    const end = (): void => stream.abort();
    signal.addEventListener('abort', end, { once: true });
    let error: StoreError | undefined;
    const onValue = (value: unknown): void => {
      if (signal.aborted || error !== undefined) return;
      const result = fieldOf(value, 'result');
      if (fieldOf(result, 'canceled') === true) {
        error = canceled(result, followed.last);
        // etcd leaves the stream open after this message.
        stream.abort();
        return;
      }
      followed.pause = PAUSE_MS;
      const changes = listOf(result, 'events')
        .map(changeOf)
        .filter((change) => change.revision > followed.last);
      // A stream that was just created has not sent earlier changes yet.
      if (fieldOf(result, 'created') === true) return;
      followed.last = Math.max(followed.last, numberAt(result, 'header', 'revision'), changes.at(-1)?.revision ?? 0);
      listener.onChanges(changes, followed.last);
    };
    const asked = { key: base64(prefix), range_end: base64(prefixEnd(prefix)), start_revision: `${followed.last + 1}` };
    const body = { create_request: { ...asked, prev_kv: true, progress_notify: true } };
    // For any reason that it ended, the next stream continues from the same revision.
    await this.#gateway.stream('/v3/watch', body, stream.signal, onValue).catch((failure: unknown) => {
      if (failure instanceof StoreError && failure.code === 'corrupt') error = failure;
    });
    signal.removeEventListener('abort', end);
    return error;
  }

  async close(): Promise<void> {
    for (const watch of this.#watches) watch.abort();
    this.#gateway.close();
  }
}

function changeOf(event: unknown): Change {
  const isDeleted = textOf(event, 'type') === 'DELETE';
  const before = fieldOf(event, 'prev_kv');
  const kv = fieldOf(event, 'kv');
  const key = keyTextOf(kv);
  return {
    type: isDeleted ? 'delete' : 'put',
    key,
    revision: numberAt(kv, 'mod_revision'),
    value: isDeleted ? '' : valueTextOf(kv, key),
    previous: before === undefined ? undefined : valueTextOf(before, key),
  };
}

/** The reason that etcd cancelled a watch: its revisions were compacted, or a temporary failure that another member may not have. */
function canceled(result: unknown, last: number): StoreError {
  const oldest = numberAt(result, 'compact_revision');
  if (oldest > 0)
    return new StoreError('compacted', `revision ${last} has been compacted: the oldest is ${oldest}`, oldest);
  return new StoreError('unavailable', textOf(result, 'cancel_reason') || 'the watch was canceled');
}
