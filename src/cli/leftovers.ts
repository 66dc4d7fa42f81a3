import type { Leftover, LeftoverListener } from '../node/index.ts';
import type { Context } from './context.ts';

/** Does something that may find what killed runs left behind; each find is told on standard error, also when the work fails. */
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

const leftoverText = ({ path, pid, removed }: Leftover): string =>
  removed
    ? `removed ${path}, which an interrupted run (process ${pid}) had left`
    : `found ${path}, of a run on another machine or in a container (process ${pid}); if that run has ended, remove it: it may hold a private key`;
