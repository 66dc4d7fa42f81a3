/** Answers to requests of node:http. Every client in this project waits for them here: whatever a peer sends or leaves out, the result is
 * an answer or a typed error, and never a promise that stays pending. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { VitrineError } from '../bytes/index.ts';
import { TlsError } from '../tls/index.ts';
import { HttpError } from './errors.ts';

export interface Awaiting {
  /** The address that errors name. */
  readonly url: string;
  /** Milliseconds until the header section must be complete. Default: no limit. */
  readonly headerPatience?: number | undefined;
  /** Milliseconds until the body must be complete. Default: no limit. */
  readonly patience?: number | undefined;
}

/** What ended a request after its header section. node:http reports of the body itself only that it was aborted. */
const failures = new WeakMap<IncomingMessage, unknown>();

/** Waits for the header section of the answer. The caller ends the request, before or after the call, and reads the body by `bodyOf` or
 * `piecesOf`.
 * @throws HttpError; as they are: the system's error if no connection was made, TlsError except for a cut connection, and what an aborted
 * signal causes. */
export function answerTo(sent: ClientRequest, { url, headerPatience, patience }: Awaiting): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const limit = (milliseconds: number | undefined) => endAfter(sent, url, milliseconds);
    const [headerLimit, limitOfAll] = [limit(headerPatience), limit(patience)];
    let answer: IncomingMessage | undefined;
    sent.on('error', (error) => {
      const ours = httpFailure(error, url);
      if (answer !== undefined && !failures.has(answer)) failures.set(answer, ours);
      reject(ours);
    });
    sent.once('response', (response) => {
      clearTimeout(headerLimit);
      const fault = faultOfAnswer(response);
      // Without the field Upgrade node:http takes a 101 for the answer.
      if (response.statusCode === 101) sent.destroy(switched(url));
      else if (fault !== undefined) sent.destroy(new HttpError('http-malformed', url, fault));
      else resolve((answer = response));
    });
    // Without a listener node:http would drop the connection and report nothing.
    sent.once('upgrade', (_response, socket) => {
      socket.destroy();
      reject(switched(url));
    });
    sent.once('close', () => {
      for (const timer of [headerLimit, limitOfAll]) clearTimeout(timer);
      reject(new HttpError('http-cut', url, 'closes the connection without an answer'));
    });
  });
}

/** What of an answer node:http lets through, although its body cannot be read by RFC 9112. */
function faultOfAnswer({ httpVersion, rawHeaders, statusCode = 0 }: IncomingMessage): string | undefined {
  if (!httpVersion.startsWith('1.')) return `the answer is of HTTP/${httpVersion}`;
  // RFC 9110 §15.
  if (statusCode < 100 || statusCode > 599) return `the answer has the status ${statusCode}, which is none`;
  const codings = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === 'transfer-encoding');
  if (codings.length === 0) return undefined;
  // RFC 9112 §6.1. node:http would give out the body as the other codings left it.
  const isChunked = httpVersion !== '1.0' && codings.join(',').trim().toLowerCase() === 'chunked';
  return isChunked ? undefined : 'the answer has another transfer coding than chunked';
}

const switched = (url: string): HttpError =>
  new HttpError('http-upgrade', url, 'switches to a protocol that was not asked for (status 101)');

function endAfter(sent: ClientRequest, url: string, milliseconds: number | undefined): NodeJS.Timeout | undefined {
  if (milliseconds === undefined) return undefined;
  const end = (): void =>
    void sent.destroy(new HttpError('http-timeout', url, `no complete answer within ${milliseconds / 1000} s`));
  return setTimeout(end, Math.max(milliseconds, 0));
}

/** The body of an answer, piece by piece. @throws as `answerTo`. */
export async function* piecesOf(answer: IncomingMessage, url: string): AsyncGenerator<Uint8Array> {
  try {
    yield* answer as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw failures.get(answer) ?? httpFailure(error, url);
  }
  if (!answer.complete) throw new HttpError('http-cut', url, 'closes the connection before the answer is complete');
}

/** The whole body. @param most - its maximum length in bytes. @throws as `answerTo`; HttpError `http-too-large`. */
export async function bodyOf(answer: IncomingMessage, url: string, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of piecesOf(answer, url)) {
    length += piece.length;
    if (length > most) {
      answer.destroy();
      throw new HttpError('http-too-large', url, `sends an answer of more than ${most} bytes`);
    }
    pieces.push(piece);
  }
  // Of a million pieces a call could not take all as arguments.
  const body = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
}

/** A refusal of TLS, by either side, as an error that names the address and what is wrong with the certificate; others are returned as they
 * are. */
export function aboutTls(error: unknown, url: string): unknown {
  if (!(error instanceof TlsError)) return error;
  const { direction, alert, advice, validation } = error;
  const failed = validation?.checks.find(({ outcome }) => outcome === 'fail');
  const whose = failed && `${failed.subject || 'the certificate'}: ${failed.detail}`;
  const what =
    direction === 'received'
      ? `refuses TLS with the alert ${alert}`
      : `is refused in the TLS handshake (${error.code})`;
  return new HttpError('http-tls', url, [what, whose, advice].filter(Boolean).join('; '), { cause: error });
}

/** What went wrong, without the address. */
export const reasonOf = (error: unknown): string =>
  error instanceof HttpError ? error.reason : error instanceof Error ? error.message : String(error);

/** Error codes of a connection that has ended. */
const CUT = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ETIMEDOUT', 'handshake-timeout', 'truncated'];

/** Our error for an error of node:http or of the connection; others are returned as they are. */
function httpFailure(error: unknown, url: string): unknown {
  if (!(error instanceof Error)) return error;
  // A host with several addresses.
  if (error instanceof AggregateError && error.errors.length > 0) return httpFailure(error.errors[0], url);
  const { code = '' } = error as NodeJS.ErrnoException;
  const cause = { cause: error };
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new HttpError('http-too-large', url, 'sends a header section that is too long', cause);
  }
  if (code.startsWith('HPE_')) {
    const why = error.message.replace(/^Parse Error: /, '');
    return new HttpError('http-malformed', url, `the answer is not HTTP/1.1: ${why}`, cause);
  }
  // Names the address itself.
  const isUnconnected = 'syscall' in error && error.syscall !== 'read' && error.syscall !== 'write';
  if (isUnconnected || !CUT.includes(code)) return error;
  const late = error instanceof VitrineError && code === 'handshake-timeout';
  return late
    ? new HttpError('http-timeout', url, 'the TLS handshake takes too long', cause)
    : new HttpError('http-cut', url, 'closes the connection before the answer is complete', cause);
}
