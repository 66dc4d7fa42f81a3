/** Recognizes a peer that does not speak TLS by its first bytes, so that the error can say what to do. */
import { bytesToHex } from '../../bytes/index.ts';

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

/** @param first - the first bytes of a connection, at least five.
 * @returns the protocol, if it is known, and advice. */
export function adviceFor(first: Uint8Array): string {
  const text = String.fromCharCode(...first.subarray(0, 5));
  const known = BEGINNINGS.find(([start]) => start.test(text))?.[1];
  return (
    known ?? `the peer's first bytes, ${bytesToHex(first.subarray(0, 5))}, begin no TLS record: check the port number`
  );
}
