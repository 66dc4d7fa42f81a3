/** Node's own HTTP clients over our TLS: an agent for node:http and node:https, a connector for undici and its fetch. */
import { Agent as HttpAgent, type AgentOptions as HttpAgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect as dial } from 'node:net';
import type { Duplex } from 'node:stream';
import { assertFields, assertFunction, assertString } from '../bytes/index.ts';
import { createClient, SessionStore } from '../tls/index.ts';
import { connect } from './connect.ts';
import { type ConnectOptions, clientOptions } from './options.ts';
import type { TlsSocket } from './socket.ts';

/** Options of `connect`, except the destination, which each request supplies. `name` is what each server's certificate must match; default:
 * the host of the request. */
export type HttpsOptions = OmitEach<ConnectOptions, 'host' | 'port' | 'session' | 'signal' | 'socket'>;
type OmitEach<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** The default of node:https's `maxCachedSessions`. */
const DEFAULT_SESSIONS = 100;

/** The options with a store of sessions, which all connections share. */
const withSessions = (options: HttpsOptions): HttpsOptions => ({
  sessions: new SessionStore({ capacity: DEFAULT_SESSIONS }),
  ...options,
});

/** @throws UsageError if no connection could be opened with the options. */
function connectTo(options: HttpsOptions, host: string, port: number, servername?: string | null): TlsSocket {
  const name = servername ? { dns: servername } : undefined;
  return connect({ ...(name && { name }), ...options, host, port } as ConnectOptions);
}

/** An agent for `https.request`, `https.get` and libraries that take one, like `https.Agent`. Its connections share their sessions. */
export class Agent extends HttpAgent {
  readonly protocol = 'https:';
  readonly defaultPort = 443;
  readonly #tls: HttpsOptions;

  /** @param tls - how servers are verified, and the rest of `connect`'s options. @param http - those of `http.Agent`: `keepAlive` and so on.
   * @throws UsageError; the errors of reading a certificate or a key. */
  constructor(tls: HttpsOptions, http: HttpAgentOptions = {}) {
    super(http);
    assertTls(tls);
    this.#tls = withSessions(tls);
  }

  /** @internal Called by node:http: the name of the pool that a request's connection comes from and goes back to. As with `https.Agent` it
   * has the server's name, which the certificate was verified for, and each option of a request that chooses whom to trust or as whom to
   * speak. */
  override getName(options: AgentNameOptions = {}): string {
    return HttpsAgent.prototype.getName.call(this, options);
  }

  /** @internal Called by node:http. */
  override createConnection(options: AgentRequest): TlsSocket {
    return connectTo(this.#tls, options.host ?? 'localhost', Number(options.port ?? 443), options.servername);
  }
}

type AgentNameOptions = Parameters<HttpsAgent['getName']>[0];

interface AgentRequest {
  readonly host?: string | undefined;
  readonly port?: number | string | undefined;
  readonly servername?: string | undefined;
}

/** What undici passes to a connector. */
export interface ConnectorRequest {
  readonly hostname: string;
  readonly port: string;
  readonly protocol: string;
  readonly servername?: string | null | undefined;
}
export type Connector = (
  request: ConnectorRequest,
  callback: (...result: [error: Error, socket: null] | [error: null, socket: never]) => void,
) => void;

/** A connector for undici: `fetch(url, { dispatcher: new Agent({ connect: undiciConnector(options) }) })`, with undici's own `Agent`. Its
 * connections share their sessions. Plain HTTP goes over node:net.
 * @throws UsageError; the errors of reading a certificate or a key. */
export function undiciConnector(options: HttpsOptions): Connector {
  assertTls(options);
  const shared = withSessions(options);
  return (request, callback) => {
    assertFunction(callback, 'callback');
    assertFields(request, 'request', 'a request of undici', 'hostname', 'protocol');
    assertString(request.hostname, 'request.hostname');
    const { hostname, port, protocol, servername } = request;
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const isTls = protocol === 'https:';
    try {
      const socket: Duplex = isTls
        ? connectTo(shared, host, Number(port || 443), servername)
        : dial({ host, port: Number(port || 80), noDelay: true });
      const fail = (error: Error) => callback(error, null);
      socket.once('error', fail).once(isTls ? 'secureConnect' : 'connect', () => {
        socket.off('error', fail);
        callback(null, socket as never);
      });
    } catch (error) {
      callback(error as Error, null);
    }
  };
}

/** Checks everything that does not depend on the destination. @throws UsageError; the errors of reading a certificate or a key. */
function assertTls(options: HttpsOptions): void {
  const { engine } = clientOptions({ ...options, host: 'localhost', port: 443 } as ConnectOptions);
  createClient(engine);
}
