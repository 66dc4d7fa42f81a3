/** A client of the Kubernetes API over our TLS: used by the controllers, the kubelet and the commands. */
import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { assertBoolean, assertFields, type Clock, type Random } from '../../bytes/index.ts';
import { type CredentialsInput, connect, HttpError, type RootsInput, type TlsSocket } from '../../node/index.ts';
import { aboutTls, answerTo, bodyOf, piecesOf } from '../../node/internal.ts';
import { JUDGED_BY } from '../api/https-server.ts';
import { StatusError } from '../api/status.ts';
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';
import { type ActingAs, headersOfActing } from './acting-as.ts';
import { ANSWER_BOUNDS, type AnswerBounds, boundedJson, UNVERIFIED_BOUNDS, withPage } from './answer-bounds.ts';
import {
  type AskedFor,
  expectDeleted,
  expectEvent,
  expectedItems,
  expectedObject,
  expectStatus,
  urlOf,
} from './expected-objects.ts';
import { keepingAgent, retire } from './kept-connections.ts';
import { secondsOf } from './retry-after.ts';

/** The address of an API server, the CAs that it is verified with, and the caller's credentials. */
export interface ApiConnection {
  /** `https://10.0.0.5:6443`. */
  readonly server: string;
  /** A function is called for each new connection. */
  readonly roots: RootsInput | (() => RootsInput);
  /** Accepts any server certificate and ignores `roots`: only for data that is verified by other means, such as a signed `cluster-info`.
   * Default: false. */
  readonly dangerouslyUnverified?: true | undefined;
  /** Of an answer; a list may have four times as much. Default: 32 MiB and a million values; 256 KiB and 10,000 of an unverified server. */
  readonly bounds?: AnswerBounds | undefined;
  /** The name that the server's certificate must have. Default: the host of `server`. */
  readonly serverName?: string | undefined;
  /** The client's certificate and key, requested at each new connection, so that a replaced pair is used from then on. Default: none. */
  readonly credentials?: (() => CredentialsInput | undefined) | undefined;
  /** A bearer token; a function is called for each request. Secret. Default: none. */
  readonly token?: string | (() => string | undefined) | undefined;
  /** The user that each request acts as, by the caller's right to impersonate it. Default: the caller. */
  readonly actingAs?: ActingAs | undefined;
  readonly random?: Random | undefined;
  readonly time?: Clock | undefined;
  /** Called after each complete handshake, with the credentials that were available for it. */
  readonly onHandshake?: ((socket: TlsSocket, shown: CredentialsInput | undefined) => void) | undefined;
  /** Milliseconds for a whole answer; of a watch, for its header section. Default: 60,000. */
  readonly patience?: number | undefined;
  /** Ends each request that names no signal of its own. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

export interface RequestOptions {
  /** Sent as JSON. Default: no body. */
  readonly body?: object | undefined;
  /** Default: `application/json`. */
  readonly contentType?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One event of a watch. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'BOOKMARK' | 'DELETED' | 'MODIFIED';
  readonly object: KubernetesObject;
}

const PAGE = 500;
const MOST_PAGES = 1000; // Of a server whose list never ends.
const PATIENCE = 60_000;
const KEEP_ALIVE = 30_000; // Milliseconds without traffic until the system asks whether the server is there, as client-go's.

/** Calls one API server. A connection is kept for half a minute for the next request, unless the credentials were replaced. */
export class ApiClient {
  readonly #connection: ApiConnection;
  readonly #url: URL;
  readonly #bounds: AnswerBounds;
  #agent: Agent;
  /** The credentials that the agent's connections have shown. */
  #shown: CredentialsInput | undefined;

  /** @throws UsageError; TypeError is never thrown: if `server` is not an https URL, the first call throws UsageError. */
  constructor(connection: ApiConnection) {
    assertFields(connection, 'connection', 'an ApiConnection', 'server', 'roots');
    const { dangerouslyUnverified = false } = connection;
    assertBoolean(dangerouslyUnverified, 'connection.dangerouslyUnverified');
    this.#connection = connection;
    this.#url = new URL(connection.server);
    this.#bounds = connection.bounds ?? (dangerouslyUnverified ? UNVERIFIED_BOUNDS : ANSWER_BOUNDS);
    this.#agent = keepingAgent(() => this.#dial());
  }

  /** The URL of the API server. */
  get server(): string {
    return this.#connection.server;
  }

