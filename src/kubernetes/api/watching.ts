/** Watches: events as they come, one JSON object a line (kubernetes apiserver/pkg/endpoints/handlers/watch.go). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KubernetesObject } from '../documents.ts';
import { type Fields, textOf } from '../documents.ts';
import type { Registry } from '../registry/registry.ts';
import { storeFailure } from '../registry/store-failure.ts';
import type { StoreError } from '../storage/store.ts';
import type { WatchCache, WatchEvent } from '../storage/watch-cache.ts';
import { type ObjectRead, type Presenter, selection } from './object-read.ts';
import { apiVersionOf } from './resource-types.ts';
import type { Predicate } from './selectors.ts';
import { badRequest, expired, gatewayTimeout, unreadable } from './status.ts';

const MAX_WATCH_SECONDS = 3600; // kube-apiserver's --min-request-timeout is 1800, and it chooses a random time up to twice that.
const BOOKMARK_MS = 60_000; // cacher.go, defaultBookmarkFrequency
/** Maximum unread bytes of a slow client. With more, it is disconnected and has to list again. */
const MAX_BACKLOG = 16 * 1024 * 1024;

/** Answers a watch until its time is over, the client leaves, or events are lost.
 * @throws StatusError 400 for an invalid query, 410 if the events since its version are no longer available. */
export async function sendEvents(
  registry: Registry,
  read: ObjectRead,
  show: Presenter,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = watchQuery(read.query);
  const matches = selection(read);
  const cache = await registry.cache(read.type);
  // The cache's revision may be older if no object of this type has changed since; the store has the current one.
  if (asked.version > cache.revision) {
    const newest = await registry.store.revision().catch(storeFailure);
    if (asked.version > newest)
      throw gatewayTimeout(`Too large resource version: ${asked.version}, current: ${newest}`);
  }
  if (asked.version > 0 && !cache.reaches(asked.version)) throw expired(`too old resource version: ${asked.version}`);
  if (response.destroyed) return;
  const stream = new WatchStream(response, read, show, matches);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  stream.begin(cache, asked);
}

interface WatchQuery {
  /** 0: all objects as they are now, then the changes. */
  readonly version: number;
  readonly hasBookmarks: boolean;
  readonly seconds: number;
}

function watchQuery(query: URLSearchParams): WatchQuery {
  if (query.has('sendInitialEvents')) throw badRequest('sendInitialEvents is not supported');
  const seconds = query.get('timeoutSeconds') ?? '';
  if (!/^\d{0,9}$/.test(seconds)) throw badRequest('timeoutSeconds must be a number');
  const version = query.get('resourceVersion') ?? '';
  if (!/^\d{0,15}$/.test(version))
    throw badRequest(`invalid resource version ${JSON.stringify(version.slice(0, 100))}`);
  return {
    version: Number(version),
    hasBookmarks: ['1', 'true'].includes(query.get('allowWatchBookmarks') ?? ''),
    seconds: Math.min(Number(seconds) || MAX_WATCH_SECONDS, MAX_WATCH_SECONDS),
  };
}

type EventType = 'ADDED' | 'DELETED' | 'MODIFIED';

class WatchStream {
  readonly #response: ServerResponse;
  readonly #read: ObjectRead;
  readonly #show: Presenter;
  readonly #matches: Predicate | undefined;

  constructor(response: ServerResponse, read: ObjectRead, show: Presenter, matches: Predicate | undefined) {
    this.#response = response;
    this.#read = read;
    this.#show = show;
    this.#matches = matches;
  }

  begin(cache: WatchCache, { version, hasBookmarks, seconds }: WatchQuery): void {
    if (version === 0) this.#sendState(cache);
    const stop = cache.watch(version === 0 ? cache.revision : version, {
      onEvent: (event) => this.#sendEvent(event),
      onEnd: (error) => this.#end(error),
    });
    const bookmark = (): void => {
      if (hasBookmarks && this.#response.writable) this.#sendBookmark(cache.revision);
    };
    const bookmarks = setInterval(bookmark, BOOKMARK_MS).unref();
    const end = setTimeout(() => {
      bookmark();
      this.#response.end();
    }, seconds * 1000);
    this.#response.once('close', () => {
      stop();
      clearInterval(bookmarks);
      clearTimeout(end);
    });
  }

  /** Sends all existing objects as ADDED. */
  #sendState(cache: WatchCache): void {
    const wanted = [...cache.objects()].filter((object) => this.#isWanted(object));
    for (const object of wanted.toSorted((a, b) => (placeText(a) < placeText(b) ? -1 : 1))) {
      this.#write(line('ADDED', this.#show.one(object)));
    }
  }

  #isWanted(object: KubernetesObject | undefined): boolean {
    if (object === undefined) return false;
    const { namespace, name } = this.#read;
    if (namespace !== '' && this.#read.type.namespaced && textOf(object, 'metadata', 'namespace') !== namespace)
      return false;
    if (name !== '' && textOf(object, 'metadata', 'name') !== name) return false;
    return this.#matches === undefined || this.#matches(object);
  }

  /** Sends an event. An object that begins to match is ADDED, one that no longer matches is DELETED. */
  #sendEvent(event: WatchEvent): void {
    const [is, was] = [this.#isWanted(event.object), this.#isWanted(event.previous)];
    if (!is && !was) return;
    const type: EventType = is ? (was ? 'MODIFIED' : 'ADDED') : 'DELETED';
    // A deleted object is sent in its last state, and so is one that no longer matches.
    const object = is ? event.object! : event.previous!;
    const encode = (): Uint8Array => new TextEncoder().encode(line(type, this.#show.one(object)));
    this.#write(event.encoding(`${type} ${this.#show.form}`, encode));
  }

  #sendBookmark(revision: number): void {
    const { type } = this.#read;
    const metadata = { resourceVersion: `${revision}`, creationTimestamp: null };
    const object = { kind: type.kind, apiVersion: apiVersionOf(type), metadata } as unknown as KubernetesObject;
    this.#write(
      line('BOOKMARK', this.#show.form === 'json' ? object : this.#show.list([], { resourceVersion: `${revision}` })),
    );
  }

  #write(text: Uint8Array | string): void {
    if (!this.#response.writable) return;
    this.#response.write(text);
    if (this.#response.writableLength > MAX_BACKLOG) this.#response.destroy();
  }

  #end(error: StoreError): void {
    if (!this.#response.writable) return;
    if (error.code === 'compacted') this.#write(line('ERROR', expired(error.message).status));
    if (error.code === 'corrupt') this.#write(line('ERROR', unreadable(error.message).status));
    this.#response.end();
  }
}

const line = (type: string, object: Fields | object): string => `${JSON.stringify({ type, object })}\n`;
const placeText = ({ metadata }: KubernetesObject): string =>
  `${textOf(metadata, 'namespace')}/${textOf(metadata, 'name')}`;
