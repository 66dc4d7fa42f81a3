/** A client of the Kubernetes API over our TLS: used by the controllers, the kubelet and the commands. */
import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { assertFields, type Clock, type Random } from '../../bytes/index.ts';
import { type CredentialsInput, connect, type RootsInput, type TlsSocket } from '../../node/index.ts';
import { JUDGED_BY } from '../api/https-server.ts';
import { StatusError } from '../api/status.ts';
import { fieldOf, type KubernetesObject, listOf, textOf } from '../documents.ts';
import { keepingAgent, retire } from './kept-connections.ts';

/** The address of an API server, the CAs that it is verified with, and the caller's credentials. */
export interface ApiConnection {
  /** `https://10.0.0.5:6443`. */
  readonly server: string;
  /** A function is called for each new connection. */
  readonly roots: RootsInput | (() => RootsInput);
  /** Accepts any server certificate and ignores `roots`: only for data that is verified by other means, such as a signed `cluster-info`.
   * Default: false. */
  readonly dangerouslyUnverified?: true | undefined;
  /** The name that the server's certificate must have. Default: the host of `server`. */
  readonly serverName?: string | undefined;
  /** The client's certificate and key, requested at each new connection, so that a replaced pair is used from then on. Default: none. */
  readonly credentials?: (() => CredentialsInput | undefined) | undefined;
  /** A bearer token. Secret. Default: none. */
  readonly token?: string | undefined;
  readonly random?: Random | undefined;
  readonly time?: Clock | undefined;
  /** Called after each complete handshake, with the credentials that were available for it. */
  readonly onHandshake?: ((socket: TlsSocket, shown: CredentialsInput | undefined) => void) | undefined;
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

const MAX_ANSWER = 2 ** 25; // Bytes. Lists are requested in pages.
const PAGE = 500;
/** Milliseconds without data after which a response is aborted. */
const SILENCE = 30_000;

/** Calls one API server. A connection is kept for half a minute for the next request, unless the credentials were replaced. */
export class ApiClient {
  readonly #connection: ApiConnection;
  readonly #url: URL;
  #agent: Agent;
  /** The credentials that the agent's connections have shown. */
  #shown: CredentialsInput | undefined;

  /** @throws UsageError; TypeError is never thrown: if `server` is not an https URL, the first call throws UsageError. */
  constructor(connection: ApiConnection) {
    assertFields(connection, 'connection', 'an ApiConnection', 'server', 'roots');
    this.#connection = connection;
    this.#url = new URL(connection.server);
    this.#agent = keepingAgent(() => this.#dial());
  }

  /** The URL of the API server. */
  get server(): string {
    return this.#connection.server;
  }

  /** Sends a request and reads the JSON of its answer.
   * @throws StatusError for an error response, with the server's Status if it sent one; the errors of the connection. */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<unknown> {
    const response = await this.#send(method, path, options);
    const text = await textOfAnswer(response);
    const code = response.statusCode ?? 0;
    const value = jsonOf(text);
    if (code >= 200 && code < 300) return value;
    const message = textOf(value, 'message') || text.slice(0, 200) || `the server answered ${code}`;
    throw new StatusError(code, textOf(value, 'reason'), message);
  }

  async #object(method: string, path: string, options: RequestOptions = {}): Promise<KubernetesObject> {
    return (await this.request(method, path, options)) as KubernetesObject;
  }

  get = (path: string, signal?: AbortSignal): Promise<KubernetesObject> => this.#object('GET', path, { signal });
  create = (path: string, body: object): Promise<KubernetesObject> => this.#object('POST', path, { body });
  replace = (path: string, body: object): Promise<KubernetesObject> => this.#object('PUT', path, { body });

  /** @returns whether the object existed. */
  delete = (path: string): Promise<boolean> =>
    this.request('DELETE', path).then(
      () => true,
      (error: unknown) => notFoundAs(false, error),
    );

