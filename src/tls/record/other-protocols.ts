/** Recognizes a peer that does not speak TLS by its first bytes, so that the error can say what to do. */
import { bytesToHex } from '../../bytes/index.ts';
import { MAX_CIPHERTEXT } from './records.ts';

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

/** @param first - the first bytes of a connection, of the length of a record's header, or fewer if no more came; those of the others are whole.
 * @returns the protocol, if it is known, and advice. */
export function adviceFor(first: Uint8Array): string {
  const text = String.fromCharCode(...first);
  return BEGINNINGS.find(([start]) => start.test(text))?.[1] ?? begins(first, 'no TLS record');
}

const begins = (first: Uint8Array, what: string): string =>
  `the peer's first bytes, ${bytesToHex(first)}, begin ${what}: check the port number`;

const lengthIn = (header: Uint8Array): number => (header[3] << 8) | header[4];

/** Of a header with a version that is not taken. */
export function versionAdvice(first: Uint8Array): string {
  const [, major, minor] = first;
  // No old version has such a record either (RFC 2246 §6.2.3).
  if (lengthIn(first) > MAX_CIPHERTEXT) return lengthAdvice(first);
  // RFC 5246 appendix E.1: 3.0 is SSL 3.0, 3.1 is TLS 1.0.
  if (major === 3 && minor < 3)
    return `the peer speaks ${minor === 0 ? 'SSL 3.0' : `TLS 1.${minor - 1}`}, and TLS 1.2 is the oldest version here`;
  // RFC 6347 §4.1: the complement of DTLS's own version.
  return begins(first, major === 0xfe ? 'a record of DTLS' : `no TLS record, but one of version ${major}.${minor}`);
}

/** Of a header with a length that no record has. */
export const lengthAdvice = (first: Uint8Array): string =>
  begins(first, `no TLS record, but one of ${lengthIn(first)} bytes`);
