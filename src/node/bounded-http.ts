/** HTTP for small public files, such as revocation lists: http only, bounded in size, time and redirects, and never to a private
 * address that the caller has not allowed. */
import { lookup } from 'node:dns';
import { type IncomingMessage, request } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { FetchError, HttpError } from './errors.ts';
import { answerTo, bodyOf, reasonOf } from './http-answers.ts';
import { isPublicAddress } from './public-addresses.ts';

export interface HttpBounds {
  /** Maximum length of a body, in bytes. */
  readonly maxBytes: number;
  /** Time for one fetch including its redirects, in milliseconds. */
  readonly timeout: number;
  readonly maxRedirects: number;
  /** Whether the first address may be private; that of a redirect never may. */
  readonly allowPrivate: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Fetches a body.
 * @throws FetchError; the signal's reason. */
export async function fetchBounded(url: string, accept: string, bounds: HttpBounds): Promise<Uint8Array> {
  const late = AbortSignal.timeout(bounds.timeout);
  const signal = bounds.signal === undefined ? late : AbortSignal.any([late, bounds.signal]);
  try {
    return await follow(url, accept, { ...bounds, signal });
  } catch (error) {
    if (error instanceof FetchError) throw error;
    bounds.signal?.throwIfAborted();
    if (late.aborted) throw new FetchError('fetch-timeout', url, `no answer within ${bounds.timeout} milliseconds`);
    throw new FetchError('fetch-failed', url, reasonOf(error), { cause: error });
  }
}

async function follow(first: string, accept: string, bounds: HttpBounds): Promise<Uint8Array> {
  let url = httpUrl(first, first);
  for (let redirects = 0; ; redirects++) {
    const answer = await get(url, accept, { ...bounds, allowPrivate: bounds.allowPrivate && redirects === 0 });
    const { statusCode = 0, headers } = answer;
    if (statusCode === 200) return body(answer, url.href, bounds.maxBytes);
    answer.destroy();
    if (statusCode < 300 || statusCode > 399 || headers.location === undefined) {
      throw new FetchError('fetch-status', url.href, `answers with status ${statusCode}`);
    }
    if (redirects === bounds.maxRedirects) {
      throw new FetchError('fetch-redirects', first, `redirects more than ${bounds.maxRedirects} times`);
    }
    url = httpUrl(headers.location, url.href);
  }
}

/** RFC 5280 §8: verifying an https server could itself require the list, so only http is accepted. */
function httpUrl(text: string, base: string): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url?.protocol === 'http:' && url.username === '' && url.password === '') return url;
  throw new FetchError('fetch-scheme', text.slice(0, 200), 'is not an http URL without a user name');
}

async function get(url: URL, accept: string, { allowPrivate, signal }: HttpBounds): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) throw privateAddress(url.href, host);
  const options = { headers: { accept, 'accept-encoding': 'identity' }, signal, agent: false as const };
  const sent = request(url, { ...options, lookup: guarded(url.href, allowPrivate) });
  return answerTo(sent.end(), { url: url.href });
}

const privateAddress = (url: string, address: string): FetchError =>
  new FetchError('fetch-private', url, `leads to ${address}, which is not an address of the public Internet`);

/** Connects to the address that was checked, so that a second DNS answer cannot lead elsewhere (DNS rebinding). */
const guarded =
  (url: string, allowPrivate: boolean): LookupFunction =>
  (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '');
      const wrong = allowPrivate ? undefined : addresses.find(({ address }) => !isPublicAddress(address));
      if (wrong !== undefined) return done(privateAddress(url, wrong.address), '');
      if (options.all) return done(null, addresses);
      done(null, addresses[0].address, addresses[0].family);
    });

async function body(answer: IncomingMessage, url: string, maxBytes: number): Promise<Uint8Array> {
  try {
    return await bodyOf(answer, url, maxBytes);
  } catch (error) {
    if (!(error instanceof HttpError && error.code === 'http-too-large')) throw error;
    throw new FetchError('fetch-too-large', url, `sends more than ${maxBytes} bytes`, { cause: error });
  }
}
