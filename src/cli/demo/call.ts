/** One request of an HTTP client over our own TLS, by Node's own `http`. */
import { request } from 'node:http';
import { type ConnectOptions, connect } from '../../node/index.ts';
import { answerTo, bodyOf } from '../../node/internal.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const MAX_BODY = 2 ** 24;

/** GETs a path. @throws the connection's error: a TlsError if either side rejected the other; HttpError. */
export async function get(options: ConnectOptions, path: string): Promise<Answer> {
  const socket = connect(options);
  const headers = { host: 'kubernetes', connection: 'close' };
  const sent = request({ path, createConnection: () => socket, headers }).end();
  const url = `https://${options.host}:${options.port}${path}`;
  const answer = await answerTo(sent, { url });
  const body = new TextDecoder().decode(await bodyOf(answer, url, MAX_BODY));
  return { status: answer.statusCode ?? 0, body };
}
