/** Forwarding a request to an aggregated API server (kubernetes kube-aggregator/pkg/apiserver/handler_proxy.go). */
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HttpError } from '../../node/index.ts';
import { answerTo, askForBody, reasonOf } from '../../node/internal.ts';
import { StatusError } from '../api/status.ts';
import { textOf } from '../documents.ts';
import type { User } from '../identity.ts';
import { type HeaderField, identityHeaders, isIdentityHeader } from './identity-headers.ts';

/** RFC 9110 §7.6.1: header fields that apply to this connection only. */
const HOP_BY_HOP = [
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
];
/** Header fields that are not forwarded: the destination, the bearer token, and `Expect`, which only this connection handles. */
const OWN = ['authorization', 'expect', 'host'];
const ANSWER_TIMEOUT_MS = 60_000; // Not in Kubernetes, where the context of the request bounds it.

/** Error codes of a stream whose other end was closed. */
const LEFT = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'];

/** @param host - the name of the service, for `Host`. @param dial - opens a TLS connection with the front proxy's certificate. */
export interface Hop {
  readonly host: string;
  dial(): Duplex;
}

/** Streams a request to the server in the name of a user, and the response back; if either side closes, so does the other.
 * @throws StatusError 503 if the server cannot be reached, 502 for a response that is not forwarded. */
export async function relayRequest(
  hop: Hop,
  user: User,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await ask(hop, user, request, response);
  const code = answer.statusCode ?? 502;
  // CVE-2022-3172: an aggregated server could redirect clients, with their credentials, to any place.
  if (code >= 300 && code < 400 && code !== 304) {
    answer.destroy();
    throw new StatusError(502, '', 'the backend attempted to redirect this request, which is not permitted');
  }
  // RFC 9110 §8.6: an answer without content has no length.
  response.writeHead(code, passedOn(answer.rawHeaders, code === 204 ? ['content-length'] : []).flat());
  response.flushHeaders();
  await pipeline(answer, response).catch((error: unknown) => {
    if (!LEFT.includes(textOf(error, 'code'))) throw error;
  });
}

function ask(hop: Hop, user: User, request: IncomingMessage, response: ServerResponse): Promise<IncomingMessage> {
  const named = [...passedOn(request.rawHeaders, OWN), ...identityHeaders(user)];
  const headers = ['Host', hop.host, ...named.flat(), 'Connection', 'close', ...framing(request)];
  const { method = '', url: path = '' } = request;
  const sent = httpRequest({ method, path, headers, createConnection: () => hop.dial() });
  response.once('close', () => void sent.destroy());
  askForBody(request);
  request.pipe(sent);
  const url = `https://${hop.host}${path}`;
  return answerTo(sent, { url, headerPatience: ANSWER_TIMEOUT_MS }).catch((error: unknown) => {
    // An upgraded connection could carry requests that are not authenticated (CVE-2018-1002105).
    if (error instanceof HttpError && error.code === 'http-upgrade') {
      throw new StatusError(502, '', 'the backend switched protocols, which is not permitted');
    }
    throw new StatusError(503, 'ServiceUnavailable', `error trying to reach service: ${reasonOf(error)}`);
  });
}

/** The framing of the body: the same as the client's. */
function framing({ headers }: IncomingMessage): string[] {
  return headers['transfer-encoding'] === undefined ? [] : ['Transfer-Encoding', 'chunked'];
}

/** The header fields to forward: without those of the connection and those that carry identity. */
function passedOn(rawHeaders: readonly string[], own: readonly string[]): HeaderField[] {
  const fields = rawHeaders.flatMap((name, i): HeaderField[] => (i % 2 === 0 ? [[name, rawHeaders[i + 1]]] : []));
  const ofConnection = fields
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((name) => name.trim());
  const dropped = new Set([...HOP_BY_HOP, ...own, ...ofConnection.filter((name) => name !== 'content-length')]);
  return fields.filter(([name]) => !dropped.has(name.toLowerCase()) && !isIdentityHeader(name));
}
