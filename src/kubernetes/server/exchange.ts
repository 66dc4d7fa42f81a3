/** The HTTP of both servers: bodies read within a bound, answers written, media types agreed. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { concat } from '../../bytes/index.ts';
import { textOf } from '../documents.ts';
import { bodyTooLarge, notAcceptable, type Status } from './status.ts';

/** As kube-apiserver has it. */
export const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** @throws StatusError 413 as soon as the body is, or says that it is, longer than `limit`. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge(limit);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > limit) throw bodyTooLarge(limit);
    chunks.push(chunk);
  }
  return concat(...chunks);
}

const JSON_TYPE = 'application/json';

/** @param form - said in the media type where it is `discovery`: by that alone kubectl knows which document it got. */
export function sendJson(response: ServerResponse, code: number, value: object, form: Representation = 'json'): void {
  const body = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  response.writeHead(code, {
    'Cache-Control': 'no-cache, private',
    'Content-Type': form === 'discovery' ? FORMS.discovery : JSON_TYPE,
    'Content-Length': body.length,
  });
  response.end(body);
}

export function sendText(response: ServerResponse, code: number, text: string): void {
  const body = new TextEncoder().encode(text);
  response.writeHead(code, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}

/** Passes a text on as it comes, with its back-pressure; when either end closes, so does the other.
 * A client that leaves in the middle is how following ends, and no error. */
export async function sendStream(response: ServerResponse, source: Readable): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders(); // The client learns that it may wait.
  await pipeline(source, response).catch((error: unknown) => {
    if (!['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET'].includes(textOf(error, 'code'))) throw error;
  });
}

/** Says a failure; where the answer has begun it can only be cut off. A body that was not read ends the connection. */
export function sendStatus(request: IncomingMessage, response: ServerResponse, status: Status): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (!request.complete) response.setHeader('Connection', 'close');
  sendJson(response, status.code, status);
}

/** A form that an object can be asked for in. */
export type Representation = 'discovery' | 'json' | 'table';

const FORMS: Readonly<Record<Representation, string>> = {
  discovery: `${JSON_TYPE};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`,
  json: JSON_TYPE,
  table: `${JSON_TYPE};g=meta.k8s.io;v=v1;as=Table`,
};

/** The form that the client likes best of those offered (RFC 9110 §12.5.1: by weight, then as listed).
 * @param accept - the header; without one, JSON.
 * @throws StatusError 406 where none will do. */
export function negotiate(accept: string | undefined, offered: readonly Representation[]): Representation {
  if (accept === undefined || accept.trim() === '') return 'json';
  const ranges = accept.split(',').map(mediaRange);
  const wanted = ranges.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  for (const { form } of wanted) if (form !== undefined && offered.includes(form)) return form;
  throw notAcceptable(offered.map((form) => FORMS[form]));
}

interface MediaRange {
  readonly form: Representation | undefined;
  readonly weight: number;
}

function mediaRange(text: string): MediaRange {
  const [type, ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map(rest.map((part): [string, string] => [part.split('=')[0], part.split('=')[1] ?? '']));
  const weight = Number(parameters.get('q') ?? 1);
  const matches = [JSON_TYPE, 'application/*', '*/*'].includes(type.toLowerCase());
  return { form: matches ? formOf(parameters) : undefined, weight: Number.isNaN(weight) ? 0 : weight };
}

function formOf(parameters: ReadonlyMap<string, string>): Representation | undefined {
  const as = parameters.get('as');
  if (as === undefined) return 'json';
  const named = `${JSON_TYPE};g=${parameters.get('g')};v=${parameters.get('v')};as=${as}`;
  return named === FORMS.table ? 'table' : named === FORMS.discovery ? 'discovery' : undefined;
}
