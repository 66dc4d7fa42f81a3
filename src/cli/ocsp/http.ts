/** OCSP over HTTP (RFC 6960 appendix A.1): `ocsp -url` is the client, `ocsp -port` the server. */
import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base64ToBytes, concat, VitrineError } from '../../bytes/index.ts';
import {
  answerHalfClosed,
  answerTo,
  askForBody,
  bodyOf,
  createHttpServer,
  faultOfRequest,
  HttpPool,
  targetOf,
} from '../../node/internal.ts';
import { decodeOcspRequest, type OcspRequest, type OcspResponse, ocspErrorResponse } from '../../x509/index.ts';
import { integerValue } from '../arguments.ts';
import { CliError, EXIT, usageError } from '../command.ts';
import { type Context, printable } from '../context.ts';
import { failureOf } from '../failures.ts';

/** Maximum bytes of a request, and of a response. */
const MAX_REQUEST = 2 ** 16;
const MAX_RESPONSE = 2 ** 20;
/** Milliseconds for receiving a whole request, and by default for an answer; and the interval at which Node.js checks for late
 * connections. */
const PATIENCE = 10_000;
/** Room for a thousand clients at once. */
const MOST_CONNECTIONS = 1024;

export interface AskingByHttp {
  readonly url: string;
  readonly timeout: string | undefined;
}

/** Sends a request by POST. @returns the body of the answer.
 * @throws CliError `usage`, `http`; HttpError; the system's error if no connection is made. */
export async function askByHttp(
  { url, timeout }: AskingByHttp,
  asked: OcspRequest,
  context: Context,
): Promise<Uint8Array> {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target?.protocol !== 'http:') throw usageError('-url takes an http URL');
  const limit = timeout === undefined ? PATIENCE : 1000 * integerValue(timeout, 'timeout', 1, 86_400);
  const late = AbortSignal.timeout(limit);
  const headers = { 'content-type': 'application/ocsp-request', 'content-length': asked.der.length };
  const sent = request(target, { method: 'POST', headers, signal: AbortSignal.any([late, context.signal]) });
  try {
    const answer = await answerTo(sent.end(asked.der), { url });
    if (answer.statusCode !== 200)
      throw new CliError('http', `${printable(url)} answers with status ${answer.statusCode}`, EXIT.network);
    return await bodyOf(answer, url, MAX_RESPONSE);
  } catch (error) {
    context.signal.throwIfAborted();
    if (late.aborted) throw new CliError('http', `${printable(url)}: no answer within ${limit / 1000} s`, EXIT.network);
    throw error;
  } finally {
    sent.destroy();
  }
}

/** @throws CliError `http` for a longer body. */
async function requestBody(asked: IncomingMessage): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  askForBody(asked);
  for await (const piece of asked) {
    length += piece.length;
    if (length > MAX_REQUEST) throw new CliError('http', `an HTTP body of more than ${MAX_REQUEST} bytes`);
    pieces.push(piece);
  }
  return concat(...pieces);
}

export interface AnsweringByHttp {
  readonly host: string;
  readonly port: string;
  readonly nrequest: string | undefined;
}

/** Answers requests until Ctrl-C, or until the requested number: one in each connection; data after the request is not read.
 * @param answer - the response to a request; its errors are reported on standard error, and answered with internalError. */
export async function answerByHttp(
  { host, port, nrequest }: AnsweringByHttp,
  answer: (asked: OcspRequest) => Promise<OcspResponse>,
  context: Context,
): Promise<void> {
  const most = nrequest === undefined ? Number.POSITIVE_INFINITY : integerValue(nrequest, 'nrequest', 1, 10 ** 9);
  const enough = new AbortController();
  let [taken, ended] = [0, 0];
  const timeouts = { requestTimeout: PATIENCE, headersTimeout: PATIENCE };
  const server = createHttpServer(timeouts, (asked, reply) => {
    if (taken === most) return void reply.destroy();
    taken++;
    respond(asked, reply, answer, context).finally(() => {
      if (++ended === most) enough.abort();
    });
  });
  answerHalfClosed(server);
  new HttpPool(server, MOST_CONNECTIONS);
  server.listen(integerValue(port, 'port', 0, 65_535), host);
  await once(server, 'listening', { signal: context.signal });
  try {
    const { address, port: own } = server.address() as AddressInfo;
    await context.note(
      `waiting for OCSP client connections on http://${address.includes(':') ? `[${address}]` : address}:${own}/`,
    );
    const over = AbortSignal.any([context.signal, enough.signal]);
    if (!over.aborted) await once(over, 'abort');
    context.signal.throwIfAborted();
  } finally {
    server.close();
    // On Ctrl-C connections are closed; otherwise those in progress may finish.
    if (context.signal.aborted) server.closeAllConnections();
    else server.closeIdleConnections();
  }
}

async function respond(
  asked: IncomingMessage,
  reply: ServerResponse,
  answer: (asked: OcspRequest) => Promise<OcspResponse>,
  context: Context,
): Promise<void> {
  try {
    const { status, body, allow } = await replyTo(asked, answer, context);
    const type = body && { 'content-type': 'application/ocsp-response' };
    const length = { 'content-length': body?.length ?? 0 };
    reply.writeHead(status, { connection: 'close', ...type, ...(allow && { allow }), ...length });
    reply.end(body);
  } catch (error) {
    await context.note(failureOf(error).line ?? 'the connection is gone');
    reply.destroy();
  }
}

interface Reply {
  readonly status: number;
  readonly body?: Uint8Array;
  readonly allow?: string;
}

const METHODS = ['GET', 'HEAD', 'POST'];

async function replyTo(
  asked: IncomingMessage,
  answer: (asked: OcspRequest) => Promise<OcspResponse>,
  context: Context,
): Promise<Reply> {
  const fault = faultOfRequest(asked);
  if (fault !== undefined) return { status: fault.status };
  if (!METHODS.includes(asked.method ?? '')) return { status: 405, allow: METHODS.join(', ') };
  let request: OcspRequest;
  try {
    request = decodeOcspRequest(asked.method === 'POST' ? await requestBody(asked) : requestInPath(asked.url ?? ''));
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    return { status: 200, body: ocspErrorResponse('malformedRequest').der };
  }
  try {
    return { status: 200, body: (await answer(request)).der };
  } catch (error) {
    await context.note(failureOf(error).line ?? 'no answer');
    return { status: 200, body: ocspErrorResponse('internalError').der };
  }
}

/** Appendix A.1.1: base64 as a segment of the path, percent-encoded. @throws VitrineError for an invalid path. */
function requestInPath(url: string): Uint8Array {
  const text = targetOf(url)
    .target.replace(/^\//, '')
    .slice(0, 2 * MAX_REQUEST);
  try {
    return base64ToBytes(decodeURIComponent(text));
  } catch (error) {
    if (error instanceof URIError) throw new CliError('http', 'a path with a faulty escape');
    throw error;
  }
}
