import { connect as dial } from 'node:net';
import { assertInteger } from '../bytes/index.ts';
import { createClient } from '../tls/index.ts';
import { type ConnectOptions, clientOptions, socketSettings } from './options.ts';
import { TlsSocket } from './socket.ts';

/** Opens a TLS connection as a client, in the manner of `tls.connect`. What is written before the handshake is done waits for it.
 *
 * node:tls reads the trusted roots from the system when `ca` is missing; here it must be given.
 * @param onSecure - added to `secureConnect`.
 * @returns the socket, connecting.
 * @throws UsageError for options that are wrong, and what reading a certificate or a key throws, before anything is dialled.
 * What goes wrong later is the socket's `error`. */
export function connect(options: ConnectOptions, onSecure?: () => void): TlsSocket {
  const { engine, skipped } = clientOptions(options);
  const { host, port, signal } = options;
  if (options.socket === undefined) assertInteger(port, 'port', 0, 65_535);
  const socket = new TlsSocket(
    'client',
    (taps) => createClient({ ...engine, ...taps }),
    () => options.socket ?? dial({ host, port: port as number, allowHalfOpen: true, noDelay: true }),
    { ...socketSettings(options, 'client'), signal, skipped },
  );
  if (onSecure !== undefined) socket.once('secureConnect', onSecure);
  return socket;
}
