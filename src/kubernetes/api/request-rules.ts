/** The checks on every request before it is routed (RFC 9112 §3). */
import type { IncomingMessage } from 'node:http';
import { badRequest, StatusError } from './status.ts';

/** Default of `maxHeadersCount`: an `http.Server` silently drops header fields beyond this number. */
const MOST_HEADER_FIELDS = 1000;

/** Refuses ambiguous requests, which two parsers could read differently.
 * @throws StatusError 400; 501 for a transfer coding other than chunked; 431 for so many header fields that node:http may have dropped one, such as Impersonate-User; 505 for a version
 * of HTTP that is not 1.0 or 1.1. */
export function checkRequest(request: IncomingMessage): void {
  checkVersion(request.httpVersion);
  if (request.rawHeaders.length >= 2 * MOST_HEADER_FIELDS) {
    throw new StatusError(431, '', `the request has ${MOST_HEADER_FIELDS} header fields or more`);
  }
  checkHost(request);
  checkTransferCoding(request);
}

/** RFC 9112 §6.1. node:http looks at the last coding alone and leaves the others in the body, so that a proxy in front, which decodes them,
 * would read another body. Empty elements, which a list may have (RFC 9110 §5.6.1), are refused too. */
function checkTransferCoding({ rawHeaders, httpVersion }: IncomingMessage): void {
  const fields = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === 'transfer-encoding');
  if (fields.length === 0) return;
  if (httpVersion === '1.0') throw badRequest('HTTP/1.0 has no Transfer-Encoding');
  const codings = fields.join(',').split(',');
  const [coding, ...more] = codings.map((one) => one.trim().toLowerCase());
  if (coding === 'chunked' && more.length === 0) return;
  const known = ['', 'chunked'];
  if (known.includes(coding) && more.every((one) => known.includes(one))) {
    throw badRequest('the Transfer-Encoding header field must name chunked, once');
  }
  throw new StatusError(501, '', 'a transfer coding other than chunked is not implemented');
}

/** RFC 9110 §9.3.7: a request about the server itself, which needs no rights. */
export const isAboutServer = ({ method, url }: IncomingMessage): boolean => method === 'OPTIONS' && url === '*';

function checkVersion(version: string): void {
  // HTTP/0.9 is a request line without a version.
  if (version === '0.9') throw badRequest('the request line has no HTTP version');
  if (version !== '1.0' && version !== '1.1') {
    throw new StatusError(505, '', `HTTP/${version} is not supported`);
  }
}

/** uri-host [ ":" port ], where the host is a name, an IPv4 address or an IPv6 address in brackets (RFC 9110 §7.2, RFC 3986 §3.2.2);
 * it may be empty. */
const HOST = /^(?:\[[0-9A-Fa-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::\d*)?$/;

/** RFC 9112 §3.2: 400 for HTTP/1.1 without a Host, for more than one, and for an invalid value. */
function checkHost({ rawHeaders, httpVersion }: IncomingMessage): void {
  const hosts = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === 'host');
  if (hosts.length > 1) throw badRequest('the request has more than one Host header field');
  if (hosts.length === 0 && httpVersion === '1.1') throw badRequest('the request has no Host header field');
  if (hosts.some((host) => !HOST.test(host))) throw badRequest('the Host header field is malformed');
}
