/** Connections that are kept for the next request. */
import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';

/** Milliseconds for which an idle connection is kept: less than servers keep one (`idleTimeout` is 60 s, Go's default longer). */
const IDLE_MS = 30_000;

/** An agent of node:http with connections of its own. Idle ones do not keep the process running. */
export function keepingAgent(connect: () => Duplex): Agent {
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  // The types say net.Socket; node:http takes any stream.
  (agent as unknown as { createConnection: () => Duplex }).createConnection = connect;
  return agent;
}

/** Closes the idle connections now, and the others after their request. */
export function retire(agent: Agent): void {
  agent.maxFreeSockets = 0;
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
}
