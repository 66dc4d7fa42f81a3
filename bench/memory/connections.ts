/** What connections hold while nothing goes on in them, and what is allocated to make one. */
import { strictEqual } from 'node:assert';
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { mixedBytes } from '../inputs/bytes.ts';
import { retained } from './heap.ts';
import { handshake, type Pair, transfer } from './pair.ts';
import { PIECE } from './streams.ts';

const piece = mixedBytes(PIECE);

/** Handshakes before anything is measured: what the first ones leave behind (compiled code, tables) is no connection's. */
const WARM_UP = 20;

/** Bytes that one connection holds: a client, a server. */
export interface IdleCost {
  readonly client: number;
  readonly server: number;
}

/** @param before - what the connections do before they are idle. Default: nothing but the handshake. */
export function idleCost(count: number, before: (pair: Pair) => void = () => {}): IdleCost {
  for (let i = 0; i < WARM_UP; i++) before(handshake());
  const cost = (end: 'client' | 'server'): number => {
    const empty = retained();
    const open = Array.from({ length: count }, () => {
      const pair = handshake();
      before(pair);
      return pair[end];
    });
    const held = retained() - empty;
    for (const connection of open) strictEqual(connection.at, 'CONNECTED');
    return held / count;
  };
  return { client: cost('client'), server: cost('server') };
}

/** A piece each way, as a socket brings it. */
export function transferPiece({ client, server }: Pair): void {
  strictEqual(transfer(client, server, piece), PIECE);
  strictEqual(transfer(server, client, piece), PIECE);
}

/** Bytes allocated by one handshake, both ends. Nothing is sampled: the young generation is made so large that no collection comes
 * between the two looks at the heap, which then grows by all that is allocated.
 * @throws Error when one did come: `--min-semi-space-size` is too small. */
export async function handshakeGarbage(handshakes: number): Promise<number> {
  for (let i = 0; i < WARM_UP; i++) handshake();
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) collections += isForced(entry) ? 0 : 1;
  });
  const open: Pair[] = [];
  retained();
  observer.observe({ entryTypes: ['gc'] });
  const before = process.memoryUsage();
  for (let i = 0; i < handshakes; i++) open.push(handshake());
  const after = process.memoryUsage();
  // The observer is told in a later turn.
  await new Promise((resolve) => setTimeout(resolve, 50));
  observer.disconnect();
  if (collections > 0) throw new Error('garbage was collected meanwhile');
  strictEqual(open.length, handshakes);
  return (after.heapUsed + after.external - before.heapUsed - before.external) / handshakes;
}

const isForced = (entry: PerformanceEntry): boolean =>
  'detail' in entry && ((entry.detail as { flags: number }).flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0;
