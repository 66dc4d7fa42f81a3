import { connect as dial } from 'node:net';
import { assertInteger, assertString } from '../bytes/index.ts';
import { createClient } from '../tls/index.ts';
import { type ConnectOptions, clientOptions, socketSettings } from './options.ts';
import { TlsSocket } from './socket.ts';

/** Opens a TLS connection as a client, like `tls.connect`. Writes before the handshake is complete are queued.
 *
 * node:tls uses the system's trusted roots if `ca` is missing; here it is required.
 * @param onSecure - added to `secureConnect`.
 * @returns the socket, connecting.
 * @throws UsageError for invalid options, and the errors of reading a certificate or a key, before any connection is made. Later
 * errors are the socket's `error` event. */
export function connect(options: ConnectOptions, onSecure?: () => void): TlsSocket {
  const { engine, skipped } = clientOptions(options);
  const { host, port, signal } = options;
  if (host !== undefined) assertString(host, 'host');
  if (options.socket === undefined) assertInteger(port, 'port', 0, 65_535);
  const socket = new TlsSocket(
    'client',
    ({ onSession, ...taps }) => {
      if (engine.resumption === undefined) return createClient({ ...engine, ...taps });
      const { sessions, port } = engine.resumption;
      return createClient({ ...engine, ...taps, resumption: { sessions, port, onSession } });
    },
    () => options.socket ?? dial({ host, port: port as number, allowHalfOpen: true, noDelay: true }),
    { signal, skipped, ...socketSettings(options, 'client') },
  );
  if (onSecure !== undefined) socket.once('secureConnect', onSecure);
  return socket;
}
