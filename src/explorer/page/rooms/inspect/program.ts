/** The program that does the same as the room, with the library. */
import { inspectProgram } from '../../../programs/inspect.ts';
import type { InspectedBlock } from '../../../work/inspect.ts';

/** Secret input is not part of the program, which reads it from a file instead. */
export const programOf = ({ bytes, title, isSecret }: InspectedBlock): string =>
  inspectProgram(title, isSecret ? undefined : bytes);
