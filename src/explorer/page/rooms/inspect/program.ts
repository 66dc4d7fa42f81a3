/** The program that does the same as the room, with the library. */
import { inspectProgram } from '../../../programs/inspect.ts';
import type { InspectOutcome } from '../../../work/inspect.ts';

/** What stays out of the address is not part of the program either, which reads it from a file instead. */
export function programOf({ blocks, block, isSecret }: Pick<InspectOutcome, 'block' | 'blocks' | 'isSecret'>): string {
  const { title, bytes } = blocks[block];
  return inspectProgram(title, isSecret ? undefined : bytes);
}
