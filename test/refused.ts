/** Rows of calls that are wrong in one place, each of which a UsageError refuses by the argument's name. */

import { expect, it } from 'vitest';
import { UsageError } from '../src/bytes/index.ts';

/** What is wrong, the call, the argument that the error names, and its code if it is not `wrong-type`. */
export type Row = readonly [wrong: string, call: () => unknown, argument: string, code?: string];

/** A function as a caller without types sees it. */
export const to = (called: unknown) => called as (...values: readonly unknown[]) => unknown;

export async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

export const refused = (rows: readonly Row[]): void => {
  for (const [wrong, call, argument, code = 'wrong-type'] of rows) {
    it(wrong, async () => {
      const error = await thrownBy(call);
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({ code, argument });
    });
  }
};
