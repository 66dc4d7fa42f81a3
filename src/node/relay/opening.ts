/** The opening handshake (RFC 6455 §4.2), and which clients are admitted. */
import type { IncomingMessage } from 'node:http';
import { base64ToBytes, bytesToBase64, ctEqual, EncodingError, utf8ToBytes } from '../../bytes/index.ts';
import { sha1 } from '../../hash/index.ts';
import { RELAY_PROTOCOL } from './protocol.ts';

/** Why an opening was refused: for the operator, never for the page. */
export type RefusalReason = 'busy' | 'destination' | 'host' | 'no-destination' | 'not-websocket' | 'origin' | 'token';

/** The conditions for admission. */
export interface Gate {
  /** What `Host` must be: the relay's own address and port. */
  readonly host: string;
  readonly origins: ReadonlySet<string>;
  readonly token: string;
  /** Whether `HOST:PORT` is a destination. */
  allows(destination: string): boolean;
}

/** The contents of an admitted opening. */
export interface Admitted {
  readonly destination: string;
  /** The head of the answer. */
  readonly answer: string;
}

/** Decides about an opening. A page of another origin, one that reached us by another name (DNS rebinding), and one that does not
 * know the token get the same answer, and so learn nothing.
 * @returns the contents of the opening, or the reason for the refusal. */
export function judgeOpening(request: IncomingMessage, gate: Gate): Admitted | RefusalReason {
  if (only(request, 'host') !== gate.host) return 'host';
  if (!gate.origins.has(only(request, 'origin') ?? '')) return 'origin';
  const [, token, to] = /^\/([^/?]*)(?:\?to=([^&?#]*))?$/.exec(request.url ?? '') ?? [];
  if (token === undefined || !ctEqual(utf8ToBytes(token), utf8ToBytes(gate.token))) return 'token';
  const key = only(request, 'sec-websocket-key');
  if (!isUpgrade(request) || key === undefined || !isKey(key)) return 'not-websocket';
  if (to === undefined) return 'no-destination';
  const destination = decoded(to);
  if (destination === undefined || !gate.allows(destination)) return 'destination';
  return { destination, answer: answerTo(key) };
}

/** The value of a header; undefined unless it occurs exactly once. */
function only({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  const values = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === name);
  return values.length === 1 ? values[0] : undefined;
}

/** §4.2.1. */
function isUpgrade(request: IncomingMessage): boolean {
  const lists = (name: string, word: string): boolean =>
    (only(request, name) ?? '').split(',').some((one) => one.trim().toLowerCase() === word);
  const protocols = (only(request, 'sec-websocket-protocol') ?? '').split(',').map((one) => one.trim());
  return (
    request.method === 'GET' &&
    request.httpVersion === '1.1' &&
    lists('upgrade', 'websocket') &&
    lists('connection', 'upgrade') &&
    only(request, 'sec-websocket-version') === '13' &&
    protocols.includes(RELAY_PROTOCOL)
  );
}

/** §4.2.1: "when decoded, is 16 bytes in length". */
function isKey(key: string): boolean {
  try {
    return base64ToBytes(key).length === 16;
  } catch (error) {
    if (error instanceof EncodingError) return false;
    throw error;
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** §1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** §4.2.2. No extension is negotiated. */
const answerTo = (key: string): string =>
  [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${bytesToBase64(sha1.digest(utf8ToBytes(key + GUID)))}`,
    `Sec-WebSocket-Protocol: ${RELAY_PROTOCOL}`,
    '\r\n',
  ].join('\r\n');

/** The answer to everything that is refused, whatever the reason. */
export const REFUSAL = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
