/** Requests of HTTP/1.1 that are refused before they are served (RFC 9110, RFC 9112): those that node:http reads and that two parsers could
 * read differently, and those that it cannot read. */
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/** Why a request is refused. */
export interface RequestFault {
  readonly status: number;
  readonly message: string;
}

/** Default of `maxHeadersCount`: an `http.Server` silently drops header fields beyond this number. */
const MOST_HEADER_FIELDS = 1000;
const fault = (status: number, message: string): RequestFault => ({ status, message });

/** @returns undefined for a request that may be served; 400 for an ambiguous one; 417 for an expectation other than 100-continue; 431 for so
 * many header fields that node:http may have dropped one, such as Impersonate-User; 501 for a transfer coding other than chunked; 505 for a
 * version of HTTP that is not 1.0 or 1.1. */
export function faultOfRequest(request: IncomingMessage): RequestFault | undefined {
  return (
    versionFault(request.httpVersion) ??
    (request.rawHeaders.length >= 2 * MOST_HEADER_FIELDS
      ? fault(431, `the request has ${MOST_HEADER_FIELDS} header fields or more`)
      : undefined) ??
    hostFault(request) ??
    targetFault(request) ??
    transferFault(request) ??
    authorizationFault(request) ??
    expectationFault(request)
  );
}

function versionFault(version: string): RequestFault | undefined {
  // HTTP/0.9 is a request line without a version.
  if (version === '0.9') return fault(400, 'the request line has no HTTP version');
  return version === '1.0' || version === '1.1' ? undefined : fault(505, `HTTP/${version} is not supported`);
}

const valuesOf = ({ rawHeaders }: IncomingMessage, name: string): string[] =>
  rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === name);

/** uri-host [ ":" port ] (RFC 9110 §7.2): the host is a name, which an IPv4 address is too and which may be empty, or an address in brackets:
 * an IPv6 address or one of a later version (RFC 3986 §3.2.2). */
