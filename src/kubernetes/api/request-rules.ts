/** The checks on every request before it is routed (RFC 9112 §3). */
import type { IncomingMessage } from 'node:http';
import { faultOfRequest } from '../../node/internal.ts';
import { badRequest, StatusError } from './status.ts';

/** Refuses what `faultOfRequest` of node/ refuses. @throws StatusError */
export function checkRequest(request: IncomingMessage): void {
  const fault = faultOfRequest(request);
  if (fault === undefined) return;
  throw fault.status === 400 ? badRequest(fault.message) : new StatusError(fault.status, '', fault.message);
}

/** RFC 9110 §9.3.7: a request about the server itself, which needs no rights. */
export const isAboutServer = ({ method, url }: IncomingMessage): boolean => method === 'OPTIONS' && url === '*';
