/** The program that does with the library what the room does. */
import { inspectProgram } from '../../../programs/inspect.ts';
import type { InspectedBlock } from '../../../work/inspect.ts';

/** Secret input is read from a file, and stands in no program. */
export const programOf = ({ bytes, title, isSecret }: InspectedBlock): string =>
  inspectProgram(title, isSecret ? undefined : bytes);
