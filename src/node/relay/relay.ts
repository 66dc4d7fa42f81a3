/** A relay from WebSockets of listed origins to listed TCP destinations. It sees only what a network sees, since TLS is
 * end-to-end between the page and the server. */
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { type AddressInfo, connect, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  assertArray,
  assertFields,
  assertFunction,
  assertInteger,
  assertOptions,
  assertString,
  bytesToBase64url,
  type Random,
  randomBytes,
  systemRandom,
  UsageError,
} from '../../bytes/index.ts';
import { HttpPool } from '../http-pool.ts';
import { createHttpServer } from '../http-server.ts';
import { type Admitted, type Gate, judgeOpening, REFUSAL, type RefusalReason } from './opening.ts';
import { Passage, type PassageBounds, type PassageEnd } from './passage.ts';

/** Events of the relay, for its operator. */
export type RelayEvent =
  | { readonly kind: 'refused'; readonly reason: RefusalReason }
  | { readonly kind: 'opened'; readonly destination: string }
  | { readonly kind: 'closed'; readonly destination: string; readonly how: PassageEnd; readonly bytes: number };

export interface RelayOptions {
  /** `HOST:PORT` of each server that a page may reach, exactly as pages name it; at least one. */
  readonly destinations: readonly string[];
  /** The origins whose pages may use the relay, such as `http://127.0.0.1:8080`; at least one. */
  readonly origins: readonly string[];
  /** Maximum concurrent connections. Default: 16. */
  readonly maxConnections?: number | undefined;
  /** Maximum bytes of one connection, both directions together. Default: 64 MiB. */
  readonly maxBytes?: number | undefined;
  /** Milliseconds after which a connection without a byte is closed. Default: 60,000. */
  readonly idleTimeout?: number | undefined;
  /** The address of a host name: asked once for each destination, before the relay listens. Default: as the system resolves it. */
  readonly resolve?: ((host: string) => Promise<string>) | undefined;
  /** The random source of the token. Default: the system's. */
  readonly random?: Random | undefined;
  readonly observe?: ((event: RelayEvent) => void) | undefined;
}

const OPTIONS = [
  'destinations',
  'origins',
  'maxConnections',
  'maxBytes',
  'idleTimeout',
  'resolve',
  'random',
  'observe',
];
const DEFAULTS = { maxConnections: 16, maxBytes: 64 * 2 ** 20, idleTimeout: 60_000 };
/** Bytes: 128 bits cannot be guessed. */
const TOKEN_LENGTH = 16;
/** Milliseconds until a request must be complete, and maximum bytes of its header section. */
const REQUEST = { timeout: 5000, maxHeaderSize: 8192 };

/** Listens on a loopback address. Any page in a browser can open a WebSocket there, so loopback protects nothing (RFC 6455 §10.2):
 * a page is admitted if its Origin is listed, if it reached the relay by the relay's own address, and if it knows the token. */
export class Relay {
  readonly #server: Server;
  readonly #pool: HttpPool;
  readonly #options: RelayOptions;
  readonly #bounds: PassageBounds;
  readonly #token: string;
  /** Pages that have sent a request of another kind, to which they get an answer. */
  readonly #asked = new WeakSet<Duplex>();
  readonly #refused = new WeakSet<Duplex>();
  readonly #open = new Set<{ readonly passage: Passage; readonly page: Duplex }>();
  /** The address that each destination had when the relay began to listen: later changes of the DNS have no effect. */
  #addresses: ReadonlyMap<string, { readonly host: string; readonly port: number }> = new Map();
  #host = '';
  #hasBegun = false;