const AUTHORITY =
  /^(?:\[(?:(?<ipv6>[0-9A-Fa-f:.]+)|v[0-9A-Fa-f]+\.[\w.~!$&'()*+,;=:-]+)\]|(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::\d*)?$/i;

function isAuthority(text: string): boolean {
  const groups = AUTHORITY.exec(text)?.groups;
  return groups !== undefined && (groups['ipv6'] === undefined || isIPv6(groups['ipv6']));
}

/** RFC 9112 §3.2: 400 for HTTP/1.1 without a Host, for more than one, and for an invalid value. */
function hostFault(request: IncomingMessage): RequestFault | undefined {
  const hosts = valuesOf(request, 'host');
  if (hosts.length > 1) return fault(400, 'the request has more than one Host header field');
  if (hosts.length === 0 && request.httpVersion === '1.1') return fault(400, 'the request has no Host header field');
  return hosts.every(isAuthority) ? undefined : fault(400, 'the Host header field is malformed');
}

/** RFC 9112 §3.2.2: the authority of a target in absolute-form replaces the Host, so the same holds for it; its host is not empty (RFC 9110
 * §4.2.1), and user information is no part of it (§4.2.4). */
function targetFault({ url = '' }: IncomingMessage): RequestFault | undefined {
  const authority = /^https?:\/\/([^/?#]*)/i.exec(url)?.[1];
  if (authority === undefined || (isAuthority(authority) && !/^(?::|$)/.test(authority))) return undefined;
  return fault(400, 'the authority of the request target is malformed');
}

/** RFC 9112 §6.1. node:http looks at the last coding alone and leaves the others in the body, so that a proxy in front, which decodes them,
 * would read another body. Empty elements, which a list may have (RFC 9110 §5.6.1), are refused too. */
function transferFault(request: IncomingMessage): RequestFault | undefined {
  const fields = valuesOf(request, 'transfer-encoding');
  if (fields.length === 0) return undefined;
  if (request.httpVersion === '1.0') return fault(400, 'HTTP/1.0 has no Transfer-Encoding');
  const codings = fields.join(',').split(',');
  const [coding, ...more] = codings.map((one) => one.trim().toLowerCase());
  if (coding === 'chunked' && more.length === 0) return undefined;
  const known = ['', 'chunked'];
  return known.includes(coding) && more.every((one) => known.includes(one))
    ? fault(400, 'the Transfer-Encoding header field must name chunked, once')
    : fault(501, 'a transfer coding other than chunked is not implemented');
}

/** Not a list (RFC 9110 §5.3, §11.6.2). node:http takes the first of several; a proxy that checks who asks may take the last. */
const authorizationFault = (request: IncomingMessage): RequestFault | undefined =>
  valuesOf(request, 'authorization').length > 1
    ? fault(400, 'the request has more than one Authorization header field')
    : undefined;

/** RFC 9110 §10.1.1. */
function expectationFault(request: IncomingMessage): RequestFault | undefined {
  const expected = valuesOf(request, 'expect').flatMap((value) => value.split(','));
  const isKnown = expected.every((one) => ['', '100-continue'].includes(one.trim().toLowerCase()));
  return isKnown ? undefined : fault(417, 'the only expectation that can be met is 100-continue');
}

/** A request target in absolute-form, as a client sends it to a proxy, and as every server must take it (RFC 9112 §3.2.2). */
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]+)/i;

/** A request target in origin-form. @returns with the authority of one in absolute-form, which replaces the Host. */
export function targetOf(given: string): { readonly target: string; readonly authority: string | undefined } {
  const [prefix = '', authority] = ABSOLUTE_FORM.exec(given) ?? [];
  const rest = given.slice(prefix.length);
  return { target: authority !== undefined && !rest.startsWith('/') ? `/${rest}` : rest, authority };
}

/** An error of node:http about a request that it could not read. */
interface ParseError extends NodeJS.ErrnoException {
  /** The bytes in which it was found, and how many of them could be read. */
  readonly rawPacket?: Uint8Array;
  readonly bytesParsed?: number;
  /** The parser's own words. */
  readonly reason?: string;
}

/** The status line's code and phrase for a request that node:http could not read. */
export function refusalOf(error: ParseError): string {
  const { code = '', reason } = error;
  // Of the parser's code for an unknown version too, but what comes after the version is wrong: a bare LF (RFC 9112 §2.2), or more digits.
  if (code === 'HPE_INVALID_VERSION' && reason === 'Expected CRLF after version') return '400 Bad Request';
  if (code === 'HPE_INVALID_METHOD' && hasMethod(error)) return '501 Not Implemented';
  return REFUSALS.get(code) ?? '400 Bad Request';
}

const REFUSALS: ReadonlyMap<string, string> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', '413 Payload Too Large'],
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  // Deviation: RFC 9110 §2.5 has a request of HTTP/1.2 read as one of 1.1. node:http's parser refuses it before we see it; its option
  // insecureHTTPParser would let it pass, together with lengths and line ends that two parsers read differently.
  ['HPE_INVALID_VERSION', '505 HTTP Version Not Supported'],
]);

/** A request line (RFC 9112 §3). */
const REQUEST_LINE = /^[!#$%&'*+.^`|~\w-]+ [\x21-\x7e]+ HTTP\/1\.1\r?(?:\n|$)/;
/** Maximum characters of a line that are looked at. */
const MOST_LINE = 2 ** 14;

/** Whether the line that could not be read is a request of a method that the parser does not know (RFC 9110 §9.1), and not nonsense. */
function hasMethod({ rawPacket = new Uint8Array(), bytesParsed = 0 }: ParseError): boolean {
  const start = rawPacket.lastIndexOf(0x0a, Math.max(bytesParsed - 1, 0)) + 1;
  return REQUEST_LINE.test(Buffer.from(rawPacket.subarray(start, start + MOST_LINE)).toString('latin1'));
}
