/** One request of an HTTP client over our own TLS, by Node's own `http`. */
import { request } from 'node:http';
import { type ConnectOptions, connect } from '../../node/index.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** GETs a path. @throws the connection's error: a TlsError if either side rejected the other. */
export function get(options: ConnectOptions, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(options);
    const sent = request({
      path,
      createConnection: () => socket,
      headers: { host: 'kubernetes', connection: 'close' },
    });
    // The socket's own error is more specific than http's "socket hang up".
    socket.on('error', reject);
    sent.on('error', reject);
    sent.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        body += piece;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.end();
  });
}
