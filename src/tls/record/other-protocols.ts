/** What it is when the peer does not speak TLS: told by the first bytes, so that the error can say what to do. */

/** How some protocols begin, and what a person who meets them here should do. */
const BEGINNINGS: readonly (readonly [start: RegExp, advice: string])[] = [
  [/^HTTP\//, 'the peer answers in plain HTTP: use http://, or its port for https'],
  [/^(GET|PUT|HEAD|POST|PRI|DELE|OPTI|PATC|CONN|TRAC)/, 'the client speaks plain HTTP to a port for TLS: use https://'],
  [/^SSH-/, 'the peer speaks SSH: TLS is on another port'],
  [/^220[ -]/, 'the peer greets as SMTP or FTP do: use its port for TLS, or ask for STARTTLS first'],
  [/^(EHLO|HELO)/, 'the client speaks SMTP: it must ask for STARTTLS first, or begin with TLS'],
  [/^\* OK/, 'the peer greets as IMAP does: use port 993, or ask for STARTTLS first'],
  [/^\+OK/, 'the peer greets as POP3 does: use port 995, or ask for STLS first'],
];

/** @param first - the first bytes of a connection, five of them or more.
 * @returns what the peer speaks and what to do about it, or undefined where nothing is known about such bytes. */
export function adviceFor(first: Uint8Array): string | undefined {
  const text = String.fromCharCode(...first.subarray(0, 5));
  return BEGINNINGS.find(([start]) => start.test(text))?.[1];
}