  /** Sends a request and reads the JSON of its answer; undefined for other text.
   * @throws StatusError for an error response, with the server's Status if it sent one; HttpError for a peer that breaks off or does not
   * speak HTTP, or sends more than the bounds; the errors of the connection. */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<unknown> {
    return (await this.#sized(method, path, options)).value;
  }

  /** The JSON of an answer, with its size. */
  async #sized(method: string, path: string, options: RequestOptions): Promise<AnswerBounds & { value: unknown }> {
    const response = await this.#send(method, path, options, 'whole');
    const text = await this.#textOf(response, path);
    const code = response.statusCode ?? 0;
    const { value, values } = boundedJson(text, this.#bounds, urlOf(this.#asked(path)));
    if (code >= 200 && code < 300) return { value, values, bytes: text.length };
    throw this.#refusal(response, value, text, path);
  }

  get = async (path: string, signal?: AbortSignal): Promise<KubernetesObject> =>
    expectedObject(await this.request('GET', path, { signal }), this.#asked(path));
  create = async (path: string, body: object, signal?: AbortSignal): Promise<KubernetesObject> =>
    expectedObject(await this.request('POST', path, { body, signal }), this.#asked(path), body);
  replace = async (path: string, body: object, signal?: AbortSignal): Promise<KubernetesObject> =>
    expectedObject(await this.request('PUT', path, { body, signal }), this.#asked(path), body);

  /** Assigns a pod to a node: a Binding is not stored, and the answer is a Status. */
  bind = async (path: string, binding: object): Promise<void> =>
    expectStatus(await this.request('POST', path, { body: binding }), this.#asked(path));

  /** @returns whether the object existed. */
  delete = async (path: string): Promise<boolean> => {
    try {
      expectDeleted(await this.request('DELETE', path), this.#asked(path));
      return true;
    } catch (error) {
      return notFoundAs(false, error);
    }
  };

  /** The object, or undefined if there is none. */
  find = (path: string, signal?: AbortSignal): Promise<KubernetesObject | undefined> =>
    this.get(path, signal).catch((error: unknown) => notFoundAs(undefined, error));

  /** All objects at a path, page by page.
   * @returns the objects, and the version to watch from. */
  async list(path: string, signal?: AbortSignal): Promise<{ items: KubernetesObject[]; resourceVersion: string }> {
    const items: KubernetesObject[] = [];
    const separator = path.includes('?') ? '&' : '?';
    let size: AnswerBounds = { bytes: 0, values: 0 };
    for (let [next, pages] = ['', 0]; ; pages++) {
      if (pages === MOST_PAGES)
        throw new HttpError(
          'http-too-large',
          urlOf(this.#asked(path)),
          `sends a list of more than ${MOST_PAGES} pages`,
        );
      const more = next === '' ? '' : `&continue=${encodeURIComponent(next)}`;
      const answer = await this.#sized('GET', `${path}${separator}limit=${PAGE}${more}`, { signal });
      size = withPage(size, answer, this.#bounds, urlOf(this.#asked(path)));
      const page = answer.value;
      for (const item of expectedItems(page, this.#asked(path))) items.push(item);
      const last = next;
      next = textOf(page, 'metadata', 'continue');
      if (next !== '' && next === last)
        throw new HttpError('http-unexpected', urlOf(this.#asked(path)), 'sends a page of a list again and again');
      if (next === '') return { items, resourceVersion: textOf(page, 'metadata', 'resourceVersion') };
    }
  }

  /** The changes at a path since a version, until the server ends the watch or `signal` aborts.
   * @throws StatusError, for instance 410 if that version is no longer available. */
  async *watch(path: string, resourceVersion: string, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const query = `watch=true&allowWatchBookmarks=true&resourceVersion=${encodeURIComponent(resourceVersion)}`;
    const response = await this.#send('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`, { signal }, 'header');
    const url = urlOf(this.#asked(path));
    if (response.statusCode !== 200) {
      const text = await this.#textOf(response, path);
      throw this.#refusal(response, boundedJson(text, this.#bounds, url).value, text, path);
    }
    for await (const line of linesOf(response, url, signal, this.#bounds.bytes)) {
      const event = boundedJson(line, this.#bounds, url).value;
      if (textOf(event, 'type') === 'ERROR') {
        const status = fieldOf(event, 'object');
        const code = fieldOf(status, 'code');
        throw new StatusError(
          typeof code === 'number' ? code : 500,
          textOf(status, 'reason'),
          textOf(status, 'message'),
        );
      }
      expectEvent(event, this.#asked(path));
      yield event as WatchEvent;
    }
  }

  #asked(path: string): AskedFor {
    return { server: this.server, path };
  }

  #textOf(response: IncomingMessage, path: string): Promise<string> {
    return bodyOf(response, urlOf(this.#asked(path)), this.#bounds.bytes).then(utf8ToText);
  }

  #refusal(response: IncomingMessage, value: unknown, text: string, path: string): StatusError {
    const code = response.statusCode ?? 0;
    const retryAfterSeconds = secondsOf(code, response.headers['retry-after']);
    const message = textOf(value, 'message');
    const shown = text.slice(0, 200);
    // What is no Status is not the API server's: the message says whose it is.
    const other = `${urlOf(this.#asked(path))} answers with status ${code}${shown && `: ${shown}`}`;
    const details = retryAfterSeconds === undefined ? undefined : { retryAfterSeconds };
    return new StatusError(code, textOf(value, 'reason'), message || other, details);
  }

  /** @param upTo - what must come in time. */
  async #send(
    method: string,
    path: string,
    options: RequestOptions,
    upTo: 'header' | 'whole',
  ): Promise<IncomingMessage> {
    const { body, contentType = 'application/json', signal = this.#connection.signal } = options;
    // As bytes: node:http would write the header fields before a text in the encoding of the text.
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const { token: given, actingAs, patience = PATIENCE } = this.#connection;
    const token = typeof given === 'function' ? given() : given;
    const awaiting = { url: urlOf(this.#asked(path)), [upTo === 'whole' ? 'patience' : 'headerPatience']: patience };
    const headers = {
      Host: this.#url.host,
      Accept: 'application/json',
      ...(payload !== undefined && { 'Content-Type': contentType, 'Content-Length': payload.length }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(actingAs !== undefined && headersOfActing(actingAs)),
    };
    for (;;) {
      const sent = httpRequest({ method, path, headers, signal, agent: this.#agentNow() });
      try {
        return await answerTo(sent.end(payload), awaiting);
      } catch (error) {
        // The server may have closed a kept connection. Only a request that changes nothing is sent again, at last on a new one.
        const isCut = error instanceof HttpError && error.code === 'http-cut';
        if (!isCut || !sent.reusedSocket || method !== 'GET' || signal?.aborted) throw aboutTls(error, awaiting.url);
      }
    }
  }

  /** The agent for the current credentials. */
  #agentNow(): Agent {
    const now = this.#connection.credentials?.();
    if (now?.cert !== this.#shown?.cert || now?.key !== this.#shown?.key) {
      retire(this.#agent);
      this.#agent = keepingAgent(() => this.#dial());
    }
    this.#shown = now;
    return this.#agent;
  }

  #dial(): TlsSocket {
    const { roots, serverName, credentials, random, time, onHandshake } = this.#connection;
    const host = this.#url.hostname.replace(/^\[(.*)\]$/, '$1');
    const port = Number(this.#url.port || '443');
    const shown = credentials?.();
    const trust = this.#connection.dangerouslyUnverified
      ? ({ dangerouslyUnverified: true } as const)
      : {
          ...JUDGED_BY,
          roots: typeof roots === 'function' ? roots() : roots,
          ...(serverName !== undefined && { name: { dns: serverName } }),
        };
    const socket = connect({
      ...{ ...trust, host, port },
      ...shown,
      ...(random !== undefined && { random }),
      ...(time !== undefined && { time }),
    });
    // Without it a watch of a server that vanished would wait for ever.
    socket.setKeepAlive(true, KEEP_ALIVE);
    if (onHandshake !== undefined) socket.once('secureConnect', () => onHandshake(socket, shown));
    return socket;
  }
}

function notFoundAs<T>(value: T, error: unknown): T {
  if (error instanceof StatusError && error.status.code === 404) return value;
  throw error;
}

const utf8ToText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The lines of a streamed response. Ends without an error if `signal` is aborted. @param most - characters of a line. */
async function* linesOf(
  response: IncomingMessage,
  url: string,
  signal: AbortSignal,
  most: number,
): AsyncGenerator<string> {
  let pieces: string[] = [];
  let length = 0;
  const decoder = new TextDecoder();
  try {
    for await (const chunk of piecesOf(response, url)) {
      const lines = decoder.decode(chunk, { stream: true }).split('\n');
      pieces.push(lines[0]);
      length += lines[0].length;
      if (length > most) throw new HttpError('http-too-large', url, `sends a line of more than ${most} characters`);
      if (lines.length === 1) continue;
      yield pieces.join('');
      yield* lines.slice(1, -1);
      pieces = [lines[lines.length - 1]];
      length = pieces[0].length;
    }
    const rest = pieces.join('');
    if (rest !== '') yield rest;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
