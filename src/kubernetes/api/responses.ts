/** Answers of both servers: JSON, text, a stream, a `Status`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Fields, textOf } from '../documents.ts';
import { isWhole, type StructSchema } from '../registry/schema/schema.ts';
import { MEDIA_TYPES, type Representation } from './media-types.ts';
import { protobufOf } from './message-of-json.ts';
import { type GroupResource, methodNotAllowed, type Status } from './status.ts';

/** @param form - written into the media type if it is `discovery`: kubectl recognizes the document only by that. */
export function sendJson(response: ServerResponse, code: number, value: object, form: Representation = 'json'): void {
  sendJsonText(response, code, JSON.stringify(value), form);
}

/** The forms in which an object of a type can be sent: protobuf only if all fields of the type are described. */
export const objectForms = (schema: StructSchema | undefined): Representation[] =>
  schema !== undefined && isWhole(schema) ? ['json', 'protobuf'] : ['json'];

/** Sends an object, or a list of objects of a type, in the negotiated representation. */
export function sendObject(
  response: ServerResponse,
  code: number,
  object: object,
  form: Representation,
  schema: StructSchema | undefined,
): void {
  if (form !== 'protobuf' || schema === undefined) {
    sendJson(response, code, object);
    return;
  }
  const body = protobufOf(schema, object as Fields);
  response.writeHead(code, {
    'Cache-Control': 'no-cache, private',
    'Content-Type': MEDIA_TYPES.protobuf,
    'Content-Length': body.length,
  });
  response.end(body);
}

/** Sends JSON that is already serialized. */
export function sendJsonText(
  response: ServerResponse,
  code: number,
  text: string,
  form: Representation = 'json',
): void {
  const body = new TextEncoder().encode(`${text}\n`);
  response.writeHead(code, {
    'Cache-Control': 'no-cache, private',
    'Content-Type': MEDIA_TYPES[form === 'discovery' ? 'discovery' : 'json'],
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

/** Streams a text to the client with back-pressure; when either end closes, so does the other. A client that disconnects ends a followed
 * log; that is not an error. */
export async function sendStream(response: ServerResponse, source: Readable): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders(); // Sends the header section at once, so that the client knows that the stream has begun.
  await pipeline(source, response).catch((error: unknown) => {
    if (!['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET'].includes(textOf(error, 'code'))) throw error;
  });
}

/** Refuses a method that a path does not have, with the methods that it has (RFC 9110 §15.5.6). @throws StatusError 405. */
export function refuseMethod(
  response: ServerResponse,
  allowed: readonly string[],
  verb: string,
  of: GroupResource,
): never {
  response.setHeader('Allow', allowed.join(', '));
  throw methodNotAllowed(verb, of);
}

/** The methods of a path without objects. */
export const READ_METHODS: readonly string[] = ['GET', 'HEAD'];

/** Sends an error; a response that has already begun can only be aborted. The connection is closed if the request's body was not read, or
 * if the caller is not authenticated: a connection has one certificate, so later requests on it would fail too. */
export function sendStatus(request: IncomingMessage, response: ServerResponse, status: Status): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (!request.complete || status.code === 401) response.setHeader('Connection', 'close');
  const retryAfter = status.details?.retryAfterSeconds;
  if (retryAfter !== undefined) response.setHeader('Retry-After', `${retryAfter}`);
  sendJson(response, status.code, status);
}