  /** The object, or undefined if there is none. */
  find = (path: string): Promise<KubernetesObject | undefined> =>
    this.get(path).catch((error: unknown) => notFoundAs(undefined, error));

  /** All objects at a path, page by page.
   * @returns the objects, and the version to watch from. */
  async list(path: string, signal?: AbortSignal): Promise<{ items: KubernetesObject[]; resourceVersion: string }> {
    const items: KubernetesObject[] = [];
    const separator = path.includes('?') ? '&' : '?';
    for (let next = ''; ; ) {
      const more = next === '' ? '' : `&continue=${encodeURIComponent(next)}`;
      const page = await this.get(`${path}${separator}limit=${PAGE}${more}`, signal);
      items.push(...(listOf(page, 'items') as KubernetesObject[]));
      next = textOf(page, 'metadata', 'continue');
      if (next === '') return { items, resourceVersion: textOf(page, 'metadata', 'resourceVersion') };
    }
  }

  /** The changes at a path since a version, until the server ends the watch or `signal` aborts.
   * @throws StatusError, for instance 410 if that version is no longer available. */
  async *watch(path: string, resourceVersion: string, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const query = `watch=true&allowWatchBookmarks=true&resourceVersion=${encodeURIComponent(resourceVersion)}`;
    const response = await this.#send('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`, { signal });
    if (response.statusCode !== 200) {
      const value = jsonOf(await textOfAnswer(response));
      throw new StatusError(response.statusCode ?? 0, textOf(value, 'reason'), textOf(value, 'message'));
    }
    for await (const line of linesOf(response, signal)) {
      const event = jsonOf(line);
      if (textOf(event, 'type') === 'ERROR') {
        const status = fieldOf(event, 'object');
        const code = fieldOf(status, 'code');
        throw new StatusError(
          typeof code === 'number' ? code : 500,
          textOf(status, 'reason'),
          textOf(status, 'message'),
        );
      }
      yield event as WatchEvent;
    }
  }

  async #send(method: string, path: string, options: RequestOptions): Promise<IncomingMessage> {
    const { body, contentType = 'application/json', signal } = options;
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const { token } = this.#connection;
    const headers = {
      Host: this.#url.host,
      Accept: 'application/json',
      ...(payload !== undefined && { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(payload) }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    };
    for (;;) {
      const sent = httpRequest({ method, path, headers, signal, agent: this.#agentNow() });
      try {
        return await responseTo(sent, payload);
      } catch (error) {
        // The server may have closed a kept connection. Only a request that changes nothing is sent again, at last on a new one.
        if (!sent.reusedSocket || method !== 'GET' || signal?.aborted) throw error;
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
    if (onHandshake !== undefined) socket.once('secureConnect', () => onHandshake(socket, shown));
    return socket;
  }
}

function responseTo(sent: ClientRequest, payload: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('error', reject).once('response', resolve);
    sent.end(payload);
  });
}

function notFoundAs<T>(value: T, error: unknown): T {
  if (error instanceof StatusError && error.status.code === 404) return value;
  throw error;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function textOfAnswer(response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  response.setTimeout(SILENCE, () => response.destroy(new Error(`no byte of the answer for ${SILENCE} ms`)));
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_ANSWER) throw new StatusError(0, '', `the answer is longer than ${MAX_ANSWER} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The lines of a streamed response. Ends without an error if `signal` is aborted. */
async function* linesOf(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<string> {
  let pieces: string[] = [];
  let length = 0;
  response.setEncoding('utf8');
  try {
    for await (const chunk of response as AsyncIterable<string>) {
      const lines = chunk.split('\n');
      pieces.push(lines[0]);
      length += lines[0].length;
      if (length > MAX_ANSWER)
        throw new StatusError(0, '', `a line of the watch is longer than ${MAX_ANSWER} characters`);
      if (lines.length === 1) continue;
      yield pieces.join('');
      yield* lines.slice(1, -1);
      pieces = [lines[lines.length - 1]];
      length = pieces[0].length;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
