/** A relay in front of a TCP server, and WebSockets of `ws` that say what a page of one origin says. */
import { createServer, type Server, type Socket } from 'node:net';
import { vi } from 'vitest';
import WebSocket from 'ws';
import { createRelay, type RelayEvent, type RelayOptions } from '../../src/node/index.ts';
import { RELAY_PROTOCOL } from '../../src/node/relay/protocol.ts';
import { closing } from '../closing.ts';
import { HOST, listen } from './loopback.ts';

export const ORIGIN = 'http://page.test';

export interface RelayAt {
  /** With its token. */
  readonly address: string;
  readonly events: RelayEvent[];
}

/** A relay that allows one destination, or what the options say. */
export async function startRelay(destination: string, options: Partial<RelayOptions> = {}): Promise<RelayAt> {
  const events: RelayEvent[] = [];
  const relay = createRelay({
    destinations: [destination],
    origins: [ORIGIN],
    observe: (event) => void events.push(event),
    ...options,
  });
  const address = await relay.listen();
  closing(() => relay.close());
  return { address, events };
}

/** A TCP server, and `HOST:PORT`. */
export async function tcp(onConnection: (socket: Socket) => void): Promise<{ server: Server; destination: string }> {
  const server = createServer({ allowHalfOpen: true }, onConnection);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  const port = await listen(server);
  closing(() => {
    for (const socket of sockets) socket.destroy();
  });
  return { server, destination: `${HOST}:${port}` };
}

/** The address of a destination. */
export const through = ({ address }: RelayAt, destination: string): string =>
  `${address}?to=${encodeURIComponent(destination)}`;

/** What a browser would open, with the Origin that a browser would send. */
export class PageSocket extends WebSocket {
  constructor(url: string, protocol: string = RELAY_PROTOCOL) {
    super(url, protocol, { origin: ORIGIN });
    this.binaryType = 'arraybuffer';
    // `ws` reports a refusal here too.
    this.on('error', () => undefined);
    closing(() => this.terminate());
  }
}

/** Until a check holds; a busy machine gets its time. */
export const eventually = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 20_000 });
