/** Retry-After (RFC 9110 §10.2.3): how long a server that cannot serve a request for now asks its client to wait. client-go honours it
 * too, for at most ten tries (kubernetes client-go rest/with_retry.go). */
import { StatusError } from '../api/status.ts';

/** Seconds. client-go waits as long as it is asked to; with this bound a node's lease (40 s) does not run out meanwhile. */
const MOST_SECONDS = 30;
/** Times that something is tried again, as client-go. */
export const MOST_TRIES = 10;

/** The seconds that an answer asks for. @param field - a number of seconds or a date. @returns undefined for what is neither, and for
 * a status that is no such refusal. */
export function secondsOf(status: number, field: string | undefined): number | undefined {
  if (field === undefined || !(status === 429 || status >= 500)) return undefined;
  if (/^\d{1,9}$/.test(field)) return Number(field);
  const until = Date.parse(field);
  return Number.isNaN(until) ? undefined : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

/** Milliseconds to wait after a refusal that asked for it, within a bound; undefined after any other error. */
export function askedDelay(error: unknown): number | undefined {
  const seconds = error instanceof StatusError ? error.status.details?.retryAfterSeconds : undefined;
  return seconds === undefined ? undefined : Math.min(seconds, MOST_SECONDS) * 1000;
}
