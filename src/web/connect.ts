/** TLS in a page: over a relay to any server that the relay allows, or over streams that the caller supplies. */
import {
  assertFields,
  assertFunction,
  assertInteger,
  assertString,
  type Clock,
  type Random,
  UsageError,
} from '../bytes/index.ts';
import { type ClientOptions, createClient, createServer, type ServerOptions } from '../tls/index.ts';
import { type ExpectedName, parseIpAddress } from '../x509/index.ts';
import type { ByteStreams } from './streams.ts';
import { assertSettings, assertStreams, HANDSHAKE_TIMEOUT, type StreamSettings, TlsStreams } from './tls-streams.ts';
import { openRelay, type WebSocketConstructor } from './web-socket.ts';

/** The options of `createClient` of tls/, and how to reach the server. */
export interface ConnectOptions extends Omit<ClientOptions, 'name' | 'random' | 'time'>, StreamSettings {
  /** The address that `vitrine relay` printed: `ws:` or `wss:`, with its token. */
  readonly relay: string;
  /** The server: a DNS name or an IP address, written as in the relay's list of allowed destinations. */
  readonly host: string;
  readonly port: number;
  /** The name that the server's certificate must match. Default: `host`. */
  readonly name?: ExpectedName;
  readonly random: Random;
  readonly time: Clock;
  /** Default: the page's own WebSocket. */
  readonly WebSocket?: WebSocketConstructor;
}

/** Opens a TLS connection to a server through a relay, which sees ciphertext only.
 * @returns the connection, once the handshake is complete.
 * @throws UsageError for invalid options, before anything is opened; WebError if the relay refuses or cannot be reached, or the
 * handshake takes too long; TlsError; the signal's reason. */
export async function connect(options: ConnectOptions): Promise<TlsStreams> {
  assertFields(options, 'options', 'an object');
  const { relay, host, port, WebSocket = pageWebSocket(), ...rest } = options;
  const { handshakeTimeout = HANDSHAKE_TIMEOUT, signal, answerKeyRequest, ...engine } = rest;
  assertSettings(rest);
  assertRelay(relay);
  assertString(host, 'host');
  assertInteger(port, 'port', 1, 65_535);
  assertFunction(WebSocket, 'WebSocket');
  const name = engine.name ?? (parseIpAddress(host) ? { ip: host } : { dns: host });
  // Throws for invalid options before anything is opened.
  const connection = createClient({ ...engine, name });
  signal?.throwIfAborted();
  const address = `${relay}?to=${encodeURIComponent(destinationOf(host, port))}`;
  const transport = await openRelay(address, WebSocket, { signal, timeout: handshakeTimeout });
  const streams = new TlsStreams(connection, transport, { handshakeTimeout, signal, answerKeyRequest });
  await streams.opened;
  return streams;
}

/** The client's end of TLS over any streams.
 * @returns at once; `opened` resolves when the handshake is complete.
 * @throws UsageError for invalid options. */
export function clientOver(transport: ByteStreams, options: ClientOptions & StreamSettings): TlsStreams {
  const { settings, engine } = apart(transport, options);
  return new TlsStreams(createClient(engine as ClientOptions), transport, settings);
}

/** The server's end of TLS over any streams: with `clientOver`, both ends run in one page.
 * @returns at once; `opened` resolves when the handshake is complete.
 * @throws UsageError for invalid options. */
export function serverOver(transport: ByteStreams, options: ServerOptions & StreamSettings): TlsStreams {
  const { settings, engine } = apart(transport, options);
  return new TlsStreams(createServer(engine as ServerOptions), transport, settings);
}

function apart(transport: ByteStreams, options: (ClientOptions | ServerOptions) & StreamSettings) {
  assertStreams(transport, 'transport');
  assertFields(options, 'options', 'an object');
  const { handshakeTimeout, signal, answerKeyRequest, ...engine } = options;
  const settings = { handshakeTimeout, signal, answerKeyRequest };
  assertSettings(settings);
  signal?.throwIfAborted();
  return { settings, engine };
}

/** `HOST:PORT`, as the relay compares it. */
const destinationOf = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host.toLowerCase()}:${port}`;

function assertRelay(relay: string): void {
  assertString(relay, 'relay');
  if (!URL.canParse(relay) || !/^wss?:\/\/[^?#]+$/.test(relay))
    throw new UsageError('out-of-range', 'relay', 'must be the address that the relay printed: ws://HOST:PORT/TOKEN');
}

const pageWebSocket = (): WebSocketConstructor =>
  (globalThis as { readonly WebSocket?: WebSocketConstructor }).WebSocket as WebSocketConstructor;
