/** How many files this process may have open. Connections count: where a pool is larger than that, silent peers keep others out all the
 * same, and files can no longer be opened. */
import { readFileSync } from 'node:fs';

/** Files that are not connections: the process's own, listening sockets, and those that are opened to answer. */
const RESERVED = 64;

/** The limit (RLIMIT_NOFILE). @returns Infinity where there is none, or the system does not tell. */
export function openFilesLimit(): number {
  const soft = fromProc() ?? fromReport();
  return typeof soft === 'number' && soft > 0 ? soft : Number.POSITIVE_INFINITY;
}

/** Linux. */
function fromProc(): number | undefined {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}

/** Other systems; not in Bun and Deno. */
function fromReport(): unknown {
  const report = process.report?.getReport?.() as { userLimits?: { open_files?: { soft?: unknown } } } | undefined;
  return report?.userLimits?.open_files?.soft;
}

/** The size of each of `pools` pools of connections. @param wanted - where the limit allows it. */
export function poolSize(wanted: number, pools: number, limit: number = openFilesLimit()): number {
  return Math.max(1, Math.min(wanted, Math.floor((limit - RESERVED) / pools)));
}
