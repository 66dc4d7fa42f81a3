/** What the process holds, and how that changes. Needs `node --expose-gc`. */
import { affine } from '../growth/fit.ts';

/** Bytes that are alive: the heap, and the buffers outside it (`external` has those of ArrayBuffers in it). Everything that is dead
 * is collected first; twice, since buffers of the dead are let go of one collection later. */
export function retained(): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function collect(): void {
  if (globalThis.gc === undefined) throw new Error('needs node --expose-gc');
  globalThis.gc();
}

/** What was alive while something went on. */
export interface Growth {
  /** Bytes that went through. */
  readonly total: number;
  /** Bytes alive at the first sample, and at the last one. */
  readonly first: number;
  readonly last: number;
  /** Bytes gained for each mebibyte that went through: the slope of the least-squares line. */
  readonly perMebibyte: number;
  readonly samples: number;
  readonly seconds: number;
}

/** Sends pieces, until `total` bytes went or the time is up, and looks at intervals at what is alive.
 * @param send - takes one piece of `piece` bytes through, and keeps nothing. */
export function growthOf(send: () => void, piece: number, total: number, seconds = Number.POSITIVE_INFINITY): Growth {
  // What the first pieces make (code, tables, buffers of their lasting size) is no growth.
  for (let sent = 0; sent < total / 20; sent += piece) send();
  const start = performance.now();
  const isOver = (): boolean => performance.now() - start > seconds * 1000;
  const samples = [{ size: 1, cost: retained() }];
  let sent = 0;
  for (let i = 1; i <= SAMPLES && !isOver(); i++) {
    while (sent < (total * i) / SAMPLES && !isOver()) {
      send();
      sent += piece;
    }
    samples.push({ size: sent / 2 ** 20, cost: retained() });
  }
  const [first, last] = [samples[0].cost, samples[samples.length - 1].cost];
  const { perUnit } = affine(samples);
  const spent = (performance.now() - start) / 1000;
  return { total: sent, first, last, perMebibyte: perUnit, samples: samples.length, seconds: spent };
}

const SAMPLES = 16;
