/** The relay's events as lines on standard error. */
import type { RelayEvent } from '../node/index.ts';

/** An event of the relay, for its operator. */
export function relayLine(event: RelayEvent): string {
  switch (event.kind) {
    case 'refused':
      return `refused: ${REASONS[event.reason]}`;
    case 'opened':
      return `${event.destination}: opened`;
    case 'closed':
      return `${event.destination}: ${ENDS[event.how]}, ${event.bytes} bytes`;
  }
}

const REASONS = {
  busy: 'there are as many connections as may be',
  destination: 'the server is not one of -allow',
  host: 'the page reached the relay by another name than its address',
  'no-destination': 'the address ends without ?to=HOST:PORT, the server that is to be reached',
  'not-websocket': 'the request opens no WebSocket of vitrine/web',
  origin: 'the page’s origin is not one of -origin',
  token: 'the path has not the token',
} as const;

const ENDS = {
  bytes: 'closed after -max_bytes',
  done: 'both sides have ended',
  failed: 'the connection to the server failed',
  idle: 'closed after -idle',
  left: 'the page left',
  protocol: 'the page broke the protocol',
} as const;
