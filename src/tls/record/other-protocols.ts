/** Recognizes a peer that does not speak TLS by its first bytes, so that the error can say what to do. */
import { bytesToHex } from '../../bytes/index.ts';
import type { TlsErrorCode } from '../errors.ts';

/** How other protocols begin, and advice for each. */
const BEGINNINGS: readonly (readonly [start: RegExp, advice: string])[] = [
  [/^HTTP\//, 'the peer speaks plain HTTP: use http://, or its https port'],
  [/^PRI \*/, 'the peer speaks HTTP/2 without TLS: check the port number'],
  [/^(GET|PUT|HEAD|POST|DELE|OPTI|PATC|CONN|TRAC)/, 'the client speaks plain HTTP to a TLS port: use https://'],
  [/^SSH-/, 'the peer speaks SSH: check the port number'],
  [/^220[ -]/, 'the peer speaks SMTP or FTP: use its TLS port, or send STARTTLS first'],
  [/^(EHLO|HELO)/, 'the client speaks SMTP: it must send STARTTLS first, or begin with TLS'],
  [/^\* OK/, 'the peer speaks IMAP: use port 993, or send STARTTLS first'],
  [/^\+OK/, 'the peer speaks POP3: use port 995, or send STLS first'],
];

/** @param first - the first bytes of a connection, of the length of a record's header.
 * @param code - what is wrong with them.
 * @returns the protocol, if it is known, and advice. */
export function adviceFor(first: Uint8Array, code: TlsErrorCode): string {
  const text = String.fromCharCode(...first);
  const known = BEGINNINGS.find(([start]) => start.test(text))?.[1];
  return known ?? `the peer's first bytes, ${bytesToHex(first)}, ${faultOf(first, code)}`;
}

/** What a header of a record tells although it is refused. */
function faultOf([, major, minor, high, low]: Uint8Array, code: TlsErrorCode): string {
  const isVersion = code === 'record-version';
  // RFC 5246 appendix E.1: 3.0 is SSL 3.0, 3.1 is TLS 1.0.
  if (isVersion && major === 3 && minor < 3) {
    return `begin a record of ${OLD[minor]}, and the oldest version here is TLS 1.2`;
  }
  const what = isVersion
    ? // RFC 6347 §4.1: DTLS.
      `begin a record of ${major === 0xfe ? 'DTLS' : `version ${major}.${minor}, which TLS does not have`}`
    : code === 'record-overflow'
      ? `announce ${(high << 8) | low} bytes, more than a TLS record has`
      : 'begin no TLS record';
  return `${what}: check the port number`;
}

const OLD = ['SSL 3.0', 'TLS 1.0', 'TLS 1.1'] as const;
