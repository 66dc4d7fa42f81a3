import type { Leftover, LeftoverListener } from '../node/index.ts';
import type { Context } from './context.ts';

/** Runs work that may find leftovers of killed runs. Each is reported on standard error, even if the work fails. */
export async function tellingLeftovers<T>(
  context: Context,
  work: (onLeftover: LeftoverListener) => Promise<T>,
): Promise<T> {
  const found: Leftover[] = [];
  try {
    return await work((leftover) => found.push(leftover));
  } finally {
    for (const leftover of found) await context.note(leftoverText(leftover));
  }
}

/** What is said of a leftover. */
export const leftoverText = ({ path, pid, removed }: Leftover): string =>
  removed
    ? `removed ${path}, which an interrupted run (process ${pid}) had left`
    : `found ${path}, of a run on another machine or in a container (process ${pid}); if that run has ended, remove it: it may hold a private key`;
