/** Answers of both servers: JSON, text, a stream, a `Status`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Fields, textOf } from '../documents.ts';
import { isWhole, type StructSchema } from '../registry/schema/schema.ts';
import { MEDIA_TYPES, type Representation } from './media-types.ts';
import { protobufOf } from './message-of-json.ts';
import type { Status } from './status.ts';

/** @param form - said in the media type where it is `discovery`: by that alone kubectl knows which document it got. */
export function sendJson(response: ServerResponse, code: number, value: object, form: Representation = 'json'): void {
  sendJsonText(response, code, JSON.stringify(value), form);
}

/** The forms in which an object of a type can be sent: protobuf where all of its fields are described. */
export const objectForms = (schema: StructSchema | undefined): Representation[] =>
  schema !== undefined && isWhole(schema) ? ['json', 'protobuf'] : ['json'];

/** An object, or a list of a type's objects, in the form that was negotiated. */
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

/** JSON that is already text. */
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

/** Passes a text on as it comes, with its back-pressure; when either end closes, so does the other.
 * A client that leaves in the middle ends a followed log; that is not an error. */
export async function sendStream(response: ServerResponse, source: Readable): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders(); // The client learns that it may wait.
  await pipeline(source, response).catch((error: unknown) => {
    if (!['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET'].includes(textOf(error, 'code'))) throw error;
  });
}

/** Sends a failure; an answer that has begun can only be cut off. A body that was not read ends the connection, and so does a caller
 * without an identity: a connection has one certificate, so that no later request of it would fare better. */
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