  /** Use `createRelay`. */
  constructor(options: RelayOptions) {
    assertFields(options, 'options', 'an object');
    const { maxBytes = DEFAULTS.maxBytes, idleTimeout = DEFAULTS.idleTimeout, random = systemRandom } = options;
    this.#options = options;
    this.#bounds = { maxBytes, idleTimeout };
    this.#token = bytesToBase64url(randomBytes(random, TOKEN_LENGTH));
    const refuse = (page: Duplex): void => this.#refuse(page, 'not-websocket');
    const { maxHeaderSize, timeout } = REQUEST;
    this.#server = createHttpServer(
      { maxHeaderSize, headersTimeout: timeout, requestTimeout: timeout },
      ({ socket }) => refuse(socket),
      refuse,
    );
    // By default, node:http ignores every header field after the thousandth, such as a second Host.
    this.#server.maxHeadersCount = 0;
    // Sockets that connect without sending a request count too.
    this.#pool = new HttpPool(this.#server, 4 * this.#maxConnections);
    this.#server.on('upgrade', (request, page, head) => this.#upgrade(request, page, head));
    this.#server.on('request', ({ socket }) => this.#asked.add(socket));
  }

  get #maxConnections(): number {
    return this.#options.maxConnections ?? DEFAULTS.maxConnections;
  }

  /** Resolves the destinations, and listens.
   * @param host - a loopback address. @param port - 0 picks a free one.
   * @returns the address for `connect` of `vitrine/web`; it contains the token, so it is secret.
   * @throws UsageError for another address; `misuse` for a second call before `close`; the system's errors, of a name that does not resolve or a port in use. */
  async listen(port = 0, host = '127.0.0.1'): Promise<string> {
    assertInteger(port, 'port', 0, 65_535);
    assertString(host, 'host');
    if (!/^127\.\d+\.\d+\.\d+$|^::1$/.test(host) || isIP(host) === 0)
      throw new UsageError('out-of-range', 'host', 'must be a loopback address, 127.0.0.1 or ::1');
    if (this.#hasBegun) throw new UsageError('misuse', 'listen', 'was already called');
    this.#hasBegun = true;
    try {
      return await this.#listen(port, host);
    } catch (error) {
      this.#hasBegun = false;
      throw error;
    }
  }

  async #listen(port: number, host: string): Promise<string> {
    this.#addresses = new Map(
      await Promise.all(this.#options.destinations.map((one) => resolved(one, this.#options.resolve))),
    );
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    const { port: own } = this.#server.address() as AddressInfo;
    this.#host = host.includes(':') ? `[${host}]:${own}` : `${host}:${own}`;
    return `ws://${this.#host}/${this.#token}`;
  }

  /** Ends all connections, and stops listening. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const { page } of this.#open) page.destroy();
    this.#server.closeAllConnections();
    await closed;
    this.#hasBegun = false;
  }

  #upgrade(request: IncomingMessage, page: Duplex, head: Buffer): void {
    const gate: Gate = {
      host: this.#host,
      origins: new Set(this.#options.origins),
      token: this.#token,
      allows: (destination) => this.#addresses.has(destination),
    };
    const judged = this.#asked.has(page) ? 'not-websocket' : judgeOpening(request, gate);
    if (typeof judged === 'string') this.#refuse(page, judged);
    else if (this.#open.size >= this.#maxConnections) this.#refuse(page, 'busy');
    else this.#admit(page, head, judged);
  }

  #admit(page: Duplex, head: Buffer, { destination, answer }: Admitted): void {
    this.#pool.hold(page as Socket);
    page.write(answer);
    this.#observe({ kind: 'opened', destination });
    const server = connect({ ...this.#addresses.get(destination)!, allowHalfOpen: true, noDelay: true });
    const passage = new Passage(page, server, this.#bounds, (how, bytes) => {
      this.#open.delete(entry);
      this.#observe({ kind: 'closed', destination, how, bytes });
    });
    const entry = { passage, page };
    this.#open.add(entry);
    if (head.length > 0) page.unshift(head);
  }

  #refuse(page: Duplex, reason: RefusalReason): void {
    if (this.#refused.has(page)) return;
    this.#refused.add(page);
    this.#observe({ kind: 'refused', reason });
    page.on('error', () => undefined);
    if (page.writable) page.end(REFUSAL);
    // A page that does not read its answer must not keep the connection open.
    page.once('finish', () => page.destroy());
    setTimeout(() => page.destroy(), REQUEST.timeout).unref();
  }

  #observe(event: RelayEvent): void {
    this.#options.observe?.(event);
  }
}

/** @returns a relay that does not listen yet. @throws UsageError for invalid options. */
export function createRelay(options: RelayOptions): Relay {
  assertOptions(options, 'options', OPTIONS);
  const { destinations, origins, maxConnections, maxBytes, idleTimeout, resolve, observe } = options;
  assertList(destinations, 'destinations', (one) => splitDestination(one) !== undefined, 'be HOST:PORT');
  assertList(origins, 'origins', isOrigin, 'be an origin, such as http://127.0.0.1:8080');
  if (maxConnections !== undefined) assertInteger(maxConnections, 'maxConnections', 1, 65_536);
  if (maxBytes !== undefined) assertInteger(maxBytes, 'maxBytes', 1);
  if (idleTimeout !== undefined) assertInteger(idleTimeout, 'idleTimeout', 1, 2 ** 31 - 1);
  if (resolve !== undefined) assertFunction(resolve, 'resolve');
  if (observe !== undefined) assertFunction(observe, 'observe');
  return new Relay(options);
}

function assertList(list: readonly string[], argument: string, fits: (one: string) => boolean, must: string): void {
  assertArray(list, argument);
  if (list.length === 0) throw new UsageError('missing-option', argument, 'must name at least one');
  for (const [i, one] of list.entries()) {
    assertString(one, `${argument}[${i}]`);
    if (!fits(one)) throw new UsageError('out-of-range', `${argument}[${i}]`, `must ${must}`);
  }
}

/** RFC 6454 §6.2: as a browser writes it. The origin `null` is refused, since every sandboxed page has it. */
const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text && text !== 'null';

/** In the form that pages use: lower case, an IPv6 address in brackets. */
function splitDestination(text: string): { readonly host: string; readonly port: number } | undefined {
  const [, six, name, digits] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+)):([1-9]\d{0,4})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535 || (six !== undefined && isIP(six) !== 6)) return undefined;
  return { host: six ?? name, port };
}

async function resolved(
  destination: string,
  resolve: RelayOptions['resolve'] = async (host) => (await lookup(host)).address,
): Promise<[string, { readonly host: string; readonly port: number }]> {
  const { host, port } = splitDestination(destination)!;
  const address = isIP(host) === 0 ? await resolve(host) : host;
  return [destination, { host: address, port }];
}
