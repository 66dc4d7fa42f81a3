/** Reads the body of a request or of a kubelet's response, up to a size limit. */
import type { IncomingMessage } from 'node:http';
import { concat } from '../../bytes/index.ts';
import { askForBody } from '../../node/internal.ts';
import { textOf } from '../documents.ts';
import { badRequest, bodyTooLarge } from './status.ts';

/** kube-apiserver's limit. */
export const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** @throws StatusError 400 for a body that ends early, 413 as soon as the body or its Content-Length exceeds `limit`. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge(limit);
  askForBody(request);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      length += chunk.length;
      if (length > limit) throw bodyTooLarge(limit);
      chunks.push(chunk);
    }
  } catch (error) {
    if (textOf(error, 'code') !== 'ECONNRESET') throw error;
    throw badRequest('the connection ended before the body did');
  }
  return concat(...chunks);
}
