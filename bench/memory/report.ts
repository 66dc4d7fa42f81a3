/** What a run of memory measured, as Markdown. */

import { measuredOn } from '../growth/measured-on.ts';
import type { Report } from '../harness/report.ts';
import type { IdleCost } from './connections.ts';
import type { Growth } from './heap.ts';

export interface MemoryFigures {
  readonly hash: Growth;
  readonly gcm: Growth;
  readonly cbc: Growth;
  /** Bytes that one handshake allocates, both ends. */
  readonly garbage: number;
  /** Connections that were open at once. */
  readonly connections: number;
  readonly idle: IdleCost;
  /** Connections that moved 64 KiB each way before they were idle. */
  readonly idleAfterTransfer: IdleCost;
}

const kib = (bytes: number): string => `${(bytes / 2 ** 10).toFixed(1)} KiB`;
const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

function streamRow(name: string, { total, first, last, perMebibyte, seconds }: Growth): string {
  const slope = `${Math.round(perMebibyte)} B`;
  return `| ${name} | ${Math.round(total / 2 ** 20)} MiB in ${seconds.toFixed(1)} s | ${mib(first)} | ${mib(last)} | ${slope} |`;
}

/** The section of bench/README.md. */
export function memorySection(figures: MemoryFigures, where: Omit<Report, 'rows'>): string {
  const { hash, gcm, cbc, garbage, connections, idle, idleAfterTransfer } = figures;
  return `${measuredOn(where)}

| stream, in pieces of 64 KiB | went through | alive at first | at last | growth for each MiB |
| --- | --- | ---: | ---: | ---: |
${streamRow('SHA-256', hash)}
${streamRow('TLS, both ends, AES-128-GCM', gcm)}
${streamRow('TLS, both ends, AES-128-CBC and HMAC-SHA256', cbc)}

Alive is what remains after two forced collections (\`heapUsed + external\`), looked at 17 times; the growth is the slope of the
least-squares line.

| connection, mutual, RSA-2048 | client | server |
| --- | ---: | ---: |
| idle after its handshake | ${kib(idle.client)} | ${kib(idle.server)} |
| idle after 64 KiB each way | ${kib(idleAfterTransfer.client)} | ${kib(idleAfterTransfer.server)} |

That is what ${connections} of them hold, divided by their number. One handshake allocates ${mib(garbage)} in both ends together, nearly all
of it dead when it is over, and most of it made by RSA's arithmetic. It is the growth of the heap over ten handshakes in a young generation so large that nothing
is collected meanwhile.`;
}
