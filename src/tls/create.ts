import { CLIENT, type ClientState } from './client/client.ts';
import { TlsConnection } from './connection.ts';
import { Entry, Machine } from './machine.ts';
import {
  type ClientOptions,
  type ClientSettings,
  clientSettings,
  type ServerOptions,
  type ServerSettings,
  serverSettings,
} from './options.ts';
import { SERVER, type ServerState } from './server/server.ts';

/** Creates a client's connection; `start` begins the handshake.
 * @throws UsageError for options that are missing, unknown or out of range. */
export function createClient(options: ClientOptions): TlsConnection {
  const settings = clientSettings(options);
  const machine = new Machine(Entry.into<ClientState, ClientSettings>(CLIENT, { at: 'START' }), settings);
  return new TlsConnection('client', machine, settings);
}

/** Creates a server's connection; `start` begins the handshake.
 * @throws UsageError for options that are missing, unknown or out of range. */
export const createServer = (options: ServerOptions): TlsConnection => serverConnection(serverSettings(options));

/** Checks a server's options once, for many connections; each has its own key log and observer.
 * @throws as `createServer` */
export function prepareServer(
  options: ServerOptions,
): (taps: Pick<ServerOptions, 'keyLog' | 'observe'>) => TlsConnection {
  const settings: ServerSettings = { ...serverSettings(options), keyLog: undefined, observe: undefined };
  return ({ keyLog, observe }) =>
    serverConnection((keyLog ?? observe) === undefined ? settings : { ...settings, keyLog, observe });
}

function serverConnection(settings: ServerSettings): TlsConnection {
  const machine = new Machine(Entry.into<ServerState, ServerSettings>(SERVER, { at: 'START' }), settings);
  return new TlsConnection('server', machine, settings);
}
